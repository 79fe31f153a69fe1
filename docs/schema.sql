-- Made by scripts/dump-schema: the schema as the migrations leave it, for reading. envoi migrate makes it.

CREATE SCHEMA envoi;

CREATE TYPE envoi.channel AS ENUM (
    'email',
    'sms',
    'chat',
    'webhook'
);

CREATE DOMAIN envoi.line AS text
	CONSTRAINT line_check CHECK ((VALUE !~ '[\x01-\x1f\x7f]'::text));

COMMENT ON DOMAIN envoi.line IS 'Text without control characters: what may stand in a header or an SMTP command.';

CREATE TYPE envoi.reason AS ENUM (
    'deferred',
    'refused',
    'expired',
    'cancelled',
    'suppressed',
    'invalid',
    'in_doubt',
    'bounced',
    'complained',
    'undelivered'
);

CREATE DOMAIN envoi.recipient AS text
	CONSTRAINT recipient_check CHECK (((VALUE !~ '[\x01-\x1f\x7f]'::text) AND ((length(VALUE) >= 1) AND (length(VALUE) <= 320))));

COMMENT ON DOMAIN envoi.recipient IS 'An address, a number in E.164 or the name of a chat: no control character in it. (A quoted local part may have a blank.)';

CREATE TYPE envoi.status AS ENUM (
    'pending',
    'sending',
    'sent',
    'error',
    'delivered'
);

CREATE FUNCTION envoi.announce(ids bigint[]) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
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

COMMENT ON FUNCTION envoi.announce(ids bigint[]) IS 'Tells webhooks and listeners of rows that are sent, delivered, or in error for good, as they are now. Returns the rows it made for webhooks.';

CREATE FUNCTION envoi.announce_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'envoi', 'pg_temp'
    AS $$
BEGIN
  PERFORM envoi.announce(ARRAY[NEW.id]);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION envoi.announce_change() IS 'Announces what changed by receipt, by hand or by time. Outcomes, which always change the token, are announced by the batch.';

CREATE FUNCTION envoi.apply_early_receipts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM envoi.apply_receipts(NEW);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION envoi.apply_early_receipts() IS 'Applies the receipts that came before the outcome.';

CREATE TABLE envoi.queue (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    newsletter_id bigint,
    token bigint,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '2 days'::interval) NOT NULL,
    retry_at timestamp with time zone,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    site_id integer NOT NULL,
    channel envoi.channel DEFAULT 'email'::envoi.channel NOT NULL,
    status envoi.status DEFAULT 'pending'::envoi.status NOT NULL,
    reason envoi.reason,
    priority smallint DEFAULT 5 NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    generation smallint DEFAULT 1 NOT NULL,
    reply_code smallint,
    recipient envoi.recipient NOT NULL,
    destination text NOT NULL,
    recipient_name envoi.line,
    variables jsonb,
    reference text,
    tags text[],
    reply text,
    remote_id text,
    CONSTRAINT delivered_has_time CHECK (((delivered_at IS NOT NULL) OR (status <> 'delivered'::envoi.status))),
    CONSTRAINT expires_after_due CHECK (((expires_at >= due_at) OR (due_at = 'infinity'::timestamp with time zone))),
    CONSTRAINT lease_while_sending CHECK ((((status = 'sending'::envoi.status) = (token IS NOT NULL)) AND ((token IS NULL) = (lease_until IS NULL)))),
    CONSTRAINT queue_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT queue_generation_check CHECK ((generation >= 1)),
    CONSTRAINT queue_priority_check CHECK (((priority >= 0) AND (priority <= 9))),
    CONSTRAINT reason_of_error CHECK (((status = 'error'::envoi.status) = (reason IS NOT NULL))),
    CONSTRAINT retry_of_deferred CHECK (((retry_at IS NULL) OR ((reason IS NOT NULL) AND (reason = ANY (ARRAY['deferred'::envoi.reason, 'in_doubt'::envoi.reason]))))),
    CONSTRAINT sent_has_time CHECK (((sent_at IS NOT NULL) OR (status <> ALL (ARRAY['sent'::envoi.status, 'delivered'::envoi.status])))),
    CONSTRAINT tags_are_texts CHECK ((array_position(tags, NULL::text) IS NULL))
)
PARTITION BY RANGE (id);

COMMENT ON TABLE envoi.queue IS 'One row per recipient of a message: the truth about each.';

COMMENT ON COLUMN envoi.queue.id IS 'Ascending in the order of enqueuing; partitions are ranges of it.';

COMMENT ON COLUMN envoi.queue.message_id IS 'envoi.message.id: what is said; 0 in a webhook''s row, which says what stands in variables.';

COMMENT ON COLUMN envoi.queue.newsletter_id IS 'The newsletter it belongs to; NULL for a single message.';

COMMENT ON COLUMN envoi.queue.token IS 'Lease token, set by the claim: only its holder may record an outcome. A worker''s change always changes it.';

COMMENT ON COLUMN envoi.queue.due_at IS 'Not sent before; infinity while held. Moved on when the relay got into trouble over this row.';

COMMENT ON COLUMN envoi.queue.expires_at IS 'Given up then: error/expired. Two days after due_at unless said otherwise; renewed by a requeue.';

COMMENT ON COLUMN envoi.queue.retry_at IS 'error: when retry-queue takes it again; NULL: never.';

COMMENT ON COLUMN envoi.queue.lease_until IS 'sending: the worker''s right to the row ends then.';

COMMENT ON COLUMN envoi.queue.created_at IS 'Start of the transaction that enqueued it.';

COMMENT ON COLUMN envoi.queue.sent_at IS 'When the relay or gateway accepted it.';

COMMENT ON COLUMN envoi.queue.delivered_at IS 'When a receipt said that it was delivered.';

COMMENT ON COLUMN envoi.queue.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.queue.channel IS 'As its message''s.';

COMMENT ON COLUMN envoi.queue.status IS 'pending, sending, sent, error or delivered. UPDATE it to pending to send the row again.';

COMMENT ON COLUMN envoi.queue.reason IS 'Why it is in error; NULL in every other status. deferred: waits for retry_at.';

COMMENT ON COLUMN envoi.queue.priority IS '0 goes first, 9 last.';

COMMENT ON COLUMN envoi.queue.attempts IS 'Tries of this generation that the relay answered or may have got; its own trouble is not counted. A requeue sets 0.';

COMMENT ON COLUMN envoi.queue.generation IS 'Raised when a sent or delivered row is requeued: a new Message-ID, so that the receiver does not discard it.';

COMMENT ON COLUMN envoi.queue.reply_code IS 'SMTP or HTTP code of the last answer.';

COMMENT ON COLUMN envoi.queue.recipient IS 'Address, number (E.164), chat or webhook.';

COMMENT ON COLUMN envoi.queue.destination IS 'What limits are kept by: the recipient''s domain; the transport of a chat, and of an SMS once it was claimed (sms before).';

COMMENT ON COLUMN envoi.queue.recipient_name IS 'Display name; {{name}} in a template.';

COMMENT ON COLUMN envoi.queue.variables IS '{{variables.x}} in a template; the whole body that a webhook posts.';

COMMENT ON COLUMN envoi.queue.reference IS 'The caller''s own id.';

COMMENT ON COLUMN envoi.queue.tags IS 'The caller''s own words to find it by.';

COMMENT ON COLUMN envoi.queue.reply IS 'Text of the last answer, or why there was none.';

COMMENT ON COLUMN envoi.queue.remote_id IS 'The relay''s queue id, the gateway''s message ids (one a part, with blanks between), or how many posts of a long chat message are out, as in 2/3.';

CREATE FUNCTION envoi.apply_receipts(q envoi.queue) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  verdict text := envoi.receipt_verdict(q);
BEGIN
  IF (verdict IS NULL OR NOT CASE q.status
    WHEN 'sent' THEN verdict <> 'accepted' WHEN 'pending' THEN true
    WHEN 'error' THEN q.reason IN ('in_doubt', 'deferred', 'expired') ELSE false END)
  THEN RETURN; END IF;
  PERFORM set_config('envoi.by_receipt', 'yes', true);
  UPDATE envoi.queue SET status = CASE verdict WHEN 'delivered' THEN 'delivered' WHEN 'undelivered' THEN 'error' ELSE 'sent' END::envoi.status,
    reason = CASE verdict WHEN 'undelivered' THEN 'undelivered' END::envoi.reason, retry_at = NULL
  WHERE id = q.id;
  PERFORM set_config('envoi.by_receipt', '', true);
END $$;

COMMENT ON FUNCTION envoi.apply_receipts(q envoi.queue) IS 'Brings a row to the state that its receipts prove.';

CREATE FUNCTION envoi.check_transition() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
  kind text;
  by_receipt boolean := coalesce(current_setting('envoi.by_receipt', true), '') = 'yes';
BEGIN
  IF OLD.status = 'sending' THEN
    RAISE EXCEPTION 'row % is being sent: its status cannot be changed before its lease ends at %', OLD.id, OLD.lease_until
      USING ERRCODE = 'object_in_use', HINT = 'Wait for its outcome; a lease that lapses is settled by the next send-queue.';
  ELSIF NEW.status = 'pending' AND OLD.status IN ('error', 'sent', 'delivered') THEN
    kind := 'requeued';
    -- The receipts of the first one say nothing about this one.
    NEW.generation := OLD.generation + (OLD.status <> 'error' OR OLD.reason = 'undelivered')::int;
    NEW.attempts := 0;
    NEW.due_at := CASE WHEN NEW.due_at > now() AND NEW.due_at <> OLD.due_at THEN NEW.due_at ELSE now() END;
    NEW.expires_at := greatest(NEW.due_at, now()) + CASE WHEN NEW.newsletter_id IS NULL THEN interval '2 days' ELSE '4 days' END;
    NEW.reason := NULL; NEW.retry_at := NULL; NEW.sent_at := NULL; NEW.delivered_at := NULL;
    NEW.reply_code := NULL; NEW.reply := NULL; NEW.remote_id := NULL;
  ELSIF NEW.status = 'error' AND OLD.status = 'pending' AND NOT by_receipt THEN
    NEW.reason := coalesce(NEW.reason, 'cancelled');
    kind := CASE WHEN NEW.reason IN ('cancelled', 'expired', 'suppressed', 'invalid') THEN NEW.reason END;
  ELSIF NEW.status = 'delivered' AND OLD.status = 'sent' THEN
    NEW.delivered_at := coalesce(NEW.delivered_at, now());
    kind := 'delivered';
  ELSIF NEW.status IN ('sent', 'delivered') AND (OLD.status = 'error' AND OLD.reason = 'in_doubt' OR OLD.status IN ('pending', 'error') AND by_receipt) THEN
    -- It had been sent all the same.
    kind := NEW.status;
    NEW.reason := NULL; NEW.retry_at := NULL; NEW.sent_at := coalesce(NEW.sent_at, now());
    NEW.delivered_at := CASE NEW.status WHEN 'delivered' THEN coalesce(NEW.delivered_at, now()) END;
  ELSIF NEW.status = 'error' AND NEW.reason = 'undelivered' AND OLD.status = 'pending' AND by_receipt THEN
    kind := NEW.reason;
  ELSIF NEW.status = 'error' AND OLD.status IN ('sent', 'delivered') THEN
    kind := CASE WHEN NEW.reason IN ('bounced', 'complained') OR (NEW.reason = 'undelivered' AND OLD.status = 'sent') THEN NEW.reason END;
  END IF;
  IF kind IS NULL THEN
    RAISE EXCEPTION 'row % cannot go from % to %', OLD.id, OLD.status, concat_ws('/', NEW.status, NEW.reason)
      USING ERRCODE = 'check_violation',
        HINT = 'By hand: error, sent, delivered -> pending; pending -> error/cancelled; error/in_doubt -> sent; sent -> delivered; sent, delivered -> error/bounced or complained.';
  END IF;
  -- The receipt is an event already.
  IF by_receipt THEN RETURN NEW; END IF;
  INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply, actor)
  VALUES (OLD.id, kind, OLD.generation, coalesce(NEW.reply_code, OLD.reply_code), coalesce(NEW.reply, OLD.reply),
    CASE WHEN kind <> 'expired' THEN coalesce(nullif(current_setting('envoi.actor', true), ''), session_user) END);
  RETURN NEW;
END $$;

COMMENT ON FUNCTION envoi.check_transition() IS 'Makes UPDATE ... SET status a proper requeue, cancellation or receipt, and refuses every other change of status by hand.';

CREATE FUNCTION envoi.enqueue(site text, recipient text, subject text DEFAULT NULL::text, text text DEFAULT NULL::text, html text DEFAULT NULL::text, name text DEFAULT NULL::text, variables jsonb DEFAULT NULL::jsonb, sender text DEFAULT NULL::text, reply_to text DEFAULT NULL::text, headers jsonb DEFAULT NULL::jsonb, priority integer DEFAULT 5, due_at timestamp with time zone DEFAULT NULL::timestamp with time zone, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, reference text DEFAULT NULL::text, tags text[] DEFAULT NULL::text[], key text DEFAULT NULL::text, channel text DEFAULT 'email'::text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'envoi', 'pg_temp'
    AS $_$
#variable_conflict use_variable
DECLARE
  the_site envoi.site;
  message bigint;
  row_id bigint;
  due timestamptz := coalesce(due_at, now());
  expires timestamptz := coalesce(expires_at, coalesce(due_at, now()) + interval '2 days');
  sha bytea;
  known envoi.accepted;
  missing text;
  field text;
  given text;
  destination text := lower(split_part(recipient, '@', 2));
  is_suppressed boolean := false;
BEGIN
  SELECT * INTO the_site FROM envoi.site s WHERE s.domain = lower(site);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'site: there is no site "%"', site USING ERRCODE = 'invalid_parameter_value', HINT = 'envoi site list shows those there are.';
  END IF;
  -- The last word has the program, when it sends: a row whose address is none ends as error/invalid.
  IF channel = 'sms' THEN
    IF recipient IS NULL OR recipient !~ '^\+[1-9][0-9]{6,14}$' THEN
      RAISE EXCEPTION 'recipient: must be one number like +33612345678 (E.164), got "%"', coalesce(recipient, 'NULL') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT EXISTS (SELECT FROM envoi.transport t WHERE t.site_id = the_site.id AND t.channel = 'sms') THEN
      RAISE EXCEPTION 'channel: % has no SMS gateway', the_site.domain USING ERRCODE = 'invalid_parameter_value', HINT = 'envoi transport add --preset makes one.';
    END IF;
    IF length(text) > the_site.sms_parts * 153 THEN
      RAISE EXCEPTION 'text: must fit into % parts, the limit of %, got % characters', the_site.sms_parts, the_site.domain, length(text)
        USING ERRCODE = 'invalid_parameter_value', HINT = 'envoi site set --sms-parts raises it.';
    END IF;
    destination := 'sms';
    is_suppressed := EXISTS (SELECT FROM envoi.suppression s WHERE s.site_id = the_site.id AND s.channel = 'sms' AND s.address = recipient);
  ELSIF channel = 'chat' THEN
    IF NOT EXISTS (SELECT FROM envoi.transport t WHERE t.site_id = the_site.id AND t.channel = 'chat' AND t.name = recipient) THEN
      RAISE EXCEPTION 'recipient: must be a chat of %, got "%"', the_site.domain, coalesce(recipient, 'NULL') USING ERRCODE = 'invalid_parameter_value',
        HINT = 'envoi transport list shows those there are.';
    END IF;
    destination := recipient;
  ELSIF channel IS DISTINCT FROM 'email' THEN
    RAISE EXCEPTION 'channel: must be email, sms or chat, got "%"', coalesce(channel, 'NULL') USING ERRCODE = 'invalid_parameter_value';
  ELSIF recipient IS NULL OR recipient !~ '^[^\s@<>"(),:;\\]{1,64}@[^\s@<>"(),:;\\.]+(\.[^\s@<>"(),:;\\.]+)+$' OR length(recipient) > 254
    OR recipient ~ '(^\.|\.\.|\.@|@-|\.-[^@]*$|-\.[^@]*$|-$)' THEN
    RAISE EXCEPTION 'recipient: must be one address like ann@example.org, got "%"', coalesce(recipient, 'NULL') USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF channel <> 'email' THEN
    SELECT f.name INTO field FROM (VALUES ('subject', subject), ('html', html), ('reply_to', reply_to), ('headers', headers::text)) f(name, value)
    WHERE f.value IS NOT NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION '%: does not go with the channel %, which has a text alone', field, channel USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF channel = 'chat' AND sender IS NOT NULL THEN
      RAISE EXCEPTION 'sender: does not go with the channel chat: its transport says who writes' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF sender !~ '^(\+[0-9 ]{7,20}|[0-9]{3,8}|.{1,11})$' THEN
      RAISE EXCEPTION 'sender: must be a number or at most 11 letters and digits, got "%"', sender USING ERRCODE = 'invalid_parameter_value';
    END IF;
  END IF;
  SELECT f.name, to_json(f.value) INTO field, given FROM (VALUES ('subject', subject), ('name', name), ('sender', sender), ('reply_to', reply_to)) f(name, value)
  WHERE f.value ~ '[\x01-\x1f\x7f]' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '%: must have no line break or other control character, got %', field, given USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT f.name, f.value INTO field, given FROM (VALUES ('sender', sender), ('reply_to', reply_to)) f(name, value)
  WHERE channel = 'email' AND f.value !~ '^(.*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '%: must be an address like ann@example.org or Ann <ann@example.org>, got "%"', field, given USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF headers IS NOT NULL AND NOT headers @@ 'strict $.type() == "array" && !exists($[*] ? (@.type() <> "array" || @.size() <> 2 || exists(@[*] ? (@.type() <> "string"))))' THEN
    RAISE EXCEPTION 'headers: must be an array of [name, value], got %', headers USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT h->>0 INTO given FROM jsonb_array_elements(headers) AS h
  WHERE lower(h->>0) ~ '^(from|to|subject|reply-to|cc|bcc|date|message-id|mime-version|return-path|received|delivered-to|status|x-status|content-.*|resent-.*)$'
    OR h->>0 !~ '^[\x21-\x39\x3b-\x7e]{1,64}$' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'headers: "%" cannot be given: Envoi writes it itself, or it is no header name', given USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF concat(text, html) !~ '\S' THEN
    RAISE EXCEPTION 'text: must be given when html is not' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF array_position(tags, NULL) IS NOT NULL OR array_position(tags, '') IS NOT NULL THEN
    RAISE EXCEPTION 'tags: must not be NULL or empty, got %', tags USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF (priority BETWEEN 0 AND 9) IS NOT TRUE THEN
    RAISE EXCEPTION 'priority: must be between 0 and 9, got %', coalesce(priority::text, 'NULL') USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF expires <= greatest(due, now()) THEN
    RAISE EXCEPTION 'expires_at: must be after due_at (%) and in the future, got %', due, expires USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Without variables the text is literal: what an application's own user typed is never taken for a template.
  IF variables IS NOT NULL THEN
    IF jsonb_typeof(variables) <> 'object' THEN
      RAISE EXCEPTION 'variables: must be a JSON object, got %', jsonb_typeof(variables) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT m[1] INTO field
    FROM unnest(ARRAY[subject, text, html]) AS part,
      regexp_matches(
        regexp_replace(part, '(?:\{\{[#^]\s*([\w.-]+)\s*\}\}.*?\{\{/\s*\1\s*\}\}){1,1}?', '', 'g'), '\{\{(?!!)([^{}]*)\}', 'g') AS m
    WHERE m[1] !~ '^[&]?\s*(name|variables\.[\w.-]+)\s*$'
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'text: {{%}} is not known, or opens or closes a section alone: there are {{name}} and {{variables.…}}', field
        USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- What stands outside of sections must be given, but where a section of the same text asks whether it is. {1,1}? makes all of it lazy.
    SELECT m[1] INTO missing
    FROM unnest(ARRAY[subject, text, html]) AS part,
      regexp_matches(
        regexp_replace(part, '(?:\{\{[#^]\s*([\w.-]+)\s*\}\}.*?\{\{/\s*\1\s*\}\}){1,1}?', '', 'g'), '\{\{[{&]?\s*(name|variables\.[\w.-]+)\s*\}', 'g') AS m
    WHERE m[1] NOT IN (SELECT s[1] FROM regexp_matches(part, '\{\{[#^]\s*([\w.-]+)', 'g') AS s)
      AND CASE m[1] WHEN 'name' THEN trim(coalesce(name, '')) = ''
        ELSE coalesce(jsonb_typeof(variables #> (string_to_array(m[1], '.'))[2:]), 'null') NOT IN ('string', 'number', 'boolean') END
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION '%: is used in the text and must be given', missing USING ERRCODE = 'invalid_parameter_value';
    END IF;
  END IF;
  IF key IS NOT NULL THEN
    IF length(key) NOT BETWEEN 1 AND 255 THEN
      RAISE EXCEPTION 'key: must have 1 to 255 characters, got %', length(key) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Times as seconds: as text they would depend on the session's time zone.
    sha := sha256(convert_to((jsonb_build_array(
      recipient, subject, text, html, name, variables, sender, reply_to, headers, priority, extract(epoch FROM due_at),
      extract(epoch FROM expires_at), reference, tags) || CASE channel WHEN 'email' THEN '[]' ELSE jsonb_build_array(channel) END)::text, 'UTF8'));
    INSERT INTO envoi.accepted (site_id, key, digest, message_id) VALUES (the_site.id, key, sha, 0) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT * INTO known FROM envoi.accepted a WHERE a.site_id = the_site.id AND a.key = key;
      IF known.digest <> sha THEN
        RAISE EXCEPTION 'key: "%" was accepted before with another content', key USING ERRCODE = 'unique_violation';
      END IF;
      RETURN (SELECT m.first_row FROM envoi.message m WHERE m.id = known.message_id);
    END IF;
  END IF;
  PERFORM envoi.make_partitions();
  row_id := nextval('envoi.queue_id_seq');
  INSERT INTO envoi.message (site_id, channel, is_template, sender, reply_to, subject, text, html, headers, first_row, last_row, created_by)
  VALUES (the_site.id, channel::envoi.channel, variables IS NOT NULL, sender, reply_to, subject, text, html, headers, row_id, row_id, session_user) RETURNING id INTO message;
  INSERT INTO envoi.queue (id, message_id, site_id, channel, recipient, destination, recipient_name, variables, priority, due_at, expires_at, reference, tags, status, reason)
  VALUES (row_id, message, the_site.id, channel::envoi.channel, recipient, destination, name, variables, priority, due, expires, reference, tags,
    CASE WHEN is_suppressed THEN 'error' ELSE 'pending' END::envoi.status, CASE WHEN is_suppressed THEN 'suppressed' END::envoi.reason);
  IF key IS NOT NULL THEN
    UPDATE envoi.accepted a SET message_id = message WHERE a.site_id = the_site.id AND a.key = key;
  END IF;
  -- Equal notifications of one transaction are sent once, at its commit.
  PERFORM pg_notify('envoi_queue', concat_ws(' ', the_site.id, nullif(channel, 'email')));
  RETURN row_id;
END $_$;

COMMENT ON FUNCTION envoi.enqueue(site text, recipient text, subject text, text text, html text, name text, variables jsonb, sender text, reply_to text, headers jsonb, priority integer, due_at timestamp with time zone, expires_at timestamp with time zone, reference text, tags text[], key text, channel text) IS 'Puts one message into the queue within the caller''s transaction and returns its row id. Without variables the text is literal, with them subject, text and html are templates.';

CREATE FUNCTION envoi.first_row_since(moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
  low bigint := coalesce((SELECT id FROM envoi.queue ORDER BY id LIMIT 1), 0);
  high bigint := coalesce((SELECT id FROM envoi.queue ORDER BY id DESC LIMIT 1), 0) + 1;
  middle bigint;
BEGIN
  WHILE low < high LOOP
    middle := (low + high) / 2;
    IF (SELECT created_at < moment FROM envoi.queue WHERE id >= middle ORDER BY id LIMIT 1) THEN low := middle + 1; ELSE high := middle; END IF;
  END LOOP;
  RETURN low;
END $$;

COMMENT ON FUNCTION envoi.first_row_since(moment timestamp with time zone) IS 'About the lowest id of the rows that were put in since then; of a transaction that was open for long some may be lower.';

CREATE FUNCTION envoi.make_partitions(size bigint DEFAULT 10000000) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'envoi', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $$
DECLARE
  next_id bigint := (SELECT last_value FROM pg_sequences WHERE schemaname = 'envoi' AND sequencename = 'queue_id_seq');
  made integer := 0;
  parent text;
  part text;
BEGIN
  next_id := coalesce(next_id, 0) + 1;
  IF to_regclass(format('envoi.queue_%s', next_id / size + 2)) IS NOT NULL THEN RETURN 0; END IF;
  -- Whoever makes them may take long to commit.
  IF NOT pg_try_advisory_xact_lock(hashtext('envoi.make_partitions')) THEN
    IF to_regclass(format('envoi.queue_%s', next_id / size)) IS NOT NULL THEN RETURN 0; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('envoi.make_partitions'));
  END IF;
  FOR n IN next_id / size .. next_id / size + 2 LOOP
    CONTINUE WHEN to_regclass(format('envoi.queue_%s', n)) IS NOT NULL;
    BEGIN
      FOREACH parent IN ARRAY ARRAY['queue_event', 'queue'] LOOP
        part := format('%s_%s', parent, n);
        EXECUTE format(
          'CREATE TABLE envoi.%I (LIKE envoi.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS) WITH (%s)', part, parent,
          CASE parent WHEN 'queue'
            -- Room for a new version beside the old one; vacuum by count, not by share: a share of ten million rows comes too late.
            THEN 'fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
                  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
                  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000, autovacuum_vacuum_cost_delay = 0'
            ELSE 'fillfactor = 100' END);
        EXECUTE format('ALTER TABLE envoi.%I ATTACH PARTITION envoi.%I FOR VALUES FROM (%s) TO (%s)', parent, part, n * size, (n + 1) * size);
      END LOOP;
      made := made + 1;
    EXCEPTION WHEN lock_not_available THEN
      IF n = next_id / size THEN RAISE; END IF;
      RETURN made;
    END;
  END LOOP;
  RETURN made;
END $$;

COMMENT ON FUNCTION envoi.make_partitions(size bigint) IS 'Makes the current partition and two ahead; cheap when they are there.';

CREATE FUNCTION envoi.receipt_verdict(q envoi.queue) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  SELECT CASE WHEN count(*) = 0 THEN NULL
    WHEN bool_or(kind IN ('receipt_failed', 'receipt_expired', 'receipt_rejected')) THEN 'undelivered'
    WHEN count(*) FILTER (WHERE kind = 'receipt_delivered') >= greatest(1, cardinality(string_to_array(q.remote_id, ' '))) THEN 'delivered'
    ELSE 'accepted' END
  FROM (
    SELECT DISTINCT ON (e.remote_id) e.kind FROM envoi.queue_event e
    WHERE e.queue_id = q.id AND e.generation = q.generation AND e.kind LIKE 'receipt\_%'
    ORDER BY e.remote_id, e.kind IN ('receipt_accepted', 'receipt_buffered'), e.id) AS decisive
$$;

COMMENT ON FUNCTION envoi.receipt_verdict(q envoi.queue) IS 'delivered, undelivered, accepted or NULL: what the receipts of a row say.';

CREATE FUNCTION envoi.record_receipt(row_id bigint, of_generation integer, part text, state text, code integer, why text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
  q envoi.queue;
BEGIN
  -- Waits for an outcome that is being written.
  SELECT * INTO q FROM envoi.queue WHERE id = row_id FOR UPDATE;
  IF NOT FOUND OR of_generation NOT BETWEEN 1 AND q.generation THEN RETURN 'unknown'; END IF;
  IF EXISTS (
    SELECT FROM envoi.queue_event e
    WHERE e.queue_id = row_id AND e.generation = of_generation AND e.kind = 'receipt_' || state AND e.remote_id IS NOT DISTINCT FROM part)
  THEN
    IF of_generation = q.generation THEN PERFORM envoi.apply_receipts(q); END IF;
    RETURN 'repeated';
  END IF;
  INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply, remote_id, actor)
  VALUES (row_id, 'receipt_' || state, of_generation, code, why, part, 'gateway');
  -- An earlier generation's says nothing about this one.
  IF of_generation = q.generation THEN PERFORM envoi.apply_receipts(q); END IF;
  RETURN 'recorded';
END $$;

COMMENT ON FUNCTION envoi.record_receipt(row_id bigint, of_generation integer, part text, state text, code integer, why text) IS 'Notes a receipt of a row''s generation and applies it: recorded, repeated or unknown.';

CREATE FUNCTION envoi.webhook_body(q envoi.queue, domain text) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  SELECT jsonb_build_object(
    'type', 'message.' || q.status,
    'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', jsonb_build_object(
      'row', q.id, 'message', q.message_id, 'site', domain, 'channel', q.channel, 'recipient', q.recipient, 'status', q.status,
      'reason', q.reason, 'reference', q.reference, 'tags', coalesce(to_jsonb(q.tags), '[]'), 'reply_code', q.reply_code,
      'reply', left(q.reply, 500), 'remote_id', q.remote_id, 'generation', q.generation))
$$;

COMMENT ON FUNCTION envoi.webhook_body(q envoi.queue, domain text) IS 'What a webhook posts about a row.';

CREATE TABLE envoi.accepted (
    site_id integer NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    message_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT accepted_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

COMMENT ON TABLE envoi.accepted IS 'Idempotency keys: the same key and content on a site is accepted once.';

COMMENT ON COLUMN envoi.accepted.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.accepted.key IS 'The caller''s own, 1 to 255 characters.';

COMMENT ON COLUMN envoi.accepted.digest IS 'SHA-256 of the request: tells the same one from another under the same key.';

COMMENT ON COLUMN envoi.accepted.message_id IS 'What was accepted under it: envoi.message.id.';

COMMENT ON COLUMN envoi.accepted.created_at IS 'When it was first accepted; the key is free again when the message is purged.';

CREATE TABLE envoi.api_key (
    id integer NOT NULL,
    site_id integer NOT NULL,
    name envoi.line NOT NULL,
    scopes text[] NOT NULL,
    hash bytea NOT NULL,
    hint text NOT NULL,
    rate integer DEFAULT 6000 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT api_key_name_check CHECK (((length((name)::text) >= 1) AND (length((name)::text) <= 100))),
    CONSTRAINT api_key_rate_check CHECK ((rate > 0)),
    CONSTRAINT api_key_scopes_check CHECK (((scopes <@ '{send,read,admin}'::text[]) AND (cardinality(scopes) > 0)))
);

COMMENT ON TABLE envoi.api_key IS 'Keys of the HTTP API, each of one site.';

COMMENT ON COLUMN envoi.api_key.id IS 'What operators name it by.';

COMMENT ON COLUMN envoi.api_key.site_id IS 'envoi.site.id: all that it can reach.';

COMMENT ON COLUMN envoi.api_key.name IS 'Who has it, for operators.';

COMMENT ON COLUMN envoi.api_key.scopes IS 'send: put messages in; read: look at the queue; admin: all of its site.';

COMMENT ON COLUMN envoi.api_key.hash IS 'SHA-256 of the key, which is random and shown once.';

COMMENT ON COLUMN envoi.api_key.hint IS 'How it begins, to recognise it.';

COMMENT ON COLUMN envoi.api_key.rate IS 'Requests a second and process that it may make.';

COMMENT ON COLUMN envoi.api_key.created_at IS 'When it was made.';

COMMENT ON COLUMN envoi.api_key.created_by IS 'Who made it.';

COMMENT ON COLUMN envoi.api_key.last_used_at IS 'When it was last used, to about a minute.';

COMMENT ON COLUMN envoi.api_key.revoked_at IS 'Since when it opens nothing.';

ALTER TABLE envoi.api_key ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.api_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.attachment (
    message_id bigint NOT NULL,
    "position" smallint NOT NULL,
    name envoi.line NOT NULL,
    type envoi.line NOT NULL,
    content_id envoi.line,
    content bytea NOT NULL
);
ALTER TABLE ONLY envoi.attachment ALTER COLUMN content SET STORAGE EXTERNAL;

COMMENT ON TABLE envoi.attachment IS 'Files that go with a message.';

COMMENT ON COLUMN envoi.attachment.message_id IS 'envoi.message.id.';

COMMENT ON COLUMN envoi.attachment."position" IS 'Their order, from 0.';

COMMENT ON COLUMN envoi.attachment.name IS 'File name that the reader sees.';

COMMENT ON COLUMN envoi.attachment.type IS 'Media type, as in image/png.';

COMMENT ON COLUMN envoi.attachment.content_id IS 'Set: shown inline where the HTML says cid:content_id.';

COMMENT ON COLUMN envoi.attachment.content IS 'The file itself.';

CREATE TABLE envoi.audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor text NOT NULL,
    client inet,
    site_id integer,
    action text NOT NULL,
    subject text,
    detail jsonb
);

COMMENT ON TABLE envoi.audit IS 'One line for every change that was made by the admin, the API or the commands.';

COMMENT ON COLUMN envoi.audit.id IS 'Ascending.';

COMMENT ON COLUMN envoi.audit.at IS 'When.';

COMMENT ON COLUMN envoi.audit.actor IS 'Who: a user''s address, the name of a key, the system''s user of a command.';

COMMENT ON COLUMN envoi.audit.client IS 'From which address; NULL for a command.';

COMMENT ON COLUMN envoi.audit.site_id IS 'envoi.site.id, also of a site that is gone; NULL: the installation.';

COMMENT ON COLUMN envoi.audit.action IS 'What was done: a noun and a verb, as in transport.set.';

COMMENT ON COLUMN envoi.audit.subject IS 'To what: its name or id.';

COMMENT ON COLUMN envoi.audit.detail IS 'What was given, but for what is to be hidden.';

ALTER TABLE envoi.audit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.incoming (
    id bigint NOT NULL,
    site_id integer NOT NULL,
    transport text NOT NULL,
    sender envoi.recipient NOT NULL,
    text text NOT NULL,
    remote_id text,
    action text,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT incoming_action_check CHECK ((action = ANY (ARRAY['stop'::text, 'start'::text])))
);

COMMENT ON TABLE envoi.incoming IS 'Messages that came in by a gateway.';

COMMENT ON COLUMN envoi.incoming.id IS 'Ascending in the order they came.';

COMMENT ON COLUMN envoi.incoming.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.incoming.transport IS 'Name of the transport it came by.';

COMMENT ON COLUMN envoi.incoming.sender IS 'Who wrote it: E.164.';

COMMENT ON COLUMN envoi.incoming.text IS 'What was written.';

COMMENT ON COLUMN envoi.incoming.remote_id IS 'The gateway''s id: the same message given twice is taken once.';

COMMENT ON COLUMN envoi.incoming.action IS 'What was done about it: stop suppressed the number, start ended that; NULL: nothing.';

COMMENT ON COLUMN envoi.incoming.received_at IS 'When it came.';

ALTER TABLE envoi.incoming ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.incoming_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.installation (
    only_row boolean DEFAULT true NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    system_identifier bigint,
    database_name text,
    adopted_at timestamp with time zone,
    CONSTRAINT installation_only_row_check CHECK (only_row)
);

COMMENT ON TABLE envoi.installation IS 'One row: the identity of this database, so that a restored or copied one does not send.';

COMMENT ON COLUMN envoi.installation.only_row IS 'Always true: keeps the table at one row.';

COMMENT ON COLUMN envoi.installation.id IS 'Random, made by migrate, never changes: the key from which Message-IDs are derived.';

COMMENT ON COLUMN envoi.installation.system_identifier IS 'pg_control_system() of the cluster that may send; set by the first worker and by envoi adopt.';

COMMENT ON COLUMN envoi.installation.database_name IS 'Name of the database that may send; set with system_identifier.';

COMMENT ON COLUMN envoi.installation.adopted_at IS 'When system_identifier and database_name were last set.';

CREATE UNLOGGED TABLE envoi.listener (
    site_id integer NOT NULL,
    until timestamp with time zone NOT NULL
);

COMMENT ON TABLE envoi.listener IS 'Sites whose changes somebody watches: NOTIFY envoi_events is said of no other, for it takes a lock of the whole server.';

COMMENT ON COLUMN envoi.listener.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.listener.until IS 'Until when, unless it is said again.';

CREATE TABLE envoi.message (
    id bigint NOT NULL,
    site_id integer NOT NULL,
    channel envoi.channel DEFAULT 'email'::envoi.channel NOT NULL,
    is_template boolean NOT NULL,
    sender envoi.line,
    reply_to envoi.line,
    subject text,
    text text,
    html text,
    headers jsonb,
    first_row bigint NOT NULL,
    last_row bigint NOT NULL,
    created_by name,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT message_check CHECK (((text IS NOT NULL) OR (html IS NOT NULL)))
);
ALTER TABLE ONLY envoi.message ALTER COLUMN text SET COMPRESSION lz4;
ALTER TABLE ONLY envoi.message ALTER COLUMN html SET COMPRESSION lz4;

COMMENT ON TABLE envoi.message IS 'What is said, stored once for all its recipients.';

COMMENT ON COLUMN envoi.message.id IS 'Ascending in the order of enqueuing.';

COMMENT ON COLUMN envoi.message.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.message.channel IS 'What carries it.';

COMMENT ON COLUMN envoi.message.is_template IS 'true: subject, text and html are mustache templates, rendered for each row when it is sent.';

COMMENT ON COLUMN envoi.message.sender IS 'From; the site''s when NULL.';

COMMENT ON COLUMN envoi.message.reply_to IS 'Reply-To; none when NULL.';

COMMENT ON COLUMN envoi.message.subject IS 'Subject.';

COMMENT ON COLUMN envoi.message.text IS 'The plain text; NULL: only HTML.';

COMMENT ON COLUMN envoi.message.html IS 'The HTML; NULL: only text.';

COMMENT ON COLUMN envoi.message.headers IS 'Further header fields: an array of [name, value].';

COMMENT ON COLUMN envoi.message.first_row IS 'Lowest envoi.queue.id of this message: finds its rows without an index that every state change would write.';

COMMENT ON COLUMN envoi.message.last_row IS 'Highest envoi.queue.id of this message so far.';

COMMENT ON COLUMN envoi.message.created_by IS 'Database role that called envoi.enqueue: what envoi.own_queue shows. NULL: put in by Envoi''s own commands.';

COMMENT ON COLUMN envoi.message.created_at IS 'Start of the transaction that enqueued it.';

ALTER TABLE envoi.message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.migration (
    version bigint NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE envoi.migration IS 'Migrations that were applied.';

COMMENT ON COLUMN envoi.migration.version IS 'Number of the migration; the highest is the version of the schema.';

COMMENT ON COLUMN envoi.migration.name IS 'What it brought.';

COMMENT ON COLUMN envoi.migration.applied_at IS 'When.';

CREATE TABLE envoi.operation (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    filter jsonb NOT NULL,
    rows integer NOT NULL,
    until timestamp with time zone NOT NULL,
    done_to bigint DEFAULT 0,
    CONSTRAINT operation_kind_check CHECK ((kind = ANY (ARRAY['requeue'::text, 'cancel'::text])))
);

COMMENT ON TABLE envoi.operation IS 'Changes of rows that a user asked for in the admin and can take back for some seconds.';

COMMENT ON COLUMN envoi.operation.id IS 'What the page names it by.';

COMMENT ON COLUMN envoi.operation.user_id IS 'envoi.user.id: who can take it back.';

COMMENT ON COLUMN envoi.operation.kind IS 'requeue, or cancel.';

COMMENT ON COLUMN envoi.operation.actor IS 'For the rows'' events.';

COMMENT ON COLUMN envoi.operation.filter IS 'Which rows: a filter as the queue''s page has it in its URL, with the highest id there was.';

COMMENT ON COLUMN envoi.operation.rows IS 'How many there were when it was asked for.';

COMMENT ON COLUMN envoi.operation.until IS 'Until when it can be taken back: a requeue is carried out then, a cancellation was at once.';

COMMENT ON COLUMN envoi.operation.done_to IS 'Highest envoi.queue.id that it has come to, in the transaction that changed the rows; NULL: it is carried out.';

ALTER TABLE envoi.operation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.operation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.site (
    id integer NOT NULL,
    domain text NOT NULL,
    sender envoi.line NOT NULL,
    return_path envoi.line NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    on_doubt text DEFAULT 'resend'::text NOT NULL,
    keep interval DEFAULT '90 days'::interval NOT NULL,
    attachment_limit integer DEFAULT 26214400 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    country text,
    sms_parts smallint DEFAULT 10 NOT NULL,
    transliterate boolean DEFAULT false NOT NULL,
    contact boolean DEFAULT false NOT NULL,
    CONSTRAINT site_attachment_limit_check CHECK ((attachment_limit >= 0)),
    CONSTRAINT site_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT site_domain_check CHECK (((domain ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$'::text) AND (length(domain) <= 253))),
    CONSTRAINT site_keep_check CHECK ((keep > '00:00:00'::interval)),
    CONSTRAINT site_on_doubt_check CHECK ((on_doubt = ANY (ARRAY['resend'::text, 'hold'::text]))),
    CONSTRAINT site_return_path_check CHECK (((return_path)::text ~ '^[^<>]*[^\s@<>]@[^\s@<>,;]+$'::text)),
    CONSTRAINT site_sender_check CHECK (((sender)::text ~ '[^\s@<]@[^\s@<>,;]+>?$'::text)),
    CONSTRAINT site_sms_parts_check CHECK (((sms_parts >= 1) AND (sms_parts <= 255)))
);

COMMENT ON TABLE envoi.site IS 'One HTTP domain served by this installation.';

COMMENT ON COLUMN envoi.site.id IS 'Never changes; what the other tables name it by.';

COMMENT ON COLUMN envoi.site.domain IS 'Lower case, A-labels; right side of Message-IDs; the argument of send-queue.';

COMMENT ON COLUMN envoi.site.sender IS 'Default From: "Name <address>".';

COMMENT ON COLUMN envoi.site.return_path IS 'Envelope sender: bounces come back here.';

COMMENT ON COLUMN envoi.site.language IS 'BCP 47 tag of the site''s own texts.';

COMMENT ON COLUMN envoi.site.timezone IS 'IANA name, for schedules and for what people read.';

COMMENT ON COLUMN envoi.site.on_doubt IS 'A row that may have been sent: resend (at least once) or hold for an operator (at most once).';

COMMENT ON COLUMN envoi.site.keep IS 'How long finished rows are kept.';

COMMENT ON COLUMN envoi.site.attachment_limit IS 'Bytes that the attachments of one message may have together, before encoding.';

COMMENT ON COLUMN envoi.site.enabled IS 'false: its rows wait.';

COMMENT ON COLUMN envoi.site.created_at IS 'When it was added.';

COMMENT ON COLUMN envoi.site.country IS 'ISO 3166 code that national phone numbers are read with; NULL: only international ones are taken.';

COMMENT ON COLUMN envoi.site.sms_parts IS 'Parts that one SMS may have: each is paid for.';

COMMENT ON COLUMN envoi.site.transliterate IS 'true: characters that would make an SMS twice as long are written plainer, as in '' for a typographic quote.';

COMMENT ON COLUMN envoi.site.contact IS 'Whether the site has a public contact form, whose messages go to its operators.';

CREATE VIEW envoi.own_queue WITH (security_barrier='true') AS
 SELECT q.id,
    s.domain AS site,
    q.recipient,
    q.recipient_name,
    m.subject,
    q.status,
    q.reason,
    q.priority,
    q.due_at,
    q.retry_at,
    q.expires_at,
    q.attempts,
    q.generation,
    q.reply_code,
    q.reply,
    q.remote_id,
    q.reference,
    q.tags,
    q.created_at,
    q.sent_at,
    q.delivered_at,
    q.channel
   FROM ((envoi.message m
     JOIN envoi.queue q ON ((((q.id >= m.first_row) AND (q.id <= m.last_row)) AND (q.message_id = m.id))))
     JOIN envoi.site s ON ((s.id = q.site_id)))
  WHERE (m.created_by = SESSION_USER);

COMMENT ON VIEW envoi.own_queue IS 'The rows that the connected database role put in itself.';

CREATE TABLE envoi.queue_event (
    queue_id bigint NOT NULL,
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind text NOT NULL,
    generation smallint NOT NULL,
    attempt smallint,
    reply_code smallint,
    reply text,
    actor text,
    remote_id text
)
PARTITION BY RANGE (queue_id);

COMMENT ON TABLE envoi.queue_event IS 'What happened to a row besides simply being sent: failed attempts, doubts, receipts, what operators did.';

COMMENT ON COLUMN envoi.queue_event.queue_id IS 'envoi.queue.id; partitioned in step with it.';

COMMENT ON COLUMN envoi.queue_event.id IS 'Ascending in the order of events.';

COMMENT ON COLUMN envoi.queue_event.at IS 'When it was recorded.';

COMMENT ON COLUMN envoi.queue_event.kind IS 'A reason of envoi.reason, or lapsed, requeued, sent, delivered; receipt_ and accepted, buffered, delivered, failed, expired or rejected.';

COMMENT ON COLUMN envoi.queue_event.generation IS 'The row''s generation that it is about.';

COMMENT ON COLUMN envoi.queue_event.attempt IS 'Number of the attempt; NULL when it was none.';

COMMENT ON COLUMN envoi.queue_event.reply_code IS 'SMTP or HTTP code of the answer.';

COMMENT ON COLUMN envoi.queue_event.reply IS 'The answer, or what happened.';

COMMENT ON COLUMN envoi.queue_event.actor IS 'Who: envoi.actor of the session, else its database role; NULL for a worker.';

COMMENT ON COLUMN envoi.queue_event.remote_id IS 'The gateway''s id of the part that a receipt is about.';

ALTER TABLE envoi.queue_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.queue_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE envoi.queue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.session (
    hash bytea NOT NULL,
    user_id integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT session_hash_check CHECK ((octet_length(hash) = 32))
);

COMMENT ON TABLE envoi.session IS 'Users who are logged in.';

COMMENT ON COLUMN envoi.session.hash IS 'SHA-256 of the cookie, which is random.';

COMMENT ON COLUMN envoi.session.user_id IS 'envoi.user.id.';

COMMENT ON COLUMN envoi.session.created_at IS 'When they logged in: over after 30 days.';

COMMENT ON COLUMN envoi.session.seen_at IS 'When they last asked for a page, to about a minute: over after 12 hours.';

ALTER TABLE envoi.site ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.suppression (
    site_id integer NOT NULL,
    channel envoi.channel NOT NULL,
    address envoi.recipient NOT NULL,
    source text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE envoi.suppression IS 'Who gets nothing more from a site: rows to them end in error/suppressed.';

COMMENT ON COLUMN envoi.suppression.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.suppression.channel IS 'By which way.';

COMMENT ON COLUMN envoi.suppression.address IS 'As envoi.queue.recipient: a number in E.164.';

COMMENT ON COLUMN envoi.suppression.source IS 'What they wrote, or the operator who put it in.';

COMMENT ON COLUMN envoi.suppression.created_at IS 'Since when.';

CREATE UNLOGGED TABLE envoi.throttle (
    name text NOT NULL,
    used integer NOT NULL,
    until timestamp with time zone NOT NULL
);

COMMENT ON TABLE envoi.throttle IS 'How often something was tried lately, over all processes: logins, contact forms.';

COMMENT ON COLUMN envoi.throttle.name IS 'What is counted: a word and a hash of who.';

COMMENT ON COLUMN envoi.throttle.used IS 'How often since this span began.';

COMMENT ON COLUMN envoi.throttle.until IS 'When the span ends.';

CREATE TABLE envoi.transport (
    id integer NOT NULL,
    site_id integer NOT NULL,
    name text NOT NULL,
    channel envoi.channel DEFAULT 'email'::envoi.channel NOT NULL,
    kind text NOT NULL,
    url envoi.line NOT NULL,
    security text DEFAULT 'none'::text NOT NULL,
    password bytea,
    ca_file envoi.line,
    helo envoi.line,
    connections smallint DEFAULT 20 NOT NULL,
    "position" smallint DEFAULT 0 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    paused_until timestamp with time zone,
    trouble text,
    trouble_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    gateway text,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    allow_private boolean DEFAULT false NOT NULL,
    receipts_within interval,
    CONSTRAINT transport_channel_check CHECK (((kind = 'gateway'::text) = (channel <> 'email'::envoi.channel))),
    CONSTRAINT transport_connections_check CHECK (((connections >= 1) AND (connections <= 1000))),
    CONSTRAINT transport_gateway_check CHECK (((kind = 'gateway'::text) = (gateway IS NOT NULL))),
    CONSTRAINT transport_kind_check CHECK ((kind = ANY (ARRAY['smtp'::text, 'sandbox'::text, 'gateway'::text]))),
    CONSTRAINT transport_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'::text)),
    CONSTRAINT transport_security_check CHECK ((security = ANY (ARRAY['none'::text, 'starttls'::text, 'tls'::text]))),
    CONSTRAINT transport_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text))
);

COMMENT ON TABLE envoi.transport IS 'A way out of a site. The first enabled one by position is used; the sandbox only while there is no other.';

COMMENT ON COLUMN envoi.transport.id IS 'Number of its slots advisory locks, too.';

COMMENT ON COLUMN envoi.transport.site_id IS 'envoi.site.id.';

COMMENT ON COLUMN envoi.transport.name IS 'What operators call it, once in a site.';

COMMENT ON COLUMN envoi.transport.channel IS 'What it carries.';

COMMENT ON COLUMN envoi.transport.kind IS 'smtp; gateway: HTTP, for SMS and chats; or sandbox: mails become files.';

COMMENT ON COLUMN envoi.transport.url IS 'smtp://user@host:port without the password, the scheme and host of a gateway, or sandbox:/path of a Maildir.';

COMMENT ON COLUMN envoi.transport.security IS 'none, starttls (required, never optional) or tls (from the first byte).';

COMMENT ON COLUMN envoi.transport.password IS 'Sealed with ENVOI_SECRET_KEY (ChaChaPoly), never in clear. Of a gateway: all that is to be hidden, one JSON object.';

COMMENT ON COLUMN envoi.transport.ca_file IS 'PEM file of the authorities to trust instead of the system''s.';

COMMENT ON COLUMN envoi.transport.helo IS 'Name said in EHLO; the site''s domain when NULL.';

COMMENT ON COLUMN envoi.transport.connections IS 'Open connections over all processes and hosts together (slots as advisory locks).';

COMMENT ON COLUMN envoi.transport."position" IS 'Lower goes first.';

COMMENT ON COLUMN envoi.transport.enabled IS 'false: not used.';

COMMENT ON COLUMN envoi.transport.paused_until IS 'Set when the relay is in trouble: no connection is opened before.';

COMMENT ON COLUMN envoi.transport.trouble IS 'What went wrong last, for the operator; NULL when the last session was fine.';

COMMENT ON COLUMN envoi.transport.trouble_count IS 'Troubles in a row: doubles the pause from 5 s to 5 min.';

COMMENT ON COLUMN envoi.transport.created_at IS 'When it was added.';

COMMENT ON COLUMN envoi.transport.gateway IS 'A preset''s name, or the whole description of a gateway (JSON); webhook for a webhook.';

COMMENT ON COLUMN envoi.transport.settings IS 'What the gateway''s description asks for and need not be hidden, by name; of a webhook its events: sent error delivered.';

COMMENT ON COLUMN envoi.transport.allow_private IS 'Whether a gateway, a chat or a webhook may be on a private or loopback address.';

COMMENT ON COLUMN envoi.transport.receipts_within IS 'How long after sending a receipt is expected; NULL: this gateway gives none.';

ALTER TABLE envoi.transport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.transport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi."user" (
    id integer NOT NULL,
    address envoi.line NOT NULL,
    name envoi.line,
    language text DEFAULT 'en'::text NOT NULL,
    password text,
    second_factor bytea,
    second_factor_step bigint,
    enabled boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_login_at timestamp with time zone,
    CONSTRAINT user_address_check CHECK (((length((address)::text) >= 3) AND (length((address)::text) <= 320))),
    CONSTRAINT user_language_check CHECK ((language ~ '^[a-z]{2}$'::text))
);

COMMENT ON TABLE envoi."user" IS 'People who use the admin.';

COMMENT ON COLUMN envoi."user".id IS 'Never changes.';

COMMENT ON COLUMN envoi."user".address IS 'E-mail address that they log in with, once whatever its case.';

COMMENT ON COLUMN envoi."user".name IS 'What the admin calls them.';

COMMENT ON COLUMN envoi."user".language IS 'Of the pages and of the mails to them.';

COMMENT ON COLUMN envoi."user".password IS 'scrypt (RFC 7914) with its parameters and salt; NULL until they have set one.';

COMMENT ON COLUMN envoi."user".second_factor IS 'Secret of their one-time codes (TOTP, RFC 6238), sealed with ENVOI_SECRET_KEY; NULL: none is asked for.';

COMMENT ON COLUMN envoi."user".second_factor_step IS 'Time step of the last code that was taken: none is taken twice.';

COMMENT ON COLUMN envoi."user".enabled IS 'false: they cannot log in.';

COMMENT ON COLUMN envoi."user".created_at IS 'When they were added.';

COMMENT ON COLUMN envoi."user".last_login_at IS 'When they last logged in.';

ALTER TABLE envoi."user" ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME envoi.user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE envoi.user_link (
    hash bytea NOT NULL,
    user_id integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT user_link_hash_check CHECK ((octet_length(hash) = 32))
);

COMMENT ON TABLE envoi.user_link IS 'Links by which a user sets a password, each good for once.';

COMMENT ON COLUMN envoi.user_link.hash IS 'SHA-256 of the link''s token, which is random.';

COMMENT ON COLUMN envoi.user_link.user_id IS 'envoi.user.id.';

COMMENT ON COLUMN envoi.user_link.expires_at IS 'Until when it is good.';

CREATE TABLE envoi.user_role (
    user_id integer NOT NULL,
    site_id integer,
    role text NOT NULL,
    CONSTRAINT user_role_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'editor'::text, 'operator'::text])))
);

COMMENT ON TABLE envoi.user_role IS 'What a user may do, where.';

COMMENT ON COLUMN envoi.user_role.user_id IS 'envoi.user.id.';

COMMENT ON COLUMN envoi.user_role.site_id IS 'envoi.site.id; NULL: every site, and the installation.';

COMMENT ON COLUMN envoi.user_role.role IS 'viewer looks; editor also writes and sends messages; operator does everything.';

CREATE TABLE envoi.worker (
    host text NOT NULL,
    pid integer NOT NULL,
    kind text NOT NULL,
    sites integer[],
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT worker_kind_check CHECK ((kind = ANY (ARRAY['work'::text, 'send'::text, 'retry'::text])))
);

COMMENT ON TABLE envoi.worker IS 'Which processes have sent lately: removed after a day.';

COMMENT ON COLUMN envoi.worker.host IS 'Name of the machine.';

COMMENT ON COLUMN envoi.worker.pid IS 'Of the process.';

COMMENT ON COLUMN envoi.worker.kind IS 'work: envoi work or serve; send: send-queue; retry: retry-queue.';

COMMENT ON COLUMN envoi.worker.sites IS 'envoi.site.id of those that it is for; NULL: all.';

COMMENT ON COLUMN envoi.worker.seen_at IS 'When it began, and every 30 s while it runs for ever.';

ALTER TABLE ONLY envoi.accepted
    ADD CONSTRAINT accepted_pkey PRIMARY KEY (site_id, key);

ALTER TABLE ONLY envoi.api_key
    ADD CONSTRAINT api_key_hash_key UNIQUE (hash);

ALTER TABLE ONLY envoi.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (message_id, "position");

ALTER TABLE ONLY envoi.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.incoming
    ADD CONSTRAINT incoming_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.incoming
    ADD CONSTRAINT incoming_site_id_transport_remote_id_key UNIQUE (site_id, transport, remote_id);

ALTER TABLE ONLY envoi.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY envoi.listener
    ADD CONSTRAINT listener_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY envoi.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (version);

ALTER TABLE ONLY envoi.operation
    ADD CONSTRAINT operation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.queue_event
    ADD CONSTRAINT queue_event_pkey PRIMARY KEY (queue_id, id);

ALTER TABLE ONLY envoi.queue
    ADD CONSTRAINT queue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY envoi.site
    ADD CONSTRAINT site_domain_key UNIQUE (domain);

ALTER TABLE ONLY envoi.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.suppression
    ADD CONSTRAINT suppression_pkey PRIMARY KEY (site_id, channel, address);

ALTER TABLE ONLY envoi.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (name);

ALTER TABLE ONLY envoi.transport
    ADD CONSTRAINT transport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.transport
    ADD CONSTRAINT transport_site_id_name_key UNIQUE (site_id, name);

ALTER TABLE ONLY envoi.user_link
    ADD CONSTRAINT user_link_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY envoi."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY envoi.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (host, pid, kind);

CREATE INDEX accepted_message ON envoi.accepted USING btree (message_id);

CREATE INDEX api_key_site ON envoi.api_key USING btree (site_id);

CREATE INDEX audit_site ON envoi.audit USING btree (site_id, id);

CREATE INDEX message_created_by ON envoi.message USING btree (created_by, id) WHERE (created_by IS NOT NULL);

CREATE INDEX queue_by_newsletter ON ONLY envoi.queue USING btree (newsletter_id, status, ((id + 0))) WHERE ((newsletter_id IS NOT NULL) AND (token IS NULL));

CREATE INDEX queue_by_reason ON ONLY envoi.queue USING btree (site_id, reason, ((id + 0))) WHERE (reason IS NOT NULL);

CREATE INDEX queue_by_recipient ON ONLY envoi.queue USING btree (hashtextextended(lower(((recipient)::text COLLATE "C")), (0)::bigint), ((id + 0))) WHERE (token IS NULL);

CREATE INDEX queue_by_reference ON ONLY envoi.queue USING btree (reference, ((id + 0))) WHERE ((reference IS NOT NULL) AND (token IS NULL));

CREATE INDEX queue_by_site ON ONLY envoi.queue USING btree (site_id, status, ((id + 0))) WHERE (token IS NULL);

CREATE INDEX queue_expiry ON ONLY envoi.queue USING btree (expires_at) WHERE ((status = 'pending'::envoi.status) OR (retry_at IS NOT NULL));

CREATE INDEX queue_lease ON ONLY envoi.queue USING btree (lease_until) WHERE (token IS NOT NULL);

CREATE INDEX queue_pending ON ONLY envoi.queue USING btree (site_id, channel, priority, due_at, id) WHERE (status = 'pending'::envoi.status);

CREATE INDEX queue_remote ON ONLY envoi.queue USING gin (string_to_array(remote_id, ' '::text)) WHERE ((channel = 'sms'::envoi.channel) AND (remote_id IS NOT NULL));

CREATE INDEX queue_retry ON ONLY envoi.queue USING btree (site_id, channel, retry_at, id) WHERE (retry_at IS NOT NULL);

CREATE INDEX queue_sms_waiting ON ONLY envoi.queue USING btree (site_id, recipient) WHERE ((channel = 'sms'::envoi.channel) AND ((status = 'pending'::envoi.status) OR (retry_at IS NOT NULL)));

CREATE INDEX queue_way ON ONLY envoi.queue USING btree (site_id, channel, destination, priority, due_at, id) WHERE ((status = 'pending'::envoi.status) AND (channel = ANY (ARRAY['chat'::envoi.channel, 'webhook'::envoi.channel])));

CREATE INDEX queue_way_retry ON ONLY envoi.queue USING btree (site_id, channel, destination, retry_at, id) WHERE ((retry_at IS NOT NULL) AND (channel = ANY (ARRAY['chat'::envoi.channel, 'webhook'::envoi.channel])));

CREATE INDEX session_user_id ON envoi.session USING btree (user_id);

CREATE INDEX throttle_until ON envoi.throttle USING btree (until);

CREATE INDEX transport_webhook ON envoi.transport USING btree (site_id) WHERE ((channel = 'webhook'::envoi.channel) AND enabled);

CREATE UNIQUE INDEX user_address ON envoi."user" USING btree (lower((address)::text));

CREATE INDEX user_link_user_id ON envoi.user_link USING btree (user_id);

CREATE UNIQUE INDEX user_role_once ON envoi.user_role USING btree (user_id, COALESCE(site_id, 0));

CREATE TRIGGER announce_change AFTER UPDATE ON envoi.queue FOR EACH ROW WHEN (((NOT (old.token IS DISTINCT FROM new.token)) AND (new.channel <> 'webhook'::envoi.channel) AND
        CASE new.status
            WHEN 'sent'::envoi.status THEN (old.status <> 'sent'::envoi.status)
            WHEN 'delivered'::envoi.status THEN (old.status <> 'delivered'::envoi.status)
            WHEN 'error'::envoi.status THEN ((new.retry_at IS NULL) AND ((old.status <> 'error'::envoi.status) OR (old.retry_at IS NOT NULL)))
            ELSE false
        END)) EXECUTE FUNCTION envoi.announce_change();

CREATE TRIGGER apply_early_receipts AFTER UPDATE ON envoi.queue FOR EACH ROW WHEN (((new.channel = 'sms'::envoi.channel) AND (old.status = 'sending'::envoi.status) AND (new.status <> 'sending'::envoi.status))) EXECUTE FUNCTION envoi.apply_early_receipts();

CREATE TRIGGER check_transition BEFORE UPDATE ON envoi.queue FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) AND (NOT (old.token IS DISTINCT FROM new.token)))) EXECUTE FUNCTION envoi.check_transition();

ALTER TABLE ONLY envoi.accepted
    ADD CONSTRAINT accepted_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.api_key
    ADD CONSTRAINT api_key_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.attachment
    ADD CONSTRAINT attachment_message_id_fkey FOREIGN KEY (message_id) REFERENCES envoi.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.incoming
    ADD CONSTRAINT incoming_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.listener
    ADD CONSTRAINT listener_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.message
    ADD CONSTRAINT message_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.operation
    ADD CONSTRAINT operation_user_id_fkey FOREIGN KEY (user_id) REFERENCES envoi."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.session
    ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES envoi."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.suppression
    ADD CONSTRAINT suppression_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.transport
    ADD CONSTRAINT transport_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.user_link
    ADD CONSTRAINT user_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES envoi."user"(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.user_role
    ADD CONSTRAINT user_role_site_id_fkey FOREIGN KEY (site_id) REFERENCES envoi.site(id) ON DELETE CASCADE;

ALTER TABLE ONLY envoi.user_role
    ADD CONSTRAINT user_role_user_id_fkey FOREIGN KEY (user_id) REFERENCES envoi."user"(id) ON DELETE CASCADE;

GRANT USAGE ON SCHEMA envoi TO envoi_app;

REVOKE ALL ON FUNCTION envoi.announce(ids bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION envoi.apply_receipts(q envoi.queue) FROM PUBLIC;

REVOKE ALL ON FUNCTION envoi.enqueue(site text, recipient text, subject text, text text, html text, name text, variables jsonb, sender text, reply_to text, headers jsonb, priority integer, due_at timestamp with time zone, expires_at timestamp with time zone, reference text, tags text[], key text, channel text) FROM PUBLIC;
GRANT ALL ON FUNCTION envoi.enqueue(site text, recipient text, subject text, text text, html text, name text, variables jsonb, sender text, reply_to text, headers jsonb, priority integer, due_at timestamp with time zone, expires_at timestamp with time zone, reference text, tags text[], key text, channel text) TO envoi_app;

REVOKE ALL ON FUNCTION envoi.make_partitions(size bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION envoi.receipt_verdict(q envoi.queue) FROM PUBLIC;

REVOKE ALL ON FUNCTION envoi.record_receipt(row_id bigint, of_generation integer, part text, state text, code integer, why text) FROM PUBLIC;

GRANT SELECT ON TABLE envoi.own_queue TO envoi_app;

