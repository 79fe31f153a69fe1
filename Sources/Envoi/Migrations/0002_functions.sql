-- Partitions ------------------------------------------------------------------------------------------------------------------------

-- Makes the partition that the next id falls into and two more. LIKE + ATTACH locks no reader or writer out, PARTITION OF would queue
-- everybody behind one open snapshot. Whoever cannot have a lock at once leaves it to the next caller, while there is a partition to insert into.
CREATE FUNCTION envoi.make_partitions(size bigint DEFAULT 10000000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = envoi, pg_temp SET lock_timeout = '200ms' AS $$
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
COMMENT ON FUNCTION envoi.make_partitions IS 'Makes the current partition and two ahead; cheap when they are there.';

-- Transitions by hand ---------------------------------------------------------------------------------------------------------------

-- Runs only for changes that keep the token: a worker's own change always changes it.
CREATE FUNCTION envoi.check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kind text;
BEGIN
  IF OLD.status = 'sending' THEN
    RAISE EXCEPTION 'row % is being sent: its status cannot be changed before its lease ends at %', OLD.id, OLD.lease_until
      USING ERRCODE = 'object_in_use', HINT = 'Wait for its outcome; a lease that lapses is settled by the next send-queue.';
  ELSIF NEW.status = 'pending' AND OLD.status IN ('error', 'sent', 'delivered') THEN
    kind := 'requeued';
    NEW.generation := OLD.generation + (OLD.status <> 'error')::int;
    NEW.attempts := 0;
    NEW.due_at := CASE WHEN NEW.due_at > now() AND NEW.due_at <> OLD.due_at THEN NEW.due_at ELSE now() END;
    NEW.expires_at := greatest(NEW.due_at, now()) + CASE WHEN NEW.newsletter_id IS NULL THEN interval '2 days' ELSE '4 days' END;
    NEW.reason := NULL; NEW.retry_at := NULL; NEW.sent_at := NULL; NEW.delivered_at := NULL;
    NEW.reply_code := NULL; NEW.reply := NULL; NEW.remote_id := NULL;
  ELSIF NEW.status = 'error' AND OLD.status = 'pending' THEN
    NEW.reason := coalesce(NEW.reason, 'cancelled');
    kind := CASE WHEN NEW.reason IN ('cancelled', 'expired', 'suppressed', 'invalid') THEN NEW.reason END;
  ELSIF NEW.status = 'delivered' AND OLD.status = 'sent' THEN
    NEW.delivered_at := coalesce(NEW.delivered_at, now());
    kind := 'delivered';
  ELSIF NEW.status = 'error' AND OLD.status IN ('sent', 'delivered') THEN
    kind := CASE WHEN NEW.reason IN ('bounced', 'complained') OR (NEW.reason = 'undelivered' AND OLD.status = 'sent') THEN NEW.reason END;
  END IF;
  IF kind IS NULL THEN
    RAISE EXCEPTION 'row % cannot go from % to %', OLD.id, OLD.status, concat_ws('/', NEW.status, NEW.reason)
      USING ERRCODE = 'check_violation',
        HINT = 'By hand: error, sent, delivered -> pending; pending -> error/cancelled; sent -> delivered; sent, delivered -> error/bounced or complained.';
  END IF;
  INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply, actor)
  VALUES (OLD.id, kind, OLD.generation, coalesce(NEW.reply_code, OLD.reply_code), coalesce(NEW.reply, OLD.reply),
    CASE WHEN kind <> 'expired' THEN coalesce(nullif(current_setting('envoi.actor', true), ''), session_user) END);
  RETURN NEW;
END $$;

COMMENT ON FUNCTION envoi.check_transition IS 'Makes UPDATE ... SET status a proper requeue, cancellation or receipt, and refuses every other change of status by hand.';

CREATE TRIGGER check_transition BEFORE UPDATE ON envoi.queue FOR EACH ROW
WHEN (OLD.status IS DISTINCT FROM NEW.status AND OLD.token IS NOT DISTINCT FROM NEW.token)
EXECUTE FUNCTION envoi.check_transition();

-- For applications, inside their own transaction --------------------------------------------------------------------------------------

CREATE FUNCTION envoi.enqueue(
  site text, recipient text, subject text, text text DEFAULT NULL, html text DEFAULT NULL, name text DEFAULT NULL,
  variables jsonb DEFAULT NULL, sender text DEFAULT NULL, reply_to text DEFAULT NULL, headers jsonb DEFAULT NULL,
  priority integer DEFAULT 5, due_at timestamptz DEFAULT NULL, expires_at timestamptz DEFAULT NULL,
  reference text DEFAULT NULL, tags text[] DEFAULT NULL, key text DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = envoi, pg_temp AS $$
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
BEGIN
  SELECT * INTO the_site FROM envoi.site s WHERE s.domain = lower(site);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'site: there is no site "%"', site USING ERRCODE = 'invalid_parameter_value', HINT = 'envoi site list shows those there are.';
  END IF;
  -- The last word has the program, when it sends: a row whose address is none ends as error/invalid.
  IF recipient IS NULL OR recipient !~ '^[^\s@<>"(),:;\\]{1,64}@[^\s@<>"(),:;\\.]+(\.[^\s@<>"(),:;\\.]+)+$' OR length(recipient) > 254
    OR recipient ~ '(^\.|\.\.|\.@|@-|\.-[^@]*$|-\.[^@]*$|-$)' THEN
    RAISE EXCEPTION 'recipient: must be one address like ann@example.org, got "%"', coalesce(recipient, 'NULL') USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT f.name, to_json(f.value) INTO field, given FROM (VALUES ('subject', subject), ('name', name), ('sender', sender), ('reply_to', reply_to)) f(name, value)
  WHERE f.value ~ '[\x01-\x1f\x7f]' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '%: must have no line break or other control character, got %', field, given USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT f.name, f.value INTO field, given FROM (VALUES ('sender', sender), ('reply_to', reply_to)) f(name, value)
  WHERE f.value !~ '^(.*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$' LIMIT 1;
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
    sha := sha256(convert_to(jsonb_build_array(
      recipient, subject, text, html, name, variables, sender, reply_to, headers, priority, extract(epoch FROM due_at),
      extract(epoch FROM expires_at), reference, tags)::text, 'UTF8'));
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
  INSERT INTO envoi.message (site_id, is_template, sender, reply_to, subject, text, html, headers, first_row, last_row, created_by)
  VALUES (the_site.id, variables IS NOT NULL, sender, reply_to, subject, text, html, headers, row_id, row_id, session_user) RETURNING id INTO message;
  INSERT INTO envoi.queue (id, message_id, site_id, recipient, destination, recipient_name, variables, priority, due_at, expires_at, reference, tags)
  VALUES (row_id, message, the_site.id, recipient, lower(split_part(recipient, '@', 2)), name, variables, priority, due, expires, reference, tags);
  IF key IS NOT NULL THEN
    UPDATE envoi.accepted a SET message_id = message WHERE a.site_id = the_site.id AND a.key = key;
  END IF;
  -- Equal notifications of one transaction are sent once, at its commit.
  PERFORM pg_notify('envoi_queue', the_site.id::text);
  RETURN row_id;
END $$;
COMMENT ON FUNCTION envoi.enqueue IS
  'Puts one mail into the queue within the caller''s transaction and returns its row id. Without variables the text is literal, with them subject, text and html are templates.';

CREATE VIEW envoi.own_queue WITH (security_barrier) AS
SELECT q.id, s.domain AS site, q.recipient, q.recipient_name, m.subject, q.status, q.reason, q.priority, q.due_at, q.retry_at, q.expires_at,
  q.attempts, q.generation, q.reply_code, q.reply, q.remote_id, q.reference, q.tags, q.created_at, q.sent_at, q.delivered_at
FROM envoi.message m JOIN envoi.queue q ON q.id BETWEEN m.first_row AND m.last_row AND q.message_id = m.id JOIN envoi.site s ON s.id = q.site_id
WHERE m.created_by = session_user;
COMMENT ON VIEW envoi.own_queue IS 'The rows that the connected database role put in itself.';

-- Roles belong to the cluster: another database may have made this one, and making it may not be ours to do.
REVOKE ALL ON FUNCTION envoi.enqueue, envoi.make_partitions FROM PUBLIC;
DO $$
BEGIN
  BEGIN
    IF to_regrole('envoi_app') IS NULL THEN CREATE ROLE envoi_app NOLOGIN; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  GRANT USAGE ON SCHEMA envoi TO envoi_app;
  GRANT EXECUTE ON FUNCTION envoi.enqueue TO envoi_app;
  GRANT SELECT ON envoi.own_queue TO envoi_app;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'this role may not create the role envoi_app: README says what an administrator has to run';
END $$;

SELECT envoi.make_partitions();
