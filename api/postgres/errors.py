"""What can be wrong with the database server, each told in one sentence with what to do next."""


class PostgresError(Exception):
    """The database cannot be used; the text says why and what to do, and is fit to be shown as it is."""


class ServerUnavailable(PostgresError):
    """The embedded server cannot be found, started, joined or stopped."""


class UnfitDatabase(PostgresError):
    """The server answers, but its settings would lose or garble facts."""
