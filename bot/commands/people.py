"""`helpdesk roles`: who may do what."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.commands.beginning import refuse, settings_or_exit
from bot.commands.database import in_database
from bot.settings import Settings
from core.clock import SystemClock
from knowledge.files.profile_file import profile_of
from people.competence import BadCompetence, Competence
from people.models import Member, RoleName
from people.roles import Holder, Roles


class Grantable(StrEnum):
    """What can be granted."""

    EXPERT = "expert"
    COORDINATOR = "coordinator"


PersonId = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="A person's numeric Telegram id.")]


def register(app: typer.Typer) -> None:
    """Add `roles` to the command line."""
    roles = typer.Typer(help="Roles: who may answer, who may coordinate.", no_args_is_help=True)
    roles.command("grant")(grant)
    roles.command("revoke")(revoke)
    roles.command("list")(list_)
    app.add_typer(roles, name="roles")


def grant(
    person: PersonId,
    role: Annotated[Grantable, typer.Argument(help="What they shall be.")],
    *,
    topics: Annotated[str | None, typer.Option(help="Topics they know, such as green,digital.")] = None,
    languages: Annotated[str | None, typer.Option(help="Languages they answer in, such as en,fr.")] = None,
    countries: Annotated[str | None, typer.Option(help="Countries they know, such as PT,FR.")] = None,
    hours: Annotated[str | None, typer.Option(help='Working hours, such as "Mon-Fri 09:00-17:00".')] = None,
    timezone: Annotated[str | None, typer.Option(help="The zone of these hours, such as Europe/Lisbon.")] = None,
) -> None:
    """Make somebody an expert or a coordinator; what is not given stays as it was."""
    settings = settings_or_exit()
    try:
        competence = Competence.typed(topics, languages, countries, hours, timezone)
    except BadCompetence as error:
        refuse(str(error))
    for topic in _unknown_topics(settings, competence):
        typer.echo(f"Note: profile.yaml has no topic {topic}.", err=True)
    member = in_database(settings, lambda session: _grant(session, person, RoleName(role), competence))
    typer.echo(f"{person} is now {_called(RoleName(role))}.")
    if member is None or member.opened_at is None:
        typer.echo(f"{person} has not opened a chat with the bot yet; until then no message can reach them.")


def revoke(person: PersonId) -> None:
    """Take somebody's role away."""
    settings = settings_or_exit()
    had = in_database(settings, lambda session: Roles(session, SystemClock()).revoke(person))
    if person in settings.admin_ids:
        refuse(f"{person} is a coordinator by HELPDESK_ADMIN_IDS; take the id out there and start the bot again.")
    typer.echo(f"{person} has no role any more." if had else f"{person} had no role; nothing was changed.")


def list_(*, as_json: Annotated[bool, typer.Option("--json", help="Print a list of JSON objects.")] = False) -> None:
    """Show who has which role, and who has not opened a chat with the bot yet."""
    settings = settings_or_exit()
    holders = in_database(settings, lambda session: Roles(session, SystemClock(), settings.admin_ids).holders())
    if as_json:
        typer.echo(json.dumps([_facts(holder) for holder in holders], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_line, holders)) or "Nobody has a role yet.")


def _grant(session: Session, person: int, role: RoleName, competence: Competence) -> Member | None:
    Roles(session, SystemClock()).grant(person, role, competence)
    return session.get(Member, person)


def _unknown_topics(settings: Settings, competence: Competence) -> list[str]:
    profile, _ = profile_of(settings.content_dir)
    known = {topic.id for topic in (*profile.topics, *profile.policy_topics)}
    return [topic for topic in competence.topics or () if topic not in known]


def _called(name: RoleName) -> str:
    return "an expert" if name is RoleName.EXPERT else "a coordinator"


def _facts(holder: Holder) -> dict[str, Any]:
    granted, member = holder.granted, holder.member
    return {
        "id": holder.id,
        "role": holder.name,
        "name": member and member.name,
        "username": member and member.username,
        "opened_chat": holder.opened,
        "reachable": member is not None and member.reachable,
        "topics": granted.topics if granted else [],
        "languages": granted.languages if granted else [],
        "countries": granted.countries if granted else [],
        "hours": granted and granted.hours,
        "timezone": granted and granted.timezone,
        "granted_by": granted and granted.granted_by,
        "granted_at": _written(granted.granted_at) if granted else None,
        "by_settings": holder.by_settings,
    }


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _line(holder: Holder) -> str:
    facts = _facts(holder)
    listed = [f"{key} {','.join(facts[key])}" for key in ("topics", "languages", "countries") if facts[key]]
    written = [facts[key] for key in ("hours", "timezone") if facts[key]]
    parts = [f"{holder.id}", holder.name, *filter(None, [facts["name"]]), *listed, *written]
    if holder.by_settings:
        parts.append("by HELPDESK_ADMIN_IDS")
    if not holder.opened:
        parts.append("has not opened a chat with the bot yet")
    elif not facts["reachable"]:
        parts.append("has blocked the bot")
    return " · ".join(parts)
