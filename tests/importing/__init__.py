"""Reports from files: what is taken, what comes back with its reason, and that a repeat adds nothing."""
