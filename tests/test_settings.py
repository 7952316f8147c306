"""What an operator may set, and what the helpdesk says when it is set wrongly."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import PREFIX, Settings, SettingsProblem, load_settings

TOKEN = "123456789:AAcanary-canary-canary-canary-12345"
WEBHOOK = "https://helpdesk.example.org/telegram/webhook"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def read(tmp_path: Path, **overrides: Any) -> Settings:
    return load_settings(secrets_dir=tmp_path / "secrets", **overrides)


def problems(tmp_path: Path, **overrides: Any) -> tuple[str, ...]:
    with pytest.raises(SettingsProblem) as caught:
        read(tmp_path, **overrides)
    return caught.value.problems


def test_without_any_setting_the_contracts_defaults_hold(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.bot_id is None
    assert settings.model_dump(exclude={"content_dir"}) == {
        "telegram_token": None,
        "telegram_api_url": "https://api.telegram.org",
        "database_url": "sqlite+aiosqlite:///data/helpdesk.db",
        "data_dir": Path("data"),
        "experts_chat_id": None,
        "admin_ids": (),
        "webhook_url": None,
        "webhook_secret": None,
        "http_host": "127.0.0.1",
        "http_port": 8080,
        "metrics_host": "127.0.0.1",
        "metrics_port": 9090,
        "send_rate": 28.0,
        "log_format": "text",
    }


def test_the_packaged_content_is_found_from_any_folder(tmp_path: Path) -> None:
    folder = read(tmp_path).content_dir

    assert folder.is_absolute()
    assert folder.parent.joinpath("__init__.py").is_file()
    assert folder.parts[-2:] == ("knowledge", "content")


def test_the_environment_wins_over_the_file_and_the_file_over_the_secrets_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets").mkdir()
    for name in ("http_port", "metrics_port", "send_rate"):
        (tmp_path / "secrets" / f"helpdesk_{name}").write_text("3\n")
    Path(".env").write_text("HELPDESK_HTTP_PORT=2\nHELPDESK_METRICS_PORT=2\nPOSTGRES_PASSWORD=not-ours\n")
    monkeypatch.setenv("HELPDESK_HTTP_PORT", "1")

    settings = read(tmp_path)

    assert (settings.http_port, settings.metrics_port, settings.send_rate) == (1, 2, 3.0)
    assert read(tmp_path, http_port=0).http_port == 0


def test_a_secret_may_come_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "helpdesk_telegram_token").write_text(f"{TOKEN}\n")

    settings = read(tmp_path)

    assert settings.telegram_token == SecretStr(TOKEN)
    assert settings.bot_id == 123456789
    assert TOKEN not in repr(settings)


def test_an_empty_value_counts_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "helpdesk_telegram_token").write_text("\n")
    monkeypatch.setenv("HELPDESK_ADMIN_IDS", "")
    monkeypatch.setenv("HELPDESK_EXPERTS_CHAT_ID", "  ")
    Path(".env").write_text("HELPDESK_HTTP_PORT=\n")

    assert read(tmp_path) == Settings(_env_file=None)


def test_ids_stand_between_commas(tmp_path: Path) -> None:
    settings = read(tmp_path, admin_ids=" 7000000001, 42,42,", experts_chat_id="-1001234567890")

    assert settings.admin_ids == (7000000001, 42)
    assert settings.experts_chat_id == -1001234567890


def test_a_bot_api_address_loses_its_last_slash(tmp_path: Path) -> None:
    assert read(tmp_path, telegram_api_url="http://127.0.0.1:8081/").telegram_api_url == "http://127.0.0.1:8081"


def test_a_webhook_on_this_machine_needs_no_https(tmp_path: Path) -> None:
    local = "http://127.0.0.1:8080/telegram/webhook"

    assert read(tmp_path, webhook_url=local, webhook_secret="s").webhook_url == local


def test_settings_cannot_be_changed_once_read(tmp_path: Path) -> None:
    settings = read(tmp_path)

    with pytest.raises(ValidationError, match="frozen"):
        settings.http_port = 1  # type: ignore[misc]  # what must fail at run time is what mypy forbids


@pytest.mark.parametrize(
    ("name", "value", "wrong", "instead"),
    [
        ("telegram_token", "canary", "is not a bot token", "BotFather"),
        ("telegram_token", "१२३:canary", "is not a bot token", "BotFather"),
        ("telegram_api_url", "api.telegram.org/canary", "is not a web address", "https://api.telegram.org"),
        ("telegram_api_url", "https://[canary", "is not a web address", "https://api.telegram.org"),
        ("telegram_api_url", "https://canary:port", "is not a web address", "https://api.telegram.org"),
        ("database_url", "canary", "is not a database's address", "sqlite+aiosqlite:///"),
        ("database_url", "sqlite:///canary.db", "begins with a name", "sqlite+aiosqlite:///"),
        ("database_url", "postgres://u:canary@h/d", "begins with a name", "postgresql+asyncpg://"),
        ("database_url", "postgresql://u:canary@h/d", "begins with a name", "postgresql+asyncpg://"),
        ("database_url", "postgresql+asyncpg://u:canary@h", "names no file or database", "host/name"),
        ("database_url", "postgresql+asyncpg://u:canary@h/d?sslmode=require", "asyncpg calls ssl=", "host/name"),
        ("database_url", "sqlite+aiosqlite://", "names no file or database", "path/to/file.db"),
        ("database_url", "sqlite+aiosqlite:///:memory:", "names no file or database", "path/to/file.db"),
        ("content_dir", "canary", "is not a folder", "profile.yaml"),
        ("experts_chat_id", "canary", "is not a number", "-100"),
        ("experts_chat_id", "42", "below zero", "-100"),
        ("admin_ids", "42,canary", "is not a number", "commas"),
        ("admin_ids", "42,-100", "no person's id", "commas"),
        ("webhook_url", "http://canary.example.org/x", "is not an https address", "https://"),
        ("webhook_url", "canary", "is not a web address", "https://"),
        ("webhook_url", "https://canary.example.org", "has no path", "/telegram/webhook"),
        ("webhook_secret", "canary canary", "is not what Telegram takes", "256"),
        ("webhook_secret", "x" * 257, "is not what Telegram takes", "256"),
        ("http_port", "canary", "is not a number", "8080"),
        ("http_port", "65536", "is out of range", "8080"),
        ("metrics_port", "-1", "is out of range", "9090"),
        ("send_rate", "0", "is out of range", "28"),
        ("send_rate", "1000.1", "is out of range", "28"),
        ("send_rate", "nan", "is out of range", "28"),
        ("log_format", "canary", "cannot be used", "text or json"),
    ],
)
def test_a_wrong_value_is_explained_and_never_repeated(
    name: str, value: str, wrong: str, instead: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), value)

    (sentence,) = problems(tmp_path)

    assert sentence.startswith(f"{PREFIX}{name.upper()} ")
    assert wrong in sentence
    assert instead in sentence.partition("; write ")[2]
    assert "canary" not in sentence


def test_a_webhook_without_its_secret_is_refused(tmp_path: Path) -> None:
    (sentence,) = problems(tmp_path, webhook_url=WEBHOOK)

    assert sentence.startswith("HELPDESK_WEBHOOK_SECRET is missing")


def test_every_problem_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "helpdesk_webhook_sekret").write_text("canary")
    Path(".env").write_text("HELPDESK_SEND_RAT=canary\n")
    monkeypatch.setenv("HELPDESK_TELEGRAM_TOKN", "canary")
    monkeypatch.setenv("HELPDESK_COLOUR", "canary")
    monkeypatch.setenv("HELPDESK_HTTP_PORT", "canary")

    told = "\n".join(problems(tmp_path))

    assert "HELPDESK_TELEGRAM_TOKN is not a setting; did you mean HELPDESK_TELEGRAM_TOKEN?" in told
    assert "HELPDESK_WEBHOOK_SEKRET is not a setting; did you mean HELPDESK_WEBHOOK_SECRET?" in told
    assert "HELPDESK_SEND_RAT is not a setting; did you mean HELPDESK_SEND_RATE?" in told
    assert "HELPDESK_COLOUR is not a setting; remove it" in told
    assert "HELPDESK_HTTP_PORT is not a number" in told
    assert "canary" not in told


def test_the_tests_own_failpoint_variable_is_let_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_FAILPOINT", "after-claim")

    assert read(tmp_path).http_port == 8080


@pytest.mark.parametrize("place", [".env", "secrets/helpdesk_telegram_token"])
def test_a_file_that_is_not_text_is_named(place: str, tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / place).write_bytes(b"HELPDESK_HTTP_PORT=\xff\n")

    (sentence,) = problems(tmp_path)

    assert "cannot be read" in sentence


def test_the_secrets_are_known_to_whoever_must_hide_them(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        telegram_token=TOKEN,
        webhook_secret="hook",
        database_url="postgresql+asyncpg://u:p%40ss@h/d?password=second",
    )

    assert settings.secrets == (TOKEN, "hook", "p@ss", "second")


def test_the_example_file_shows_every_setting_with_its_default(tmp_path: Path) -> None:
    example = (Path(__file__).parent.parent / ".env.example").read_text()
    lines = [line.removeprefix("# ") for line in example.splitlines()]
    shown = [line for line in lines if line.startswith(PREFIX)]
    Path(".env").write_text("\n".join(shown))

    assert [line.partition("=")[0] for line in shown] == [PREFIX + name.upper() for name in Settings.model_fields]
    assert read(tmp_path) == Settings(_env_file=None)


def test_reading_the_module_reads_no_setting(tmp_path: Path) -> None:
    broken = {**os.environ, "HELPDESK_HTTP_PORT": "canary"}
    root = Path(__file__).parent.parent

    subprocess.run([sys.executable, "-c", "import bot.settings"], env=broken, cwd=root, check=True)
