"""What the chat page is told: people, chats, messages and changes, as plain JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.account import Place
from sandbox.bots import Bot
from sandbox.changes import Change
from sandbox.chats import GENERAL_TOPIC, SERVICE, Chat, Post, Raw
from sandbox.journal import Call
from sandbox.people import Person
from sandbox.scenes import Control, Scene, Step
from sandbox.troubles import troubles
from sandbox.world import World

MOST_MESSAGES = 150
MOST_CALLS = 200
LONGEST_VALUE = 2000


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody a visitor can be; `begins` is where they are at first, None: in private with the only bot.

    `zone` is the IANA zone in which they see times, "": that of the visitor's browser.
    """

    person: Person
    about: str = ""
    begins: Place = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to try: what it shows, and the words that one of the personas would write somewhere."""

    title: str
    words: str
    person: Person
    place: Place = None


@dataclass(frozen=True, slots=True)
class Showing:
    """A world as the page shows it to these people.

    A chat's key is `bot:chat` with the numbers of both, the bot's being 0 in groups: a private chat's number alone is
    the person's, whichever bot it is with.
    """

    world: World
    title: str
    personas: Sequence[Persona]
    hints: Sequence[Hint] = ()
    scenes: Sequence[Scene] = ()
    controls: Sequence[Control] = ()

    def everything(self) -> Raw:
        """Return all there is, for a page that was just opened."""
        return {
            "kind": "everything",
            "title": self.title,
            "bots": [{"id": bot.id, "name": bot.name, "username": bot.username} for bot in self.world.bots.values()],
            "personas": [self._persona(persona) for persona in self.personas],
            "hints": [self._hint(hint) for hint in self.hints],
            "scenes": [self._scene(scene) for scene in self.scenes],
            "controls": self.told_controls(),
            "chats": [self._whole(chat) for chat in self.chats()],
            "calls": [told(call) for call in self.world.journal.calls[-4 * MOST_CALLS :] if interesting(call)],
            "trouble": troubles(self.world),
        }

    def told_controls(self) -> list[Raw]:
        """Return the host's controls as they stand now."""
        return [
            {
                "name": control.name,
                "label": control.label,
                "kind": control.kind,
                "choices": list(control.choices),
                "state": control.state() if control.state else "",
            }
            for control in self.controls
        ]

    def chats(self) -> Iterator[Chat]:
        """Every chat that one of the personas is in, once."""
        seen = {self.key(chat): chat for persona in self.personas for chat in self.chats_of(persona.person)}
        yield from seen.values()

    def chats_of(self, person: Person) -> list[Chat]:
        """Return a person's chats: with each bot, then the groups they are in."""
        groups = [chat for chat in self.world.groups.values() if chat.contains(person.id) and not chat.migrated_to]
        return [*(person.chat(bot) for bot in self.world.bots.values()), *groups]

    def key(self, chat: Chat) -> str:
        """Return what the page calls a chat."""
        return f"{chat.bot_id or 0}:{chat.id}"

    def named(self, key: str) -> Chat | None:
        """Return the chat with this key, if one of the personas is in it."""
        return next((chat for chat in self.chats() if self.key(chat) == key), None)

    def news(self, change: Change) -> Raw | None:
        """Return what the page must know of a change, None if it need not."""
        if isinstance(change.facts, Call):
            if change.facts.method.lower() == "setmydescription":
                return self.everything()
            return self._call(change.facts) if interesting(change.facts) else None
        if change.kind == "trouble":
            return {"kind": "trouble", "trouble": troubles(self.world)}
        if change.kind == "control":
            return {"kind": "controls", "controls": self.told_controls()}
        chat = self._chat_of(change)
        if chat and _rearranges(change, chat):
            return self.everything()
        return self._in_chat(change, chat) if chat else None

    def _call(self, call: Call) -> Raw:
        trouble = {"trouble": troubles(self.world)} if call.fault else {}
        return {"kind": "call", "call": told(call), **trouble}

    def _in_chat(self, change: Change, chat: Chat) -> Raw | None:
        key = self.key(chat)
        if change.kind in ("message", "edit", "reaction"):
            entry = chat.posts.get(change.facts["message_id"])
            return {"kind": "message", "chat": key, "about": about(chat), "message": shown(entry)} if entry else None
        if change.kind in ("topic", "member", "pin"):
            return {"kind": "chat", "chat": key, "about": about(chat)}
        return {"kind": change.kind, "chat": key, **change.facts}

    def _chat_of(self, change: Change) -> Chat | None:
        if change.chat_id is None:
            return None
        private = self.world.privates.get((change.bot_id or 0, change.chat_id))
        return private or self.world.groups.get(change.chat_id)

    def _persona(self, persona: Persona) -> Raw:
        person = persona.person
        chats = [self.key(chat) for chat in self.chats_of(person)]
        begins = self.key(person.chat(persona.begins)) if persona.begins or len(self.world.bots) == 1 else chats[0]
        known = {"id": person.id, "name": person.name, "about": persona.about, "zone": persona.zone}
        descriptions = {str(bot.id): bot.described_to(person.user.language) for bot in self.world.bots.values()}
        return {**known, "chats": chats, "begins": begins, "descriptions": descriptions}

    def _hint(self, hint: Hint) -> Raw:
        where = self.key(hint.person.chat(hint.place))
        return {"title": hint.title, "words": hint.words, "person": hint.person.id, "chat": where}

    def _scene(self, scene: Scene) -> Raw:
        return {"name": scene.name, "sentence": scene.sentence, "steps": [self._step(step) for step in scene.steps]}

    def _step(self, step: Step) -> Raw:
        facts = {name: getattr(step, name) for name in ("sentence", "words", "press", "control", "value", "topic")}
        return {**facts, "person": step.person.id, "chat": self.key(step.person.chat(step.place))}

    def _whole(self, chat: Chat) -> Raw:
        return {"key": self.key(chat), "about": about(chat), "messages": history(chat)}


def history(chat: Chat, before: int | None = None, thread: int | None = None) -> list[Raw]:
    """Return the last messages of a chat, or of one topic, that are older than `before`; oldest first."""
    wanted = (
        post
        for post in reversed(chat.posts.values())
        if (before is None or post.id < before) and (thread is None or (post.thread or GENERAL_TOPIC) == thread)
    )
    return [shown(post) for post in islice(wanted, MOST_MESSAGES)][::-1]


def _rearranges(change: Change, chat: Chat) -> bool:
    """Whether somebody has another list of chats now."""
    moved = change.kind == "message" and "migrate_from_chat_id" in change.facts
    return moved or (change.kind == "member" and not chat.private)


def about(chat: Chat) -> Raw:
    """Return what is said about a chat; the title of a private one is its bot's name."""
    topics = [topic for topic in chat.topics.values() if not (topic.gone or topic.hidden)] if chat.forum else []
    return {
        "bot": chat.bot_id,
        "title": chat.title,
        "kind": chat.kind,
        "members": sum(chat.contains(number) for number in chat.members),
        "started": chat.started,
        "blocked": chat.blocked,
        "forum": chat.forum,
        "total": len(chat.posts),
        "topics": [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in topics],
        "pinned": [shown(chat.posts[number]) for number in chat.pinned if number in chat.posts],
    }


def shown(entry: Post) -> Raw:
    """Return a message as Telegram has it, with what only people see."""
    reactions = [one.get("emoji", "") for reaction in entry.reactions.values() for one in reaction]
    service = not SERVICE.isdisjoint(entry.raw)
    keyboard = {"keyboard": entry.keyboard, "silent": entry.silent, "reactions": reactions, "service": service}
    return {"raw": entry.raw, **keyboard}


def told(call: Call) -> Raw:
    """Return a call and what became of it; long values are cut."""
    return {
        "at": call.at,
        "method": call.method,
        "params": {name: _short(value) for name, value in call.params.items()},
        "ok": call.ok,
        "code": call.code,
        "description": call.description,
        "fault": call.fault,
        "ignored": list(call.ignored),
        "result": _short(call.result),
    }


def interesting(call: Call) -> bool:
    """Whether it is worth a line: a poll that brought nothing is not."""
    return call.method.lower() != "getupdates" or bool(call.result) or not call.ok


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else repr(value)
    return value if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"


def bot_named(world: World, username: str) -> Bot | None:
    """Return the bot with this name, however its letters are written."""
    return next((bot for bot in world.bots.values() if bot.username.lower() == username.lower()), None)
