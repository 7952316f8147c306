"""Gettext catalogs."""
