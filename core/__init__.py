"""The little that every part shares; no domain words."""
