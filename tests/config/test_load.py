"""The config file: what is read, what is refused, and that every refusal has a name and a line."""

import dataclasses
import re
import tomllib
import typing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.__main__ import main
from kiosk.config.load import check, load
from kiosk.config.options import Config
from kiosk.config.problems import ConfigError
from kiosk.core.office.unit import Unit

ROOT = Path(__file__).resolve().parents[2]
DEMO = (ROOT / "kiosk/simulation/demo.toml").read_text(encoding="utf-8")
SAMPLE = (ROOT / "docs/kiosk.toml").read_text(encoding="utf-8")


def problems(folder: Path, raw: str | bytes) -> list[tuple[str, int, str]]:
    path = folder / "kiosk.toml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    try:
        load(path)
    except ConfigError as error:
        return [(p.option, p.line, p.message) for p in error.problems]
    return []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_notepad_encodings_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    """A file that Notepad saved as UTF-8, with a mark, or as UTF-16, with either line end, is read."""
    assert problems(tmp_path, DEMO.replace("\n", end).encode(encoding)) == []


MISTAKES = [
    ("[hours]\n", "[hours]\nmornin = 1\n", "hours.mornin", "morning"),
    ("[hours]\n", "[hours]\nhotline = 1\n", "hours.hotline", "office.hotline"),
    ('letter = "B"', 'letter = "A"', "services[1].letter", "twice"),
    ("number = 2\n", "number = 1\n", "counters[1].number", "twice"),
    ("number = 2\n", "number = 100\n", "counters[1].number", "1 to 99"),
    ("number = 2\n", 'number = "2"\n', "counters[1].number", "whole number"),
    ('services = ["B"]', 'services = ["Z"]', "counters[2].services", "no service 'Z'"),
    ("pin = 6\n", "pin = 5\n", "buttons[1].pin", "already"),
    ('id = "cb02"', 'id = "CB01"', "officers[1].id", "twice"),
    ('id = "cb02"', 'id = "cb02"\npin = "1234"', "officers[1].pin", "--hash-pin"),
    ('unit = "000.08.92.H55"', 'unit = "Tân Quang"', "office.unit", "agency code"),
    ("[hours]\n", '[hours]\nmorning = "11:30-07:30"\n', "hours.morning", "HH:MM"),
    ("[hours]\n", "[hours]\ndays = [8]\n", "hours.days", "1 (Monday)"),
    ("pin = 6\n", 'pin = 6\ndoes = "dance"\n', "buttons[1].does", "level-4"),
    ('kind = "simulated"', 'kind = "real"', "console.demo", "simulated"),
    ("width = 80", "width = 79", "printer.width", "58 or 80"),
    ('kind = "simulated"', 'kind = "simulated"\ntouch_matrix = "1 0 0 0 1"', "hardware.touch_matrix", "six numbers"),
    ('kind = "simulated"', 'kind = "simulated"\ntouch_matrix = "1 2 0 2 4 0"', "hardware.touch_matrix", "six numbers"),
    ("[hours]\n", "[hourz]\n", "hourz", "nearest is hours"),
    ('url = ""', 'url = "http://a"', "broker.url", "mqtt://"),
    ('name = "Bộ phận', "name = “Bộ phận", "", "curly"),
    ('services = ["B"]', 'services = ["B", “A”]', "", "curly"),
    ('kind = "simulated"', 'kind = "simulated”', "", "curly"),
    ('kind = "simulated"', 'kind = "simulated', "", "Illegal character"),
    ("width = 80", "width = eighty", "", "Invalid value"),
    ("width = 80", "width 80", "", "Expected '='"),
    ("width = 80", "width = 80 58", "", "Expected newline"),
    ("width = 80", "width = 80\nwidth = 58", "", "overwrite"),
    ("[hours]\n", "[office]\n[hours]\n", "", "twice"),
    ("[hours]\n", "[hours\n", "", "Expected ']'"),
    ('services = ["B"]', 'services = ["B" "A"]', "", "Unclosed array"),
]


@pytest.mark.parametrize(("old", "new", "option", "said"), MISTAKES, ids=lambda v: str(v)[:24])
def test_mistake_is_named_by_option_and_line(tmp_path: Path, old: str, new: str, option: str, said: str) -> None:
    """Each kind of mistake is refused with the option's name, the line it stands in, and what is allowed."""
    text = DEMO.replace(old, new, 1)
    found = [p for p in problems(tmp_path, text) if p[0] == option]
    assert found and said in found[0][2] and found[0][1] == stands(text, option)


def stands(text: str, option: str) -> int:
    """The first line that is not the good file's; of demo, which another line makes wrong, its own."""
    changed = zip(text.split("\n"), DEMO.split("\n"), strict=False)
    lines = [line == "demo = true" if option == "console.demo" else line != good for line, good in changed]
    return lines.index(True) + 1


@pytest.mark.parametrize(("old", "new", "option", "said"), MISTAKES, ids=lambda v: str(v)[:24])
def test_mistake_is_said_in_vietnamese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, option: str, said: str
) -> None:
    """`kiosk check --vietnamese` gives each kind of mistake its line and its option, and nothing of the English."""
    (tmp_path / "kiosk.toml").write_text(DEMO.replace(old, new, 1), encoding="utf-8")
    assert main(["check", "--vietnamese", "--config", str(tmp_path / "kiosk.toml")]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if f": {option}" in line]
    assert told and all(": dòng " in line for line in told)
    assert not re.search(r"\b(must|unknown|twice|curly|is|Cannot|Expected|Invalid|Illegal|Unclosed)\b", "".join(told))


def test_another_encoding_is_named_by_its_first_line(tmp_path: Path) -> None:
    """A file that an old editor saved in a Windows code page is refused at the first line that shows it."""
    raw = DEMO.encode().replace(b"[hours]\n", "[hours]\n# giờ của xã: ã\n".encode("cp1252", "replace"))
    ((option, line, said),) = problems(tmp_path, raw)
    assert (option, line) == ("", DEMO.split("\n").index("[hours]") + 2) and "encoding UTF-8" in said


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Three mistakes of one kind of reading come back as three problems, in the order of the file."""
    text = DEMO.replace("number = 2\n", 'number = "x"\n').replace("port = 8080", "port = 0\nprt = 1")
    assert [p[0] for p in problems(tmp_path, text)] == ["counters[1].number", "console.port", "console.prt"]


@pytest.mark.parametrize("name", ["kiosk.toml.txt", "kiosk.toml.toml"])
def test_second_ending_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A missing kiosk.toml beside one with an ending too many is one line that says what to rename, and exit code 2."""
    (tmp_path / name).write_text(DEMO)
    assert check(tmp_path / "kiosk.toml") == 2
    said = capsys.readouterr().err
    assert name in said and said.count("\n") == 1


def test_secrets_come_from_a_second_file(tmp_path: Path) -> None:
    """Secret options of the second file are taken, anything else in it is refused by name."""
    (tmp_path / "s.toml").write_text('[broker]\npassword = "p"\n')
    assert problems(tmp_path, 'secrets = "s.toml"\n' + DEMO) == []
    assert load(tmp_path / "kiosk.toml").broker.password == "p"
    (tmp_path / "s.toml").write_text('[broker]\nurl = "mqtt://x"\n')
    assert [p[0] for p in problems(tmp_path, 'secrets = "s.toml"\n' + DEMO)] == ["broker.url"]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(DEMO.encode())), st.integers(0, 60), st.binary(max_size=12))
def test_any_mutation_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, drop: int, put: bytes
) -> None:
    """Whatever is cut out of a good file or put into it: a config or named problems, never another exception."""
    raw = DEMO.encode()
    found = problems(tmp_path_factory.mktemp("m"), raw[:at] + put + raw[at + drop :])
    assert all(message for _, _, message in found)


@given(st.recursive(st.none() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_unit_codes_are_parsed_or_refused(value: object) -> None:
    """Any text is a unit of two to six levels or a ValueError."""
    try:
        assert 2 <= len(Unit.parse(str(value)).levels) <= 6
    except ValueError as error:
        assert str(error)


def test_unit_code_reads_either_way_round() -> None:
    """The 2018 and the 2020 order give the same tree."""
    assert Unit.parse("000.08.92.H55").topic == Unit.parse("H55.92.08.000").topic == "H55/92/08/000"


def test_sample_file_loads() -> None:
    """The sample for a real cabinet is a good config as it stands."""
    assert load(ROOT / "docs/kiosk.toml").hardware.kind == "real"


def options_of(kind: typing.Any) -> dict[str, dataclasses.Field[typing.Any]]:
    return {f.name: f for f in dataclasses.fields(kind) if f.name != "origin"}


def section(table: str) -> str:
    """The sample's text from the first head of `table` to the next head; "" is what stands before the first."""
    parts = re.split(r"^\[+(\w+)\]+.*$", SAMPLE, flags=re.MULTILINE)
    return {**dict(zip(parts[-2::-2], parts[-1::-2], strict=False)), "": parts[0]}[table]


@pytest.mark.parametrize("table", [f.name for f in dataclasses.fields(Config) if f.name not in ("origin", "secrets")])
def test_sample_file_shows_every_option_with_its_default(table: str) -> None:
    """Each option stands in its table of the sample; where it is commented out, what stands there is its default."""
    declared = Config.__dataclass_fields__[table].type
    kind = typing.get_args(declared)[0] if typing.get_args(declared) else declared
    shown = dict(re.findall(r"^(#? ?\w+) = (.*)$", section(table), re.MULTILINE))
    assert {name.lstrip("# ") for name in shown} == set(options_of(kind))
    for name, value in shown.items():
        if name.startswith("#"):
            option = options_of(kind)[name.lstrip("# ")]
            factory = option.default_factory
            default = factory() if factory is not dataclasses.MISSING else option.default
            assert tomllib.loads(f"x = {value}")["x"] == default


def test_ten_lines_that_matter_stand_first() -> None:
    """The first ten lines that set something are the ten that are marked."""
    active = [line for line in SAMPLE.splitlines() if re.match(r"\w+ = ", line)]
    assert [("★" in line) for line in active[:11]] == [True] * 10 + [False]
