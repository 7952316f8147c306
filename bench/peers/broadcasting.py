"""Sends one message to each of many chats through python-telegram-bot and its rate limiter, and answers who asks."""

import argparse
import asyncio
import json
import time

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, Application, ContextTypes, MessageHandler, filters


async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer at once."""
    if update.message:
        await update.message.reply_text("An answer.")


async def broadcast(given: argparse.Namespace) -> dict[str, float]:
    """Send to all, so many at once; count what is given up."""
    builder = Application.builder().token(given.token).base_url(f"{given.api}/bot")
    # `AIORateLimiter` with its default of 30 a second; `max_retries` as its documentation advises against RetryAfter.
    limiter = AIORateLimiter(max_retries=given.retries)
    application = builder.rate_limiter(limiter).concurrent_updates(True).build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, answer))
    places, lost = asyncio.Semaphore(given.at_once), 0

    async def one(chat: int) -> None:
        nonlocal lost
        try:
            async with places:
                await application.bot.send_message(chat, given.words)
        except TelegramError:
            lost += 1

    async with application:
        await application.start()
        if application.updater:
            await application.updater.start_polling()
        begun = time.perf_counter()
        await asyncio.gather(*map(one, range(given.first, given.first + given.count)))
        took = time.perf_counter() - begun
        if application.updater:
            await application.updater.stop()
        await application.stop()
    return {"took_s": took, "lost": lost}


def main() -> None:
    """Send as the command line says and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--words", required=True)
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--at-once", type=int, required=True)
    parser.add_argument("--retries", type=int, default=0)
    print(json.dumps(asyncio.run(broadcast(parser.parse_args()))))


if __name__ == "__main__":
    main()
