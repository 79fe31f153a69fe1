#!/bin/sh
# Sends what is pending for one site, then what is due for another try: email_queue.sh DOMAIN [--config FILE]
# Both are run; the exit code is that of the first that failed.
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 64; }

code=0
envoi send-queue "$@" || code=$?
envoi retry-queue "$@" || { retry=$?; [ $code -ne 0 ] || code=$retry; }
exit $code
