"""Settings of the last version are read as they were: what is called otherwise now, and what the doctor wrote.

tests/config/last_version/ holds the sample, the demo's file and one that the doctor had filled in, as they were at
0b5d719, each with the values that 0b5d719 read from it.
"""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.load import load
from kiosk.config.renamed import OLD_VALUES, RENAMED

FOLDER = Path(__file__).parent / "last_version"
OTHER_DEFAULTS = {"broker.window": (8, 24)}  # what none of these files says: 8 left the city without work half the time
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def flat(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """`office.unit`, `services.0.letter` … → what stands there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None or not value:
        yield where, value
        return
    for key, part in inside:
        yield from flat(part, f"{where}.{key}".lstrip("."))


@pytest.mark.parametrize("name", NAMES)
def test_the_last_versions_file_means_what_it_meant(name: str) -> None:
    """Every option has the value that the last version read, under its name of today, or today's default."""
    then = dict(flat(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))))
    now = dict(flat(dataclasses.asdict(load(FOLDER / f"{name}.toml"))))
    wanted = {
        RENAMED.get(option, option): OLD_VALUES[option][v] if option in OLD_VALUES else v for option, v in then.items()
    }
    wanted |= {option: new for option, (old, new) in OTHER_DEFAULTS.items() if wanted[option] == old}
    assert {option: now.get(option) for option in wanted} == wanted


def test_a_print_mode_by_its_old_name_is_read() -> None:
    """`way = "h"` for a printer that somebody looked at is `print_mode = "downloaded"` for the same."""
    printer = load(FOLDER / "doctored.toml").printer
    assert (printer.print_mode, printer.print_mode_for) == ("downloaded", "EPSON TM-T88V X1Y2")
