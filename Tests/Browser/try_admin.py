"""Tries the admin in Chromium, with JavaScript and without, and prints what is wrong with it.

try_admin.py BASE PROGRAM LINK LINK: the admin's URL, the command, and links for alice@acme.test and bob@example.org to set their first
passwords. Where SCREENSHOTS names a folder a picture of each page is kept there.
"""
import sys
import traceback

from playwright.sync_api import sync_playwright

import scenarios
from person import Findings, Person, Queue

LOOKS = [("en", "light"), ("fr", "dark"), ("es", "light")]
# Beside what links lead to from there.
STARTS = [
    "/admin", "/admin/queue?status=error&tag=with-script", "/admin/queue?since=nonsense",
    "/admin/sites/example.org/add-transport?preset=kannel", "/admin/compose?channel=chat"]
STRANGERS_STARTS = ["/admin/login", "/admin/password", "/contact/example.org", "/contact/example.org/thanks"]


def main():
    base, program, *links = sys.argv[1:]
    findings, queue = Findings(), Queue(program)

    def attempt(scenario, person, *arguments):
        try:
            scenario(person, *arguments)
        except Exception as error:
            lines = [str(frame.lineno) for frame in traceback.extract_tb(error.__traceback__) if frame.filename == scenarios.__file__]
            said = "\n".join(str(error).splitlines()[:8])
            findings.add(f"{scenario.__name__} {person.tag}, line {'>'.join(lines)}, on {person.page.url}: {said}")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for script, link, address in zip((True, False), links, ("alice@acme.test", "bob@example.org")):
            person, stranger = (Person(browser, base, findings, script) for _ in range(2))
            scenarios.seed(queue, person)
            attempt(scenarios.get_in, person, link, address)
            for scenario in (
                    scenarios.cancel_filter_and_undo, scenarios.requeue_selected_and_undo, scenarios.cancel_and_requeue_row,
                    scenarios.compose, scenarios.switch_language):
                attempt(scenario, person)
            attempt(scenarios.write_to_site, stranger)
            if script:
                attempt(scenarios.watch, person, queue)
                attempt(scenarios.get_lost, person)
                for language, scheme in LOOKS:
                    attempt(scenarios.walk, person, STARTS, language, scheme)
                    attempt(scenarios.walk, stranger, STRANGERS_STARTS, language, scheme)
            attempt(scenarios.leave, person)
        browser.close()
    sys.exit(1 if findings.count else 0)


main()
