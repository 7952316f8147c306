"""A report on the content, as lines to read."""

from collections.abc import Iterator

from core.problems import many
from knowledge.checking.report import Report


def reported(report: Report) -> str:
    """Return the report as text, a part after the other."""
    parts = [_whole(report), _topics(report), _phrasings(report), _languages(report), _open(report)]
    return "\n\n".join("\n".join(part) for part in parts)


def _whole(report: Report) -> Iterator[str]:
    held = many(report.entries, "entry", "entries"), many(report.guides, "guide"), many(report.sections, "section")
    yield "{}, {} with {}".format(*held)
    if report.longest:
        yield f"longest text: {report.longest[0]} characters, {report.longest[1]}"
    if report.oldest_check:
        yield f"oldest check: {report.oldest_check[0]}, {report.oldest_check[1]}"
    yield from (f"to be reviewed by {day}: {many}" for day, many in report.next_reviews.items())


def _topics(report: Report) -> Iterator[str]:
    yield f"{'topic':24}{'entries':>8}{'guides':>8}{'sections':>9}"
    for each in report.topics:
        yield f"{each.id:24}{each.entries:8}{each.guides:8}{each.sections:9}"


def _phrasings(report: Report) -> Iterator[str]:
    yield f"{'phrasings in':24}{'count':>8}{'ids':>8}{'fewest':>9}"
    for language, each in report.phrasings.items():
        yield f"{language:24}{each.phrasings:8}{each.ids:8}{each.fewest:9}  {each.fewest_of}"


def _languages(report: Report) -> Iterator[str]:
    yield f"{'texts in':24}{'count':>8}{'read':>8}{'LIX':>9}"
    for language, each in report.languages.items():
        yield f"{language:24}{each.texts:8}{each.proofread:8}{each.lix if each.lix is not None else '-':>9}"
    yield "read: of these, by a native speaker. LIX, by Björnsson: words a sentence and long words a hundred words;"
    yield "up to 30 very easy, 40 easy, 50 ordinary, 60 hard."


def _open(report: Report) -> Iterator[str]:
    yield f"open fields: {len(report.open_fields)}"
    yield from (f"{each.id}: {each.field}, {each.name}" for each in report.open_fields)
