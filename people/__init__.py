"""Members, roles, and what is kept about whom."""
