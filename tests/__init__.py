"""One file per story."""
