-- Looking at a queue of millions -------------------------------------------------------------------------------------------------------

-- Each serves one filter, newest first, over all partitions. What a claim writes is in none of them: a mail is written to each when it is
-- put in and when it has ended, and to those of newsletters, references and reasons only where it has one.
-- id + 0 and not id: in the order of id itself the planner may walk the primary key instead, and past ten million rows of others to find ten.
CREATE INDEX queue_by_site ON envoi.queue (site_id, status, (id + 0)) WHERE token IS NULL;
CREATE INDEX queue_by_newsletter ON envoi.queue (newsletter_id, status, (id + 0)) WHERE newsletter_id IS NOT NULL AND token IS NULL;
CREATE INDEX queue_by_reason ON envoi.queue (site_id, reason, (id + 0)) WHERE reason IS NOT NULL;
CREATE INDEX queue_by_reference ON envoi.queue (reference, (id + 0)) WHERE reference IS NOT NULL AND token IS NULL;
-- By a hash, for it is half as large as the addresses are, and this index is written in no order. Hash partitions rely on the same function.
CREATE INDEX queue_by_recipient ON envoi.queue (hashtextextended(lower(recipient COLLATE "C"), 0), (id + 0)) WHERE token IS NULL;

-- created_at needs no index: ids ascend with it, but for rows of transactions that were open for long.
CREATE FUNCTION envoi.first_row_since(moment timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
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
COMMENT ON FUNCTION envoi.first_row_since IS 'About the lowest id of the rows that were put in since then; of a transaction that was open for long some may be lower.';

-- Operations that a killed process left are gone on with where it stood.
ALTER TABLE envoi.operation ADD COLUMN done_to bigint DEFAULT 0;
COMMENT ON COLUMN envoi.operation.done_to IS 'Highest envoi.queue.id that it has come to, in the transaction that changed the rows; NULL: it is carried out.';

-- Who sends ----------------------------------------------------------------------------------------------------------------------------

CREATE TABLE envoi.worker (
  host text NOT NULL,
  pid integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('work', 'send', 'retry')),
  sites integer[],
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (host, pid, kind)
);
COMMENT ON TABLE envoi.worker IS 'Which processes have sent lately: removed after a day.';
COMMENT ON COLUMN envoi.worker.host IS 'Name of the machine.';
COMMENT ON COLUMN envoi.worker.pid IS 'Of the process.';
COMMENT ON COLUMN envoi.worker.kind IS 'work: envoi work or serve; send: send-queue; retry: retry-queue.';
COMMENT ON COLUMN envoi.worker.sites IS 'envoi.site.id of those that it is for; NULL: all.';
COMMENT ON COLUMN envoi.worker.seen_at IS 'When it began, and every 30 s while it runs for ever.';
