"""What an office is: its code, its list of procedures, its scale and reasons, how time passes."""

from pathlib import Path

import pytest

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.procedures import Procedure, field_name, fields_of, in_field, limit_words, with_code
from kiosk.core.office.refusals import MESSAGES, Refused
from kiosk.core.office.rules import Stamp, elapsed, stamp
from kiosk.core.office.scales import REASONS, SCALES
from kiosk.core.office.unit import Unit

# --- the agency's code ---

UNITS = {
    "000.08.92.H55": "H55/92/08/000",
    "H55.92.08": "H55/92/08",
    "08.H55": "H55/08",
    "G010.92": "G010/92",
    "H55.01.02.03.04.05": "H55/01/02/03/04/05",
}


@pytest.mark.parametrize("raw", UNITS)
def test_a_unit_is_read_either_way_round_and_stands_highest_first(raw: str) -> None:
    """The rule of 2018 writes upwards, that of 2020 downwards; two to six levels; topics run from the top."""
    unit = Unit.parse(raw)
    assert (unit.raw, unit.topic) == (raw, UNITS[raw])


@pytest.mark.parametrize(
    "raw",
    ["H55", "H55.01.02.03.04.05.06", "01.02.03", "H5.01", "H5555.01", "h55.01", "H55.1", "H55.0001", "H55.H56",
     "H55.", "H55..01", "xH55.01", "", "H55/01"],
)  # fmt: skip
def test_what_is_no_unit_is_refused_by_name(raw: str) -> None:
    """One level, seven, none with a letter, two with one, levels too short or too long."""
    with pytest.raises(ValueError, match="H55"):
        Unit.parse(raw)


# --- the list of procedures ---

BIRTH = Procedure("HT-01", "Khai sinh", "Hộ tịch", ("Tờ khai",))
MARRIAGE = Procedure("HT-02", "Kết hôn", "Hộ tịch", ("Tờ khai", "Giấy xác nhận"), days=0)
COPY = Procedure("CT-01", "Chứng thực", "Chứng thực", ("Bản chính",), days=5, fee="2.000 đ", service="A")
LISTED = (BIRTH, COPY, MARRIAGE)


def test_a_field_is_known_by_its_place_in_the_list() -> None:
    """1 for the field of the first procedure; no other number names one."""
    assert fields_of(LISTED) == ("Hộ tịch", "Chứng thực")
    assert [field_name(LISTED, number) for number in (-1, 0, 1, 2, 3)] == ["", "", "Hộ tịch", "Chứng thực", ""]


def test_procedures_are_found_by_field_and_code() -> None:
    assert in_field(LISTED, "Hộ tịch") == (BIRTH, MARRIAGE) and in_field(LISTED, "Đất đai") == ()
    assert with_code(LISTED, "HT-02") is MARRIAGE and with_code(LISTED, "DD-01") is None


def test_what_a_list_leaves_out_is_not_stated() -> None:
    """No days, no fee, no service: nothing is made up."""
    assert (BIRTH.days, BIRTH.fee, BIRTH.service) == (None, "", "")


def test_a_limit_is_told_as_the_list_has_it() -> None:
    assert [limit_words(days) for days in (None, 0, 1, 5)] == ["", "Trong ngày", "1 ngày làm việc", "5 ngày làm việc"]


# --- scale, reasons, refusals ---


def test_the_scale_has_four_levels_best_first_of_which_two_satisfy() -> None:
    """docs/domain.md, "Levels, reasons, shares"; buttons are named by these words in kiosk.toml."""
    (scale,) = SCALES.values()
    assert list(SCALES) == [scale.name] == ["vn4"]
    names = {4: "very-satisfied", 3: "satisfied", 2: "neutral", 1: "dissatisfied"}
    assert list(scale.levels.items()) == list(names.items()) and scale.satisfied == (4, 3)


def test_the_reasons_are_those_of_the_paper_in_its_order() -> None:
    """docs/domain.md has one row for each."""
    rows = Path("docs/domain.md").read_text(encoding="utf-8").split("| code |")[1].splitlines()
    told = tuple(row.split("`")[1] for row in rows if row.startswith("| `"))
    assert (REASONS.name, REASONS.codes) == ("vn-2018", told)


def test_every_refusal_that_the_contract_names_has_a_sentence() -> None:
    """Programs read the code, people the sentence."""
    rows = Path("docs/contract.md").read_text(encoding="utf-8").split("| the refusal |")[1].split("\n\n")[0]
    codes = {word for row in rows.splitlines()[2:] for word in row.split("|")[1].split("`")[1::2]}
    assert codes == set(MESSAGES)
    for code in codes:
        assert (Refused(code).code, str(Refused(code))) == (code, code)
        assert Refused(code).message.endswith((".", ")."))


# --- time ---


@pytest.mark.parametrize(
    ("now", "passed"),
    [
        (Moment(1_000_000, 5_300, "b1"), 300),  # the wall clock was set meanwhile
        (Moment(10_700, 99, "b2"), 700),  # started again: the wall is all there is
        (Moment(10_700, 4_900, "b1"), 0),
        (Moment(9_000, 9_000, "b2"), 0),
    ],
)
def test_time_passes_by_the_boots_own_clock_and_never_backwards(now: Moment, passed: int) -> None:
    """Within one boot the monotonic clock counts, across boots only the wall is left."""
    assert elapsed(Stamp(10_000, 5_000, "b1"), now) == passed
    assert stamp(now) == Stamp(now.wall, now.mono, now.boot)
