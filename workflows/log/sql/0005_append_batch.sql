-- Many commands in one call: one turn, one commit, one answer for all of them, and a verdict for each, as
-- bihuan.append would give one after the other.
--
-- Commands of one batch do not depend on each other: each stream, command id and claim comes up once, and no
-- command adds to a stream that another one guards. Keys refuse the former, this function the latter. So all of them
-- can be judged by what was there before the batch.
--
-- Arrays that belong together have one element for each command (c_), fact (e_), claim (k_) or guard (g_). Facts and
-- claims name their command by its place from 1 on; a guard stands there once, however many commands (u_of) were
-- decided on it (u_guard). Facts of a command follow each other.

CREATE FUNCTION bihuan.append_batch(
    p_jurisdiction text,
    c_stream text[], c_expected int[], c_command uuid[], c_digest bytea[], c_actor text[],
    e_of int[], e_topic text[], e_data bytea[], e_id uuid[], e_metadata text[], e_occurred timestamptz[],
    k_of int[], k_scope text[], k_key text[],
    g_stream text[], g_version int[], u_of int[], u_guard int[]
) RETURNS SETOF bihuan.outcome LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_nestloop = off SET jit = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    last_position bigint;
    last_recorded timestamptz;
    moved int[];          -- guards that do not hold
    moved_to int[];       -- the versions they are at instead
    late int[];           -- commands that were decided on one of those
    late_by int[];        -- on which
    taken int[];          -- commands whose claim another stream holds
    taken_by text[];
    taken_which int[];
BEGIN
    IF c_stream && g_stream THEN
        RAISE EXCEPTION 'one command of a batch adds to what another was decided on' USING ERRCODE = 'BH004';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('bihuan.log:' || p_jurisdiction, 0));

    SELECT e.position, e.recorded_at INTO last_position, last_recorded FROM bihuan.events e
     WHERE e.jurisdiction = p_jurisdiction ORDER BY e.position DESC LIMIT 1;
    last_position := coalesce(last_position, 0);
    last_recorded := greatest(clock_timestamp(), last_recorded);

    SELECT array_agg(g.n::int), array_agg(g.now) INTO moved, moved_to
      FROM (SELECT u.n, u.version, coalesce((
                SELECT e.version FROM bihuan.events e
                 WHERE e.jurisdiction = p_jurisdiction AND e.stream_id = u.stream
                 ORDER BY e.version DESC LIMIT 1), 0) AS now
              FROM unnest(g_stream, g_version) WITH ORDINALITY AS u(stream, version, n)) g
     WHERE g.now <> g.version;
    IF moved IS NOT NULL THEN
        SELECT array_agg(u.command), array_agg(u.guard) INTO late, late_by
          FROM unnest(u_of, u_guard) AS u(command, guard) WHERE u.guard = ANY (moved);
    END IF;
    IF cardinality(k_scope) > 0 THEN
        SELECT array_agg(k.command), array_agg(k.holder), array_agg(k.n::int) INTO taken, taken_by, taken_which
          FROM (SELECT u.command, u.n, (
                    SELECT o.stream_id FROM bihuan.claims o
                     WHERE o.jurisdiction = p_jurisdiction AND o.scope = u.scope AND o.key = u.key) AS holder
                  FROM unnest(k_of, k_scope, k_key) WITH ORDINALITY AS u(command, scope, key, n)) k
         WHERE k.holder <> c_stream[k.command];
    END IF;

    RETURN QUERY
    WITH c AS MATERIALIZED (
        SELECT u.n, u.stream, u.expected, u.command, u.digest, u.actor, now.version AS actual,
               done.stream_id, done.version, done.position, done.recorded_at, done.digest AS done_digest,
               CASE WHEN done.stream_id IS NOT NULL THEN 'duplicate'
                    WHEN coalesce(now.version, least(u.expected, 0)) <> u.expected THEN 'conflict'
                    WHEN u.n = ANY (late) THEN 'late'
                    WHEN u.n = ANY (taken) THEN 'claimed'
                    ELSE 'appended' END AS verdict
          FROM unnest(c_stream, c_expected, c_command, c_digest, c_actor)
               WITH ORDINALITY AS u(stream, expected, command, digest, actor, n)
          LEFT JOIN LATERAL (
               SELECT o.stream_id, o.version, o.position, o.recorded_at, o.digest FROM bihuan.commands o
                WHERE o.jurisdiction = p_jurisdiction AND o.command_id = u.command LIMIT 1) done ON true
          LEFT JOIN LATERAL (
               SELECT e.version FROM bihuan.events e
                WHERE e.jurisdiction = p_jurisdiction AND e.stream_id = u.stream
                ORDER BY e.version DESC LIMIT 1) now ON true
    ), stored AS (
        INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata,
                                   occurred_at, recorded_at, position)
        SELECT p_jurisdiction, c.stream, c.expected + row_number() OVER (PARTITION BY u.command ORDER BY u.n),
               u.topic, u.data, u.id, u.metadata::jsonb, u.occurred, last_recorded,
               last_position + row_number() OVER (ORDER BY u.n)
          FROM unnest(e_of, e_topic, e_data, e_id, e_metadata, e_occurred)
               WITH ORDINALITY AS u(command, topic, data, id, metadata, occurred, n)
          JOIN c ON c.n = u.command AND c.verdict = 'appended'
         ORDER BY u.n
        RETURNING stream_id, version, position
    ), last AS (
        SELECT s.stream_id, max(s.version) AS version, max(s.position) AS position FROM stored s GROUP BY s.stream_id
    ), noted AS (
        INSERT INTO bihuan.commands (jurisdiction, command_id, stream_id, actor, digest, version, position, recorded_at)
        SELECT p_jurisdiction, c.command, c.stream, c.actor, c.digest, l.version, l.position, last_recorded
          FROM c LEFT JOIN last l ON l.stream_id = c.stream
         WHERE c.verdict = 'appended'
    ), held AS (
        INSERT INTO bihuan.claims (jurisdiction, scope, key, stream_id)
        SELECT DISTINCT p_jurisdiction, u.scope, u.key, c.stream
          FROM unnest(k_of, k_scope, k_key) AS u(command, scope, key)
          JOIN c ON c.n = u.command AND c.verdict = 'appended'
         WHERE (SELECT o.stream_id FROM bihuan.claims o
                 WHERE o.jurisdiction = p_jurisdiction AND o.scope = u.scope AND o.key = u.key) IS NULL
    )
    SELECT replace(c.verdict, 'late', 'conflict'),
           CASE c.verdict WHEN 'duplicate' THEN c.stream_id
                          WHEN 'late' THEN g_stream[late_by[array_position(late, c.n::int)]]
                          WHEN 'claimed' THEN taken_by[array_position(taken, c.n::int)]
                          ELSE c.stream END,
           CASE c.verdict WHEN 'duplicate' THEN c.version
                          WHEN 'late' THEN moved_to[array_position(moved, late_by[array_position(late, c.n::int)])]
                          WHEN 'conflict' THEN coalesce(c.actual, 0)
                          WHEN 'appended' THEN l.version END,
           CASE c.verdict WHEN 'duplicate' THEN c.position WHEN 'appended' THEN l.position END,
           CASE c.verdict WHEN 'duplicate' THEN c.recorded_at WHEN 'appended' THEN last_recorded END,
           CASE c.verdict WHEN 'duplicate' THEN c.done_digest END,
           CASE c.verdict WHEN 'claimed' THEN k_scope[taken_which[array_position(taken, c.n::int)]] END,
           CASE c.verdict WHEN 'claimed' THEN k_key[taken_which[array_position(taken, c.n::int)]] END
      FROM c LEFT JOIN last l ON l.stream_id = c.stream AND c.verdict = 'appended'
     ORDER BY c.n;
END $$;

REVOKE ALL ON FUNCTION bihuan.append_batch(text, text[], int[], uuid[], bytea[], text[], int[], text[], bytea[], uuid[],
    text[], timestamptz[], int[], text[], text[], text[], int[], int[], int[]) FROM PUBLIC;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        GRANT EXECUTE ON FUNCTION bihuan.append_batch(text, text[], int[], uuid[], bytea[], text[], int[], text[],
            bytea[], uuid[], text[], timestamptz[], int[], text[], text[], text[], int[], int[], int[]) TO bihuan_app;
    END IF;
END $$;
