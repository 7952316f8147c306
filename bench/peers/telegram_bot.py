"""A bot on python-telegram-bot that answers the questions it knows, with its own webhook and nothing written down."""

from asked import asked
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

GIVEN = asked()


async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer at once."""
    if update.message and update.message.text:
        await update.message.reply_text(GIVEN.answers.get(update.message.text, "?"))


def main() -> None:
    """Serve the webhook as its documentation shows."""
    builder = Application.builder().token(GIVEN.token).base_url(f"{GIVEN.api}/bot")
    if GIVEN.concurrent:  # "Concurrency" in its wiki
        builder = builder.concurrent_updates(True)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, answer))
    application.run_webhook(
        listen="127.0.0.1",
        port=GIVEN.port,
        url_path="telegram/webhook",
        secret_token=GIVEN.secret,
        webhook_url=f"http://127.0.0.1:{GIVEN.port}/telegram/webhook",
    )


if __name__ == "__main__":
    main()
