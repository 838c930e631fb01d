"""SQL of the database of keys. Every statement is one transaction, and safe to repeat."""

from __future__ import annotations

CHANNEL = "bihuan_keys"
_ROW = "k.subject, k.purpose, k.kid, k.alg, k.kek, k.wrapped"

LIVE = (
    f"SELECT {_ROW} FROM unnest(%b::text[], %b::text[]) AS o (subject, purpose)"  # noqa: S608 (all of it is ours)
    " JOIN bihuan_keys.keys k ON k.jurisdiction = %b::text AND k.subject = o.subject AND k.purpose = o.purpose"
    " WHERE k.wrapped IS NOT NULL"
)
"""Keys of owners: subjects, purposes, jurisdiction."""
MAKE = (
    "INSERT INTO bihuan_keys.keys (jurisdiction, kid, subject, purpose, alg, kek, wrapped)"
    " SELECT %b::text, m.kid, m.subject, m.purpose, %b::text, %b::text, m.wrapped"
    " FROM (SELECT kek FROM bihuan_keys.wrapping WHERE jurisdiction = %b::text FOR SHARE) AS w,"
    " unnest(%b::text[], %b::text[], %b::text[], %b::bytea[]) AS m (kid, subject, purpose, wrapped)"
    " WHERE w.kek = %b::text ORDER BY m.subject, m.purpose"
    " ON CONFLICT (jurisdiction, subject, purpose) WHERE wrapped IS NOT NULL DO NOTHING"
    " RETURNING subject, purpose, kid, alg, kek, wrapped"
)
"""Nothing is made when the wrapping key is no longer the one of the office; none is lost by a rotation meanwhile."""
WRAPPING = (
    "WITH made AS (INSERT INTO bihuan_keys.wrapping (jurisdiction, kek) VALUES (%b::text, %b::text)"
    "  ON CONFLICT DO NOTHING RETURNING kek)"
    " SELECT kek FROM made UNION ALL SELECT kek FROM bihuan_keys.wrapping WHERE jurisdiction = %b::text LIMIT 1"
)
CHANGE_WRAPPING = (
    "INSERT INTO bihuan_keys.wrapping AS w (jurisdiction, kek) VALUES (%b::text, %b::text)"
    " ON CONFLICT (jurisdiction) DO UPDATE SET kek = excluded.kek"
)
BY_KID = (
    "SELECT k.kid, k.alg, k.kek, k.wrapped, r.subject IS NOT NULL FROM bihuan_keys.keys k"
    " LEFT JOIN bihuan_keys.restrictions r USING (jurisdiction, subject)"
    " WHERE k.jurisdiction = %b::text AND k.kid = ANY (%b::text[])"
)
HELD = (
    "SELECT k.kid, k.purpose, k.alg, k.kek, k.made_at, k.erased_at FROM bihuan_keys.keys k"
    " WHERE k.jurisdiction = %b::text AND k.subject = %b::text ORDER BY k.made_at, k.kid"
)
IS_RESTRICTED = (
    "SELECT since FROM bihuan_keys.restrictions WHERE jurisdiction = %b::text AND subject = %b::text"
)

RESTRICT = (
    "INSERT INTO bihuan_keys.restrictions (jurisdiction, subject) VALUES (%b::text, %b::text)"
    " ON CONFLICT DO NOTHING RETURNING bihuan_keys.tell(jurisdiction)"
)
RELEASE = (
    "DELETE FROM bihuan_keys.restrictions WHERE jurisdiction = %b::text AND subject = %b::text"
    " RETURNING bihuan_keys.tell(jurisdiction)"
)
_GONE = "wrapped = NULL, kek = NULL, erased_at = clock_timestamp()"
ERASE = (
    f"WITH gone AS (UPDATE bihuan_keys.keys SET {_GONE}"  # noqa: S608
    " WHERE jurisdiction = %(office)b::text AND subject = %(subject)b::text AND wrapped IS NOT NULL RETURNING kid),"
    " unmarked AS (DELETE FROM bihuan_keys.marks"
    "  WHERE jurisdiction = %(office)b::text AND subject = %(subject)b::text)"
    " SELECT array_agg(kid ORDER BY kid), bihuan_keys.tell(%(office)b::text) FROM gone"
)
DESTROY = (
    f"WITH gone AS (UPDATE bihuan_keys.keys SET {_GONE}"  # noqa: S608
    " WHERE jurisdiction = %(office)b::text AND kid = ANY (%(kids)b::text[]) AND wrapped IS NOT NULL RETURNING kid),"
    " stones AS (INSERT INTO bihuan_keys.keys (jurisdiction, kid, subject, purpose, alg, erased_at)"
    "  SELECT %(office)b::text, kid, %(subject)b::text, '', '', clock_timestamp()"
    "  FROM unnest(%(kids)b::text[]) AS u (kid) ON CONFLICT (jurisdiction, kid) DO NOTHING RETURNING kid),"
    " unmarked AS (DELETE FROM bihuan_keys.marks WHERE jurisdiction = %(office)b::text"
    "  AND subject = %(subject)b::text AND EXISTS (SELECT FROM gone))"
    " SELECT count(*), bihuan_keys.tell(%(office)b::text) FROM gone"
)

SECRET = "SELECT kek, wrapped FROM bihuan_keys.secrets WHERE jurisdiction = %b::text AND name = %b::text"  # noqa: S105
MAKE_SECRET = (
    "INSERT INTO bihuan_keys.secrets (jurisdiction, name, kek, wrapped)"  # noqa: S105
    " VALUES (%b::text, %b::text, %b::text, %b::bytea) ON CONFLICT DO NOTHING"
)

ADD_MARK = (
    "INSERT INTO bihuan_keys.marks (jurisdiction, mark, subject) VALUES (%b::text, %b::bytea, %b::text)"
    " ON CONFLICT DO NOTHING"
)
MARKED = "SELECT subject FROM bihuan_keys.marks WHERE jurisdiction = %b::text AND mark = %b::bytea ORDER BY subject"

APPLIED = "SELECT position FROM bihuan_keys.cursors WHERE jurisdiction = %b::text AND name = %b::text"
ADVANCE = (
    "INSERT INTO bihuan_keys.cursors AS c (jurisdiction, name, position) VALUES (%b::text, %b::text, %b::bigint)"
    " ON CONFLICT (jurisdiction, name) DO UPDATE SET position = greatest(c.position, excluded.position)"
)
EPOCH = "SELECT number FROM bihuan_keys.epochs WHERE jurisdiction = %b::text"

OTHERS_WRAPPED = (
    "SELECT kid, kek, wrapped FROM bihuan_keys.keys"
    " WHERE jurisdiction = %b::text AND wrapped IS NOT NULL AND kek <> %b::text AND kid > %b::text"
    " ORDER BY kid LIMIT %b::int"
)
REWRAP = (
    "UPDATE bihuan_keys.keys k SET kek = %b::text, wrapped = m.wrapped"
    " FROM unnest(%b::text[], %b::bytea[], %b::text[]) AS m (kid, wrapped, old)"
    " WHERE k.jurisdiction = %b::text AND k.kid = m.kid AND k.kek = m.old"
)
SECRETS = (
    "SELECT name, kek, wrapped FROM bihuan_keys.secrets WHERE jurisdiction = %b::text AND kek <> %b::text"
)
REWRAP_SECRET = (
    "UPDATE bihuan_keys.secrets SET kek = %b::text, wrapped = %b::bytea"  # noqa: S105
    " WHERE jurisdiction = %b::text AND name = %b::text AND kek = %b::text"
)
COUNTS = (
    "SELECT coalesce(k.kek, ''), k.alg, k.purpose, count(*) FROM bihuan_keys.keys k"
    " WHERE k.jurisdiction = %b::text GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)
