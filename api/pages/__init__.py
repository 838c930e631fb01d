"""The cockpit: plain pages rendered on the server that work without scripts."""
