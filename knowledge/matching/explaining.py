"""Why a question finds what it finds, in words for whoever writes phrasings."""

from collections.abc import Iterator

from knowledge.library import Explanation
from knowledge.matching.gates import LIKELY_ENOUGH, SURE_ENOUGH
from knowledge.matching.looks import Look


def explained(explanation: Explanation) -> str:
    """Return line by line how a question was read, what it is like, and how it stood before both gates."""
    return "\n".join(
        [
            f"words: {' '.join(explanation.words)}",
            *_mended(explanation),
            *(f"nearest phrasing of {id_}: {text}" for id_, text in explanation.nearest.items()),
            *(line for look in explanation.looks for line in _gates(look)),
        ]
    )


def _mended(explanation: Explanation) -> Iterator[str]:
    for word, mended in explanation.mended.items():
        taken = ", ".join(f"{mending.word} ({mending.weight**2:.2f})" for mending in mended)
        yield f"unknown: {word}, {f'taken for {taken}' if taken else 'like no word that is known'}"


def _gates(look: Look) -> Iterator[str]:
    standing = look.standing
    yield (
        f"in {look.language}: likeness {standing.score:.2f}, chance of the best {standing.chance:.2f}, "
        f"ahead of the next by a factor of {2.718281828**standing.lead:.1f}, {standing.words} words"
    )
    yield (
        f"in {look.language}: its phrasings say {standing.said:.2f} of what the question says; of stems and letters, "
        f"{round(2 * standing.agreed)} of 2 find it alone; what is shared tells {standing.told:.1f}"
    )
    yield (
        f"in {look.language}: in scope with {look.scope:.2f} (offered from {LIKELY_ENOUGH}), "
        f"right with {look.surety:.2f} (answered from {SURE_ENOUGH})"
    )
