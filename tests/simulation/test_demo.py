"""The demo from the citizen's finger to the city's database: every program real, over the cabinet's calls alone."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError

import pytest

from kiosk.simulation.dev_stack import EMBEDDED, DevStack
from tests.simulation.hand import Hand, until

pytestmark = pytest.mark.slow

FAST = {"printer.baud": 921600}
PRESSES = ("satisfied", "neutral", "dissatisfied", "very-satisfied")


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    if shutil.which("mosquitto") is None:
        pytest.skip("mosquitto is not installed")
    with DevStack(tmp_path_factory.mktemp("house"), options=FAST) as stack:
        yield Hand(stack)


def ratings(hand: Hand) -> list[tuple[int, int]]:
    """(sequence, level) of every rating that the city has committed, in the order in which the kiosk gave them."""
    return rows(hand, "SELECT sequence, level FROM ratings ORDER BY sequence")


def rows(hand: Hand, query: str) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(f"file:{hand.stack.data / 'city.db'}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(query).fetchall()


def answers(hand: Hand) -> bool:
    """Is the touch app up again behind its wires?"""
    try:
        return bool(hand.screen()["things"])
    except (URLError, ConnectionError):
        return False


def kill(hand: Hand, *names: str) -> None:
    """kill -9; returns when each of them runs again."""
    before = {name: hand.stack.pid(name) for name in names}
    hand.stack.kill(*names)
    until(lambda: all(hand.stack.pid(name) not in (0, before[name]) for name in names), f"{names} again")
    until(lambda: answers(hand), "the touch app")


def pressed(hand: Hand) -> int:
    """Ratings in the kiosk's own journal."""
    with closing(sqlite3.connect(f"file:{hand.stack.data / 'journal.db'}?mode=ro", uri=True, timeout=30)) as db:
        found: int = db.execute("SELECT count(*) FROM events WHERE type LIKE '%rating.given%'").fetchone()[0]
        return found


def press_through(hand: Hand, count: int) -> None:
    """One behind the other, as fast as fingers are; returns when all are written: what is killed before has not thanked
    anybody."""
    before = pressed(hand)
    for n in range(count):
        hand.press(PRESSES[n % len(PRESSES)])
    until(lambda: pressed(hand) == before + count, f"{count} presses in the journal")


def test_one_visit_reaches_the_city(hand: Hand) -> None:
    """Touch a service, the paper holds that number; next, start, finish; one press; the city has the row."""
    ticket = hand.take("A")
    until(lambda: ticket in hand.get("/cabinet/paper?text").decode(), "the number on paper")
    hand.sign_in(1)
    assert hand.serve() == ticket
    before = len(ratings(hand))
    hand.press("very-satisfied")
    until(lambda: len(ratings(hand)) == before + 1, "the rating in the city")
    assert ratings(hand)[-1][1] == 4 and hand.get("/cabinet/screen.png").startswith(b"\x89PNG")


def test_a_long_outage_with_everything_killed_loses_nothing(hand: Hand) -> None:
    """Network down, 50 presses, app, courier and city killed with -9: then exactly 50 arrive, in order, no gap."""
    before = len(ratings(hand))
    hand.post("/cabinet/network", {"up": False})
    press_through(hand, 25)
    kill(hand, "app")
    press_through(hand, 25)
    kill(hand, "app", "sync", "city")
    assert len(ratings(hand)) == before
    hand.post("/cabinet/network", {"up": True})
    until(lambda: len(ratings(hand)) >= before + 50, "50 ratings in the city", 120)
    arrived = ratings(hand)
    sequences = [sequence for sequence, _ in arrived]
    assert len(arrived) == before + 50 and sequences == sorted(set(sequences))
    assert rows(hand, "SELECT first, last FROM gaps") == []


def test_a_killed_broker_comes_back_and_the_rating_with_it(hand: Hand) -> None:
    """The broker is killed with -9 just before a press; the press still arrives, once."""
    before = len(ratings(hand))
    hand.stack.kill("broker")
    hand.press("satisfied")
    until(lambda: len(ratings(hand)) > before, "the rating in the city", 120)
    assert len(ratings(hand)) == before + 1


def test_the_wheels_broker_serves_as_well_and_the_folder_goes_on_where_it_was(tmp_path: Path) -> None:
    """Without mosquitto: a press reaches the city; started again on the same folder: same addresses, next number.
    Stopped in between, `journal.db` alone holds everything, whatever closing does on this Python."""
    data = tmp_path / ("a-long-name-" * 9)  # sockets do not fit in here
    with DevStack(data, broker=EMBEDDED, options=FAST) as stack:
        hand, first = Hand(stack), dict(stack.addresses)
        assert hand.take("A") == "A001"
        hand.press("neutral")
        until(lambda: [level for _, level in ratings(hand)] == [2], "the rating in the city", 120)
        supervisors = [stack.pid(name) for name in stack.supervisors]
    assert not any(is_alive(pid) for pid in supervisors)
    with closing(sqlite3.connect(f"file:{data}/journal.db?immutable=1", uri=True)) as alone:
        assert alone.execute("SELECT count(*) FROM events WHERE type LIKE '%kiosk.stopped%'").fetchone() == (1,)
    with DevStack(data, broker=EMBEDDED, options=FAST) as stack:
        assert Hand(stack).take("A") == "A002" and stack.addresses == first


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and os.getpgid(pid) == pid
