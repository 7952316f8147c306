"""Requests as their members see them: opening, adding, following, closing, rating."""
