"""What the doctor finds, and what it says to do."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.doctor import Finding, State, content_findings, examine
from bot.serve import Service
from bot.settings import load_settings
from core.sqlite import Sqlite
from people.access import commands_for
from people.groups import Groups
from people.models import RoleName
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """A small content, of which every word need not be compared with every other each time."""
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


async def found(settings: dict[str, Any]) -> list[Finding]:
    """Let the doctor look."""
    return [finding async for finding in examine(load_settings(env_file=None, **settings))]


def about(findings: list[Finding], what: str, state: State) -> str:
    """Return the sentences of this kind."""
    return " ".join(finding.sentence for finding in findings if finding.about == what and finding.state is state)


async def test_a_sound_installation_has_no_fault(helpdesk: Service, helpdesk_settings: dict[str, Any]) -> None:
    findings = await found(helpdesk_settings)

    assert not [finding for finding in findings if finding.state is State.FAULT]
    assert "up to date" in about(findings, "database", State.WELL)
    assert "3 entries" in about(findings, "content", State.WELL)
    assert "come by polling" in about(findings, "updates", State.WELL)


async def test_who_is_missing_is_said(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    findings = await found(helpdesk_settings)

    assert "no coordinator" in about(findings, "people", State.NOTE)
    assert "no expert" in about(findings, "people", State.NOTE)


async def test_a_coordinator_who_never_wrote_is_named(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    findings = await found({**helpdesk_settings, "admin_ids": "4711"})

    assert "4711" in about(findings, "people", State.NOTE)


async def test_a_database_that_is_not_there_yet_is_no_fault(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path
) -> None:
    findings = await found({**helpdesk_settings, "database_url": f"sqlite+aiosqlite:///{tmp_path}/none.db"})

    assert "helpdesk run" in about(findings, "database", State.NOTE)
    assert not (tmp_path / "none.db").exists()


async def test_a_file_that_is_no_database_is_a_fault(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "other.db").write_text("a shopping list, not a database" * 100)

    findings = await found({**helpdesk_settings, "database_url": f"sqlite+aiosqlite:///{tmp_path}/other.db"})

    assert "HELPDESK_DATABASE_URL" in about(findings, "database", State.FAULT)


async def test_a_refused_token_is_a_fault(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    telegram.revoke(telegram.bot)

    findings = await found(helpdesk_settings)

    assert "BotFather" in about(findings, "telegram", State.FAULT)


async def test_a_telegram_that_cannot_be_reached_is_a_fault(
    telegram: Sandbox, helpdesk_settings: dict[str, Any]
) -> None:
    await telegram.vanishes()

    findings = await found(helpdesk_settings)

    assert "cannot be reached" in about(findings, "telegram", State.FAULT)


async def test_without_a_token_the_rest_is_still_looked_at(
    telegram: Sandbox, helpdesk_settings: dict[str, Any]
) -> None:
    findings = await found({**helpdesk_settings, "telegram_token": None})

    assert "HELPDESK_TELEGRAM_TOKEN" in about(findings, "telegram", State.FAULT)
    assert "3 entries" in about(findings, "content", State.WELL)


async def test_what_privacy_mode_means_for_groups_is_said(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    findings = await found(helpdesk_settings)

    assert "/setprivacy" not in about(findings, "telegram", State.NOTE)
    assert f"type /ask@{telegram.bot.username} or reply" in about(findings, "telegram", State.WELL)


async def test_privacy_mode_off_is_noted(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    telegram.bot.privacy = False

    findings = await found(helpdesk_settings)

    assert "/setprivacy" in about(findings, "telegram", State.NOTE)


@pytest.mark.parametrize(("switch", "says"), [("inline", "/setinline"), ("joins", "/setjoingroups")])
async def test_what_else_is_set_at_botfathers_is_noted(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], switch: str, says: str
) -> None:
    assert says not in about(await found(helpdesk_settings), "telegram", State.NOTE)
    setattr(telegram.bot, switch, False)

    assert says in about(await found(helpdesk_settings), "telegram", State.NOTE)


async def test_commands_that_telegram_does_not_know_are_noted(
    telegram: Sandbox, helpdesk_settings: dict[str, Any]
) -> None:
    before = await found(helpdesk_settings)
    listed = [{"command": name, "description": "…"} for name in commands_for(RoleName.MEMBER)]
    telegram.bot.commands[json.dumps([{"type": "all_private_chats"}, ""], sort_keys=True)] = listed
    after = await found(helpdesk_settings)

    assert "`helpdesk run` tells it" in about(before, "commands", State.NOTE)
    assert "commands that work" in about(after, "commands", State.WELL)


async def test_the_groups_are_counted_and_where_it_does_not_speak(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], sqlite: Sqlite
) -> None:
    def known(session: Session) -> None:
        groups = Groups(session, MovedClock())
        for id_, standing in ((-1, "member"), (-2, "administrator"), (-3, "restricted"), (-4, "kicked")):
            groups.came(id_, standing)
        groups.hush(-2)

    assert "in 0 that it knows of" in about(await found(helpdesk_settings), "groups", State.WELL)
    await sqlite.write(known)

    assert about(await found(helpdesk_settings), "groups", State.NOTE) == (
        "The bot is in 3 that it knows of; in 1 an administrator has switched it off, "
        "in 1 its rights are restricted; ask there for them."
    )


@pytest.mark.parametrize(
    ("forum", "rights", "state", "says"),
    [
        (True, {}, State.WELL, "has topics"),
        (False, {}, State.FAULT, "turn them on"),
        (True, {"can_manage_topics": False}, State.FAULT, "manage topics"),
        (True, {"can_pin_messages": False}, State.NOTE, "pin messages"),
    ],
)
async def test_the_experts_group_is_examined(
    telegram: Sandbox,
    helpdesk_settings: dict[str, Any],
    *,
    forum: bool,
    rights: dict[str, bool],
    state: State,
    says: str,
) -> None:
    group = telegram.new_group("Experts", [telegram.new_person("Jonas")], forum=forum)
    group.add_bot(admin=True, rights=rights)

    findings = await found({**helpdesk_settings, "experts_chat_id": group.id})

    assert says in about(findings, "experts' group", state)


async def test_a_group_without_the_bot_is_a_fault(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    group = telegram.new_group("Experts", [telegram.new_person("Jonas")], forum=True)

    findings = await found({**helpdesk_settings, "experts_chat_id": group.id})

    assert "HELPDESK_EXPERTS_CHAT_ID" in about(findings, "experts' group", State.FAULT)


async def test_a_webhook_that_is_set_elsewhere_is_noted(telegram: Sandbox, helpdesk_settings: dict[str, Any]) -> None:
    settings = {**helpdesk_settings, "webhook_url": "https://example.org/telegram/webhook", "webhook_secret": "s"}

    findings = await found(settings)

    assert "another way" in about(findings, "updates", State.NOTE)


@pytest.mark.parametrize(
    ("address", "more", "state"),
    [
        ("https://api.telegram.org", "", State.FAULT),
        ("http://127.0.0.1:1", "", State.NOTE),
        ("https://api.telegram.org", "privacy: The museum answers for your data.", None),
    ],
)
def test_nobody_is_served_without_being_told_who_answers_for_their_data(
    helpdesk_settings: dict[str, Any], tmp_path: Path, address: str, more: str, state: State | None
) -> None:
    settings = helpdesk_settings | {"content_dir": museum(tmp_path, more), "telegram_api_url": address}
    findings = list(content_findings(load_settings(env_file=None, **settings)))

    assert [each.state for each in findings if each.about == "privacy"] == ([state] if state else [])
