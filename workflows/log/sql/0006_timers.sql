-- When which case has to be looked at again, and what people are told about time. Not part of the log: both follow from
-- it. A timer is added by whoever stores the fact that needs it, in the same transaction, and never changed; whoever
-- has looked takes it away together with having set the next one.

CREATE TABLE bihuan.timers (
    jurisdiction text COLLATE "C" NOT NULL,
    wake_at      timestamptz NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, wake_at, stream_id)
);
COMMENT ON TABLE bihuan.timers IS 'Looks at cases that are still to come; one that is in the past is late';

CREATE TABLE bihuan.messages (
    jurisdiction text COLLATE "C" NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    stream_id    text COLLATE "C" NOT NULL,
    clock        text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    rung         text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    unit         text COLLATE "C" NOT NULL,
    person       text COLLATE "C" NOT NULL,
    due_at       timestamptz NOT NULL,
    point_at     timestamptz NOT NULL,
    sent_at      timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, id),
    UNIQUE (jurisdiction, stream_id, clock, key, rung, due_at, point_at, role)
);
COMMENT ON TABLE bihuan.messages IS 'Who was told at which point of a clock: a person, or a role, of one unit where unit is not empty';
CREATE INDEX messages_person ON bihuan.messages (jurisdiction, person, id) WHERE person <> '';
CREATE INDEX messages_role ON bihuan.messages (jurisdiction, role, unit, id) WHERE person = '';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON bihuan.timers TO bihuan_app;
        GRANT SELECT, INSERT ON bihuan.messages TO bihuan_app;
    END IF;
END $$;
