-- Readings of devices and what is made of them: beside the log, never in it. Readings may be deleted by date; an act of an
-- alarm carries what it needs of them. Moments of measurement are the device's, all others are handed in by the program.

CREATE TABLE bihuan.readings (
    jurisdiction text COLLATE "C" NOT NULL,
    device       text COLLATE "C" NOT NULL,
    sequence     bigint NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    measured_at  timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    late         boolean NOT NULL,
    mode         text COLLATE "C" NOT NULL,
    body         jsonb NOT NULL,
    PRIMARY KEY (jurisdiction, device, sequence)
);
COMMENT ON TABLE bihuan.readings IS 'What devices sent, once each; `late` ones came after their time had been judged, and were not';
CREATE INDEX readings_in_order ON bihuan.readings (jurisdiction, device, measured_at, id);
CREATE INDEX readings_by_age ON bihuan.readings (jurisdiction, measured_at);

CREATE TABLE bihuan.readings_kept (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    since        timestamptz NOT NULL
);
COMMENT ON TABLE bihuan.readings_kept IS 'What was measured before has been deleted; it is not taken in again';

CREATE TABLE bihuan.device_marks (
    jurisdiction text COLLATE "C" NOT NULL,
    device       text COLLATE "C" NOT NULL,
    newest_at    timestamptz,
    watermark_at timestamptz,
    settle_at    timestamptz,
    oldest_at    timestamptz,
    judged_at    timestamptz,
    judged_id    bigint NOT NULL DEFAULT 0,
    heard_at     timestamptz,
    silences     int NOT NULL DEFAULT 0,
    silent_since timestamptz,
    PRIMARY KEY (jurisdiction, device)
);
COMMENT ON TABLE bihuan.device_marks IS 'How far each device''s readings came in and were judged; its row is the turn of its writers';
COMMENT ON COLUMN bihuan.device_marks.watermark_at IS 'What was measured before is late';
COMMENT ON COLUMN bihuan.device_marks.settle_at IS 'When the newest reading is judged although none followed';
COMMENT ON COLUMN bihuan.device_marks.oldest_at IS 'The earliest reading that is not judged yet';
CREATE INDEX device_marks_waiting ON bihuan.device_marks (jurisdiction, device) WHERE oldest_at IS NOT NULL;

CREATE TABLE bihuan.device_tokens (
    jurisdiction text COLLATE "C" NOT NULL,
    token        text COLLATE "C" NOT NULL,
    device       text COLLATE "C" NOT NULL,
    digest       bytea NOT NULL CHECK (length(digest) = 32),
    issued_at    timestamptz NOT NULL,
    issued_by    text COLLATE "C" NOT NULL,
    revoked_at   timestamptz,
    revoked_by   text COLLATE "C",
    PRIMARY KEY (jurisdiction, token)
);
COMMENT ON TABLE bihuan.device_tokens IS 'What devices prove themselves by; of the secret itself only its SHA-256 is kept';
CREATE INDEX device_tokens_device ON bihuan.device_tokens (jurisdiction, device);

CREATE TABLE bihuan.alarms (
    jurisdiction text COLLATE "C" NOT NULL,
    device       text COLLATE "C" NOT NULL,
    alarm        text COLLATE "C" NOT NULL,
    version      int NOT NULL,
    state        jsonb NOT NULL,
    raised_since timestamptz,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, device, alarm)
);
COMMENT ON TABLE bihuan.alarms IS 'Each alarm of each device between two readings; follows from the readings judged so far';

CREATE TABLE bihuan.alarm_acts (
    jurisdiction text COLLATE "C" NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    device       text COLLATE "C" NOT NULL,
    alarm        text COLLATE "C" NOT NULL,
    nth          int NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    route        text COLLATE "C" NOT NULL,
    lead         int NOT NULL,
    at           timestamptz NOT NULL,
    data         jsonb NOT NULL,
    noted_at     timestamptz NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'done', 'noted', 'refused')),
    case_id      text COLLATE "C",
    told         text,
    done_at      timestamptz,
    PRIMARY KEY (jurisdiction, id),
    UNIQUE (jurisdiction, device, alarm, nth)
);
COMMENT ON TABLE bihuan.alarm_acts IS 'What alarms asked for: noted with the readings they follow from, carried out after, each once';
CREATE INDEX alarm_acts_waiting ON bihuan.alarm_acts (jurisdiction, device, id) WHERE state = 'waiting';
CREATE INDEX alarm_acts_case ON bihuan.alarm_acts (jurisdiction, case_id) WHERE case_id IS NOT NULL;

-- Readings of one device, in the order it sent them; a verdict for each. One call is one transaction.
CREATE FUNCTION bihuan.take_readings(
    p_jurisdiction text, p_device text, p_lateness_s int, p_now timestamptz,
    r_sequence bigint[], r_measured timestamptz[], r_mode text[], r_body text[]
) RETURNS SETOF text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    mark bihuan.device_marks;
    known bihuan.readings;
    horizon timestamptz;
    is_late boolean;
BEGIN
    INSERT INTO bihuan.device_marks (jurisdiction, device) VALUES (p_jurisdiction, p_device) ON CONFLICT DO NOTHING;
    SELECT m.* INTO mark FROM bihuan.device_marks m
     WHERE m.jurisdiction = p_jurisdiction AND m.device = p_device FOR UPDATE;
    SELECT k.since INTO horizon FROM bihuan.readings_kept k WHERE k.jurisdiction = p_jurisdiction;
    FOR i IN 1 .. cardinality(r_sequence) LOOP
        IF r_measured[i] < horizon THEN
            RETURN NEXT 'too_old';
            CONTINUE;
        END IF;
        SELECT r.* INTO known FROM bihuan.readings r
         WHERE r.jurisdiction = p_jurisdiction AND r.device = p_device AND r.sequence = r_sequence[i];
        IF FOUND THEN
            RETURN NEXT CASE WHEN known.measured_at = r_measured[i] AND known.mode = r_mode[i]
                             AND known.body = r_body[i]::jsonb THEN 'duplicate' ELSE 'conflict' END;
            CONTINUE;
        END IF;
        is_late := coalesce(r_measured[i] < mark.watermark_at, false);
        INSERT INTO bihuan.readings (jurisdiction, device, sequence, measured_at, received_at, late, mode, body)
        VALUES (p_jurisdiction, p_device, r_sequence[i], r_measured[i], p_now, is_late, r_mode[i], r_body[i]::jsonb);
        mark.heard_at := greatest(mark.heard_at, p_now);
        IF NOT is_late THEN
            mark.newest_at := greatest(mark.newest_at, r_measured[i]);
            mark.watermark_at := greatest(mark.watermark_at, mark.newest_at - p_lateness_s * interval '1 second');
            mark.oldest_at := least(mark.oldest_at, r_measured[i]);
            mark.settle_at := p_now + p_lateness_s * interval '1 second';
        END IF;
        RETURN NEXT CASE WHEN is_late THEN 'late' ELSE 'stored' END;
    END LOOP;
    UPDATE bihuan.device_marks m
       SET newest_at = mark.newest_at, watermark_at = mark.watermark_at, oldest_at = mark.oldest_at,
           settle_at = mark.settle_at, heard_at = mark.heard_at,
           silent_since = CASE WHEN mark.heard_at = p_now THEN NULL ELSE m.silent_since END
     WHERE m.jurisdiction = p_jurisdiction AND m.device = p_device;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        GRANT SELECT, INSERT, DELETE ON bihuan.readings TO bihuan_app;
        GRANT SELECT, INSERT, UPDATE ON bihuan.readings_kept, bihuan.device_marks, bihuan.device_tokens,
            bihuan.alarms, bihuan.alarm_acts TO bihuan_app;
        GRANT EXECUTE ON FUNCTION bihuan.take_readings(text, text, int, timestamptz, bigint[], timestamptz[], text[],
            text[]) TO bihuan_app;
    END IF;
END $$;
