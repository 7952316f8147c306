"""What a visitor of the demo may try: things to type, and scenes to click through."""

from typing import Protocol

from bot import sample_event
from bot.demo_clock import MORNING
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.scenes import Scene, Step
from sandbox.showing import Hint

TYPOS = "I fogot my pasword, what now?"
STRANGE = "Can I keep bees on my balcony?"


class Cast(Protocol):
    """Who plays, and where."""

    maria: Person
    lea: Person
    community: Group


def hints(cast: Cast) -> tuple[Hint, ...]:
    """Return what a visitor may type first."""
    return (
        Hint("A question with typos", TYPOS, cast.maria),
        Hint("A question nobody has curated", STRANGE, cast.maria),
        Hint("A question in the group", f"/ask {TYPOS}", cast.maria, cast.community),
        Hint("An event that is about to start", f"/event {sample_event.ID}", cast.maria),
    )


def scenes(cast: Cast) -> tuple[Scene, ...]:
    """Return the tour."""
    return (_typos(cast), _nobody_curated(cast), _an_event(cast))


def _typos(cast: Cast) -> Scene:
    steps = (
        Step("Maria writes with her thumbs.", cast.maria, words=TYPOS),
        Step("The answer names its source. She says that it helped.", cast.maria, press="Solved"),
    )
    return Scene("A question with typos", "Maria mistypes on her phone and is understood.", steps)


def _nobody_curated(cast: Cast) -> Scene:
    steps = (
        Step("Maria asks for something strange.", cast.maria, words=STRANGE),
        Step("She wants to hear when there is an answer.", cast.maria, press="Tell me when there is an answer"),
        Step("Lea coordinates. She looks at what was asked in vain.", cast.lea, words="/gaps"),
    )
    return Scene("A question that nobody has curated", "The assistant says so instead of guessing.", steps)


def _an_event(cast: Cast) -> Scene:
    steps = (
        Step("An event that nobody has seen yet starts in about an hour.", cast.maria, control="event"),
        Step("Maria looks at it.", cast.maria, words=f"/event {sample_event.ID}"),
        Step("She registers.", cast.maria, press="Register"),
        Step("Ten minutes go by: move the clock on.", cast.maria, control="clock", value="10 minutes"),
        Step("The reminder is there, with the room and a way to say that she cannot come.", cast.maria),
        Step("An hour more: it has started, and she can still join.", cast.maria, control="clock", value="1 hour"),
        Step("The next morning: she is asked how it was.", cast.maria, control="clock", value=MORNING),
        Step("The question of how it was is there; three taps answer it.", cast.maria),
    )
    return Scene("An event with its reminder", "Maria registers, and the clock moves on.", steps)
