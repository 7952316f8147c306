"""Telegram without Telegram: a local Bot API server and a chat page."""
