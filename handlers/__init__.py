"""Telegram in, words out: translate an update, call a service, say something."""
