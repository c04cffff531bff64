"""Options set in a kiosk.toml: on the line where a person would set them, with every comment kept."""

import tomllib
from dataclasses import MISSING
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.load import load
from kiosk.config.options import all_options
from kiosk.config.toml_edit import with_options, with_pins
from tests.config.sample.test_sample import SAMPLE
from tests.config.test_load import DEMO, ROOT

LAST = ROOT / "tests/config/last_version/doctored.toml"
MANY = ("services", "counters", "officers", "buttons", "keypads")


def defaults() -> dict[str, Any]:
    """Each option of a table that comes once, with its default."""
    found = {}
    for table, option in all_options():
        if table not in MANY and option.default_factory is not MISSING:
            found[f"{table}.{option.name}"] = option.default_factory()
        elif table not in MANY and option.default is not MISSING:
            found[f"{table}.{option.name}"] = option.default
    return found


@pytest.mark.parametrize(("name", "value"), defaults().items(), ids=lambda v: str(v)[:30])
def test_one_line_of_the_sample_changes(name: str, value: Any) -> None:
    """Set or shown as its default, an option keeps its line and the comment behind it; no other line is touched."""
    table, key = name.split(".")
    changed = with_options(SAMPLE, {name: value})
    assert tomllib.loads(changed)[table][key] == value
    pairs = list(zip(SAMPLE.splitlines(), changed.splitlines(), strict=True))
    ((old, new),) = [(old, new) for old, new in pairs if old != new] or [("", "")]
    assert new.startswith(f"{key} = ") == (old != "") and new.partition(" #")[2].strip() == _comment(old)


def _comment(row: str) -> str:
    return row.removeprefix("# ").partition(" #")[2].strip()


def test_all_options_at_once_are_the_sample_as_it_was(tmp_path: Path) -> None:
    """What the sample sets, written into it again, is the sample; so is every default, in its meaning."""
    assert with_options(SAMPLE, {"office.unit": "000.08.92.H55", "printer.baud": 19200}) == SAMPLE
    path = tmp_path / "kiosk.toml"
    path.write_text(with_options(SAMPLE, defaults()), encoding="utf-8")
    assert load(path).queue == load(ROOT / "docs/kiosk.toml").queue


def test_what_stands_nowhere_comes_below_the_head_of_its_table() -> None:
    """Not behind the comment that belongs to the next table; a table that is not there is added at the end."""
    assert with_options("[a]\nx = 1 # c\n\n# of b\n[b]\n", {"a.y": "ạ"}) == '[a]\ny = "ạ"\nx = 1 # c\n\n# of b\n[b]\n'
    assert with_options("x = 1\n", {"a.y": True, "a.z": [1, 2]}) == "x = 1\n\n[a]\ny = true\nz = [1, 2]\n"


@pytest.mark.parametrize("text", ["a = {x = 1}\n", "a.x = 1\n[b]\n", '# y = "prose\n[a]\n# y is shown below\nx = 1\n'])
def test_a_table_may_be_written_otherwise(text: str) -> None:
    """On one line, by dotted names, under comments that only look like options: it is set, and the rest stays."""
    assert tomllib.loads(with_options(text, {"a.y": 2}))["a"] == {"x": 1, "y": 2}


def test_an_old_name_becomes_the_new_one_in_its_place(tmp_path: Path) -> None:
    """What the last version's doctor wrote is not left beside what this one writes, which would be refused."""
    path = tmp_path / "kiosk.toml"
    path.write_text(
        with_options(LAST.read_text(encoding="utf-8"), {"printer.print_mode": "inline", "printer.print_mode_for": "X"}),
        encoding="utf-8",
    )
    printer = load(path).printer
    assert (printer.print_mode, printer.print_mode_for) == ("inline", "X")


def test_pins_are_set_by_the_buttons_name() -> None:
    """The button's other options and comments stay; one that is not there comes at the end."""
    buttons = tomllib.loads(with_pins(DEMO, {"satisfied": 7, "service-f": 8}))["buttons"]
    assert buttons[1] == {"name": "satisfied", "pin": 7, "lamp": 13}
    assert buttons[-1] == {"name": "service-f", "pin": 8} and len(buttons) == 10


def test_what_is_no_toml_is_not_touched() -> None:
    """The caller hears of it."""
    with pytest.raises(ValueError):
        with_options("[a\n", {"a.y": 1})
