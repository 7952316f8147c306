"""What an operator should know before, or while, the bot runs: each finding says what to do."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import ChatMember
from telegram.error import InvalidToken, TelegramError

from bot.content import problems_in
from bot.settings import Settings
from core.clock import SystemClock
from core.database import Database
from core.databases import open_database, sqlite_file
from core.problems import Severity, many
from delivery.client import Client, make_bot
from knowledge.files.reading import NoContent, read_content
from migrations import schema
from people import queries
from people.access import commands_for
from people.models import RoleName
from people.roles import Roles

RIGHTS = {
    "can_manage_topics": "manage topics",
    "can_pin_messages": "pin messages",
    "can_delete_messages": "delete messages",
}
TELEGRAM = "https://api.telegram.org"
"""Who talks to this one talks to real people."""
SWITCHES = (
    (
        "can_read_all_group_messages",
        False,
        "Privacy mode is off, so the bot is sent all talk in its groups; BotFather's /setprivacy turns it on.",
    ),
    (
        "supports_inline_queries",
        True,
        "Inline mode is off, so nobody can share answers in other chats; BotFather's /setinline turns it on.",
    ),
    (
        "can_join_groups",
        True,
        "The bot cannot be added to groups, the experts' neither; BotFather's /setjoingroups allows it.",
    ),
)
"""What is set at BotFather's: the field of getMe, how it should be, and what to say if it is not."""


class State(StrEnum):
    """How a thing is."""

    WELL = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was seen and what to do about it."""

    about: str
    state: State
    sentence: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at settings, database, people, content and Telegram, one after the other; nothing is changed."""
    yield Finding("settings", State.WELL, "All settings can be used.")
    async for finding in _database(settings):
        yield finding
    for finding in content_findings(settings):
        yield finding
    async for finding in _telegram(settings):
        yield finding


# --- the database and who is in it


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        yield Finding("database", State.NOTE, f"There is no {file} yet; `helpdesk run` makes it.")
        return
    database = open_database(settings.database_url)
    try:
        revision = await database.read(lambda session: schema.revision_of(session.connection()))
        yield _revision(revision)
        if revision == schema.head():
            async for finding in _people(settings, database):
                yield finding
            yield await _groups(database)
    except schema.NewerDatabase as error:
        yield Finding("database", State.FAULT, str(error))
    except (SQLAlchemyError, OSError) as error:
        sentence = f"It cannot be used ({type(error).__name__}): see that HELPDESK_DATABASE_URL is right, that the "
        yield Finding(
            "database", State.FAULT, sentence + "server runs or the file can be written, and the disk has room."
        )
    finally:
        await database.close()


def _revision(revision: str | None) -> Finding:
    if revision == schema.head():
        return Finding("database", State.WELL, f"It is up to date, at revision {revision}.")
    sentence = (
        f"It is at revision {revision or 'none'}; `helpdesk run` or `helpdesk db upgrade` brings it to {schema.head()}."
    )
    return Finding("database", State.NOTE, sentence)


async def _people(settings: Settings, database: Database) -> AsyncIterator[Finding]:
    def read(session: Any) -> list[Any]:
        return Roles(session, SystemClock(), settings.admin_ids).holders()

    holders = await database.read(read)
    if not any(holder.name == RoleName.COORDINATOR for holder in holders):
        sentence = "There is no coordinator: set HELPDESK_ADMIN_IDS, or `helpdesk roles grant ID coordinator`."
        yield Finding("people", State.NOTE, sentence)
    if not any(holder.name == RoleName.EXPERT for holder in holders):
        yield Finding("people", State.NOTE, "There is no expert: `helpdesk roles grant ID expert`.")
    for holder in holders:
        if not holder.opened:
            sentence = f"{holder.id} ({holder.name}) has not opened a chat with the bot; ask them to send it /start."
            yield Finding("people", State.NOTE, sentence)


async def _groups(database: Database) -> Finding:
    """Count the groups that the bot is in, and those where it does not speak."""
    counted = await database.read(lambda session: session.execute(queries.groups_by_standing()).all())
    present = [(quiet, standing, count) for standing, quiet, count in counted if standing not in queries.NOT_THERE]
    groups = sum(count for _, _, count in present)
    hushed = sum(count for quiet, _, count in present if quiet)
    restricted = sum(count for _, standing, count in present if standing == ChatMember.RESTRICTED)
    sentence = f"The bot is in {groups} that it knows of; in {hushed} an administrator has switched it off"
    if not restricted:
        return Finding("groups", State.WELL, f"{sentence}.")
    return Finding("groups", State.NOTE, f"{sentence}, in {restricted} its rights are restricted; ask there for them.")


# --- the content


def content_findings(settings: Settings) -> Iterator[Finding]:
    """Look at the content and at what its profile tells people."""
    try:
        content = read_content(settings.content_dir)
    except NoContent as error:
        yield Finding("content", State.FAULT, str(error))
        return
    problems = problems_in(settings.content_dir, content, datetime.now(UTC).date())
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    held = f"{many(len(content.entries), 'entry', 'entries')} and {many(len(content.guides), 'guide')}"
    warnings = many(len(problems) - errors, "warning")
    found = f"{many(errors, 'error')} and {warnings}; `helpdesk kb check` shows each."
    yield Finding("content", State.FAULT if errors else State.WELL, f"{held}; {found}")
    if not content.profile.contact:
        yield Finding("content", State.NOTE, "profile.yaml has no `contact`: members are told that none is published.")
    if not content.profile.privacy:
        sentence = "profile.yaml has no `privacy` text: nobody is told who answers for their data."
        real = settings.telegram_token is not None and settings.telegram_api_url == TELEGRAM
        yield Finding("privacy", State.FAULT if real else State.NOTE, sentence)


# --- Telegram


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if settings.telegram_token is None:
        yield Finding("telegram", State.FAULT, "HELPDESK_TELEGRAM_TOKEN is not set; BotFather gives you a token.")
        return
    client = Client(make_bot(settings.telegram_token.get_secret_value(), settings.telegram_api_url))
    await client.bot.request.initialize()
    try:
        async for finding in _account(settings, client):
            yield finding
    except InvalidToken:
        sentence = "Telegram refuses the token; take the present one from BotFather and set HELPDESK_TELEGRAM_TOKEN."
        yield Finding("telegram", State.FAULT, sentence)
    except TelegramError as error:
        sentence = (
            f"Telegram cannot be reached ({type(error).__name__}); see HELPDESK_TELEGRAM_API_URL and HTTPS_PROXY."
        )
        yield Finding("telegram", State.FAULT, sentence)
    finally:
        await client.bot.request.shutdown()


async def _account(settings: Settings, client: Client) -> AsyncIterator[Finding]:
    me = await client.call("getMe", {})
    yield Finding("telegram", State.WELL, f"The bot is @{me.get('username')}.")
    for field, wanted, sentence in SWITCHES:
        if bool(me.get(field)) is not wanted:
            yield Finding("telegram", State.NOTE, sentence)
    if not me.get("can_read_all_group_messages"):
        sentence = (
            f"Privacy mode is on: members of a group type /ask@{me.get('username')} or reply to the bot; mentions"
        )
        yield Finding("telegram", State.WELL, f"{sentence} reach it only where it is an administrator.")
    yield await _commands(client)
    webhook = await client.call("getWebhookInfo", {})
    yield _webhook(settings, webhook)
    if settings.experts_chat_id is None:
        sentence = "HELPDESK_EXPERTS_CHAT_ID is not set: experts work in their private chats."
        yield Finding("experts' group", State.NOTE, sentence)
        return
    async for finding in _group(settings.experts_chat_id, client, me["id"]):
        yield finding


async def _commands(client: Client) -> Finding:
    """Say whether Telegram offers members the commands that work."""
    known = await client.call("getMyCommands", {"scope": {"type": "all_private_chats"}})
    if [each.get("command") for each in known] == list(commands_for(RoleName.MEMBER)):
        return Finding("commands", State.WELL, "Telegram offers members the commands that work.")
    sentence = "Telegram does not offer the commands that work; `helpdesk run` tells it within a minute of its start."
    return Finding("commands", State.NOTE, sentence)


def _webhook(settings: Settings, webhook: dict[str, Any]) -> Finding:
    set_to, wanted = webhook.get("url") or "", settings.webhook_url or ""
    if set_to != wanted:
        sentence = (
            "Telegram brings updates in another way than is set here; `helpdesk run` changes that when it starts."
        )
        return Finding("updates", State.NOTE, sentence)
    waiting = f"{webhook.get('pending_update_count', 0)} updates wait at Telegram"
    if trouble := webhook.get("last_error_message"):
        return Finding("updates", State.NOTE, f"{waiting}; the last one was not taken: {trouble}.")
    return Finding("updates", State.WELL, f"They come by {'webhook' if wanted else 'polling'}; {waiting}.")


async def _group(chat_id: int, client: Client, me: int) -> AsyncIterator[Finding]:
    try:
        chat = await client.call("getChat", {"chat_id": chat_id})
        member = await client.call("getChatMember", {"chat_id": chat_id, "user_id": me})
    except TelegramError as error:
        sentence = (
            f"The bot does not see the group {chat_id} ({error.message}); add it, or mend HELPDESK_EXPERTS_CHAT_ID."
        )
        yield Finding("experts' group", State.FAULT, sentence)
        return
    if not chat.get("is_forum"):
        yield Finding("experts' group", State.FAULT, "It has no topics; turn them on in the group's settings.")
    missing = [words for right, words in RIGHTS.items() if not member.get(right)]
    if missing:
        sentence = f"Make the bot an administrator who may {', '.join(missing)}."
        yield Finding("experts' group", State.FAULT if "manage topics" in missing else State.NOTE, sentence)
    elif chat.get("is_forum"):
        yield Finding("experts' group", State.WELL, f"“{chat.get('title')}” has topics and the bot has its rights.")
