"""What must be true of the files around the code."""

import ast
import io
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import tokenize
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {
    name: (ROOT / "requirements" / f"{name}.txt").read_text()
    for name in ("run", "dev", "build", "bench", "peers", "docs")
}
PACKAGES = sorted(file.parent.name for file in ROOT.glob("*/__init__.py"))
OURS = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
STAGES = re.split(r"(?m)^(?=FROM )", (ROOT / "Dockerfile").read_text())[1:]


def requirements(lock: str) -> dict[str, str]:
    """Return each requirement of a lock with its lines."""
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    return {re.split(r"[=\[ ;]", block)[0].lower(): block for block in blocks if block.strip()}


# Dependencies


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_with_its_hashes(name: str) -> None:
    for requirement in requirements(LOCKS[name]).values():
        assert re.match(
            r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[^ ]+ (; .+ )?\\\n    --hash=sha256:[0-9a-f]{64}", requirement
        )


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_registry(name: str) -> None:
    assert "://" not in LOCKS[name]
    assert re.findall(r"--(?!hash=)\S+", LOCKS[name]) == []


def test_what_runs_and_what_builds_is_what_was_tested() -> None:
    tested = requirements(LOCKS["dev"])

    for name in ("run", "build"):
        assert {each: lines for each, lines in requirements(LOCKS[name]).items() if tested.get(each) != lines} == {}


def test_every_dependency_that_the_project_names_is_locked() -> None:
    def names(listed: list[str]) -> set[str]:
        return {re.split(r"[^A-Za-z0-9._-]", each)[0].lower() for each in listed}

    project = PROJECT["project"]
    assert names(project["dependencies"]) <= requirements(LOCKS["run"]).keys()
    assert names(project["optional-dependencies"]["dev"]) <= requirements(LOCKS["dev"]).keys()
    assert names(PROJECT["build-system"]["requires"]) <= requirements(LOCKS["build"]).keys()


# The image


def test_the_image_ends_with_an_ordinary_user_and_nothing_to_build_with() -> None:
    builder, last = STAGES

    assert builder.split()[1] == last.split()[1]
    assert "apt-get" not in last
    assert "pip install" not in last
    assert "pip uninstall" in last
    assert re.findall(r"(?m)^USER (.+)$", last) == ["10001:10001"]
    assert last.index("\nUSER ") > last.rindex("\nRUN ")
    assert "\nSTOPSIGNAL SIGTERM\n" in last
    assert "\nVOLUME /data\n" in last


def test_the_image_installs_only_what_is_locked() -> None:
    installs = re.findall(r"install --only-binary :all: (\S+) --requirement (\S+)", STAGES[0])

    assert installs == [("--require-hashes", "requirements/run.txt"), ("--require-hashes", "requirements/build.txt")]


def test_the_image_starts_the_command_that_is_installed() -> None:
    (command,) = PROJECT["project"]["scripts"]

    assert f'\nENTRYPOINT ["{command}"]\nCMD ["run"]\n' in STAGES[-1]


def test_the_image_is_made_of_every_package() -> None:
    let_in = re.findall(r"(?m)^!(\S+)$", (ROOT / ".dockerignore").read_text())
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert set(packages) <= set(let_in)
    assert [path for path in let_in if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_says_what_the_bot_says(status: int, code: int) -> None:
    class Bot(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Bot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert health(server.server_port) == code
        server.shutdown()


def test_the_health_check_fails_when_nobody_answers() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port

    assert health(port) == 1


def health(port: int) -> int:
    (written,) = re.findall(r"(?m)^HEALTHCHECK .* CMD (\[.*\])$", STAGES[-1])
    python, *arguments = json.loads(written)
    assert python == "python"
    unreachable = {"http_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    environment = {**os.environ, **unreachable, "HELPDESK_HTTP_PORT": str(port)}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False).returncode


# Licences, words and commands


def test_the_licence_is_whole() -> None:
    licence = (ROOT / "LICENSE").read_text()

    assert PROJECT["project"]["license"] == "EUPL-1.2"
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016\n")
    assert [int(number) for number in re.findall(r"(?m)^(\d+)\.[A-Z]", licence)] == list(range(1, 16))
    assert licence.endswith(
        "All other changes or additions to this Appendix require the production of a new EUPL version.\n"
    )


def test_the_content_has_a_licence_of_its_own() -> None:
    assert (
        "https://creativecommons.org/licenses/by/4.0/legalcode"
        in (ROOT / "knowledge" / "content" / "LICENSE").read_text().split()
    )


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_that_a_page_points_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text()
    paths = {*re.findall(r"\]\(([^):]+)\)", text), *re.findall(r"`((?:\w[\w-]*/)+(?:[\w.-]+\.\w+)?)`", text)}

    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_map_shows_every_part_of_the_house() -> None:
    readme = (ROOT / "README.md").read_text()

    assert [package for package in PACKAGES if f"| `{package}/` |" not in readme] == []


def test_make_knows_what_is_promised() -> None:
    targets = re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text())

    assert {"setup", "demo", "test", "check", "audit", "torture", "bench", "docs"} <= set(targets)


def test_a_clean_checkout_is_checked_and_then_tested() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert script.read_text().endswith("\nmake check\nmake test\n")
    subprocess.run(["/bin/bash", "-n", str(script)], check=True)


# The code as a whole


def test_every_package_is_checked_typed_measured_and_shipped() -> None:
    tool = PROJECT["tool"]
    ours = set(PACKAGES) - {"tests", "bench"}

    assert ours <= set(tool["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert ours - {"locales"} <= set(tool["mypy"]["packages"])
    assert ours - {"locales"} <= set(tool["importlinter"]["root_packages"])
    assert ours - {"locales", "sandbox"} <= set(tool["coverage"]["run"]["source"])


def test_no_file_is_named_for_being_handy() -> None:
    handy = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

    assert [file for file in OURS if handy & {file.stem, *file.stem.split("_")}] == []


def test_every_exception_from_a_rule_carries_its_code_and_its_reason() -> None:
    assert [place for file in OURS for place in without_reason(file.read_text(), str(file.relative_to(ROOT)))] == []


def without_reason(source: str, name: str) -> Iterator[str]:
    exception = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:|ruff:|mypy:)(.*)")
    code_and_reason = re.compile(r"(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z-]+\])\W+\w.{5,}")
    if exception.search(source) is None:  # to look at each word takes long
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        found = exception.match(token.string) if token.type == tokenize.COMMENT else None
        if found and not code_and_reason.fullmatch(found[1]):
            yield f"{name}:{token.start[0]}"


@pytest.mark.parametrize(
    "line",
    [
        "x  # noqa",
        "x  # noqa: S311",
        "x  # type: ignore",
        "x  # type: ignore[misc]",
        "x  # pragma: no cover",
        "# ruff: noqa",
    ],
)
def test_the_check_of_exceptions_finds_one_without(line: str) -> None:
    assert list(without_reason(line, "x")) == ["x:1"]


def test_the_code_stays_small() -> None:
    product = [file for file in OURS if not file.is_relative_to(ROOT / "tests") and file.name != "__init__.py"]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in product}
    functions = [
        node.end_lineno - node.lineno + 1
        for file in product
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]

    assert {name: length for name, length in lengths.items() if length > 300} == {}
    assert statistics.median(functions) <= 8
