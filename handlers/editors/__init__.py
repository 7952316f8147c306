"""Keeping the knowledge in the chat: what is missing, what changes, what is published."""
