"""The public list in the whole kiosk: from the home screen to paper, to a number, and what a bad file stops."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from display.touchscreen import words
from kiosk.simulation.dev_stack import PROCEDURES, DevStack
from tests.simulation.hand import Hand, until
from tests.simulation.test_hall import FAST, events, slips

pytestmark = pytest.mark.slow

NO_SLIP = words.NOTICES["no-slip"]
WITHOUT = ("city", "sync", "broker")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with DevStack(tmp_path, without=WITHOUT, options=FAST) as stack:
        yield Hand(stack)


def test_from_home_to_a_printed_list_and_to_a_number(hand: Hand) -> None:
    """A field, a procedure, its documents; one list on paper, one event, no ticket; then a number for its service."""
    hand.touch("procedures")
    assert "Chứng thực" in hand.sees("fields").values()
    hand.touch("field-2")
    assert hand.sees("procedures")["title"] == "Hộ tịch"
    hand.touch("procedure-HT-01")
    shown = hand.sees("documents")
    assert shown["title"] == "Đăng ký khai sinh" and shown["document-2"] == "2. Giấy chứng sinh (bản chính)"
    hand.touch("print")
    until(lambda: "list-comes" in hand.things(), "that the list comes")
    until(lambda: "HT-01" in hand.get("/cabinet/paper?text").decode(), "the list on paper")
    assert "print" not in hand.things()
    assert events(hand, "documents.asked") == [{"procedure": "HT-01", "test": False}]
    assert events(hand, "ticket.issued") == []
    hand.touch("service-A")
    assert hand.sees("ticket")["ticket"] == "A001"
    until(lambda: slips(hand, "printed"), "the ticket's slip")
    assert len(events(hand, "documents.asked")) == 1


def test_without_paper_the_list_is_only_shown(hand: Hand) -> None:
    """The documents stand on the screen; no list is promised."""
    hand.post("/cabinet/printer", {"state": "paper_out"})
    until(lambda: hand.things().get("notice") in NO_SLIP, "the notice that there is no paper")
    for thing, screen in (("procedures", "fields"), ("field-1", "procedures"), ("procedure-CT-01", "documents")):
        hand.touch(thing)
        hand.sees(screen)
    assert "document-1" in hand.things() and "print" not in hand.things()


def test_a_list_that_cannot_be_read_stops_nothing_else(tmp_path: Path) -> None:
    """A mistake in the file: no list on the screen, the device is reported, numbers are given; mended, it is back."""
    with DevStack(tmp_path, without=WITHOUT, options=FAST) as stack:
        hand = Hand(stack)
        good = (tmp_path / PROCEDURES).read_bytes()
        (tmp_path / PROCEDURES).write_bytes(good.replace(b"CT-02", b"CT-01"))
        stack.kill("app")
        until(lambda: _has_list(hand) is False, "a home screen without the list")
        (change,) = events(hand, "device.changed")
        assert (change["device"], change["state"]) == ("catalogue", "missing") and "CT-01" in change["why"]
        assert hand.take("A") == "A001"
        until(lambda: slips(hand, "printed"), "its slip")  # one cut off would be offered again, over the home screen
        (tmp_path / PROCEDURES).write_bytes(good)
        stack.kill("app")
        until(lambda: _has_list(hand), "the list again")
        assert events(hand, "device.changed")[-1] == {"device": "catalogue", "state": "ok"}


def _has_list(hand: Hand) -> bool | None:
    """None while the app is not there."""
    try:
        screen = hand.screen()
    except OSError:
        return None
    return any(thing["id"] == "procedures" for thing in screen["things"]) if screen["screen"] == "home" else None
