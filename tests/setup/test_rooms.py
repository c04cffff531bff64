"""The house: who may know whom turns red for what must not be, and no room is crowded.

The contracts themselves stand in pyproject.toml and are checked by `lint-imports`; here they are tried with imports
that must never pass, because a contract that refuses nothing looks just like one that is kept.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("kiosk", "drivers", "display", "sync", "scripts")
MOST_FILES, MOST_LINES, MOST_PARAMETERS = 16, 300, 6

WRONG = {
    "the queue reads an option": ("kiosk/core/decisions/queue.py", "import kiosk.config.options"),
    "the journal knows who writes": ("kiosk/journal/journal.py", "import kiosk.app.journal_writer"),
    "the outbox packs logs": ("sync/outbox.py", "import kiosk.service.log_bundle"),
    "the courier acts for officers": ("sync/courier.py", "import kiosk.office"),
    "a screen reads an option": ("display/touchscreen/layout.py", "import kiosk.config.options"),
    "the presenter opens a database": ("kiosk/app/presenter.py", "import sqlite3"),
    "the queue knows officers": ("kiosk/core/decisions/queue.py", "import kiosk.office"),
    "an option opens a device": ("kiosk/config/options.py", "import kiosk.devices.opening"),
    "the config knows the simulation": ("kiosk/config/load.py", "import kiosk.simulation.cabinet"),
    "a screen acts for officers": ("display/touchscreen/layout.py", "import kiosk.office"),
    "a file without a floor in kiosk": ("kiosk/loose.py", "import sys"),
    "a file without a floor in core": ("kiosk/core/loose.py", "import sys"),
    "a file without a floor in sync": ("sync/loose.py", "import sys"),
    "a driver of another floor": ("drivers/loose.py", "import sys"),
    "a page without a floor": ("display/loose.py", "import sys"),
    "the core reads a clock": ("kiosk/core/calendar/moment.py", "import time"),
    "a driver knows the kiosk": ("drivers/scanner/reader.py", "import kiosk.core.calendar.moment"),
    "the kiosk runs by a script": ("kiosk/simulation/replay.py", "import scripts.form"),
    "the console moves a lamp": ("kiosk/console/commands.py", "import drivers.ports"),
    "the city reads the journal": ("sync/city/store.py", "import kiosk.journal.journal"),
    "paper knows a screen": ("display/paper/page.py", "import display.touchscreen.words"),
    "two rooms know each other": ("kiosk/config/options.py", "import kiosk.config.load"),
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources and of the contracts, to be spoilt."""
    copy = tmp_path_factory.mktemp("house")
    for path in (*sources(*PACKAGES), ROOT / "pyproject.toml"):
        to = copy / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return copy


def kept(house: Path) -> bool:
    """Whether every contract holds there."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=house, capture_output=True, text=True)
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


def test_the_contracts_hold_as_the_house_stands(house: Path) -> None:
    """The copy is kept: whatever turns red below is the spoilt line's doing."""
    assert kept(house)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_import_turns_the_gate_red(case: str, house: Path) -> None:
    """One line too many, in one file at a time."""
    file, line = WRONG[case]
    path = house / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        assert not kept(house)
    finally:
        path.write_text(before, encoding="utf-8") if before is not None else path.unlink()


def test_no_folder_is_crowded() -> None:
    """At most sixteen Python files lie in a folder."""
    counts: dict[Path, int] = {}
    for path in sources(*PACKAGES, "tests"):
        counts[path.parent] = counts.get(path.parent, 0) + 1
    assert {str(k.relative_to(ROOT)): n for k, n in counts.items() if n > MOST_FILES} == {}


def test_no_module_is_long() -> None:
    """At most three hundred lines stand in a module, a test's too."""
    lengths = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in sources(*PACKAGES, "tests")}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_takes_a_list_of_parts() -> None:
    """At most six parameters by their place: what belongs together travels as one value."""
    many = {}
    for path in sources(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                takes = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")]
                if len(takes) > MOST_PARAMETERS:
                    many[f"{path.relative_to(ROOT)}:{node.name}"] = len(takes)
    assert many == {}
