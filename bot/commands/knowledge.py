"""`helpdesk ask` and `helpdesk kb`: the knowledge without Telegram."""

import gc
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import export, gaps
from bot.commands.plots import drawn
from bot.commands.reporting import reported
from bot.content import problems_in
from bot.settings import Settings, SettingsProblem, load_settings
from core.problems import Problem, Severity, many
from knowledge.checking.report import report_on
from knowledge.entries import Content
from knowledge.files.reading import NoContent, read_content
from knowledge.in_force import read_in_force
from knowledge.library import Finding, Library, by_language
from knowledge.matching.explaining import explained
from knowledge.matching.measuring import Confusion, Quality, answered_against_right, asked, confusions, measured
from knowledge.matching.preparing import held_out
from knowledge.matching.question_sets import BadSet, read_entries, read_queries
from knowledge.renewing import able

Directory = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="A content folder; else the one in the settings.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add `ask` and `kb` to the command line."""
    kb = typer.Typer(help="The knowledge: check it, report on it, measure it.", no_args_is_help=True)
    kb.command("check")(check)
    kb.command("eval")(evaluate)
    kb.command("report")(report)
    gaps.register(kb)
    export.register(kb)
    app.add_typer(kb, name="kb")
    app.command("ask")(ask)


def ask(
    text: Annotated[str, typer.Argument(help="The question.")],
    *,
    as_json: AsJson = False,
    top: Annotated[int, typer.Option(min=1, help="How many matches to show.")] = 3,
    language: Annotated[
        list[str] | None, typer.Option(help="A language that the member reads, such as fr; the preferred first.")
    ] = None,
    explain: Annotated[bool, typer.Option(help="Say how the question was read.")] = False,
) -> None:
    """Say what the bot would answer."""
    settings, content = _in_force()
    languages = language or [content.profile.language]
    library = able(content, settings.data_dir, text, languages, _learning)
    finding = library.find(text, languages, top)
    typer.echo(_as_json(text, finding) if as_json else _as_text(library, finding, languages))
    if explain:
        # Not between the JSON and whoever parses it.
        typer.echo(explained(library.explain(text, languages, top)), err=as_json)


def _learning(languages: Sequence[str]) -> None:
    """Say why nothing is said for a while; not between the answer and whoever reads it."""
    typer.echo(f"Learning from the phrasings first ({', '.join(languages)}): about half a minute, once.", err=True)


def check(
    directory: Directory = None,
    *,
    strict: Annotated[bool, typer.Option(help="Let warnings fail as well.")] = False,
) -> None:
    """Check the content files; exit code 1 if there are errors, or with --strict warnings."""
    directory = _directory(directory)
    content = _content(directory)
    problems = problems_in(directory, content, datetime.now(UTC).date())
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(_summary(content, problems))
    rehearsed = held_out(by_language(content), content.profile.language, content.beside(), _data_dir())
    if rehearsed.asked:
        typer.echo(str(rehearsed))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    raise typer.Exit(1 if errors or (strict and problems) else 0)


def evaluate(
    *,
    queries: Annotated[Path, typer.Option(help="Questions with their right ids, as JSON lines.")],
    entries: Annotated[Path | None, typer.Option(help="Entries, as JSON lines; else the content.")] = None,
    as_json: AsJson = False,
    most: Annotated[int, typer.Option("--confusions", min=0, help="How many confusions to list.")] = 10,
    plot: Annotated[Path | None, typer.Option(help="Where to draw answered against right: a file.svg.")] = None,
) -> None:
    """Measure how well questions find their entries."""
    if plot and plot.suffix != ".svg":
        _refuse(f"The plot is an SVG, which browsers show: call it {plot.with_suffix('.svg').name}.")
    try:
        content = read_entries(entries, "en") if entries else _content(_directory(None))
        questions = read_queries(queries, content.profile.language)
    except BadSet as error:
        _refuse(str(error))
    before, started = _resident_mb(), time.perf_counter()
    library = Library.prepared(content, None if entries else load_settings().data_dir)
    build_s, after = time.perf_counter() - started, _resident_mb()
    grown = after - before if before is not None and after is not None else None
    outcomes = asked(library, questions)
    quality = measured(outcomes, build_s, grown)
    typer.echo(json.dumps(quality.figures()) if as_json else f"{_table(quality)}\n{library.held_out}")
    if not as_json:
        typer.echo("\n".join(_confused(each) for each in confusions(outcomes)[:most]), nl=most > 0)
    if plot:
        plot.write_text(drawn(answered_against_right(outcomes), quality.answered), "utf-8")


def report(directory: Directory = None, *, as_json: AsJson = False) -> None:
    """Say what the content consists of: counts, languages, checks, open fields, reading level."""
    figures = report_on(_content(_directory(directory)))
    typer.echo(json.dumps(figures.figures(), ensure_ascii=False) if as_json else reported(figures))


def _directory(named: Path | None) -> Path:
    """Return this folder, or the one that the settings name."""
    try:
        return named or load_settings().content_dir
    except SettingsProblem as problem:
        _refuse(str(problem))


def _in_force() -> tuple[Settings, Content]:
    """Return the content in force; where the database cannot be read, that of the files alone, saying so."""
    try:
        settings = load_settings()
        held = export.held_edits(settings)
    except SettingsProblem as problem:
        _refuse(str(problem))
    except (SQLAlchemyError, OSError):
        held = []
        typer.echo("Note: the database cannot be read; this is what the files alone say.", err=True)
    try:
        return settings, read_in_force(settings.content_dir, held).content
    except NoContent as problem:
        _refuse(str(problem))


def _content(directory: Path) -> Content:
    try:
        return read_content(directory)
    except NoContent as problem:
        _refuse(str(problem))


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _as_json(text: str, finding: Finding) -> str:
    matches = [{"id": match.id, "title": match.title, "score": round(match.score, 4)} for match in finding.matches]
    return json.dumps({"text": text, "decision": finding.decision, "matches": matches}, ensure_ascii=False)


def _as_text(library: Library, finding: Finding, languages: Sequence[str]) -> str:
    lines = [f"decision: {finding.decision}"]
    lines += [f"{match.score:.3f}  {match.id}  {match.title}" for match in finding.matches]
    return "\n".join([*lines, *(["", _answer(library, finding.matches[0].id, languages)] if finding.answered else [])])


def _answer(library: Library, id_: str, languages: Sequence[str]) -> str:
    """Return the Markdown of an entry, a guide's introduction or a section, with its fields filled in."""
    whole = library.entry(id_) or library.guide(id_.partition("#")[0])
    part = library.section(id_) or whole
    if whole is None or part is None:
        return ""
    return whole.filled(part.in_language(languages, library.language).text, "not published here")


def _summary(content: Content, problems: tuple[Problem, ...]) -> str:
    def counted(severity: Severity, one: str) -> str:
        return many(sum(problem.severity is severity for problem in problems), one)

    phrasings = many(sum(len(each) for each in content.phrasings().values()), "phrasing")
    found = f"{many(len(content.entries), 'entry', 'entries')}, {many(len(content.guides), 'guide')}, {phrasings}"
    return f"{found}: {counted(Severity.ERROR, 'error')}, {counted(Severity.WARNING, 'warning')}"


def _table(quality: Quality) -> str:
    return "\n".join(f"{name:15}{'-' if figure is None else figure}" for name, figure in quality.figures().items())


def _confused(confusion: Confusion) -> str:
    count = f"{confusion.count} ({confusion.answered} answered)"
    return f"{confusion.found} for {confusion.right}: {count}, such as: {confusion.text}"


def _data_dir() -> Path | None:
    """Return where what was learned is kept; nowhere, if the settings do not tell."""
    try:
        return load_settings().data_dir
    except SettingsProblem:
        return None


def _resident_mb() -> float | None:
    """Return the memory in use, where the system tells it."""
    gc.collect()
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), None)
