-- Events out: signed webhooks, which are rows of the queue, and live events for those who watch -----------------------------------------

COMMENT ON COLUMN envoi.queue.message_id IS 'envoi.message.id: what is said; 0 in a webhook''s row, which says what stands in variables.';
COMMENT ON COLUMN envoi.queue.variables IS '{{variables.x}} in a template; the whole body that a webhook posts.';
COMMENT ON COLUMN envoi.queue.recipient IS 'Address, number (E.164), chat or webhook.';
COMMENT ON COLUMN envoi.transport.gateway IS 'A preset''s name, or the whole description of a gateway (JSON); webhook for a webhook.';
COMMENT ON COLUMN envoi.transport.settings IS 'What the gateway''s description asks for and need not be hidden, by name; of a webhook its events: sent error delivered.';
COMMENT ON COLUMN envoi.transport.allow_private IS 'Whether a chat or a webhook may be on a private or loopback address.';

-- Chats and webhooks: each is a way of its own.
DROP INDEX envoi.queue_chat, envoi.queue_chat_retry;
CREATE INDEX queue_way ON envoi.queue (site_id, channel, destination, priority, due_at, id)
  WHERE status = 'pending' AND channel IN ('chat', 'webhook');
CREATE INDEX queue_way_retry ON envoi.queue (site_id, channel, destination, retry_at, id)
  WHERE retry_at IS NOT NULL AND channel IN ('chat', 'webhook');

CREATE INDEX transport_webhook ON envoi.transport (site_id) WHERE channel = 'webhook' AND enabled;

-- Lost in a crash, and written again by who still listens.
CREATE UNLOGGED TABLE envoi.listener (
  site_id integer PRIMARY KEY REFERENCES envoi.site ON DELETE CASCADE,
  until timestamptz NOT NULL
);
COMMENT ON TABLE envoi.listener IS 'Sites whose changes somebody watches: NOTIFY envoi_events is said of no other, for it takes a lock of the whole server.';
COMMENT ON COLUMN envoi.listener.site_id IS 'envoi.site.id.';
COMMENT ON COLUMN envoi.listener.until IS 'Until when, unless it is said again.';

CREATE FUNCTION envoi.webhook_body(q envoi.queue, domain text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'type', 'message.' || q.status,
    'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', jsonb_build_object(
      'row', q.id, 'message', q.message_id, 'site', domain, 'channel', q.channel, 'recipient', q.recipient, 'status', q.status,
      'reason', q.reason, 'reference', q.reference, 'tags', coalesce(to_jsonb(q.tags), '[]'), 'reply_code', q.reply_code,
      'reply', left(q.reply, 500), 'remote_id', q.remote_id, 'generation', q.generation))
$$;
COMMENT ON FUNCTION envoi.webhook_body IS 'What a webhook posts about a row.';

-- Called by whoever brings rows to an end, in the same statement. VOLATILE: it sees what that statement has changed.
CREATE FUNCTION envoi.announce(ids bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  total bigint := 0;
BEGIN
  IF ids IS NULL THEN RETURN 0; END IF;
  IF EXISTS (SELECT FROM envoi.transport t WHERE t.channel = 'webhook' AND t.enabled) THEN
    WITH made AS (
      INSERT INTO envoi.queue (message_id, site_id, channel, recipient, destination, variables, expires_at)
      SELECT 0, q.site_id, 'webhook', t.name, t.name, envoi.webhook_body(q, s.domain), now() + interval '3 days'
      FROM envoi.queue q JOIN envoi.site s ON s.id = q.site_id JOIN envoi.transport t ON t.site_id = q.site_id
      WHERE q.id = ANY(ids) AND q.channel <> 'webhook' AND t.channel = 'webhook' AND t.enabled
        AND q.status::text = ANY(string_to_array(t.settings->>'events', ' '))
      RETURNING site_id
    ), told AS (
      -- Equal notifications of one transaction are sent once, at its commit.
      SELECT count(*) AS rows, pg_notify('envoi_queue', site_id || ' webhook') FROM made GROUP BY site_id
    )
    SELECT sum(rows) INTO total FROM told;
  END IF;
  IF EXISTS (SELECT FROM envoi.listener l WHERE l.until > now()) THEN
    -- A notification has at most 7,999 bytes.
    PERFORM pg_notify('envoi_events', concat_ws(' ', site_id, status, string_agg(id || '.' || generation, ',' ORDER BY id)))
    FROM (
      SELECT q.id, q.site_id, q.status, q.generation, row_number() OVER (PARTITION BY q.site_id, q.status ORDER BY q.id) / 250 AS part
      FROM envoi.queue q JOIN envoi.listener l ON l.site_id = q.site_id
      WHERE q.id = ANY(ids) AND q.channel <> 'webhook' AND l.until > now()) AS changed
    GROUP BY site_id, status, part;
  END IF;
  RETURN coalesce(total, 0);
END $$;
COMMENT ON FUNCTION envoi.announce IS
  'Tells webhooks and listeners of rows that are sent, delivered, or in error for good, as they are now. Returns the rows it made for webhooks.';

-- As its owner: who may change a row need not be allowed to make one.
CREATE FUNCTION envoi.announce_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = envoi, pg_temp AS $$
BEGIN
  PERFORM envoi.announce(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION envoi.announce_change IS 'Announces what changed by receipt, by hand or by time. Outcomes, which always change the token, are announced by the batch.';
CREATE TRIGGER announce_change AFTER UPDATE ON envoi.queue FOR EACH ROW
WHEN (OLD.token IS NOT DISTINCT FROM NEW.token AND NEW.channel <> 'webhook' AND CASE NEW.status
  WHEN 'sent' THEN OLD.status <> 'sent' WHEN 'delivered' THEN OLD.status <> 'delivered'
  WHEN 'error' THEN NEW.retry_at IS NULL AND (OLD.status <> 'error' OR OLD.retry_at IS NOT NULL) ELSE false END)
EXECUTE FUNCTION envoi.announce_change();

REVOKE ALL ON FUNCTION envoi.announce FROM PUBLIC;
