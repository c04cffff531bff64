"""docs/kiosk.toml: a good config, and every option with its default."""

import dataclasses
import re
import tomllib
import typing
from pathlib import Path

import pytest

from kiosk.config.load import load
from kiosk.config.options import NOT_OPTIONS, Config

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = (ROOT / "docs/kiosk.toml").read_text(encoding="utf-8")


def test_sample_file_loads() -> None:
    """The sample for a real cabinet is a good config as it stands."""
    assert load(ROOT / "docs/kiosk.toml").hardware.kind == "real"


def options_of(kind: typing.Any) -> dict[str, dataclasses.Field[typing.Any]]:
    return {f.name: f for f in dataclasses.fields(kind) if f.name != "origin"}


def section(table: str) -> str:
    """The sample's text from the first head of `table`, which may be commented out, to the next head; "" is what stands
    before the first."""
    parts = re.split(r"^(?:# )?\[+(\w+)\]+.*$", SAMPLE, flags=re.MULTILINE)
    return {**dict(zip(parts[-2::-2], parts[-1::-2], strict=False)), "": parts[0]}[table]


@pytest.mark.parametrize("table", sorted({f.name for f in dataclasses.fields(Config)} - NOT_OPTIONS - {"secrets"}))
def test_sample_file_shows_every_option_with_its_default(table: str) -> None:
    """Each option stands in its table of the sample; where it is commented out, what stands there is its default."""
    kind = next(iter(typing.get_args(told := Config.__dataclass_fields__[table].type)), told)
    shown = dict(re.findall(r"^(#? ?\w+) = (.*)$", section(table), re.MULTILINE))
    assert {name.lstrip("# ") for name in shown} == set(options_of(kind))
    for name, value in shown.items():
        if name.startswith("#"):
            option = options_of(kind)[name.lstrip("# ")]
            made = option.default_factory
            default = option.default if made is dataclasses.MISSING else made()
            assert tomllib.loads(f"x = {value}")["x"] == default


def test_ten_lines_that_matter_stand_first() -> None:
    """The first ten lines that set something are the ten that are marked."""
    active = [line for line in SAMPLE.splitlines() if re.match(r"\w+ = ", line)]
    assert [("★" in line) for line in active[:11]] == [True] * 10 + [False]
