"""What an operator may set: read once, never changed."""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

import knowledge
from bot.addresses import database_passwords, database_problem, web_address, webhook_problem

PREFIX = "HELPDESK_"
SECRETS_DIR = Path("/run/secrets")
NOT_SETTINGS = {"HELPDESK_FAILPOINT"}  # only the tests' failpoints read it

Port = Annotated[int, Field(ge=0, le=65535)]


class SettingsProblem(Exception):
    """Something an operator has set cannot be used; each sentence names the variable and what to write instead."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """One field for each `HELPDESK_` variable of the contract; a field's description says what to write."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        env_file_encoding="utf-8",
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = Field(
        None, description="the token as BotFather gave it, digits, a colon and the rest, such as 123456:ABC-def"
    )
    telegram_api_url: str = Field("https://api.telegram.org", description="an address such as https://api.telegram.org")
    database_url: str = Field(
        "sqlite+aiosqlite:///data/helpdesk.db",
        description="sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host/name",
    )
    data_dir: Path = Field(Path("data"), description="the path of a folder, such as data")
    content_dir: Path = Field(
        Path(knowledge.__file__).parent / "content", description="the path of a folder that holds profile.yaml"
    )
    experts_chat_id: int | None = Field(None, description="the id of a supergroup, such as -1001234567890")
    admin_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="people's numeric Telegram ids with commas between them, such as 1234567,7654321"
    )
    webhook_url: str | None = Field(
        None,
        description="the public address of /telegram/webhook, such as https://helpdesk.example.org/telegram/webhook",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="1 to 256 of the characters A-Z, a-z, 0-9, _ and -", validate_default=True
    )
    http_host: str = Field("127.0.0.1", description="an address of this machine, such as 127.0.0.1 or 0.0.0.0")
    http_port: Port = Field(8080, description="a whole number from 0 to 65535, such as 8080 (0 takes a free one)")
    metrics_host: str = Field("127.0.0.1", description="an address of this machine, such as 127.0.0.1 or 0.0.0.0")
    metrics_port: Port = Field(9090, description="a whole number from 0 to 65535, such as 9090 (0 takes a free one)")
    send_rate: float = Field(28, gt=0, le=1000, description="messages a second, above 0 and at most 1000, such as 28")
    log_format: Literal["text", "json"] = Field("text", description="text or json")

    @property
    def bot_id(self) -> int | None:
        """The bot's own Telegram id, which its token begins with; None without a token."""
        if self.telegram_token is None:
            return None
        return int(self.telegram_token.get_secret_value().partition(":")[0])

    @property
    def public_url(self) -> str:
        """Where the outside reaches this service, as the webhook's address says; empty where there is none."""
        found = urlsplit(self.webhook_url or "")
        path = found.path.rstrip("/").removesuffix("/telegram/webhook")
        return f"{found.scheme}://{found.netloc}{path}" if found.netloc else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written down: the token, the webhook's secret, the database's password."""
        known = [secret.get_secret_value() for secret in (self.telegram_token, self.webhook_secret) if secret]
        return (*known, *database_passwords(self.database_url))

    @model_validator(mode="before")
    @classmethod
    def _blank_is_not_set(cls, values: dict[str, Any]) -> dict[str, Any]:
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in trimmed.items() if value != ""}

    @field_validator("telegram_token")
    @classmethod
    def _is_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"[0-9]{1,19}:[A-Za-z0-9_-]+", token.get_secret_value()):
            raise ValueError("is not a bot token")
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _is_a_bot_api(cls, address: str) -> str:
        if not web_address(address) or urlsplit(address).query:
            raise ValueError("is not a web address")
        return address.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_know(cls, address: str) -> str:
        if reason := database_problem(address):
            raise ValueError(reason)
        return address

    @field_validator("content_dir")
    @classmethod
    def _is_a_folder(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError("is not a folder")
        return folder

    @field_validator("experts_chat_id")
    @classmethod
    def _is_a_group(cls, chat: int | None) -> int | None:
        if chat is not None and chat >= 0:
            raise ValueError("is not a group's id, which is below zero")
        return chat

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _between_commas(cls, ids: object) -> object:
        return [part.strip() for part in ids.split(",") if part.strip()] if isinstance(ids, str) else ids

    @field_validator("admin_ids")
    @classmethod
    def _are_people(cls, ids: tuple[int, ...]) -> tuple[int, ...]:
        if any(person <= 0 for person in ids):
            raise ValueError("holds a number that is no person's id")
        return tuple(dict.fromkeys(ids))

    @field_validator("webhook_url")
    @classmethod
    def _telegram_can_reach_it(cls, address: str | None) -> str | None:
        if address and (reason := webhook_problem(address)):
            raise ValueError(reason)
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _goes_with_the_webhook(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("webhook_url"):
            raise ValueError("is missing, and HELPDESK_WEBHOOK_URL needs it")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("is not what Telegram takes as a secret")
        return secret


def load_settings(
    *, env_file: Path | None = Path(".env"), secrets_dir: Path = SECRETS_DIR, **overrides: Any
) -> Settings:
    """Read `overrides` (by field), the environment, the `.env` file and the secrets' folder, in this order.

    Raises SettingsProblem with everything that is wrong, and never repeats a value, which may be a secret.
    """
    problems = [_unknown(name) for name in _set_but_unknown(secrets_dir)]
    try:
        folder = secrets_dir if secrets_dir.is_dir() else None
        settings = Settings(_env_file=env_file, _secrets_dir=folder, **overrides)
    except ValidationError as error:
        problems += [_sentence(detail) for detail in error.errors(include_url=False, include_input=False)]
    except (OSError, UnicodeError):
        problems.append(f"The file {env_file} cannot be read as UTF-8 text; make it readable, or remove it.")
    except SettingsError:
        problems.append(f"A file in {secrets_dir} cannot be read as UTF-8 text; make it readable, or remove it.")
    if problems:
        raise SettingsProblem(tuple(problems))
    return settings


def _set_but_unknown(secrets_dir: Path) -> Iterator[str]:
    files = {path.name.upper() for path in secrets_dir.glob("helpdesk_*")}
    for name in sorted({variable.upper() for variable in os.environ} | files):
        known = name.removeprefix(PREFIX).lower() in Settings.model_fields or name in NOT_SETTINGS
        if name.startswith(PREFIX) and not known:
            yield name


def _unknown(name: str) -> str:
    nearest = difflib.get_close_matches(name.removeprefix(PREFIX).lower(), Settings.model_fields, n=1)
    advice = f"did you mean {PREFIX}{nearest[0].upper()}?" if nearest else "remove it, or see .env.example for all."
    return f"{name} is not a setting; {advice}"


def _sentence(detail: ErrorDetails) -> str:
    field = str(detail["loc"][0])
    name = PREFIX + field.upper()
    if field not in Settings.model_fields:
        return _unknown(name)
    return f"{name} {_reason(detail)}; write {Settings.model_fields[field].description}."


def _reason(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind.startswith(("int", "float")):
        return "is not a number of the right kind"
    if kind.startswith(("greater", "less")):
        return "is out of range"
    return "cannot be used as it is"
