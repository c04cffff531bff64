"""What the board says from moment to moment: calls, repeats, who moved on, rests, notices, the night."""

from typing import Any

import pytest

from display.television.scene import PAGE_MS, WELCOME, Playing, Scene, View, narrowed, played, scene_of
from display.television.stage import GOLD_MS


def spot(counter: int, ticket: str | None = None, open_: bool = True, paused: bool = False) -> dict[str, Any]:
    return {"counter": counter, "ticket": ticket, "open": open_, "paused": paused}


def crowd(letter: str, waiting: int) -> dict[str, Any]:
    return {"service": letter, "name": f"Việc {letter}", "short": f"Việc {letter}", "waiting": waiting, "priority": 0}


def call(ticket: str, counter: int, times: int = 1) -> dict[str, Any]:
    return {"ticket": ticket, "counter": counter, "times": times}


def view(*calls: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As the console tells every board: who is called is in hand there."""
    hand = {c["counter"]: c["ticket"] for c in calls}
    base = {
        "office": "Bộ phận một cửa",
        "place": "UBND xã Tân Quang",
        "hotline": "0208 3860 000",
        "training": False,
        "calls": list(calls),
        "counters": [spot(n, hand.get(n)) for n in (1, 2, 3, 4)],
        "waiting": [crowd("A", 7), crowd("B", 3), crowd("C", 0), crowd("D", 12)],
        "notices": [],
        "opening": "",
        "clock": None,
    }
    return base | more


class Hall:
    """A board that is looked at again and again."""

    def __init__(self) -> None:
        self.playing, self.now = Playing(), 0

    def sees(self, told: View, after: int = 0) -> Scene:
        self.now += after
        self.playing = played(self.playing, told, self.now)
        return scene_of(self.playing, told, 0, self.now)

    def calls(self, told: View, after: int = 0) -> str:
        return "; ".join(f"{c.said} {c.ticket} {c.counter}".strip() for c in self.sees(told, after).calls)


def test_a_call_its_repeat_and_its_end() -> None:
    """Gold for ten seconds, gold again when it is repeated, and gone with who moved on."""
    hall = Hall()
    first, both = view(call("A001", 1)), view(call("B002", 2), call("A001", 1))
    hall.sees(view())
    assert hall.calls(first) == "Xin mời A001 1"
    assert hall.calls(first, GOLD_MS - 1) == "Xin mời A001 1"
    assert hall.calls(first, 1) == "A001 1"
    assert hall.calls(both) == "Xin mời B002 2; A001 1"
    assert hall.calls(view(call("A001", 1, 2), call("B002", 2)), 1000) == "Xin mời lần 2 A001 1; Xin mời B002 2"
    assert hall.calls(view(call("B002", 2)), 1000) == "Xin mời B002 2"
    assert hall.sees(view()).welcome == WELCOME


def test_what_is_called_when_the_board_begins_is_no_news() -> None:
    """As after a restart of the kiosk: it stands there, and nothing is gold."""
    assert Hall().calls(view(call("B002", 2), call("A001", 1))) == "B002 2; A001 1"


def test_one_number_at_another_counter_is_there_alone() -> None:
    hall = Hall()
    hall.sees(view())
    hall.sees(view(call("A001", 1)))
    assert hall.calls(view(call("A001", 3)), 500) == "Xin mời A001 3"


def test_six_calls_at_once_are_all_seen() -> None:
    """Three stand, three wait for their place; the counters of all six are gold in the list meanwhile."""
    hall = Hall()
    hall.sees(view())
    six = view(*[call(f"A00{n}", n) for n in range(6, 0, -1)], counters=[spot(n, f"A00{n}") for n in range(1, 7)])
    assert [c.ticket for c in hall.sees(six).calls] == ["A003", "A002", "A001"]
    assert [s.mood for s in hall.sees(six, 9000).spots] == ["new"] * 6
    assert [c.ticket for c in hall.sees(six, 1000).calls] == ["A006", "A005", "A004"]
    assert [s.mood for s in hall.sees(six, GOLD_MS).spots] == [""] * 6


def test_the_list_says_who_is_where() -> None:
    counters = [spot(1), spot(2, "A001"), spot(3, open_=False), spot(4, paused=True), spot(5, "B001", paused=True)]
    spots = Hall().sees(view(counters=counters)).spots
    assert [(s.mood, s.said) for s in spots] == [
        ("free", "đang trống"),
        ("", "A001"),
        ("shut", "chưa mở"),
        ("paused", "tạm nghỉ"),
        ("paused", "B001"),
    ]


def test_notices_and_lines_take_turns() -> None:
    """A new notice at once; then the lines, three on a page, and round again."""
    hall, told = Hall(), view(notices=["Mai nghỉ"])
    assert [line.letter for line in hall.sees(view()).lines] == ["A", "B", "C"]
    assert [line.letter for line in hall.sees(view(), PAGE_MS).lines] == ["D"]
    assert hall.sees(told, 1).notice == "Mai nghỉ" and hall.sees(told).lines == ()
    assert hall.sees(told, PAGE_MS).notice == ""
    assert [line.letter for line in hall.sees(told, PAGE_MS).lines] == ["D"]
    assert hall.sees(told, PAGE_MS).notice == "Mai nghỉ"
    assert [line.letter for line in hall.sees(view(), 1).lines] == ["A", "B", "C"]


def test_at_night_it_says_when_there_are_numbers() -> None:
    said = "Ngoài giờ làm việc. Lấy số từ 07:15, làm việc từ 07:30."
    assert Hall().sees(view(opening=said)).welcome == said


@pytest.mark.parametrize(("wished", "seen"), [((1, 3), "13"), ((3, 77), "3"), ((77,), "1234"), ((), "1234")])
def test_a_second_room_shows_its_counters_alone(wished: tuple[int, ...], seen: str) -> None:
    """One that does not exist leaves the rest; where none does, all stand there."""
    told = narrowed(view(call("A003", 3), call("A002", 2), call("A001", 1)), wished)
    scene = Hall().sees(told)
    assert "".join(str(s.counter) for s in scene.spots) == seen
    assert [c.counter for c in scene.calls] == [n for n in (3, 2, 1) if str(n) in seen]


@pytest.mark.parametrize(("wall", "said"), [(None, "--:--"), (0, "07:00"), (1_795_999_440_000, "07:44")])
def test_its_clock_is_the_offices(wall: int | None, said: str) -> None:
    assert scene_of(Playing(), view(), wall, 0).clock == said
