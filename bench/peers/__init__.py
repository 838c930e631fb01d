"""What others do on the same server: the library with its own defaults, and programs written by hand."""
