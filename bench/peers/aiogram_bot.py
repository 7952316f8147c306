"""A bot on aiogram that answers the questions it knows, with its own webhook and nothing written down."""

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from asked import asked

GIVEN = asked()


async def answer(message: Message) -> None:
    """Answer at once."""
    await message.answer(GIVEN.answers.get(message.text or "", "?"))


async def on_startup(bot: Bot) -> None:
    """Tell Telegram where updates go."""
    await bot.set_webhook(f"http://127.0.0.1:{GIVEN.port}/telegram/webhook", secret_token=GIVEN.secret)


def main() -> None:
    """Serve the webhook as its documentation shows."""
    dispatcher = Dispatcher()
    dispatcher.message.register(answer)
    dispatcher.startup.register(on_startup)
    bot = Bot(GIVEN.token, session=AiohttpSession(api=TelegramAPIServer.from_base(GIVEN.api)))
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=GIVEN.secret).register(application, path="/telegram/webhook")
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host="127.0.0.1", port=GIVEN.port, access_log=None, print=None)


if __name__ == "__main__":
    main()
