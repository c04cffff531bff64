"""Which value counts: what was set on the box, until somebody changes that line of kiosk.toml."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config.check_command import set_on_the_box
from kiosk.config.diagnostics.problems import ConfigError
from kiosk.config.load import in_the_file, load
from kiosk.config.options import Config
from kiosk.config.paths import salt_path
from kiosk.config.pin_hash import check_pin, hash_pin, is_sealed
from kiosk.config.pins.key import opened, read_key
from kiosk.config.pins.sealing import seal_files
from kiosk.config.written.allowed import may_be_set
from kiosk.config.written.laying import standing
from kiosk.config.written.store import Word, kept_in, pins_path, settings_path, unpacked
from kiosk.core.office.notice import Notice
from kiosk.host.salt_file import salt_at
from kiosk.service.set_options import set_options

AT = "2026-11-30T14:00:00.000+07:00"
FILE = """
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{data}"
[hours]
morning = "07:30-11:30"
[[services]]
letter = "A"
name = "Đất đai"
[[services]]
letter = "B"
name = "Hộ tịch"
[[counters]]
number = 1
[[counters]]
number = 2
[[officers]]
id = "cb01"
name = "Hường"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(FILE.format(data=tmp_path), encoding="utf-8")
    return path


def put(file: Path, values: dict[str, Any], pins: dict[str, str] | None = None, author: str = "supervisor") -> Config:
    set_options(load(file), values, pins or {}, author, AT)
    return load(file)


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


VALUES: dict[str, Any] = {
    "hours.morning": "07:00-11:00",
    "hours.holidays": ["2027-02-05", "2027-02-08"],
    "queue.priority_every": 3,
    "office.hotline": "1022",
    "services.B": {"name": "Hộ tịch, chứng thực"},
    "services.C": {"name": "Khác"},
    "counters.2": None,
    "counters.7": {"services": ["B", "A"]},
    "officers.cb01": None,
    "officers.cb02": {"name": "Lan"},
}


def value_of(config: Config, option: str) -> Any:
    table, _, name = option.partition(".")
    known = {"services": "letter", "counters": "number", "officers": "id"}.get(table)
    if known is None:
        return getattr(getattr(config, table), name)
    return next((row for row in getattr(config, table) if str(getattr(row, known)) == name), None)


@pytest.mark.parametrize("option", VALUES)
def test_what_was_set_counts_and_outlives_a_start(file: Path, option: str) -> None:
    before = value_of(load(file), option)
    now = put(file, {option: VALUES[option]})
    found = value_of(load(file), option)
    assert found == value_of(now, option) != before
    if VALUES[option] is None:
        assert found is None
    elif isinstance(VALUES[option], dict):
        assert all(getattr(found, name) == value for name, value in VALUES[option].items())
    else:
        assert found == VALUES[option]


def test_a_new_name_of_a_service_leaves_what_else_the_file_says_of_it(file: Path) -> None:
    """What to have at hand, and that results are handed out there."""
    edit(file, 'name = "Hộ tịch"', 'name = "Hộ tịch"\nprepare = "căn cước"\nresults = true')
    named = put(file, {"services.B": {"name": "Hộ tịch – Chứng thực"}}).services[1]
    assert (named.name, named.prepare, named.results) == ("Hộ tịch – Chứng thực", "căn cước", True)


def test_the_last_writer_of_an_option_counts_whoever_it_is(file: Path) -> None:
    """Set on the box, changed in the file, set on the box again; and its author stands beside it."""
    put(file, {"hours.morning": "07:00-11:00"})
    edit(file, '"07:30-11:30"', '"08:00-11:30"')
    assert load(file).hours.morning == "08:00-11:30"
    assert [each.counts for each in standing(in_the_file(file), kept_in(file.parent))] == [False]
    put(file, {"hours.morning": "07:15-11:15"}, author="technician")
    assert load(file).hours.morning == "07:15-11:15"
    (told,) = standing(in_the_file(file), kept_in(file.parent))
    assert (told.option, told.counts, told.word.author, told.word.at) == ("hours.morning", True, "technician", AT)


def test_another_line_of_the_file_changes_nothing_of_it(file: Path) -> None:
    put(file, {"services.B": {"name": "Hộ tịch, chứng thực"}, "hours.morning": "07:00-11:00"})
    edit(file, 'name = "Đất đai"', 'name = "Đất đai, xây dựng"')
    assert [service.name for service in load(file).services] == ["Đất đai, xây dựng", "Hộ tịch, chứng thực"]
    assert load(file).hours.morning == "07:00-11:00"


REFUSED: dict[str, tuple[Any, str]] = {
    "queue.priority_every": (0, "queue.priority_every: phải từ 1 đến 20, không phải 0"),
    "hours.morning": ("11:30-07:30", "hours.morning"),
    "hours.holidays": (["30/04/2027"], "hours.holidays"),
    "hours.early_minutes": ("15", "hours.early_minutes"),
    "office.hotline": ("0" * 41, "office.hotline"),
    "services.A": ({"name": ""}, "services"),
    "counters.1": ({"services": ["Z"]}, "counters"),
    "printer.kind": ("none", "printer.kind"),
    "console.supervisor_pin": ("", "console.supervisor_pin"),
    "officers.cb 1": ({}, "officers.cb 1"),
    "notices": ([["x" * 121, 0]], "notices"),
    "stopped": ("a\nb", "stopped"),
}


@pytest.mark.parametrize("option", REFUSED)
def test_a_value_that_cannot_be_is_refused_by_name_and_nothing_is_written(file: Path, option: str) -> None:
    before = load(file)
    value, said = REFUSED[option]
    with pytest.raises(ConfigError) as refused:
        put(file, {option: value})
    from kiosk.config.diagnostics.problems import text

    assert any(said in text(problem, "vi") for problem in refused.value.problems)
    assert load(file) == before and not settings_path(file.parent).exists()


def test_what_does_not_fit_the_file_any_more_counts_for_nothing_and_stops_nobody(file: Path) -> None:
    put(file, {"counters.7": {"services": ["B"]}})
    edit(file, 'letter = "B"', 'letter = "C"')
    assert [counter.number for counter in load(file).counters] == [1, 2]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{", b"[" * 100_000, b'{"hours.morning": 5}', b'{"hours.morning": {"value": 1}}',
     b'{"printer.kind": {"value": "none", "was": "", "author": "supervisor", "at": ""}}', b"\xff" * 300_000],
)  # fmt: skip
def test_a_file_that_nobody_here_wrote_counts_for_nothing(file: Path, content: bytes) -> None:
    before = load(file)
    settings_path(file.parent).write_bytes(content)
    assert load(file) == before


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists), max_size=4))
def test_no_file_raises_anything(words: dict[str, Any]) -> None:
    found = unpacked(json.dumps(words).encode())
    assert found is None or all(isinstance(word, Word) and may_be_set(name) for name, word in found.items())


def test_a_new_officer_comes_in_by_a_sealed_pin_that_stands_apart(file: Path) -> None:
    salt_at(salt_path(file.parent))
    put(file, {"officers.cb09": {"name": "Lan"}}, {"cb09": hash_pin("918273")})
    assert b"scrypt" not in settings_path(file.parent).read_bytes()
    assert pins_path(file.parent).stat().st_mode & 0o777 == 0o600
    stored = next(o.pin for o in load(file).officers if o.id == "cb09")
    assert is_sealed(stored)
    found = next(o.pin for o in opened(load(file), read_key(file.parent)).officers if o.id == "cb09")
    assert check_pin("918273", found)


def test_a_pin_that_was_reset_outlives_the_sealing_of_the_file_and_ends_with_a_new_one_there(file: Path) -> None:
    salt_at(salt_path(file.parent))
    old, new, newest = hash_pin("918273"), hash_pin("374655"), hash_pin("502841")
    edit(file, 'name = "Hường"', f'name = "Hường"\npin = "{old}"')
    put(file, {}, {"cb01": new})
    assert seal_files(load(file), read_key(file.parent))

    def opens(pin: str) -> bool:
        return check_pin(pin, opened(load(file), read_key(file.parent)).officers[0].pin)

    assert opens("374655") and not opens("918273")
    edit(file, next(row for row in file.read_text().split('"') if row.startswith("scrypt-k")), newest)
    assert opens("502841")


def test_texts_for_citizens_stand_in_no_file(file: Path) -> None:
    now = put(file, {"notices": [["Chiều nay nghỉ họp.", 1_795_400_000_000]], "stopped": "Hôm nay hết số."})
    assert now.notices == load(file).notices == (Notice("Chiều nay nghỉ họp.", 1_795_400_000_000),)
    assert load(file).stopped == "Hôm nay hết số."
    assert replace(now, notices=(), stopped="") == replace(load(file), notices=(), stopped="")


@pytest.mark.parametrize(
    ("language", "counts", "newer"),
    [("en", "this counts", "was changed later"), ("vi", "giá trị này có hiệu lực", "kiosk.toml sửa sau")],
)
def test_the_check_says_which_value_counts_and_who_wrote_it(file: Path, language: Any, counts: str, newer: str) -> None:
    put(file, {"hours.morning": "07:00-11:00"})
    (line,) = set_on_the_box(load(file), language)
    assert "hours.morning" in line and "supervisor" in line and AT in line and counts in line
    edit(file, '"07:30-11:30"', '"08:00-11:30"')
    (line,) = set_on_the_box(load(file), language)
    assert newer in line
