-- The transparency log: a leaf for every fact, in the order of the log, and the signed heads of the tree over them. Both
-- are only added to, a head together with the leaves it is the first to count, and only through one function.

INSERT INTO bihuan.settings (name, value) VALUES ('log', gen_random_uuid()::text);

CREATE TABLE bihuan.audit_leaves (
    jurisdiction text COLLATE "C" NOT NULL,
    leaf_index   bigint NOT NULL CHECK (leaf_index >= 0),
    event_id     uuid NOT NULL,
    salt         bytea NOT NULL CHECK (length(salt) = 32),
    leaf         bytea NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535),
    PRIMARY KEY (jurisdiction, leaf_index)
);
COMMENT ON TABLE bihuan.audit_leaves IS 'What the tree says of each fact: that of position n is leaf n - 1';
COMMENT ON COLUMN bihuan.audit_leaves.salt IS 'Goes before what is hashed, so that a guess of it cannot be tried without it';
CREATE INDEX audit_leaves_event ON bihuan.audit_leaves (jurisdiction, event_id);

CREATE TABLE bihuan.audit_checkpoints (
    jurisdiction text COLLATE "C" NOT NULL,
    size         bigint NOT NULL CHECK (size > 0),
    root         bytea NOT NULL CHECK (length(root) = 32),
    note         text NOT NULL,
    sealed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (jurisdiction, size)
);
COMMENT ON TABLE bihuan.audit_checkpoints IS 'Signed heads of the tree; the key is not in the database';

CREATE TABLE bihuan.audit_cosignatures (
    jurisdiction text COLLATE "C" NOT NULL,
    size         bigint NOT NULL,
    witness      text COLLATE "C" NOT NULL,
    line         text NOT NULL,
    PRIMARY KEY (jurisdiction, witness, size)
);
COMMENT ON TABLE bihuan.audit_cosignatures IS 'What witnesses outside the office signed along: that a head goes on from the one before';

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.audit_cosignatures
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.audit_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bihuan.audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan.refuse_change();

-- Leaves from p_first on, and the head that counts them. Raises BH005 unless they follow those that are there, which
-- happens when two seal at once.
CREATE FUNCTION bihuan.audit_seal(
    p_jurisdiction text, p_first bigint, p_events uuid[], p_salts bytea[], p_leaves bytea[], p_root bytea, p_note text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    there bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('bihuan.sealing:' || p_jurisdiction, 0));
    SELECT coalesce(max(l.leaf_index) + 1, 0) INTO there FROM bihuan.audit_leaves l WHERE l.jurisdiction = p_jurisdiction;
    IF there <> p_first OR cardinality(p_leaves) = 0 THEN
        RAISE EXCEPTION 'leaves from % on do not follow the % that are there', p_first, there USING ERRCODE = 'BH005';
    END IF;
    INSERT INTO bihuan.audit_leaves (jurisdiction, leaf_index, event_id, salt, leaf)
    SELECT p_jurisdiction, p_first + u.n - 1, u.event_id, u.salt, u.leaf
      FROM unnest(p_events, p_salts, p_leaves) WITH ORDINALITY AS u(event_id, salt, leaf, n);
    INSERT INTO bihuan.audit_checkpoints (jurisdiction, size, root, note)
    VALUES (p_jurisdiction, p_first + cardinality(p_leaves), p_root, p_note);
END $$;

-- A witness's line of signature for a head. One that is there already is kept.
CREATE FUNCTION bihuan.audit_cosign(p_jurisdiction text, p_size bigint, p_witness text, p_line text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO bihuan.audit_cosignatures (jurisdiction, size, witness, line)
    VALUES (p_jurisdiction, p_size, p_witness, p_line) ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON FUNCTION bihuan.audit_cosign(text, bigint, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION bihuan.audit_seal(text, bigint, uuid[], bytea[], bytea[], bytea, text) FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        GRANT SELECT ON bihuan.audit_leaves, bihuan.audit_checkpoints, bihuan.audit_cosignatures TO bihuan_app;
        GRANT EXECUTE ON FUNCTION bihuan.audit_cosign(text, bigint, text, text) TO bihuan_app;
        GRANT EXECUTE ON FUNCTION bihuan.audit_seal(text, bigint, uuid[], bytea[], bytea[], bytea, text) TO bihuan_app;
    END IF;
END $$;
