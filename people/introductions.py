"""What the bot tells Telegram about itself: its commands, for each scope and language, and what it is."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from core.clock import Clock
from core.language import Language, Languages
from core.text import Text
from delivery.models import Priority
from delivery.outbox import Call, Outbox
from people import queries
from people.access import FOR_ADMINISTRATORS, IN_GROUPS, commands_for
from people.models import Introduction, RoleName
from people.texts import does

TAG = "introduction:"
"""What the reports about these calls begin with."""
AGAIN = dt.timedelta(days=1)
"""When something that Telegram refused is told again."""
LONGEST, SHORTEST = 512, 120
"""Characters of a bot's description and of its short description; setMyDescription, setMyShortDescription."""
_SCOPES: dict[str, tuple[str, ...]] = {
    "default": commands_for(RoleName.MEMBER),
    "all_private_chats": commands_for(RoleName.MEMBER),
    "all_group_chats": IN_GROUPS,
    "all_chat_administrators": FOR_ADMINISTRATORS,
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A call that tells Telegram something about the bot."""

    about: str
    method: str
    parameters: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """Another one for any other words."""
        return blake2b(json.dumps(self.parameters, sort_keys=True).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Introductions:
    """Tells Telegram what has changed, in order, and again where it was refused."""

    session: Session
    clock: Clock
    outbox: Outbox

    def due(self, tellings: Sequence[Telling]) -> bool:
        """Whether there is something to tell or to take back."""
        told = self._told()
        return any(self._is_new(told.get(each.about), each) for each in tellings) or bool(_gone(told, tellings))

    def tell(self, tellings: Sequence[Telling]) -> None:
        """Tell what is new, and take back the commands that are offered no more."""
        told = self._told()
        for telling in tellings:
            if self._is_new(told.get(telling.about), telling):
                self._tell(told.get(telling.about), telling)
        for about in _gone(told, tellings):
            self.session.delete(told[about])
            if about.startswith("commands "):
                self._call(Telling(about, "deleteMyCommands", _place(*about.split(" ")[1:])))

    def failed(self, about: str) -> None:
        """Note that Telegram does not know this, so that it is told again tomorrow."""
        row = self.session.get(Introduction, (self.outbox.bot_id, about))
        if row is not None:
            row.again_at = self.clock.now() + AGAIN

    def _told(self) -> dict[str, Introduction]:
        return {row.about: row for row in self.session.scalars(queries.introductions(self.outbox.bot_id))}

    def _is_new(self, row: Introduction | None, telling: Telling) -> bool:
        if row is None or row.fingerprint != telling.fingerprint:
            return True
        return row.again_at is not None and row.again_at <= self.clock.now()

    def _tell(self, row: Introduction | None, telling: Telling) -> None:
        if row is None:
            row = Introduction(bot_id=self.outbox.bot_id, about=telling.about)
            self.session.add(row)
        row.fingerprint, row.again_at = telling.fingerprint, None
        self._call(telling)

    def _call(self, telling: Telling) -> None:
        # All in the lane of the bot itself: in order, and nobody who waits for an answer waits for these.
        key = f"introduction/{uuid4()}"
        lane = self.outbox.bot_id
        call = Call(
            key, telling.method, lane, telling.parameters, priority=Priority.ARTICLE, report=TAG + telling.about
        )
        self.outbox.call(call)


def own_commands(session: Session, bot_id: int, member: int) -> list[str]:
    """Return what was told to Telegram of the commands that this person is offered of their own."""
    return list(session.scalars(queries.introductions_about(bot_id, f"commands chat:{member} ")))


def take_back(outbox: Outbox, member: int, abouts: Iterable[str]) -> None:
    """Let Telegram forget these commands of somebody who is erased; the calls go with the person's other messages."""
    for about in abouts:
        place = _place(*about.split(" ")[1:])
        outbox.call(Call(f"introduction/{uuid4()}", "deleteMyCommands", member, place, must=False))


def tellings(
    languages: Languages, default: str, about: str, people: Mapping[int, RoleName] | None = None
) -> list[Telling]:
    """Return all there is to tell: `default` is the service's language, `about` what it is, in that language.

    Of `people`, with whom the bot has an open chat, those who may use more commands than a member get their own.
    """
    scopes = dict(_SCOPES)
    for id_, role in (people or {}).items():
        if commands_for(role) != _SCOPES["all_private_chats"]:
            scopes[f"chat:{id_}"] = commands_for(role)
    said = [telling for scope in scopes for telling in _commands(scope, scopes[scope], languages, default)]
    return [*said, *_description(languages.best(default), about)]


def _commands(scope: str, commands: Iterable[str], languages: Languages, default: str) -> Iterator[Telling]:
    commands, own = list(commands), languages.best(default)
    yield _in_language(scope, "", commands, own)
    # Telegram knows languages by two letters, and falls back to what was told without one.
    for code in languages.codes:
        if len(code) == 2 and code != own.code:
            yield _in_language(scope, code, commands, languages.best(code))


def _in_language(scope: str, code: str, commands: Sequence[str], language: Language) -> Telling:
    listed = [{"command": each, "description": does(language, each)} for each in commands]
    return Telling(f"commands {scope} {code}", "setMyCommands", {"commands": listed, **_place(scope, code)})


def _place(scope: str, code: str) -> dict[str, Any]:
    """Return a scope, such as `chat:12`, and a language as Telegram's parameters."""
    kind, _, chat = scope.partition(":")
    place: dict[str, Any] = {"scope": {"type": kind, "chat_id": int(chat)} if chat else {"type": kind}}
    return {**place, "language_code": code} if code else place


def _description(language: Language, about: str) -> Iterator[Telling]:
    """Say what the bot is; where the operator has not said it, what stands at BotFather's is left as it is."""
    if not about:
        return
    how = language.gettext("This is an automatic assistant. Press Start, then type your question in your own words.")
    words = f"{Text(about).cut(LONGEST - len(how) - 2).plain}\n\n{how}"
    yield Telling("description", "setMyDescription", {"description": words})
    short = Text(about).cut(SHORTEST).plain
    yield Telling("short description", "setMyShortDescription", {"short_description": short})


def _gone(told: Mapping[str, Introduction], tellings: Sequence[Telling]) -> list[str]:
    return sorted(told.keys() - {each.about for each in tellings})
