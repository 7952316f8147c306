"""Every kind of button has its place in one table of who may press it; whoever may not is refused."""

from enum import Enum, auto
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from telegram import CallbackQuery

from bot.serve import Service
from core.press import base36
from core.refusal import NotYours, Refusal
from knowledge.tokens import token_of
from people.access import NotForYou
from tests.desk import desk
from tests.pressing import CLARAS, CLOSED, DRAFT, DRAFT_REUSED, RECEIVED, REUSED, TAKEN, Tried, arrived, world
from tests.requests_at import ANNA, BORIS, CLARA, JONAS, MARIA
from tickets.access import ForExperts, OwnedBy, Untaken

DOGS, ART = token_of("dogs"), token_of("art")
STRANGERS = (JONAS, BORIS, CLARA)
"""A member, an expert and a coordinator to whom nothing of it belongs."""


ROLES = "roles:\n  - id: school\n    title: School\n"


class Who(Enum):
    """Who may press a kind of button."""

    EVERYBODY = auto()
    OWN = auto()  # whose thing it is, and nobody else
    EXPERTS = auto()
    COLLEAGUES = auto()  # experts to whom it does not belong
    COORDINATORS = auto()


class Right(NamedTuple):
    """Who may press, what such a button carries, and whose thing that is; without anybody, it is of a dialogue."""

    who: Who
    data: str = ""
    owner: int | None = None


def of_everybody(data: str = "") -> Right:
    return Right(Who.EVERYBODY, data)


def of_maria(data: str) -> Right:
    return Right(Who.OWN, data, MARIA)


def of_anna(data: str) -> Right:
    return Right(Who.OWN, data, ANNA)


def midway(data: str = "1") -> Right:
    return Right(Who.OWN, data)


def of_experts(data: str = TAKEN) -> Right:
    return Right(Who.EXPERTS, data)


def of_coordinators(data: str = "") -> Right:
    return Right(Who.COORDINATORS, data)


RIGHTS: dict[str, Right] = {
    # Knowledge and settings.
    **dict.fromkeys(("browse", "settings", "languages", "zone", "cancel", "kept", "copy", "erase"), of_everybody()),
    **dict.fromkeys(("topics", "guides"), of_everybody("1")),
    "topic": of_everybody("visit:1"),
    "see": of_everybody(f"{DOGS}:0"),
    "related": of_everybody(f"{DOGS}:0"),
    "speak": of_everybody("en"),
    "place": of_everybody("Europe/Lisbon"),
    "pick": of_maria("1:1"),
    "solved": of_maria(f"1:{DOGS}"),
    "notquite": of_maria(f"1:{DOGS}"),
    "why": of_maria(f"1:{DOGS}:0"),
    "rephrase": of_maria("1"),
    "tell": of_maria("1"),
    "expert": of_maria("1"),
    "unwish": of_everybody("1"),  # only one's own wish is looked for
    "orgask": of_everybody(DOGS),
    "orgfield": midway(f"{DOGS}:1"),  # the museum leaves nothing open
    "orgnot": of_everybody(DOGS),  # only one's own question is looked for
    # Keeping the knowledge.
    **dict.fromkeys(("gaps", "gap", "gapwhy", "gapback", "gapadd", "gapnew"), of_coordinators("1")),
    "gapno": of_coordinators("1:1"),
    "gapdone": of_coordinators(f"1:1:{DOGS}"),
    "gapinto": of_coordinators(f"1:{DOGS}"),
    "gapwords": of_coordinators(f"1:{DOGS}"),
    "edit": of_coordinators(f"{DOGS}:"),
    "edithistory": of_coordinators(DOGS),
    **dict.fromkeys(("editfill", "editnew", "editcancel"), of_coordinators()),
    **dict.fromkeys(("editsay", "editpublish", "editmine", "editwas", "editundo"), midway()),
    "editchange": midway("1:"),
    # Events.
    **dict.fromkeys(("evs", "evmine", "evfollowed", "evfeed", "evfeednew", "evfeedend", "evquiet"), of_everybody()),
    "evpast": of_everybody("1"),
    "evhours": of_everybody(),
    **dict.fromkeys(("ev", "evreg", "evtake", "evleave", "evsure", "evdecline"), of_everybody("clinic")),
    **dict.fromkeys(("evremind", "evrem", "evother", "evcal", "evguide"), of_everybody("clinic")),
    "evfollow": of_everybody("fair"),
    "evswitch": of_everybody("clinic:1d:0"),
    "evown": of_everybody("clinic:2h"),
    "evnotown": of_everybody("clinic:2h"),
    "evpace": of_everybody(f"{ART}:a"),
    "evstop": of_everybody(ART),
    "evsurvey": midway("clinic:1"),
    # Events by coordinators.
    **dict.fromkeys(("coannounce", "conew"), of_coordinators()),
    **dict.fromkeys(("codraft", "cocopy", "comove", "cooff", "cofollow", "copeople"), of_coordinators("clinic")),
    "cooffsure": of_coordinators("clinic:2"),
    "coto": of_coordinators("e:clinic"),
    "cocancel": of_everybody(),  # ends only one's own form
    **dict.fromkeys(("cosend", "cosay", "coskip", "cosee", "copublish", "cokeep"), midway()),
    "cochange": midway("1:"),
    # Requests, by their member.
    **dict.fromkeys(("rqmine", "rqstop"), of_everybody()),
    **dict.fromkeys(("rqkind", "rqtopic", "rqfix", "rqam"), of_maria(f"{DRAFT}:1")),
    "rquse": of_maria(f"{DRAFT}:0"),
    "rqskip": of_maria(f"{DRAFT}:by"),
    **dict.fromkeys(("rqsame", "rqkeep", "rqforget", "rqsend", "rqchange", "rqcancel"), of_maria(DRAFT)),
    **dict.fromkeys(("rqgo", "rqdump", "rqnext"), of_maria(DRAFT)),
    **dict.fromkeys(("rqjoin", "rqanew"), of_maria(f"{DRAFT}:1")),
    "rqput": of_maria(f"{TAKEN}:1"),
    "rqnew": midway(f"{TAKEN}:1"),
    **dict.fromkeys(("rqshow", "rqadd", "rqdrop", "rqmove"), of_maria(TAKEN)),
    "rqopen": of_maria(CLOSED),
    "rqfree": of_maria(f"{TAKEN}:1"),
    "rqrate": of_maria(f"{CLOSED}:1"),
    "rqwhy": of_maria(f"{CLOSED}:1:1"),
    # Requests, by experts.
    **dict.fromkeys(("rltake", "rlhand", "rlclose"), of_experts(TAKEN)),
    **dict.fromkeys(("rlstay", "rllook", "rxans", "rxask"), of_experts(TAKEN)),
    "rlover": of_experts(RECEIVED),
    "rlhandto": of_experts(f"{TAKEN}:1"),
    "rlwhy": of_experts(f"{TAKEN}:0"),
    "rlfrom": of_experts(f"{TAKEN}:{REUSED}"),
    "rlprop": of_experts(REUSED),
    "rlword": of_coordinators(f"{REUSED}:{DOGS}"),
    "rlmerge": of_coordinators(f"{REUSED}:{DOGS}"),
    "rlnew": of_coordinators(REUSED),
    # What an expert is about to send: the first answer is Anna's.
    **dict.fromkeys(("rxsend", "rxmore", "rxdone", "rxedit", "rxback", "rxdrop", "rxcheck"), of_anna("1")),
    "rxcut": of_anna("1:1"),
    "rxread": of_anna(f"1:{base36(BORIS)}"),
    **dict.fromkeys(("rxcorr", "rxkeep"), of_anna("1")),
    **dict.fromkeys(("rxagain", "rxshow"), midway("1")),
    **dict.fromkeys(("rxgood", "rxfix"), Right(Who.COLLEAGUES, "1", ANNA)),
}
OUTSIDE = (NotYours, NotForYou, ForExperts)
ANOTHERS = (*OUTSIDE, OwnedBy, Untaken)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": desk(tmp_path, ROLES)}


@pytest.fixture
async def tried(helpdesk: Service, monkeypatch: pytest.MonkeyPatch) -> Tried:
    """A helpdesk in which everything exists that a button may be about."""

    async def answered(*_: Any, **__: Any) -> bool:
        return True

    monkeypatch.setattr(CallbackQuery, "answer", answered)  # no press was really made
    await helpdesk.database.write(lambda session: world(session, helpdesk.clock))
    await helpdesk.database.write(lambda session: arrived(session, helpdesk.clock))
    return Tried(helpdesk, monkeypatch)


async def test_every_button_has_its_place_in_the_table_and_refuses_who_may_not_press_it(tried: Tried) -> None:
    assert set(tried.service.application.presses.kinds) == RIGHTS.keys()
    wrong = []
    for kind, right in RIGHTS.items():
        for person in (JONAS,) if right.who is Who.EVERYBODY else (*STRANGERS, MARIA, ANNA):
            refused = await tried.press(person, f"{kind}:{right.data}" if right.data else kind)
            if not fits(right, person, refused):
                wrong.append((kind, person, refused))

    assert not wrong, "\n".join(map(str, wrong))


async def test_in_a_strangers_group_no_button_of_the_private_chat_does_anything(tried: Tried) -> None:
    group = {"id": -1_001_000_000_077, "type": "supergroup", "title": "Strangers"}
    does = []
    for kind, right in RIGHTS.items():
        if kind != "browse" and kind[:2] not in ("rl", "rx"):  # what may be browsed there; what is forgotten unread
            person = right.owner or CLARA
            refused = await tried.press(person, f"{kind}:{right.data}" if right.data else kind, group)
            does += [] if refused is NotYours else [kind]

    assert does == []


async def test_what_no_button_was_shown_for_is_refused(tried: Tried) -> None:
    for unwritable in ("\ud800", "a\0b", "clinic:\ud800"):
        assert await tried.press(JONAS, f"evsure:{unwritable}") is NotYours
    assert await tried.press(MARIA, f"rqwhy:{CLOSED}:1:1") is None
    assert await tried.press(MARIA, f"rqwhy:{TAKEN}:1:1") is NotYours  # it was not rated
    for number, kind in product(
        (DRAFT, DRAFT_REUSED, CLARAS), ("rlnew:{}", f"rlword:{{}}:{DOGS}", f"rlmerge:{{}}:{DOGS}")
    ):
        assert await tried.press(CLARA, kind.format(number)) is NotYours  # never sent, or her own


def fits(right: Right, person: int, refused: type[Refusal] | None) -> bool:
    """Whether somebody was let through, or kept out, as the table says."""
    match right.who:
        case Who.EVERYBODY:
            return refused is None
        case Who.COORDINATORS:
            return (refused not in OUTSIDE) == (person == CLARA)
        case Who.EXPERTS:
            return (refused in OUTSIDE) == (person in (JONAS, MARIA))
        case Who.COLLEAGUES:
            return (refused in OUTSIDE) == (person in (JONAS, MARIA, right.owner))
        case _:
            return refused not in ANOTHERS if person == right.owner else refused in ANOTHERS
