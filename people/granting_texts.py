"""What coordinators read when they give and take roles."""

from collections.abc import Sequence

from core.language import Language
from core.text import Text, fill, join, text
from people.models import Role, RoleName


def how_to_grant(language: Language) -> Text:
    """Say how a role is given."""
    return text(
        language.gettext(
            "Nothing was changed. Type the person's numeric id and the role, then what they know, such as\n"
            "/grant 123456789 expert topics=green,smart languages=en,fr countries=PT,FR "
            "hours=Mon-Fri 09:00-17:00 timezone=Europe/Lisbon\n"
            "The role is expert or coordinator; the rest may be left out. People see their id in /settings."
        )
    )


def how_to_revoke(language: Language) -> Text:
    """Say how a role is taken away."""
    return text(
        language.gettext("Nothing was changed. Type the person's numeric id behind it, such as /revoke 123456789")
    )


def bad_competence(problems: Sequence[str], language: Language) -> Text:
    """Say what of the given cannot be used."""
    first = language.gettext("Nothing was changed, because some of this cannot be used:")
    return join("\n", [first, *(f"– {problem}" for problem in problems)])


def granted(role: Role, name: str, language: Language, *, opened: bool) -> Text:
    """Say who is what now, and what they know."""
    sentences = {
        RoleName.EXPERT: language.gettext("{name} ({id}) is an expert now."),
        RoleName.COORDINATOR: language.gettext("{name} ({id}) is a coordinator now."),
    }
    lines = [fill(sentences[role.name], name=name, id=role.member_id)]
    known = " · ".join(
        each for each in (*role.topics, *role.languages, *role.countries, role.hours, role.timezone) if each
    )
    lines += [text(known)] if known else []
    if not opened:
        lines.append(
            text(language.gettext("They have not opened a chat with this bot yet; until then no message reaches them."))
        )
    return join("\n", lines)


def by_settings(name: str, language: Language) -> Text:
    """Say that only the operator can take this role away."""
    template = language.gettext(
        "{name} is a coordinator by the operator's settings (HELPDESK_ADMIN_IDS). Only the operator can change that."
    )
    return fill(template, name=name)


def revoked(name: str, returned: int, language: Language, *, had: bool) -> Text:
    """Say that somebody has no role any more, and what became of their requests."""
    if not had:
        return fill(language.gettext("{name} had no role. Nothing was changed."), name=name)
    lines = [fill(language.gettext("{name} has no role any more."), name=name)]
    if returned:
        count = language.ngettext(
            "{count} open request of theirs is in the queue again.",
            "{count} open requests of theirs are in the queue again.",
            returned,
        )
        lines.append(fill(count, count=returned))
    return join("\n", lines)
