"""What can stop a backup or a restore."""


class BackupRefused(Exception):
    """It cannot be done; the message says what is so and what to do."""
