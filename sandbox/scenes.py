"""What the host of the chat page adds to it: scenes to play and controls to use."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox.account import Place
from sandbox.people import Person

Kind = Literal["button", "text", "choice", "datetime-local"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in a scene, by `person` in `place`, and the sentence that says what to look at.

    It writes `words`, presses the newest button called `press`, or uses the control `control` with `value`; with none
    of them there is only something to see. A forum topic is meant by the words in its title, `topic`.
    """

    sentence: str
    person: Person
    place: Place = None
    words: str = ""
    press: str = ""
    control: str = ""
    value: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A short story that a visitor clicks through, step by step."""

    name: str
    sentence: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Control:
    """Something of the host's own that a visitor can switch, such as its clock.

    `do` gets the visitor's value ("" from a button) and returns the sentence to show; a ValueError's words are shown as
    a refusal. `state` says how it stands and is shown beside it. The address is `POST /page/controls/<name>`.
    """

    name: str
    label: str
    do: Callable[[str], Awaitable[str]]
    kind: Kind = "button"
    choices: Sequence[str] = ()
    state: Callable[[], str] | None = None
