"""Nothing is lost: inbox, outbox, sender, pacer, the Telegram client."""
