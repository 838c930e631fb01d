-- How far each follower of the log has come, and what it could not do. Not part of the log: a follower may be reset.

CREATE TABLE bihuan.consumers (
    jurisdiction text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    PRIMARY KEY (jurisdiction, name)
);

CREATE TABLE bihuan.parked (
    jurisdiction text COLLATE "C" NOT NULL,
    consumer     text COLLATE "C" NOT NULL,
    command_id   uuid NOT NULL,
    position     bigint NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    move         text COLLATE "C" NOT NULL,
    code         text COLLATE "C" NOT NULL,
    detail       text NOT NULL,
    parked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (jurisdiction, consumer, command_id)
);
COMMENT ON TABLE bihuan.parked IS 'Commands of reactions that were refused: shown to somebody, not tried for ever';
