-- The log and what must be true together with it. Rows are added and never changed; a new need is a new column or
-- a new table. The jurisdiction leads every key, so that partitions or one server each stay possible without a rewrite.

CREATE TABLE bihuan.events (
    jurisdiction text COLLATE "C" NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    version      int NOT NULL CHECK (version >= 0),
    topic        text COLLATE "C" NOT NULL,
    data         bytea NOT NULL,
    event_id     uuid NOT NULL,
    metadata     jsonb NOT NULL,
    occurred_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    position     bigint NOT NULL CHECK (position > 0),
    PRIMARY KEY (jurisdiction, stream_id, version),
    UNIQUE (jurisdiction, position)
);
COMMENT ON TABLE bihuan.events IS 'Every fact, in the order it was committed: position runs 1, 2, 3, ... without a hole';
COMMENT ON COLUMN bihuan.events.occurred_at IS 'When it happened, as the actor''s device or the door said';
COMMENT ON COLUMN bihuan.events.recorded_at IS 'When it was stored, by the database''s clock; never earlier than the fact before it';

CREATE TABLE bihuan.commands (
    jurisdiction text COLLATE "C" NOT NULL,
    command_id   uuid NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    actor        text COLLATE "C" NOT NULL,
    digest       bytea NOT NULL CHECK (length(digest) = 32),
    version      int NOT NULL,
    position     bigint NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, command_id)
);
COMMENT ON TABLE bihuan.commands IS 'Commands that were done: what makes a repeated one come back as done, and never happen twice';
COMMENT ON COLUMN bihuan.commands.digest IS 'SHA-256 of move and body: the same id with another body is another request';

CREATE TABLE bihuan.claims (
    jurisdiction text COLLATE "C" NOT NULL,
    scope        text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, scope, key)
);
COMMENT ON TABLE bihuan.claims IS 'What only one case can have: its number, the number of its source';

CREATE TABLE bihuan.definitions (
    digest       text COLLATE "C" PRIMARY KEY,
    workflow     text COLLATE "C" NOT NULL,
    version      int NOT NULL,
    data         jsonb NOT NULL,
    published_at timestamptz NOT NULL
);
COMMENT ON TABLE bihuan.definitions IS 'Workflows as published; every case is decided by the one it was opened with';

CREATE TABLE bihuan.settings (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);
COMMENT ON TABLE bihuan.settings IS 'What this database is for ever, such as a demo';

CREATE FUNCTION bihuan.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: its rows are never changed', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'BH003';
END $$;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.events
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.commands
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.claims
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.definitions
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.settings
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
