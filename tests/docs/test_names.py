"""Papers that name what others rely on are held against the code, name by name and both ways."""

import dataclasses
import json
import re
import sqlite3
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from display.drawing.theme import CARD_MM, CHOOSE_MM, DAY, GAP_MM, TEXT_MM, TOUCH_MM
from drivers.ports import CompletionQuery, PrintMode
from drivers.simulated.printer.personality import KINDS as PRINTERS
from drivers.simulated.printer.personality import STATES
from kiosk.config.options import NOT_OPTIONS, SECRET, Config, Printer
from kiosk.core.decisions.paper import CANNOT_PRINT
from kiosk.core.office.refusals import MESSAGES
from kiosk.core.office.scales import REASONS
from kiosk.core.record.codec import KINDS
from kiosk.core.record.events import RatingGiven
from kiosk.journal.opening import migrate
from kiosk.paper.encode import Paper, slip_bytes
from kiosk.simulation.cabinet.calls import CALLS
from kiosk.simulation.day_script import ARGUMENTS
from scripts.benchmarks.sample_slip import sample
from sync.city.engine import Engine
from sync.city.store import Store
from sync.envelope import ROOT as TOPICS
from tests.docs.helped import helped
from tests.docs.papers import ROOT, spans, tables, text_of

CONTRACT = "docs/contract.md"


def named(head: str, column: int = 0, paper: str = CONTRACT) -> list[str]:
    """Every name in backticks in one column of the tables under a heading."""
    return [name for row in tables(paper, head) for name in spans(row[column])]


def test_every_command_is_in_the_contract() -> None:
    """`kiosk --help` and the contract's table name the same commands; each has a --config and a --help."""
    found = re.findall(r"^ {4}([a-z-]+)(?=\s|$)", helped("kiosk"), re.M)
    told = [name.removeprefix("kiosk ") for name in named("command") if name.startswith("kiosk ")]
    assert sorted(told) == sorted(found) and found
    assert [command for command in found if "--config" not in helped("kiosk", command)] == []


def test_every_script_is_in_the_contract() -> None:
    """What can be started in scripts/ and the contract's table are the same."""
    there = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and path.stat().st_mode & 0o100]
    assert sorted(named("script, from a clone")) == sorted(f"scripts/{path.name}" for path in there)


def test_every_table_of_the_settings_is_in_the_contract() -> None:
    """[table] and [[list]] as the options have them, and the sample shows the same, if only commented out."""
    kinds = {field.name: field for field in dataclasses.fields(Config) if field.name not in {"secrets", *NOT_OPTIONS}}
    told = set(re.findall(r"`(\[\[?\w+\]\]?)`", text_of(CONTRACT)))
    assert told == {f"[[{n}]]" if str(f.type).startswith("list[") else f"[{n}]" for n, f in kinds.items()}
    assert told <= set(re.findall(r"^(?:# )?(\[\[?\w+\]\]?)", text_of("docs/kiosk.toml"), re.M))


def test_the_secret_options_are_those_of_the_code() -> None:
    """docs/settings.md names what a secrets file may hold."""
    said = text_of("docs/settings.md").split("named at the top")[1].split("and nothing else")[0]
    assert spans(said)[1:] == list(SECRET)


def test_every_column_of_the_journal_is_in_the_contract(tmp_path: Path) -> None:
    """The table of `events` as a new journal has it."""
    migrate(tmp_path / "journal.db")
    with sqlite3.connect(tmp_path / "journal.db") as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(events)")]
    assert sorted(named("columns")) == sorted(columns)


def test_every_event_is_in_the_contract() -> None:
    """Each type once, under the stream that it is chained on."""
    told = [(row[0], name) for row in tables(CONTRACT, "stream") for name in spans(row[1])]
    assert sorted(told) == sorted((kind.STREAM, type_[len("vn.motcua.") :]) for type_, kind in KINDS.items())


def test_every_field_of_a_rating_is_in_the_contract() -> None:
    """No more and no less than the event holds."""
    said = text_of(CONTRACT).split("`rating.given` holds")[1].split("It holds no name")[0]
    kind = RatingGiven
    assert sorted(spans(said)) == sorted(field.name for field in dataclasses.fields(kind))


def test_every_topic_is_in_the_contract() -> None:
    """The tails that the envelope takes apart, as the AsyncAPI document has them, under its root."""
    told = [name.replace("STREAM", "{stream}") for name in named("topic tail")]
    written = re.findall(rf"address: {TOPICS}/{{unit}}/{{kiosk}}/(\S+)", text_of("sync/asyncapi.yaml"))
    streams = {"rating", "visit", "device"}
    assert {re.sub("|".join(streams), "{stream}", tail) if "/" in tail else tail for tail in written} <= set(told)
    assert f"`{TOPICS}`" in text_of(CONTRACT) and len(written) >= len(told) - 1


def test_every_table_of_the_city_is_in_the_contract() -> None:
    """Tables and their columns as they are made."""
    with sqlite3.connect(":memory:", isolation_level=None) as db:
        Store(Engine(db))
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        made = {name: {row[1] for row in db.execute(f"PRAGMA table_info({name})")} for name in there}
    assert {spans(row[0])[0]: set(spans(row[2])) for row in tables(CONTRACT, "table")} == made


def test_every_call_of_the_console_and_the_cabinet_is_in_the_contract() -> None:
    """Method and path, as openapi.json has them and as the cabinet serves them; its page is the console's own."""
    paths = json.loads((ROOT / "kiosk/console/openapi.json").read_text(encoding="utf-8"))["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    played = {f"{method} {path}" for method, path in CALLS}
    assert set(named("call")) == served | played | {"GET /cabinet"}


def test_every_refusal_is_in_the_contract() -> None:
    """The codes that programs read."""
    assert sorted(named("the refusal")) == sorted(MESSAGES)


def test_every_verb_of_a_day_is_in_the_contract_and_explained() -> None:
    """The verbs that the reader of `.day` files knows."""
    said = text_of(CONTRACT).split("Verbs:")[1]
    explained = {name.split()[0] for row in tables("docs/day.md", "verb") for name in spans(row[0])}
    assert sorted(spans(said)) == sorted(ARGUMENTS) and explained - {"COUNTER"} == set(ARGUMENTS)


def test_every_state_of_the_printer_is_told() -> None:
    """States that a technician meets, states that the cabinet plays, and how a slip's end is known."""
    met = set(named("state", paper="docs/paper.md"))
    assert met == {"ok", "paper_low", "unknown", *CANNOT_PRINT}
    assert set(STATES) <= set(named("call", 1)) and set(PRINTERS) == set(named("kind", paper="docs/printing.md"))
    assert set(named("the completion query", paper="docs/printing.md")) == set(get_args(CompletionQuery))


def test_the_print_modes_of_the_paper_are_those_of_the_option() -> None:
    """docs/paper.md explains each value that its option takes."""
    (option,) = re.findall(r"^\| `\[printer\] (\w+)` \|", text_of("docs/paper.md"), re.M)
    among = {field.name: field.metadata["among"] for field in dataclasses.fields(Printer)}[option]
    assert tuple(named(f"`[printer] {option}`", paper="docs/paper.md")) == among


def test_every_reason_is_told() -> None:
    """docs/domain.md has the set in force, in its order."""
    assert tuple(named("code", paper="docs/domain.md")) == REASONS.codes


@pytest.mark.parametrize(("mm", "dots"), [(80, 576), (58, 384)])
def test_the_bytes_of_a_slip_are_as_printed_here(mm: int, dots: int) -> None:
    """docs/printing.md tells what one slip costs by each print mode."""
    (row,) = [row for row in tables("docs/printing.md", "paper") if row[0] == f"{mm} mm"]
    made = [len(slip_bytes(sample(), Paper(dots), mode)) for mode in get_args(PrintMode)]
    assert [int(cell) for cell in row[1:4]] == made


def test_sizes_and_colours_are_those_of_the_theme() -> None:
    """docs/look.md tells millimetres and colours."""
    said = text_of("docs/look.md")
    assert all(f"{mm:g} mm" in said for mm in (TEXT_MM, CHOOSE_MM, 8.5, CARD_MM, TOUCH_MM, GAP_MM))
    told = {row[0]: row[1].split(" · ") for row in tables("docs/look.md", "name")}
    levels = [", ".join(map(str, colour)) for colour in reversed(DAY.levels)]
    assert told.pop("levels") == levels
    assert told == {name: [", ".join(map(str, getattr(DAY, name)))] for name in told} and len(told) == 7


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md names exactly the packages that pyproject.toml asks for."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(name for extra in ("pi", "city", "demo") for name in extras[extra])]
    told = {row[0].split(" (")[0] for row in tables("docs/dependencies.md", "package")}
    assert told == {re.split(r"[\[>=]", name)[0] for name in asked}
    said = text_of("docs/dependencies.md").split("For development:")[1]
    wanted = {re.split(r"[\[>=]", name)[0] for name in extras["dev"]} - told
    assert [name for name in sorted(wanted) if not name.startswith("types-") and name not in said] == []


def test_the_changelog_tells_this_version() -> None:
    """Versions with dates, the newest first and the package's own among them."""
    versions = re.findall(r"^## (\S+)(?: – (\d{4}-\d\d-\d\d))?$", text_of("CHANGELOG.md"), re.M)
    dates = [date for name, date in versions if name != "Unreleased"]
    assert versions[0][0] == "Unreleased" and all(dates) and dates == sorted(dates, reverse=True)
    assert tomllib.loads(text_of("pyproject.toml"))["project"]["version"] in dict(versions)


def test_the_words_of_the_glossary_are_said_on_screen() -> None:
    """Each Vietnamese phrase of docs/glossary.md stands in a page, a screen or a message of ours."""
    said = "".join(
        path.read_text(encoding="utf-8")
        for house in ("kiosk", "display")
        for path in (ROOT / house).rglob("*")
        if path.suffix in (".py", ".js", ".html")
    ).casefold()
    rows = tables("docs/glossary.md", "in the code")
    phrases = [phrase.strip() for row in rows for phrase in re.split(",|…", row[2].strip("| "))]
    assert len(rows) > 60 and [phrase for phrase in phrases if phrase.casefold() not in said] == []
