-- A log whose published facts are lost for good cannot go on. It is ended here: its leaves with their salts stay, under
-- its name, so that what it published can still be held against them, and another one begins with the facts there are.

CREATE TABLE bihuan.audit_ended (
    log          text COLLATE "C" PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    successor    text COLLATE "C" NOT NULL,
    note         text NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    ended_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE bihuan.audit_ended IS 'Transparency logs that could not go on: the last head that was published, why, and what came after';

CREATE TABLE bihuan.audit_ended_leaves (
    log        text COLLATE "C" NOT NULL REFERENCES bihuan.audit_ended,
    leaf_index bigint NOT NULL,
    event_id   uuid NOT NULL,
    salt       bytea NOT NULL,
    leaf       bytea NOT NULL,
    PRIMARY KEY (log, leaf_index)
);

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.audit_ended
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.audit_ended_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();

-- For whoever owns the tables; the application's role may not. Returns the identity of the log that begins.
CREATE FUNCTION bihuan.audit_end(p_jurisdiction text, p_note text, p_reason text)
RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended text;
    begun text := gen_random_uuid()::text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('bihuan.sealing:' || p_jurisdiction, 0));
    SELECT value INTO STRICT ended FROM bihuan.settings WHERE name = 'log';
    INSERT INTO bihuan.audit_ended (log, jurisdiction, successor, note, reason)
    VALUES (ended, p_jurisdiction, begun, p_note, p_reason);
    INSERT INTO bihuan.audit_ended_leaves (log, leaf_index, event_id, salt, leaf)
    SELECT ended, leaf_index, event_id, salt, leaf FROM bihuan.audit_leaves WHERE jurisdiction = p_jurisdiction;
    ALTER TABLE bihuan.audit_cosignatures DISABLE TRIGGER never_changed;
    ALTER TABLE bihuan.audit_leaves DISABLE TRIGGER never_changed;
    ALTER TABLE bihuan.audit_checkpoints DISABLE TRIGGER never_changed;
    ALTER TABLE bihuan.settings DISABLE TRIGGER never_changed;
    DELETE FROM bihuan.audit_cosignatures WHERE jurisdiction = p_jurisdiction;
    DELETE FROM bihuan.audit_leaves WHERE jurisdiction = p_jurisdiction;
    DELETE FROM bihuan.audit_checkpoints WHERE jurisdiction = p_jurisdiction;
    UPDATE bihuan.settings SET value = begun WHERE name = 'log';
    ALTER TABLE bihuan.settings ENABLE TRIGGER never_changed;
    ALTER TABLE bihuan.audit_checkpoints ENABLE TRIGGER never_changed;
    ALTER TABLE bihuan.audit_leaves ENABLE TRIGGER never_changed;
    ALTER TABLE bihuan.audit_cosignatures ENABLE TRIGGER never_changed;
    RETURN begun;
END $$;

REVOKE ALL ON FUNCTION bihuan.audit_end(text, text, text) FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        GRANT SELECT ON bihuan.audit_ended, bihuan.audit_ended_leaves TO bihuan_app;
    END IF;
END $$;
