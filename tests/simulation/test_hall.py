"""The whole kiosk as people meet it: real programs, real journal, real bytes to a printer; the wires are played."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.record.event import name_of
from kiosk.journal.opening import read_file
from kiosk.simulation.dev_stack import DevStack
from tests.simulation.hand import Hand, until

pytestmark = pytest.mark.slow

FAST = {"printer.baud": 921600}


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with DevStack(tmp_path, without=("city", "sync", "broker"), options=FAST) as stack:
        yield Hand(stack)


def events(hand: Hand, kind: str) -> list[dict[str, Any]]:
    """The data of the journal's events of one kind."""
    journal = read_file(hand.stack.data / "journal.db")
    found = [e["data"] for e in journal.rows() if name_of(e["type"]) == kind]
    journal.close()
    return found


def slips(hand: Hand, word: str) -> list[dict[str, Any]]:
    return [move for move in events(hand, "slip.moved") if move["slip"] == word]


def test_a_citizen_takes_a_number_is_served_and_rates_with_one_press(hand: Hand) -> None:
    """Touch, paper, call, finish, press: each is shown, spoken, printed and in the journal, and the chains hold."""
    ticket = hand.take("A")
    until(lambda: slips(hand, "printed"), "the printer's word")
    assert ticket == "A001" and ticket in hand.get("/cabinet/paper?text").decode()
    hand.sign_in(1)
    spoken = partial(until, lambda: json.loads(hand.get("/cabinet/heard")), "the call")
    assert hand.serve(meanwhile=spoken) == ticket
    assert json.loads(hand.get("/cabinet/heard")) == ["Xin mời số A không không một đến quầy số một."]
    hand.press("very-satisfied")
    assert "Quầy 1" in hand.sees("thanks")["about"]
    (rating,) = events(hand, "rating.given")
    assert (rating["level"], rating["counter"], rating["bind"], rating["channel"]) == (4, 1, "one", "button")
    assert hand.get("/cabinet/screen.png").startswith(b"\x89PNG") and hand.get("/cabinet/paper.png")[:4] == b"\x89PNG"
    verify = [sys.executable, "-m", "kiosk", "journal", "verify", "--config", str(hand.stack.config)]
    assert subprocess.run(verify, capture_output=True).returncode == 0


def test_without_paper_a_number_is_still_given_and_shown(hand: Hand) -> None:
    """Told before the choice; nothing is sent; the number stands large on the screen and is called like any other."""
    hand.post("/cabinet/printer", {"state": "paper_out"})
    until(lambda: "notice" in hand.things(), "the notice that there is no paper")
    before = hand.get("/cabinet/paper")
    ticket = hand.take("B")
    assert "Không có phiếu" in hand.things()["slip"]
    hand.sign_in(3)
    assert hand.serve() == ticket and hand.get("/cabinet/paper").count(b"\x1dv0") == before.count(b"\x1dv0")


def test_the_app_killed_in_the_middle_of_a_slip_loses_and_doubles_no_number(tmp_path: Path) -> None:
    """kill -9 while bytes go out: the number stands, its slip is doubtful and offered again; the next is the next."""
    slow = {"printer.baud": 9600}  # some twenty seconds a slip: whoever kills the app may be late
    with DevStack(tmp_path, without=("city", "sync", "broker"), options=slow) as stack:
        hand = Hand(stack)
        hand.take("A")
        until(lambda: len(hand.get("/cabinet/paper")) > 2000, "half a slip")
        stack.kill("app")
        until(lambda: slips(hand, "doubtful"), "the doubt after the restart")
        until(lambda: _answers(hand), "the app again, which offers the broken slip")
        assert hand.sees("ticket")["ticket"] == "A001" and "reprint" in hand.things()
        assert hand.take("A") == "A002"
        assert [e["ticket"] for e in events(hand, "ticket.issued")] == ["A001", "A002"]
        assert [e["after"] for e in events(hand, "kiosk.started")] == ["first", "cut"]


def _answers(hand: Hand) -> bool:
    try:
        return bool(hand.screen()["screen"] == "ticket")
    except OSError:
        return False


def test_a_scanned_slip_is_rated_by_touch_and_reasons_are_kept(hand: Hand) -> None:
    """Two counters just finished: the slip under the scanner says whose visit it was; a reason is tapped and kept."""
    first, second = hand.take("A"), hand.take("B")
    for counter in (1, 3):
        hand.sign_in(counter)
        hand.serve()
    tokens = _tokens(hand)
    hand.post("/cabinet/scan", {"code": tokens[second]})
    hand.sees("rate")
    hand.touch("level-1")
    hand.sees("thanks")
    hand.touch("reason-LATE")
    until(lambda: events(hand, "rating.reasoned"), "the reason")
    (rating,) = events(hand, "rating.given")
    assert (rating["bind"], rating["counter"], rating["level"]) == ("scan", 3, 1) and first != second
    (reasoned,) = events(hand, "rating.reasoned")
    assert (reasoned["rating"], reasoned["reasons"]) == (1, ["LATE"])


def _tokens(hand: Hand) -> dict[str, str]:
    journal = read_file(hand.stack.data / "journal.db")
    issued = [e for e in journal.rows() if name_of(e["type"]) == "ticket.issued"]
    journal.close()
    return {e["data"]["ticket"]: e["correlationid"] for e in issued}


def test_several_counters_are_asked_and_a_tap_binds(hand: Hand) -> None:
    """A press with two candidates asks which counter; the tap binds; the same press again within 4 s counts not."""
    hand.take("A"), hand.take("B")
    for counter in (1, 3):
        hand.sign_in(counter)
        hand.serve()
    hand.press("satisfied")
    hand.sees("which-counter")
    hand.touch("counter-3")
    hand.sees("thanks")
    hand.press("satisfied")
    until(lambda: len(events(hand, "rating.given")) == 2, "the second press")
    first, again = events(hand, "rating.given")
    assert (first["counted"], first["bound"], again["uncounted_reason"]) == (True, False, "repeat")
    assert [b["counter"] for b in events(hand, "rating.bound")] == [3]


def test_ten_presses_make_ten_ratings_whatever_the_contacts_do(hand: Hand) -> None:
    """Each press with its bounce is one event, none lost, none doubled."""
    for _ in range(10):
        hand.press("neutral")
    until(lambda: len(events(hand, "rating.given")) >= 10, "ten ratings")
    assert len(events(hand, "rating.given")) == 10


def test_a_visitor_who_walks_away_leaves_a_fresh_screen(hand: Hand) -> None:
    """Large letters, contrast and priority go back to the office's own when time has passed."""
    plain = hand.things()
    for thing in ("large", "contrast", "priority"):
        hand.touch(thing)
    until(lambda: hand.things() != plain, "the large letters")
    hand.post("/cabinet/clock", {"pass_ms": 31_000})
    until(lambda: {k: v for k, v in hand.things().items() if k != "clock"} == _still(plain), "the office's own")


def _still(things: dict[str, str]) -> dict[str, str]:
    return {name: said for name, said in things.items() if name != "clock"}


def test_outside_its_hours_the_screen_says_when_it_opens(tmp_path: Path) -> None:
    """Closed at lunch: no number, the hour it opens again, and rating still works."""
    with DevStack(tmp_path, without=("city", "sync", "broker"), options={**FAST, "hours.enforce": True}) as stack:
        hand = Hand(stack)
        hand.post("/cabinet/clock", {"at": "2026-11-30T11:45:00+07:00", "running": False})
        assert "12:45" in hand.sees("closed")["said"]
        hand.press("service-a")
        hand.press("satisfied")
        hand.sees("thanks")
        assert events(hand, "ticket.issued") == [] and len(events(hand, "rating.given")) == 1
