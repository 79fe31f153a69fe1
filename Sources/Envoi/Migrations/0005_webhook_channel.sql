-- Alone: a value of an enum cannot be used before the transaction that adds it has committed.
ALTER TYPE envoi.channel ADD VALUE 'webhook';
