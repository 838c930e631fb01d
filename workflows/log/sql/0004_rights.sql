-- The role the application works as: it reads, and writes to the log through the functions alone. Where the migrating
-- role may not create roles, everything is used by that role itself, and the triggers still refuse changes.

REVOKE ALL ON FUNCTION bihuan.append(text, text, int, uuid, bytea, text, text[], bytea[], uuid[], text[], timestamptz[],
    text[], text[], text[], int[], timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION bihuan.publish(text, text, int, jsonb, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION bihuan.mark_as_demo() FROM PUBLIC;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        CREATE ROLE bihuan_app NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'bihuan_app', 'MEMBER') THEN
        EXECUTE format('GRANT bihuan_app TO %I', current_user);
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'role bihuan_app was not created: this role may not create roles';
    WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this server created it at the same moment
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        GRANT USAGE ON SCHEMA bihuan TO bihuan_app;
        GRANT SELECT ON ALL TABLES IN SCHEMA bihuan TO bihuan_app;
        GRANT INSERT, UPDATE ON bihuan.consumers TO bihuan_app;
        GRANT INSERT ON bihuan.parked TO bihuan_app;
        GRANT EXECUTE ON FUNCTION bihuan.append(text, text, int, uuid, bytea, text, text[], bytea[], uuid[], text[],
            timestamptz[], text[], text[], text[], int[], timestamptz) TO bihuan_app;
        GRANT EXECUTE ON FUNCTION bihuan.publish(text, text, int, jsonb, timestamptz) TO bihuan_app;
    END IF;
END $$;
