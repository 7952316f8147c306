"""How far requests come, and what can be done, said or be tied to them."""

from enum import StrEnum


class State(StrEnum):
    """How far a request has come."""

    DRAFT = "draft"
    RECEIVED = "received"  # nobody has taken it
    WITH_EXPERT = "with an expert"
    YOUR_TURN = "your turn"  # the expert has asked something back
    ANSWERED = "answered"
    CLOSED = "closed"


OPEN = (State.RECEIVED, State.WITH_EXPERT, State.YOUR_TURN, State.ANSWERED)
OURS = (State.RECEIVED, State.WITH_EXPERT)
"""The states in which the ball is with the helpdesk."""


class Consent(StrEnum):
    """What may be made of the answer; who was not asked, or decides later, has kept it private."""

    PRIVATE = "private"
    REUSE = "reuse"  # without names


class Reason(StrEnum):
    """Why a request was closed."""

    ANSWERED = "answered"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    NO_REPLY = "no reply"
    OUT_OF_SCOPE = "out of scope"
    WITHDRAWN = "withdrawn"


EXPERTS_REASONS = tuple(each for each in Reason if each is not Reason.WITHDRAWN)


class Topic(StrEnum):
    """Whether a request has its topic in the experts' group."""

    NONE = "none"  # there is no group, or nobody has asked for it yet
    ASKED = "asked"
    THERE = "there"
    REFUSED = "refused"  # tried again every minute


class Side(StrEnum):
    """Who wrote a part of a request."""

    MEMBER = "member"
    EXPERT = "expert"


class AnswerKind(StrEnum):
    """What an expert sends."""

    ANSWER = "answer"
    QUESTION = "question"  # the ball goes to the member
    CORRECTION = "correction"


class AnswerState(StrEnum):
    """How far something that an expert sends has come."""

    OPEN = "open"  # its preview can be added to
    CHECKING = "checking"  # a colleague reads it first
    SENT = "sent"  # it is in the outbox; each part knows whether it arrived
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a message that stands for a request is."""

    CARD = "card"
    RELAY = "relay"
    PREVIEW = "preview"
    NOTICE = "notice"


class Act(StrEnum):
    """What somebody did with a request."""

    OPENED = "opened"
    SENT = "sent"
    ADDED = "added"
    TAKEN_OUT = "taken out"  # it was a new question
    CHANGED = "changed"
    TAKEN = "taken"
    TAKEN_OVER = "taken over"
    HANDED_OVER = "handed over"
    RETURNED = "returned"  # to the queue
    ASKED_BACK = "asked back"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    NUDGED = "nudged"
    ESCALATED = "escalated"
    WARNED = "warned"  # that it will be closed
    CLOSED = "closed"
    REOPENED = "reopened"
    BLOCKED = "blocked"
    BACK = "back"
    LOOKED_AT = "looked at"
    PROPOSED = "proposed"
