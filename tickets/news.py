"""What a member is told, as a new message, when something becomes of their request."""

from datetime import date

from core.language import Language
from core.saying import Rows, Saying
from core.text import Text, fill, join, text
from people.times import said_day, said_weekday
from tickets.cards import quoted, reason_line, reopen_button, reopens_until
from tickets.models import Request


def taken(request: Request, language: Language) -> Saying:
    """Say that an expert has taken it."""
    return _news(request, language.gettext("An expert has taken your request {number}."), language)


def handed_over(request: Request, language: Language) -> Saying:
    """Say that it is with the expert it was handed to; without one, that it waits for one again."""
    if request.owner_id is None:
        return returned(request, language)
    return _news(request, language.gettext("Your request {number} was handed to an expert of the field."), language)


def returned(request: Request, language: Language) -> Saying:
    """Say that nobody has it for the moment."""
    first = language.gettext("Your request {number} waits for another expert now. Nothing of it is lost.")
    return _news(request, first, language)


def your_turn(request: Request, language: Language) -> Saying:
    """Remind of what the expert asked."""
    first = language.gettext("The expert who has your request {number} waits for your reply.")
    second = language.gettext("Type it here, or withdraw the request if it has settled.")
    lines = [_about(request, first, language), text(second)]
    return Saying(join("\n", lines))


def closes_soon(request: Request, until: date, language: Language) -> Saying:
    """Say that it will be closed unless somebody writes."""
    first = language.gettext("Your request {number} will be closed on {day} if you write nothing more.")
    day = said_weekday(until, language)
    lines = [_about(request, first, language, day), text(language.gettext("To keep it open, reply to this message."))]
    return Saying(join("\n", lines))


def closed(request: Request, language: Language, more: Rows = (), *, handed_back: bool = True) -> Saying:
    """Say that it is closed, why, and until when it can be opened again.

    `handed_back`: the assistant answers from here on, which is said.
    """
    until = reopens_until(request)
    lines = [
        _about(request, language.gettext("Your request {number} is closed."), language),
        reason_line(request, language),
    ]
    if until is not None:
        template = language.gettext("If you need more, you can reopen it until {day}.")
        lines.append(fill(template, day=said_day(until, language)))
    lines += assistant_again(language) if handed_back else []
    return Saying(join("\n", lines), (*more, (reopen_button(request, language),)))


def assistant_again(language: Language) -> list[Text]:
    """Say that no human reads what is typed from here on."""
    return [text(language.gettext("From here on the automatic assistant answers you again."))]


def out_of_hours(day: str, time: Text, language: Language) -> Text:
    """Say when somebody works next."""
    template = language.gettext("The experts are not at work now. They are back on {day} at {time}.")
    return fill(template, day=day, time=time)


def _news(request: Request, first: str, language: Language) -> Saying:
    second = text(language.gettext("You get a message here as soon as there is news."))
    return Saying(join("\n", [_about(request, first, language), second]))


def _about(request: Request, first: str, language: Language, day: str = "") -> Text:
    return join("\n", [fill(first, number=request.id, day=day), quoted(request.subject, language)])
