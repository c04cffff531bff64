"""No comment and no paper points to anything that is not in this repository.

Looked at: comments and docstrings of Python, the comments of everything else, every line of a paper; of a program's
messages, the papers that they name. A pointer is a path, a file by its name, a module by its dotted name, a `../` that
leads somewhere, a link, or a document by a name in capitals (see X, "Rooms").
"""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.options import Config
from kiosk.core.record.codec import KINDS
from kiosk.core.record.event import name_of
from tests.docs.papers import ROOT

FOLDERS = "kiosk drivers display sync scripts systemd tests docs requirements"
ELSEWHERE = (  # names of files that our programs make or meet, and that no repository holds
    "kiosk.toml", "kiosk.toml.bad", "kiosk.toml.good", "secrets.toml", "addresses.json", "doctor.jsonl", "starts.json",
    "ports.json", "hashes.json", "materials.json", "cai-dat.html", "kiosk.img", "watch.py", "OUT.html",
    "settings.json", "pins.json",
)  # fmt: skip
MADE = ("build", "data")  # folders that a clone has after its programs ran
_PATH = re.compile(rf"(?<![\w/.~{{*<-])((?:{FOLDERS.replace(' ', '|')})/[\w./@-]*\w)(?![\w*{{<…@])")
_FILE = re.compile(r"(?<![\w/.{}*<>…-])([\w-]+\.(?:py|md|js|css|html|toml|csv|yaml|jsonl?|service|cmd|sh))(?![\w.-])")
_MODULE = re.compile(rf"(?<![\w/.@-])((?:{FOLDERS.replace(' ', '|')})(?:\.[a-z]\w*)+)(?![\w/(.-])")
_UP = re.compile(r"(?<![\w.])((?:\.\./)+[\w./-]*)")
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
_CAPITALS = re.compile(r"(?<![\w$./`'\"{-])([A-Z]{4,})(?![\w`-])")
_SECTION = re.compile(r"(?<![\w$./`-])([A-Z]{4,})(?:, [\"“][A-Z]|, rules? \d|'s? tables)")
KNOWN = {"ARCHITECTURE", "CITY", "CONTRACT", "DOMAIN", "HOUSE", "LOOK", "MEASURED", "PEERS", "PRINTING", "WORDS"}
_MARKS = re.compile(r"(?:^|\s)(?:#|//|/\*|\*|<!--|--)\s(.*)")
_PAPER = re.compile(r"docs/[\w./-]+\w")

Said = Iterator[tuple[int, str]]  # line, words


@cache
def tracked() -> tuple[Path, ...]:
    """Every text that somebody of ours wrote; not this test, whose samples point astray."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    names = [name for name in listed.stdout.splitlines() if name and (ROOT / name).is_file()]
    paths = (Path(name) for name in names if name != "tests/docs/test_pointers.py")
    unread = (".png", ".ttf", ".lock", ".txt", ".csv", ".json", ".db", "")
    return tuple(path for path in paths if path.suffix not in unread)


def words(path: Path) -> Said:
    """What a file says to a reader."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _python(text)
    elif path.suffix == ".md":
        yield from enumerate(text.splitlines(), 1)
    else:
        yield from ((n, found[1]) for n, line in enumerate(text.splitlines(), 1) if (found := _MARKS.search(line)))


def _python(text: str) -> Said:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        told = node.body if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) else []
        first = told[0] if told else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            yield from enumerate(first.value.value.splitlines(), first.lineno)


@cache
def said() -> frozenset[str]:
    """What looks like a module's name and is none: options, events, files that are made."""
    options = {f"{table.name}.{option.name}" for table in fields(Config) for option in _options(table.type)}
    events = (name for type_ in KINDS for name in (name_of(type_), type_.removeprefix("vn.motcua.")))
    return frozenset({*options, *events, *ELSEWHERE})


def _options(kind: object) -> tuple[Any, ...]:
    return fields(kind) if isinstance(kind, type) and is_dataclass(kind) else ()


@cache
def names() -> frozenset[str]:
    return frozenset(path.name for path in (*tracked(), *(ROOT / "docs").rglob("*"), *(ROOT / "kiosk").rglob("*.*")))


def astray(path: Path, line: str) -> Iterator[str]:
    """Each pointer of a line of `path` that leads nowhere."""
    yield from (found for found in _PATH.findall(line) if not _is_there(found))
    yield from (found for found in _FILE.findall(line) if found not in names() and found not in ELSEWHERE)
    yield from (found for found in _MODULE.findall(line) if found not in said() and not _is_module(found))
    yield from (found for found in _UP.findall(line) if not _within(path.parent / found))
    yield from (found for found in _LINK.findall(line) if path.suffix == ".md" and not _within(path.parent / found))
    bare = re.sub(r"`[^`]*`", "", line)
    capitals = {found for found in _CAPITALS.findall(bare) if found in KNOWN} | set(_SECTION.findall(bare))
    yield from (found for found in capitals if not (ROOT / f"{found}.md").exists())


def _is_there(path: str) -> bool:
    return (ROOT / path).exists() or any(_beside(path))


def _beside(path: str) -> Iterator[bool]:
    """A decision by its number, a folder's own name for what lies in it."""
    yield bool(list(ROOT.glob(f"{path}*")) if re.search(r"/\d{4}$", path) else [])


def _within(path: Path) -> bool:
    """In the repository, or in a folder that its programs make."""
    target = (ROOT / path).resolve()
    return target.is_relative_to(ROOT) and (
        target.exists() or target.relative_to(ROOT).parts[:1] in [(m,) for m in MADE]
    )


def _is_module(name: str) -> bool:
    """A module, or a name that is defined in one."""
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:size])
        if place.is_dir() or place.with_suffix(".py").exists():
            return size == len(parts) or _defines(place, parts[size])
    return False


def _defines(place: Path, name: str) -> bool:
    file = place.with_suffix(".py") if place.with_suffix(".py").exists() else place / "__init__.py"
    return file.exists() and re.search(rf"\b{name}\b", file.read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize("path", tracked(), ids=str)
def test_nothing_points_out_of_the_repository(path: Path) -> None:
    """Every pointer of every comment, docstring and paper leads to something that is here."""
    assert [f"{path}:{n}: {found}" for n, line in words(path) for found in astray(path, line)] == []


def test_messages_name_papers_that_are_there() -> None:
    """Whatever string of a program names a paper: it is there, and so is the section that it names."""
    told = ((path, found) for path in tracked() if path.suffix == ".py" for found in _papers(path))
    assert [(str(path), paper) for path, paper in told if not _is_there(paper)] == []


def _papers(path: Path) -> list[str]:
    return _PAPER.findall((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        'how it lies (ARCHITECTURE, "Rooms")',
        "sizes come from millimetres (LOOK)",
        'as the ROADMAP, "Later" has it',
        "what PRINTING's tables say",
        "see ../shared/design/notes",
        "see docs/nowhere.md",
        "in NOWHERE.md",
        "as in kiosk/nowhere/at_all.py",
        "the rules are in nowhere_at_all.py",
        "by kiosk.core.nowhere",
        "[a link](nowhere.md)",
    ],
)
def test_a_pointer_that_leads_out_is_found(line: str) -> None:
    """Each kind of pointer, once."""
    assert list(astray(Path("docs/sample.md"), line))


@pytest.mark.parametrize(
    "line",
    [
        "docs/domain.md, `kiosk/core`, tests/docs",
        "kiosk.core.figures, kiosk.toml, `LOOK` seconds",
        "RAUC reads JSON over MQTT",
        "[decision 6](decisions/0006-glyphs-in-codes-of-their-own.md), docs/decisions/0010",
    ],
)
def test_a_pointer_that_holds_is_left_alone(line: str) -> None:
    assert list(astray(Path("docs/sample.md"), line)) == []
