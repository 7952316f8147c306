"""Which entries fit a question, how sure that is, and when it is sure enough: no database, no Telegram."""
