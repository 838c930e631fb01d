-- The only ways to write to the log. They run as their owner, so that whoever uses them needs no right on the tables.
-- One call is one transaction is one round trip.

CREATE TYPE bihuan.outcome AS (
    verdict     text,         -- appended | duplicate | conflict | claimed
    stream_id   text,         -- of the command; of what had moved on for conflict; of the holder for claimed
    version     int,          -- of the last fact appended; the actual one for conflict
    "position"  bigint,
    recorded_at timestamptz,
    digest      bytea,        -- duplicate: of the body this command id was first sent with
    scope       text,         -- claimed: which claim is taken
    key         text
);

CREATE FUNCTION bihuan.is_demo() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM bihuan.settings WHERE name = 'demo')
$$;

-- Facts of one command. What it was decided on is named by version: its own stream (p_expected) and every other
-- stream that was read (guards). Writers of a jurisdiction take turns on one lock until their commit, therefore
-- position = last + 1 has no holes and no reader can see N before N - 1.
-- The settings keep plans right that were made while the tables were empty.
CREATE FUNCTION bihuan.append(
    p_jurisdiction text, p_stream text, p_expected int,
    p_command uuid, p_digest bytea, p_actor text,
    e_topic text[], e_data bytea[], e_id uuid[], e_metadata text[], e_occurred timestamptz[],
    c_scope text[], c_key text[], g_stream text[], g_version int[],
    p_recorded_at timestamptz DEFAULT NULL
) RETURNS bihuan.outcome LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    done bihuan.outcome;
    actual int;
    last_position bigint;
    last_recorded timestamptz;
BEGIN
    IF cardinality(e_topic) = 0 THEN
        RAISE EXCEPTION 'a command without facts is not appended' USING ERRCODE = 'BH002';
    END IF;
    IF p_recorded_at IS NOT NULL AND NOT bihuan.is_demo() THEN
        RAISE EXCEPTION 'recorded_at is the database''s to give; only a demo may say it' USING ERRCODE = 'BH001';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('bihuan.log:' || p_jurisdiction, 0));

    IF p_command IS NOT NULL THEN
        SELECT 'duplicate', c.stream_id, c.version, c.position, c.recorded_at, c.digest INTO done
          FROM bihuan.commands c WHERE c.jurisdiction = p_jurisdiction AND c.command_id = p_command;
        IF FOUND THEN
            RETURN done;
        END IF;
    END IF;

    -- A stream that is not there fits 0, and -1 for one that begins at version 0.
    SELECT e.version INTO actual FROM bihuan.events e
     WHERE e.jurisdiction = p_jurisdiction AND e.stream_id = p_stream ORDER BY e.version DESC LIMIT 1;
    IF coalesce(actual, least(p_expected, 0)) <> p_expected THEN
        SELECT 'conflict', p_stream, coalesce(actual, 0) INTO done;
        RETURN done;
    END IF;
    IF cardinality(g_stream) > 0 THEN
        SELECT 'conflict', now.stream_id, now.version INTO done
          FROM (SELECT g.stream_id, g.version AS then, coalesce((
                    SELECT e.version FROM bihuan.events e
                     WHERE e.jurisdiction = p_jurisdiction AND e.stream_id = g.stream_id
                     ORDER BY e.version DESC LIMIT 1), 0) AS version
                  FROM unnest(g_stream, g_version) AS g(stream_id, version)) now
         WHERE now.version <> now.then LIMIT 1;
        IF FOUND THEN
            RETURN done;
        END IF;
    END IF;
    IF cardinality(c_scope) > 0 THEN
        SELECT 'claimed', c.stream_id, NULL, NULL, NULL, NULL, c.scope, c.key INTO done
          FROM unnest(c_scope, c_key) AS u(scope, key)
          JOIN bihuan.claims c ON c.jurisdiction = p_jurisdiction AND c.scope = u.scope AND c.key = u.key
         WHERE c.stream_id <> p_stream LIMIT 1;
        IF FOUND THEN
            RETURN done;
        END IF;
        INSERT INTO bihuan.claims (jurisdiction, scope, key, stream_id)
        SELECT p_jurisdiction, u.scope, u.key, p_stream FROM unnest(c_scope, c_key) AS u(scope, key)
        ON CONFLICT DO NOTHING;
    END IF;

    SELECT e.position, e.recorded_at INTO last_position, last_recorded FROM bihuan.events e
     WHERE e.jurisdiction = p_jurisdiction ORDER BY e.position DESC LIMIT 1;
    done.verdict := 'appended';
    done.stream_id := p_stream;
    done.version := p_expected + cardinality(e_topic);
    done.position := coalesce(last_position, 0) + cardinality(e_topic);
    done.recorded_at := greatest(coalesce(p_recorded_at, clock_timestamp()), last_recorded);

    INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata,
                               occurred_at, recorded_at, position)
    SELECT p_jurisdiction, p_stream, p_expected + u.n, u.topic, u.data, u.id, u.metadata::jsonb,
           u.occurred, done.recorded_at, coalesce(last_position, 0) + u.n
      FROM unnest(e_topic, e_data, e_id, e_metadata, e_occurred)
           WITH ORDINALITY AS u(topic, data, id, metadata, occurred, n)
     ORDER BY u.n;
    IF p_command IS NOT NULL THEN
        INSERT INTO bihuan.commands (jurisdiction, command_id, stream_id, actor, digest, version, position, recorded_at)
        VALUES (p_jurisdiction, p_command, p_stream, p_actor, p_digest, done.version, done.position, done.recorded_at);
    END IF;
    RETURN done;
END $$;

-- Keep a definition for ever; says whether it was new.
CREATE FUNCTION bihuan.publish(p_digest text, p_workflow text, p_version int, p_data jsonb,
                               p_published_at timestamptz DEFAULT NULL)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_published_at IS NOT NULL AND NOT bihuan.is_demo() THEN
        RAISE EXCEPTION 'published_at is the database''s to give; only a demo may say it' USING ERRCODE = 'BH001';
    END IF;
    INSERT INTO bihuan.definitions (digest, workflow, version, data, published_at)
    VALUES (p_digest, p_workflow, p_version, p_data, coalesce(p_published_at, clock_timestamp()))
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

-- Make this database a demo, where a simulated clock may say when facts were recorded. It must hold none yet, and it
-- can never become anything else.
CREATE FUNCTION bihuan.mark_as_demo() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF bihuan.is_demo() THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM bihuan.events) THEN
        RAISE EXCEPTION 'this database holds facts that are not a demo''s' USING ERRCODE = 'BH001';
    END IF;
    INSERT INTO bihuan.settings (name, value) VALUES ('demo', 'true') ON CONFLICT DO NOTHING;
END $$;

-- The last position recorded at or before a moment, 0 when there is none. Positions have no holes and recorded_at
-- never goes back, so halving finds it with the index that is there.
CREATE FUNCTION bihuan.position_at(p_jurisdiction text, p_moment timestamptz)
RETURNS bigint LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    below bigint := 0;
    above bigint;
    middle bigint;
BEGIN
    SELECT coalesce(max(e.position), 0) + 1 INTO above FROM bihuan.events e WHERE e.jurisdiction = p_jurisdiction;
    WHILE above - below > 1 LOOP
        middle := (below + above) / 2;
        IF (SELECT e.recorded_at <= p_moment FROM bihuan.events e
             WHERE e.jurisdiction = p_jurisdiction AND e.position = middle) THEN
            below := middle;
        ELSE
            above := middle;
        END IF;
    END LOOP;
    RETURN below;
END $$;
