-- SMS gateways lead into our own network only where a shell allows it, as chats and webhooks do ------------------------------------------

-- Those that are there keep working; another host has to be allowed anew.
UPDATE envoi.transport SET allow_private = true WHERE channel = 'sms' AND url <> '';
COMMENT ON COLUMN envoi.transport.allow_private IS 'Whether a gateway, a chat or a webhook may be on a private or loopback address.';
