-- Keys of personal data, each wrapped by a key that lies elsewhere, and what must be true together with them. This
-- database is never the log's: a copy of either alone tells nothing. What was erased stays as a row without its key.

CREATE SCHEMA bihuan_keys;

CREATE TABLE bihuan_keys.keys (
    jurisdiction text COLLATE "C" NOT NULL,
    kid          text COLLATE "C" NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    purpose      text COLLATE "C" NOT NULL,
    alg          text COLLATE "C" NOT NULL,
    kek          text COLLATE "C",
    wrapped      bytea,
    made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at    timestamptz,
    PRIMARY KEY (jurisdiction, kid),
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL)),
    CHECK ((wrapped IS NULL) = (kek IS NULL))
);
CREATE UNIQUE INDEX one_live_key ON bihuan_keys.keys (jurisdiction, subject, purpose) WHERE wrapped IS NOT NULL;
CREATE INDEX keys_of_subject ON bihuan_keys.keys (jurisdiction, subject);
CREATE INDEX keys_by_kek ON bihuan_keys.keys (jurisdiction, kek, kid) WHERE wrapped IS NOT NULL;
COMMENT ON TABLE bihuan_keys.keys IS 'One key for each subject and purpose, wrapped; without one where it was erased';

CREATE TABLE bihuan_keys.restrictions (
    jurisdiction text COLLATE "C" NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    since        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (jurisdiction, subject)
);
COMMENT ON TABLE bihuan_keys.restrictions IS 'Whose data are kept and not used: keys are there and not given out';

CREATE TABLE bihuan_keys.secrets (
    jurisdiction text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    kek          text COLLATE "C" NOT NULL,
    wrapped      bytea NOT NULL,
    PRIMARY KEY (jurisdiction, name)
);
COMMENT ON TABLE bihuan_keys.secrets IS 'Secrets of the whole office, wrapped: what digests of guessable text are keyed with';

CREATE TABLE bihuan_keys.wrapping (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    kek          text COLLATE "C" NOT NULL
);
COMMENT ON TABLE bihuan_keys.wrapping IS 'The wrapping key that new keys are wrapped with: no process goes on with an old one';

CREATE TABLE bihuan_keys.marks (
    jurisdiction text COLLATE "C" NOT NULL,
    mark         bytea NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, mark, subject)
);
CREATE INDEX marks_of_subject ON bihuan_keys.marks (jurisdiction, subject);
COMMENT ON TABLE bihuan_keys.marks IS 'Keyed digests of phone numbers: find who reported without storing what he gave';

CREATE TABLE bihuan_keys.epochs (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    number       bigint NOT NULL
);
COMMENT ON TABLE bihuan_keys.epochs IS 'Grows whenever keys were taken away or given back: who remembers keys forgets them';

CREATE TABLE bihuan_keys.cursors (
    jurisdiction text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    PRIMARY KEY (jurisdiction, name)
);
COMMENT ON TABLE bihuan_keys.cursors IS 'Up to where of the log erasures and restrictions were applied to these keys';

CREATE FUNCTION bihuan_keys.tell(of_jurisdiction text) RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_notify('bihuan_keys', of_jurisdiction);
    INSERT INTO bihuan_keys.epochs AS e (jurisdiction, number) VALUES (of_jurisdiction, 1)
        ON CONFLICT (jurisdiction) DO UPDATE SET number = e.number + 1 RETURNING number;
$$;
COMMENT ON FUNCTION bihuan_keys.tell IS 'Says that keys were taken away or given back, now and to who asks later';
