"""What experts read of the requests that wait, of their own, and of what they do with them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.language import Language
from core.text import Text, bold, fill, join, text
from people.reader import Reader
from people.times import said_moment, said_weekday
from tickets.cards import quoted, state_for_experts
from tickets.experts import Expert
from tickets.models import Request, Trace
from tickets.states import EXPERTS_REASONS, Act, Reason, State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def queue(requests: Sequence[Request], more: int, language: Language, now: datetime) -> Text:
    """List what nobody has taken; `more` are left out."""
    if not requests:
        return text(language.gettext("Nobody waits: every request has an expert.\nYour own requests: /mine"))
    first = language.ngettext(
        "{count} request waits for an expert.", "{count} requests wait for an expert.", len(requests) + more
    )
    lines = [bold(fill(first, count=len(requests) + more)), *(_line(each, language, now) for each in requests)]
    if more:
        lines.append(fill(language.ngettext("{count} more is younger.", "{count} more are younger.", more), count=more))
    return join("\n", lines)


def mine(requests: Sequence[Request], away: datetime | None, reader: Reader, now: datetime) -> Text:
    """List an expert's own open requests, and say until when they are away."""
    language = reader.language
    lines: list[Text | str] = []
    if away is not None:
        template = language.gettext("You are away until {day}. /away off ends it.")
        lines.append(fill(template, day=said_weekday(away.astimezone(ZoneInfo(reader.zone)).date(), language)))
    if not requests:
        lines.append(language.gettext("You have no open request.\nWhat waits for an expert: /queue"))
        return join("\n", lines)
    first = language.ngettext("You have {count} open request.", "You have {count} open requests.", len(requests))
    lines += [bold(fill(first, count=len(requests))), *(_line(each, language, now, named=True) for each in requests)]
    return join("\n", lines)


def morning(own: Sequence[Request], waiting: Sequence[Request], language: Language, now: datetime) -> Text:
    """Say at the beginning of a working day what there is: an expert's own requests, and what nobody has taken."""
    lines: list[Text | str] = [bold(language.gettext("Good morning. This is open today."))]
    if own:
        lines += [language.gettext("Yours:"), *(_line(each, language, now, named=True) for each in own)]
    if waiting:
        lines += [language.gettext("Nobody has taken these:"), *(_line(each, language, now) for each in waiting)]
    return join("\n", lines)


def taken(request: Request, language: Language) -> Text:
    """Say that it is theirs now."""
    template = language.gettext(
        "Request {number} is yours now.\nTo answer, reply to its card, or type /reply {number} and your answer."
    )
    return fill(template, number=request.id)


def anothers(number: int, name: str, language: Language) -> Text:
    """Say who has it."""
    template = language.gettext("Request {number} is with {name}. Nothing was done.")
    return fill(template, number=number, name=name)


def anothers_now(request: Request, name: str, language: Language) -> Text:
    """Tell an expert that somebody else has taken over what was theirs."""
    template = language.gettext("{name} has taken over request {number}. You need do nothing more.")
    return join("\n", [fill(template, number=request.id, name=name), quoted(request.subject, language)])


def whom(request: Request, experts: Sequence[Expert], language: Language) -> Text:
    """Ask to whom a request is handed, and say why these are proposed."""
    lines = [
        fill(language.gettext("Who shall have request {number}?"), number=request.id),
        quoted(request.subject, language),
    ]
    for each in experts:
        count = language.ngettext("{name}: {count} open request", "{name}: {count} open requests", each.load)
        lines.append(fill(count, name=each.name, count=each.load))
    template = language.gettext("Or type /handover {number} with a name such as @anna, or a numeric id.")
    return join("\n", [*lines, fill(template, number=request.id)])


def handed(request: Request, name: str, language: Language) -> Text:
    """Say who has it now."""
    return fill(language.gettext("Request {number} is with {name} now."), number=request.id, name=name)


def handed_to_you(request: Request, name: str, language: Language) -> Text:
    """Tell an expert that a colleague has handed a request to them."""
    template = language.gettext("{name} has handed request {number} to you.")
    return join("\n", [fill(template, name=name, number=request.id), quoted(request.subject, language)])


def back_in_queue(request: Request, language: Language) -> Text:
    """Say that nobody has it now."""
    return fill(language.gettext("Request {number} is in the queue again."), number=request.id)


def nobody_so_called(typed: str, language: Language) -> Text:
    """Say that no expert has this name or id."""
    template = language.gettext(
        "No expert is called {name} here. Nothing was done.\n"
        "Type a name with @ of somebody who has written to this bot, or their numeric id."
    )
    return fill(template, name=typed)


def why_closed(request: Request, language: Language) -> Text:
    """Ask for the reason."""
    template = language.gettext("Why is request {number} closed? The member is told the reason.")
    return join("\n", [fill(template, number=request.id), quoted(request.subject, language)])


def reason_label(reason: Reason, language: Language) -> str:
    """Return what a reason is called on a button, which can be typed."""
    return {
        Reason.ANSWERED: language.pgettext("button", "Answered"),
        Reason.REFERRED: language.pgettext("button", "Referred"),
        Reason.DUPLICATE: language.pgettext("button", "Duplicate"),
        Reason.NO_REPLY: language.pgettext("button", "No reply"),
        Reason.OUT_OF_SCOPE: language.pgettext("button", "Out of scope"),
        Reason.WITHDRAWN: language.pgettext("button", "Withdrawn"),
    }[reason]


def closed(request: Request, language: Language) -> Text:
    """Say that it is closed and why."""
    reason = reason_label(Reason(request.reason or Reason.ANSWERED), language)
    return fill(language.gettext("Request {number} is closed: {reason}."), number=request.id, reason=reason)


def history(request: Request, traces: Sequence[Trace], names: dict[int, str], reader: Reader) -> Text:
    """Tell who did what with a request, and when; never what was written."""
    language = reader.language
    head = fill(
        language.gettext("Request {number} · {state}"),
        number=request.id,
        state=state_for_experts(State(request.state), language),
    )
    lines: list[Text | str] = [bold(head), quoted(request.subject, language)]
    for each in traces:
        who = names.get(each.by, str(each.by)) if each.by is not None else language.gettext("the helpdesk")
        line = language.pgettext("history", "{moment}: {act} ({who})")
        lines.append(
            fill(
                line, moment=said_moment(each.at, language, reader.zone), act=act_name(Act(each.act), language), who=who
            )
        )
    return join("\n", lines)


def act_name(act: Act, language: Language) -> str:
    """Return what an act is called in a request's history."""
    return {
        Act.OPENED: language.pgettext("history", "begun"),
        Act.SENT: language.pgettext("history", "sent"),
        Act.ADDED: language.pgettext("history", "information added"),
        Act.TAKEN_OUT: language.pgettext("history", "a message taken out"),
        Act.CHANGED: language.pgettext("history", "changed"),
        Act.TAKEN: language.pgettext("history", "taken"),
        Act.TAKEN_OVER: language.pgettext("history", "taken over"),
        Act.HANDED_OVER: language.pgettext("history", "handed over"),
        Act.RETURNED: language.pgettext("history", "back in the queue"),
        Act.ASKED_BACK: language.pgettext("history", "the member was asked"),
        Act.ANSWERED: language.pgettext("history", "answered"),
        Act.CORRECTED: language.pgettext("history", "corrected"),
        Act.NUDGED: language.pgettext("history", "reminded"),
        Act.ESCALATED: language.pgettext("history", "coordinators asked"),
        Act.WARNED: language.pgettext("history", "told that it will close"),
        Act.CLOSED: language.pgettext("history", "closed"),
        Act.REOPENED: language.pgettext("history", "reopened"),
        Act.BLOCKED: language.pgettext("history", "the member has blocked the bot"),
        Act.BACK: language.pgettext("history", "the member is back"),
        Act.LOOKED_AT: language.pgettext("history", "looked at"),
        Act.PROPOSED: language.pgettext("history", "proposed as an entry"),
    }[act]


def away_how(language: Language) -> Text:
    """Say how to say that one is away."""
    return text(
        language.gettext(
            "Nothing was changed. Until when are you away?\n"
            "Type the day on which you are back, such as /away 7 January or /away friday. To end it, type /away off."
        )
    )


def away(back: date, returned: int, language: Language) -> Text:
    """Say until when they are away, and what became of their requests."""
    lines = [fill(language.gettext("You are away. You are back on {day}."), day=said_weekday(back, language))]
    if returned:
        count = language.ngettext(
            "{count} open request of yours is in the queue again.",
            "{count} open requests of yours are in the queue again.",
            returned,
        )
        lines.append(fill(count, count=returned))
    lines.append(text(language.gettext("Until then nothing new comes to you. /away off ends it.")))
    return join("\n", lines)


def back_again(language: Language, *, was_away: bool) -> Text:
    """Say that requests come again."""
    if was_away:
        return text(language.gettext("Welcome back. New requests can come to you again.\nWhat waits: /queue"))
    return text(language.gettext("You were not away. Nothing was changed."))


def untouched(request: Request, language: Language) -> Text:
    """Tell experts that nobody has taken a request."""
    template = language.gettext("Request {number} still waits for an expert. Can you take it?")
    return join("\n", [fill(template, number=request.id), quoted(request.subject, language)])


def still_untouched(request: Request, language: Language) -> Text:
    """Tell coordinators the same."""
    template = language.gettext("Nobody has taken request {number}. Please take it or hand it to somebody.")
    return join("\n", [fill(template, number=request.id), quoted(request.subject, language)])


def silent(request: Request, language: Language) -> Text:
    """Remind an expert of a request that is theirs."""
    template = language.gettext("Request {number} waits for you. If nothing happens, it goes back into the queue.")
    return join("\n", [fill(template, number=request.id), quoted(request.subject, language)])


def given_back(request: Request, language: Language) -> Text:
    """Tell an expert that a request is not theirs any more."""
    template = language.gettext("Request {number} went back into the queue, because nothing happened for some time.")
    return join("\n", [fill(template, number=request.id), quoted(request.subject, language)])


def noted(request: Request, language: Language) -> Text:
    """Confirm that an expert is on it."""
    return fill(language.gettext("Noted: you are on request {number}."), number=request.id)


def no_reason(typed: str, language: Language) -> Text:
    """Say that these words are no reason."""
    labels = ", ".join(reason_label(reason, language) for reason in EXPERTS_REASONS)
    template = language.gettext("“{typed}” is no reason. Nothing was closed.\nThe reasons are: {reasons}.")
    return fill(template, typed=typed, reasons=labels)


def how_to(command: str, language: Language) -> Text:
    """Say how a command with a number is typed."""
    template = language.gettext("Nothing was done. Type the request's number behind it, such as {example}.")
    return fill(template, example=f"/{command} 12")


def _line(request: Request, language: Language, now: datetime, *, named: bool = False) -> Text:
    state = state_for_experts(State(request.state), language) if named else ""
    waits = _waits(now - (request.sent_at or request.opened_at), language)
    about = " · ".join(part for part in (state, waits) if part)
    return join(" · ", [bold(f"#{request.id}"), request.subject, about])


def _waits(time: timedelta, language: Language) -> str:
    """Return how long somebody has waited, roughly."""
    if time >= DAY:
        count = time // DAY
        return fill(language.ngettext("{count} day", "{count} days", count), count=count).plain
    count = time // HOUR
    if count:
        return fill(language.ngettext("{count} hour", "{count} hours", count), count=count).plain
    return language.gettext("just now")
