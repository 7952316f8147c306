"""Kills, floods and fuzzing: longer than the suite, with a short version in it."""
