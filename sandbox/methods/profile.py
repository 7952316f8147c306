"""What a bot says about itself."""

import json
import re
from typing import Any

from sandbox.asked import Asked
from sandbox.chats import Raw
from sandbox.errors import bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(asked: Asked) -> Raw:
    """Return the bot itself."""
    return asked.bot.raw


def set_commands(asked: Asked) -> bool:
    """Up to 100 commands, for a scope and a language."""
    commands: Any = asked.get("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON array")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    asked.bot.commands[_key(asked)] = [_command(command) for command in commands]
    return True


def _command(command: Any) -> Raw:
    name, description = str(command.get("command", "")), str(command.get("description", ""))
    name = name.removeprefix("/")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_commands(asked: Asked) -> list[Raw]:
    """Return the commands set for exactly this scope and language."""
    return asked.bot.commands.get(_key(asked), [])


def delete_commands(asked: Asked) -> bool:
    """None for this scope and language."""
    asked.bot.commands.pop(_key(asked), None)
    return True


def _key(asked: Asked) -> str:
    scope = asked.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("can't parse BotCommandScope: Can't find field \"type\"")
    if "chat_id" in scope:
        asked.world.chat_for(asked.bot, scope["chat_id"])
    return json.dumps([scope, asked.get("language_code") or ""], sort_keys=True)


def _setter(what: str) -> Any:
    def set_it(asked: Asked) -> bool:
        words = asked.get(what) or ""
        if len(words) > LONGEST[what]:
            raise bad_request(f"{what.replace('_', ' ')} is too long")
        asked.bot.about[(what, asked.get("language_code") or "")] = words
        return True

    return set_it


def _getter(what: str) -> Any:
    def get_it(asked: Asked) -> Raw:
        about, language = asked.bot.about, asked.get("language_code") or ""
        default = asked.bot.name if what == "name" else ""
        return {what: about.get((what, language)) or about.get((what, "")) or default}

    return get_it


def set_menu_button(asked: Asked) -> bool:
    """Set the button beside the input; the same for every chat here."""
    asked.bot.menu = asked.get("menu_button") or {"type": "default"}
    return True


def get_menu_button(asked: Asked) -> Raw:
    """Return the button beside the input."""
    return asked.bot.menu


def get_profile_photos(asked: Asked) -> Raw:
    """Nobody here has a picture."""
    if asked.get("user_id") not in asked.world.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "getUserProfilePhotos": get_profile_photos,
}
