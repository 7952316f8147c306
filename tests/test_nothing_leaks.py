"""The canary of every story sings: it would hear a token or people's words in a log or a metric."""

import pytest
import structlog
from prometheus_client import CollectorRegistry, Counter

from bot.serve import Service
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.canary import Eavesdropper
from tests.delivering import until

WORDS = "my-neighbour-Agnieszka"
log = structlog.get_logger(__name__)


@pytest.fixture
async def words(telegram: Sandbox, maria: Person) -> str:
    """Something that Maria typed."""
    return (await maria.says("my neighbour Agnieszka wants a peer review")).text


async def test_words_in_a_log_are_heard(telegram: Sandbox, words: str) -> None:
    with Eavesdropper() as eavesdropper:
        log.warning("somebody wrote", fact=f"<{words}>")

    with pytest.raises(AssertionError, match="Agnieszka"):
        eavesdropper.heard_nothing_of(telegram, None)
    telegram.world.privates.clear()  # or this story's own canary hears them, too


async def test_words_in_a_metric_are_heard(telegram: Sandbox, words: str) -> None:
    registry = CollectorRegistry()
    Counter("asked", "Questions", ("text",), registry=registry).labels(words).inc()

    with pytest.raises(AssertionError, match="Agnieszka"):
        Eavesdropper().heard_nothing_of(telegram, registry)


async def test_a_token_is_redacted_even_where_it_is_logged(telegram: Sandbox, helpdesk: Service) -> None:
    with Eavesdropper() as eavesdropper:
        log.warning("trouble at %s", f"{telegram.url}/bot{telegram.bot.token}/getMe")

    eavesdropper.heard_nothing_of(telegram, helpdesk.registry)


async def test_an_error_that_quotes_a_person_is_told_without_their_words(
    telegram: Sandbox, helpdesk: Service, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria.user.first_name, secret = "Wilhelmina-Xanthippe", telegram.bot.token

    def fails(*_: object) -> None:
        raise ValueError(f"{maria.user.first_name} typed {WORDS!r} to {secret}")

    monkeypatch.setattr("handlers.commands.deep_links.linked_entry", fails)
    with Eavesdropper() as eavesdropper:
        await maria.says(f"/start entry_{WORDS}")
        await until(lambda: "ValueError" in eavesdropper.everything(telegram, helpdesk.registry))  # that is told

    heard = eavesdropper.everything(telegram, helpdesk.registry)
    assert not [secret for secret in (WORDS, "Wilhelmina", str(maria.id)) if secret in heard]
