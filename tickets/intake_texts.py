"""What a member reads while they say what a request is about."""

from collections.abc import Sequence
from datetime import date

from core.language import Language
from core.text import Text, bold, fill, join, link, text
from people.times import said_day
from tickets.cards import quoted
from tickets.intake import BY, COUNTRY, POLICY, ROLE, TOPIC, TRIED
from tickets.models import KEPT, Request

SHOWN = 1500  # characters of the question in the review
NOTED = 60  # characters of an answer that is repeated


def what_question(language: Language, attachments: int) -> Text:
    """Ask for the question."""
    lines: list[Text | str] = [
        language.gettext("What do you want to ask the experts? Type it here, in your own words.")
    ]
    if attachments:
        lines.append(attached(attachments, language))
    return join("\n", lines)


def which_kind(subject: str, kinds: Sequence[tuple[str, str]], language: Language) -> Text:
    """Ask which kind of help is wanted; of each its title and what it is in a line."""
    line = language.gettext("{place}. {title}: {fact}")
    named = [
        fill(line if fact else "{place}. {title}", place=place, title=bold(title), fact=fact)
        for place, (title, fact) in enumerate(kinds, 1)
    ]
    lines = [
        fill(language.gettext("Your question for the experts: {question}"), question=quoted(subject, language)),
        text(language.gettext("Which kind of help do you want?")),
        *named,
        text(language.gettext("Nothing leaves this chat until you press Send or Send now.")),
    ]
    return join("\n", lines)


def added(language: Language) -> Text:
    """Say that a message belongs to the question."""
    return text(language.gettext("Added to your question."))


def noted(title: str, words: str, language: Language) -> Text:
    """Say what was taken as the answer to a step, so that nothing is taken for it unseen."""
    shown = Text(" ".join(words.split())).cut(NOTED)
    return fill(language.gettext("Noted. {title}: “{words}”"), title=title, words=shown)


def need_asked(title: str, ask: str, place: tuple[int, int] | None, language: Language) -> Text:
    """Ask for one thing, with its place among the short steps."""
    if place is None:
        return join("\n", [bold(title), ask])
    where = fill(language.gettext("{place} of {count}"), place=place[0], count=place[1])
    return join("\n", [where + " · " + bold(title), ask])


def title_of(need: str, language: Language) -> str:
    """Return what a need is called that the software knows itself."""
    return {
        TOPIC: language.gettext("Topic"),
        COUNTRY: language.gettext("Country or region"),
        POLICY: language.gettext("Policy or instrument"),
        TRIED: language.gettext("Tried so far"),
        BY: language.gettext("Needed by"),
        ROLE: language.gettext("Your role"),
    }.get(need, need)


def ask_for(need: str, language: Language) -> str:
    """Return the question for such a need."""
    return {
        TOPIC: language.gettext("Which topic does your question belong to?"),
        COUNTRY: language.gettext("Which country or region is it about?"),
        POLICY: language.gettext("Which policy or funding instrument does it concern?"),
        TRIED: language.gettext("What have you tried so far?"),
        BY: language.gettext("By when do you need it? A month is enough, such as: before June."),
        ROLE: language.gettext("Whom do you work for? Choose, or type it in your own words."),
    }.get(need, need)


def about_consent(language: Language) -> Text:
    """Ask what may be made of the answer."""
    lines = [
        bold(language.gettext("May the answer help others as well?")),
        text(language.gettext("If you allow it, editors may make a public answer of it, without any names.")),
        text(language.gettext("You can change this at any time.")),
    ]
    return join("\n", lines)


def prepares(title: str, form: str, language: Language) -> Text:
    """Say that the request does not replace the official application."""
    template = language.gettext(
        "This request prepares the official application and does not replace it. Official form: {form}"
    )
    return fill(template, form=link(title, form))


def remembered(country: str, language: Language) -> Text:
    """Say that the country is remembered for next time."""
    template = language.gettext("{country} is remembered for your next request.")
    return fill(template, country=country)


def forgotten(language: Language) -> Text:
    """Say that the country is not remembered any more."""
    return text(language.gettext("It is not remembered any more."))


def attached(count: int, language: Language) -> Text:
    """Say how many attachments there are."""
    template = language.ngettext("{n} attachment comes with it.", "{n} attachments come with it.", count)
    return fill(template, n=count)


def review(
    question: str, attachments: int, facts: Sequence[tuple[str, str | None]], notes: Sequence[Text], language: Language
) -> Text:
    """Show all that is sent, for a last look."""
    missing, days = language.gettext("not given"), KEPT.days
    lines = [
        bold(language.gettext("Please check your request before it is sent.")),
        quoted(Text(question).cut(SHOWN).plain, language),
        *([attached(attachments, language)] if attachments else []),
        *(fill(language.gettext("{name}: {words}"), name=bold(title), words=said or missing) for title, said in facts),
        *notes,
        text(language.gettext("The experts and coordinators of the helpdesk will read it.")),
        fill(
            language.ngettext(
                "It is kept for {days} day after it is closed.", "It is kept for {days} days after it is closed.", days
            ),
            days=days,
        ),
    ]
    return join("\n", lines)


def what_to_change(language: Language) -> Text:
    """Ask which answer is to be changed."""
    return text(language.gettext("What do you want to change? To change the question itself, edit your message above."))


def change_question(language: Language) -> Text:
    """Say how a question is changed."""
    return text(language.gettext("Edit your message above, or type here what is to be added to your question."))


def cancelled(until: date, language: Language) -> Text:
    """Say that nothing was sent, and how long the draft is kept."""
    template = language.gettext(
        "Cancelled: nothing was sent. The draft is kept until {day}, or until you begin another."
    )
    lines = [
        fill(template, day=said_day(until, language)),
        text(language.gettext("You can go on with it, or discard it now.")),
    ]
    return join("\n", lines)


def discarded(language: Language) -> Text:
    """Say that a draft is gone."""
    lines = [
        language.gettext("The draft is discarded, and nothing was sent."),
        language.gettext("Type your next question whenever you like."),
    ]
    return join("\n", lines)


def unsent(request: Request, language: Language) -> Text:
    """Remind of a draft."""
    first = language.gettext("You have begun a request that is not sent yet: {question}")
    lines = [
        fill(first, question=quoted(request.subject, language)),
        text(language.gettext("Do you want to go on with it?")),
    ]
    return join("\n", lines)


def sent_already(request: Request, language: Language) -> Text:
    """Say that a request was sent before."""
    template = language.gettext("This request was sent already. Its number is {number}.")
    lines = [fill(template, number=request.id), text(language.gettext("/requests shows how it stands."))]
    return join("\n", lines)


def gone(language: Language) -> Text:
    """Say that there is no draft any more."""
    lines = [
        language.gettext("This draft is gone, so what you wrote was not added to it."),
        language.gettext("Type /expert to begin a request."),
    ]
    return join("\n", lines)


def noted_in_draft(language: Language) -> Text:
    """Say that an edit counts."""
    return text(language.gettext("Noted: the draft has your message as it reads now."))


def no_such_button(typed: str, language: Language) -> Text:
    """Say that something typed is nearly a button's label, and was taken for nothing else."""
    template = language.gettext("There is no button “{typed}”, so nothing was done. Press a button, or type its label.")
    return fill(template, typed=typed)


def not_passed_on(language: Language) -> Text:
    """Say that Telegram does not let a bot pass such a message on, and what to do instead."""
    lines = [
        language.gettext("Telegram does not let this assistant pass on a message of this kind, so it was not added."),
        language.gettext("Please describe it in words, or send it as a picture or a file."),
    ]
    return join("\n", lines)
