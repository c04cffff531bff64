"""One rule says what is open, and one sentence says it everywhere."""

from dataclasses import replace

import pytest

from kiosk.core.calendar.hours import Hours, gives_numbers
from kiosk.core.calendar.moment import ClockSource, Moment, from_iso
from kiosk.core.words.opening import Opening, opening

HOURS = Hours(frozenset(range(5)), ((450, 690), (780, 990)), early=15)
SAID = {
    "2026-11-23T07:14": Opening(False, "Ngoài giờ làm việc. Lấy số từ 07:15, làm việc từ 07:30."),
    "2026-11-23T07:15": Opening(True, "Đang cấp số. Làm việc từ 07:30."),
    "2026-11-23T07:30": Opening(),
    "2026-11-23T11:30": Opening(False, "Nghỉ trưa. Lấy số từ 12:45, làm việc từ 13:00. Số đã lấy vẫn giữ."),
    "2026-11-23T12:45": Opening(True, "Đang cấp số. Làm việc từ 13:00."),
    "2026-11-23T13:00": Opening(),
    "2026-11-23T16:30": Opening(False, "Ngoài giờ làm việc. Lấy số từ 07:15, làm việc từ 07:30 thứ Ba."),
    "2026-11-27T18:00": Opening(False, "Ngoài giờ làm việc. Lấy số từ 07:15, làm việc từ 07:30 thứ Hai."),
}


def at(when: str, clock: ClockSource = "synchronised") -> Moment:
    return Moment(from_iso(f"{when}:00+07:00"), 0, "b", clock)


@pytest.mark.parametrize("when", SAID)
def test_it_is_said_what_is_open_and_from_when_on(when: str) -> None:
    """Numbers and work each by its own time; whether it is open is what the kiosk goes by."""
    assert opening(HOURS, at(when)) == SAID[when]
    assert SAID[when].open == gives_numbers(HOURS, at(when))


@pytest.mark.parametrize("when", SAID)
def test_hours_that_are_not_enforced_close_nobody_out(when: str) -> None:
    """Nor a clock that nobody knows: the board does not say closed while the kiosk gives numbers."""
    assert opening(replace(HOURS, enforce=False), at(when)) == opening(HOURS, at(when, "unknown")) == Opening()


def test_without_a_time_before_work_only_work_is_named() -> None:
    assert opening(replace(HOURS, early=0), at("2026-11-23T12:00")).said == (
        "Nghỉ trưa. Làm việc từ 13:00. Số đã lấy vẫn giữ."
    )
    assert opening(replace(HOURS, spans=()), at("2026-11-23T12:00")) == Opening(False, "Ngoài giờ làm việc.")
