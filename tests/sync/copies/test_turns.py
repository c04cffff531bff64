"""Of several former journals each gets its turn, whatever is wrong with one of them."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import SimulatedClock
from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import STREAMS
from kiosk.journal.backup.whole_copy import ENDING
from kiosk.journal.opening import migrate, open_file, read_file
from kiosk.journal.reading import Reader
from kiosk.journal.repair.repairing import FORMER
from scripts.soak.link import RULES, SOURCE
from sync.connection import Wire, broker_at
from sync.cursors import hash_at
from sync.envelope import Ack
from sync.former import journals, turns
from sync.former.sender import Former
from sync.former.turns import FIRST_S, MOST_S, Aside
from sync.route import Route

NOWHERE = broker_at("mqtt://127.0.0.1:9")
NUMBERS = 6


def former(data: Path) -> str:
    """A journal of some numbers, put beside today's; its id."""
    path = Path(mkdtemp(dir=data)) / "journal.db"
    migrate(path)
    with closing(open_file(path, SOURCE, SimulatedClock(path.parent / "clock"))) as journal:
        for number in range(NUMBERS):
            ticket = NewTicket(f"{journal.id}{number}", "A", slip="shown")
            journal.transact(lambda s, now, ticket=ticket: queue.issue(s, now, RULES, ticket))  # type: ignore[misc]
        found = journal.id
    (data / FORMER).mkdir(exist_ok=True)
    path.rename(file_of(data, found))
    return found


def file_of(data: Path, journal: str) -> Path:
    return data / FORMER / f"{journal}{ENDING}"


def lose(path: Path, number: int) -> None:
    """The row of one number."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DELETE FROM events WHERE stream = 'visit' AND sequence = ?", [number])
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Sending:
    """A courier's former journals, and a city that has all up to the first hole. Time is told, not waited for."""

    def __init__(self, data: Path) -> None:
        self.data, self.said, self.now = data, list[str](), 0.0
        self.wire, self.courier = Wire(NOWHERE, "k"), Former(Route(NOWHERE, SOURCE, "1"), data, self.said.append)

    def turn(self, seconds: float = 10.0) -> str:
        """One look and what the city says of it; of which journal."""
        self.now += seconds
        self.courier.work(self.wire, 60_000, self.now)
        if of := self.courier.id:
            with read_file(file_of(self.data, of)) as journal:
                for stream in STREAMS:
                    self.courier.stored(stream, self.has(journal, stream), self.now)
        return of

    def is_told(self, journal: str) -> bool:
        """That the city gets no more of it."""
        return any(journal in line and "rows may be lost" in line for line in self.said)

    def has(self, journal: Reader, stream: str) -> Ack:
        upto = 0
        while hash_at(journal, stream, upto + 1):
            upto += 1
        return Ack(journal.id, upto, hash_at(journal, stream, upto))


def test_one_with_a_hole_lets_the_others_go(tmp_path: Path) -> None:
    """What is whole is at the city though others never end; these are told, and tried again."""
    broken, whole = [former(tmp_path), former(tmp_path)], former(tmp_path)
    for number, journal in enumerate(broken, 1):
        lose(file_of(tmp_path, journal), number)
    sending = Sending(tmp_path)
    served = {sending.turn() for _ in range(200)}
    assert served == {*broken, whole, ""}
    assert whole in journals.had_of(tmp_path) and not {*broken} & {*journals.had_of(tmp_path)}
    assert all(map(sending.is_told, broken))


def test_one_whose_rows_came_back_ends(tmp_path: Path) -> None:
    """A repair puts them in, and the next turn brings it to its end."""
    journal = former(tmp_path)
    path, good = file_of(tmp_path, journal), tmp_path / "good.db"
    shutil.copy(path, good)
    lose(path, 2)
    sending = Sending(tmp_path)
    while not sending.is_told(journal):
        sending.turn()
    shutil.copy(good, path)
    for _ in range(200):
        sending.turn()
    assert journal in journals.had_of(tmp_path)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1e6)), max_size=30))
def test_each_comes_back_within_six_hours(steps: list[tuple[str, float]]) -> None:
    """Never before ten minutes, and what moved begins anew."""
    aside, now = dict[str, Aside](), 0.0
    for journal, seconds in steps:
        now += seconds
        aside = turns.stepped_aside(aside, journal, now)
        assert journal in turns.waiting(aside, now + FIRST_S / 2)
        assert journal not in turns.waiting(aside, now + MOST_S)
        assert journal not in turns.waiting(
            turns.stepped_aside(turns.moved(aside, journal), journal, now), now + FIRST_S
        )
