"""Embedded PostgreSQL: start it, share it, stop it; and what every database of ours must fulfil.

The server is a child of nobody and the property of all who use it: whoever comes first starts it, whoever
leaves last stops it, and a killed command leaves nothing that the next one cannot take over.
"""

from api.postgres.binaries import chosen_folder
from api.postgres.cluster import reason_in
from api.postgres.database import Finding, ensure_database, require_fit, unfit_settings
from api.postgres.errors import PostgresError, ServerUnavailable, UnfitDatabase
from api.postgres.postmaster import wait_until
from api.postgres.server import EmbeddedServer, Lease
from api.postgres.termination import exit_on_termination

__all__ = [
    "EmbeddedServer",
    "Finding",
    "Lease",
    "PostgresError",
    "ServerUnavailable",
    "UnfitDatabase",
    "chosen_folder",
    "ensure_database",
    "exit_on_termination",
    "reason_in",
    "require_fit",
    "unfit_settings",
    "wait_until",
]
