"""What belongs to this service and not to the software: names, topics, kinds of help, times."""

from dataclasses import dataclass, replace
from datetime import timedelta

from core.language import Language


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject: of entries, or of the policies that members work on."""

    id: str
    title: str
    about: str = ""


ALWAYS_KNOWN = ("topic", "country", "policy", "tried", "by")
"""What can be asked for any kind of help, in words that the software has itself; asked where a kind names no needs."""
KNOWN = (*ALWAYS_KNOWN, "role")
"""The same, with what is offered before a request is sent if the profile names `roles`."""
MOST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class Need:
    """What a request for a kind of help should say: its name, and how it is asked for (empty for what is known)."""

    id: str
    title: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class KindOfHelp:
    """A way in which experts help, with its facts and its official form (an address, empty if not published)."""

    id: str
    title: str
    facts: tuple[str, ...] = ()
    form: str = ""
    needs: tuple[Need, ...] = tuple(Need(id_) for id_ in ALWAYS_KNOWN)


@dataclass(frozen=True, slots=True)
class Times:
    """How long things may rest before somebody is reminded of them."""

    nudge: timedelta = timedelta(days=1)
    """An untouched request is brought up again."""
    escalate: timedelta = timedelta(days=2)
    """An untouched request goes to the coordinators."""
    idle: timedelta = timedelta(days=14)
    """A request in which nobody writes is closed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an operator sets in `profile.yaml`; an empty text means that nothing is published."""

    name: str = "Helpdesk"
    about: str = ""
    language: str = "en"
    timezone: str = "UTC"
    holidays: str = ""
    """The country of the public holidays, ISO 3166-1 alpha-2."""
    working_hours: str = "Mon-Fri 09:00-17:00"
    times: Times = Times()
    reply_days: int | None = None
    """Working days within which an answer is promised; `None`: none is published, and none is shown."""
    topics: tuple[Topic, ...] = ()
    policy_topics: tuple[Topic, ...] = ()
    roles: tuple[Topic, ...] = ()
    """What those who ask may be, such as a regional authority; empty: it is not asked."""
    help: tuple[KindOfHelp, ...] = ()
    contact: str = ""
    privacy: str = ""

    def role(self, said: str | None) -> str | None:
        """Return the title of a role by its id; anything else as it was typed."""
        return next((each.title for each in self.roles if each.id == said), said)

    def said_in(self, language: Language) -> "Profile":
        """Return the same as somebody reads it who is spoken to in this language."""
        return replace(
            self,
            about=language.said(self.about),
            topics=_titled(self.topics, language),
            policy_topics=_titled(self.policy_topics, language),
            roles=_titled(self.roles, language),
            help=tuple(_helping(each, language) for each in self.help),
            contact=language.said(self.contact),
            privacy=language.said(self.privacy),
        )


def _titled(topics: tuple[Topic, ...], language: Language) -> tuple[Topic, ...]:
    return tuple(replace(each, title=language.said(each.title), about=language.said(each.about)) for each in topics)


def _helping(kind: KindOfHelp, language: Language) -> KindOfHelp:
    needs = (replace(each, title=language.said(each.title), ask=language.said(each.ask)) for each in kind.needs)
    facts = tuple(map(language.said, kind.facts))
    return replace(kind, title=language.said(kind.title), facts=facts, needs=tuple(needs))
