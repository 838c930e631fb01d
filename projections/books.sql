-- The books of the read side: which table shows a read model, how far each follower came, who may write, what is
-- parked. One schema for each jurisdiction, whose positions are its own. Everything here can be thrown away and
-- is built again from the log.

CREATE SCHEMA IF NOT EXISTS {schema};
COMMENT ON SCHEMA {schema} IS 'Read models of one office: folds of the log, rebuilt at any time';

CREATE TABLE IF NOT EXISTS {schema}.consumers (
    name        text COLLATE "C" PRIMARY KEY,
    model       text COLLATE "C",
    version     int NOT NULL DEFAULT 0,
    shape       text COLLATE "C" NOT NULL DEFAULT '',
    state       text COLLATE "C" NOT NULL CHECK (state IN ('building', 'live', 'retired')),
    position    bigint NOT NULL DEFAULT 0,
    owner       text COLLATE "C" NOT NULL DEFAULT '',
    token       bigint NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    seen_at     timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);
COMMENT ON TABLE {schema}.consumers IS 'Who follows the log: read models by table, reactions and others by name';
COMMENT ON COLUMN {schema}.consumers.model IS 'The read model whose table has this name; null for followers without a table';
COMMENT ON COLUMN {schema}.consumers.token IS 'Grows with every change of owner; a write with an older one is refused';
CREATE SEQUENCE IF NOT EXISTS {schema}.tokens;
COMMENT ON SEQUENCE {schema}.tokens IS 'No token is given twice, not even to a follower that takes the name of another';
CREATE UNIQUE INDEX IF NOT EXISTS consumers_live ON {schema}.consumers (model) WHERE state = 'live';

CREATE TABLE IF NOT EXISTS {schema}.parked (
    consumer   text COLLATE "C" NOT NULL REFERENCES {schema}.consumers (name) ON DELETE CASCADE,
    stream_id  text COLLATE "C" NOT NULL,
    position   bigint NOT NULL,
    error      text NOT NULL,
    attempts   int NOT NULL DEFAULT 1,
    first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, stream_id)
);
COMMENT ON TABLE {schema}.parked IS 'Cases with a fact that a follower could not handle, from that position on; the others go on';

-- Pieces of a text: each run of four characters, of two where both are beyond ASCII, and the ends. Its answers lie in
-- indexes: whoever wants others needs another name. It is said to cost much, so that no plan asks it of every
-- row, and not to run in parallel: helpers take longer to begin than such a question takes to be answered.
-- `\x1f` parts the pieces; no word that is looked for holds it.
CREATE OR REPLACE FUNCTION {schema}.sought(marks text[], said text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
DECLARE
    begun text := left(said, 20000);
    beyond text := regexp_replace(begun, E'[\x01-\x7f]+', E'\x1f', 'g');
BEGIN
    RETURN array_to_tsvector(array_remove(marks || string_to_array(
        regexp_replace(begun, '(.{{4}})', E'\\1\x1f', 'g')
        || E'\x1f' || regexp_replace(substr(begun, 2), '(.{{4}})', E'\\1\x1f', 'g')
        || E'\x1f' || regexp_replace(substr(begun, 3), '(.{{4}})', E'\\1\x1f', 'g')
        || E'\x1f' || regexp_replace(substr(begun, 4), '(.{{4}})', E'\\1\x1f', 'g')
        || E'\x1f' || regexp_replace(beyond, '(.{{2}})', E'\\1\x1f', 'g')
        || E'\x1f' || regexp_replace(substr(beyond, 2), '(.{{2}})', E'\\1\x1f', 'g')
        || CASE WHEN length(said) > 20000 THEN E'\x1flong=' ELSE '' END, E'\x1f'), ''));
END $$;
COMMENT ON FUNCTION {schema}.sought IS 'What a row is found by: marks, and pieces of a text';
