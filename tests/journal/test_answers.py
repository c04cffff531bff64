"""A wish with a key happens once: the same answer and one fact, whoever dies in between."""

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import counters, queue, ratings
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.state.values import State
from kiosk.journal.answers import DAY_MS, TIDY_MS, Answer
from kiosk.journal.errors import DiskFull
from kiosk.journal.journal import Journal
from kiosk.journal.opening import open_file, read_file
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, TestClock

YEAR_MS = 365 * DAY_MS


def take(journal: Journal, key: str, then: Any = lambda: None) -> Answer:
    """A number for the wish of this key; `then`: what happens when the answer is made, before it is stored."""

    def answer(written: Sequence[e.Recorded], before: State, after: State) -> Answer:
        then()
        event = written[-1].event
        assert isinstance(event, e.TicketIssued)
        return {"ticket": event.ticket, "given": [before.numbers.get("A", 0), after.numbers["A"]]}

    made, _ = journal.transact_once(key, lambda s, now: queue.issue(s, now, RULES, NewTicket("t" + key, "A")), answer)
    return made


def call(journal: Journal, key: str) -> None:
    journal.transact_once(key, lambda s, now: queue.call_next(s, now, RULES, 1), nothing)


def press(state: State, now: Moment) -> Sequence[e.Fact]:
    return ratings.press(state, now, RULES, Press(3, "touch"))


def nothing(*_: object) -> Answer:
    return {}


def kept_keys(path: Path) -> set[str]:
    with sqlite3.connect(path) as db:
        return {key for (key,) in db.execute("SELECT key FROM answers")}


def tickets(journal: Journal) -> list[str]:
    return [event["data"]["ticket"] for event in journal.rows() if event["type"] == e.TicketIssued.TYPE]


def test_the_same_key_again_gets_the_same_answer(path: Path) -> None:
    """In the same program and in another one: the answer that was made of the facts and both states, and one fact."""
    with open_file(path, SOURCE, TestClock()) as journal, open_file(path, SOURCE, TestClock()) as other:
        first = take(journal, "k")
        assert first == {"ticket": "A001", "given": [0, 1]}
        assert take(journal, "k") == take(other, "k") == first
        assert take(other, "l") == {"ticket": "A002", "given": [1, 2]}
        assert tickets(journal) == ["A001", "A002"] and [r.visit for r in journal.refresh() if r.visit] == ["tk", "tl"]
        assert journal.state == other.state


def test_what_was_written_is_told_once(path: Path) -> None:
    """So that the bell is rung for facts alone."""
    with open_file(path, SOURCE, TestClock()) as journal:
        pressed = [journal.transact_once("k", press, nothing)[1] for _ in range(2)]
    assert list(map(len, pressed)) == [1, 0]


def test_a_refusal_stays_one(path: Path) -> None:
    """Also when the wish would be allowed by now: whoever sent it was told no. No fact is written for it."""
    with open_file(path, SOURCE, TestClock()) as journal:
        with pytest.raises(Refused, match="not-logged-in"):
            call(journal, "k")
        take(journal, "t")
        journal.transact(lambda s, now: counters.sign_in(s, now, RULES, 1, "o1", "s1"))
        before = journal.state.seq
        with pytest.raises(Refused, match="not-logged-in"):
            call(journal, "k")
        assert journal.state.seq == before
        call(journal, "l")
        assert journal.state.seq > before


def test_an_error_leaves_the_key_free(path: Path) -> None:
    """Of the decision or of the answer: neither fact nor answer stands, and the wish is decided anew."""
    with open_file(path, SOURCE, TestClock()) as journal:
        with pytest.raises(ZeroDivisionError):
            journal.transact_once("k", lambda s, now: [1 // 0], nothing)  # type: ignore[list-item]  # never gets that far
        with pytest.raises(ZeroDivisionError):
            take(journal, "k", lambda: 1 // 0)
        assert take(journal, "k")["ticket"] == "A001" and tickets(journal) == ["A001"]


def test_a_full_disk_keeps_no_answer_and_a_refusal_is_one_all_the_same(path: Path) -> None:
    """The facts are not there, so the wish may come again; a refusal wrote nothing and needs no room to be told."""
    with open_file(path, SOURCE, TestClock()) as journal:
        (pages,) = journal._conn.execute("PRAGMA page_count").fetchone()
        journal._conn.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull):
            for n in range(200):
                take(journal, f"k{n:0150}")
        for n in range(20):
            with pytest.raises(Refused, match="not-logged-in"):
                call(journal, f"r{n:0150}")
        assert len([key for key in kept_keys(path) if key.startswith("r")]) < 20
        journal._conn.execute("PRAGMA max_page_count = 1000000")
        given = len(tickets(journal))
        assert take(journal, f"k{given:0150}")["ticket"] == f"A{given + 1:03d}"
        assert journal.verify().good and len(tickets(journal)) == given + 1


OFFICER = """
import os, signal, sys
from pathlib import Path
from kiosk.journal.opening import open_file
from tests.journal.clocks import SOURCE, TestClock
from tests.journal.test_answers import take
path, when = Path(sys.argv[1]), sys.argv[2]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
answer = take(open_file(path, SOURCE, TestClock()), "k", die if when == "before COMMIT" else lambda: None)
if when == "after COMMIT":
    die()
print(answer["ticket"], flush=True)
"""


def officer(path: Path, when: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", OFFICER, str(path), when], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("when", "stands"), [("before COMMIT", []), ("after COMMIT", ["A001"])])
def test_kill_9_leaves_both_or_neither(path: Path, when: str, stands: list[str]) -> None:
    """Killed before COMMIT there is nothing and the key decides anew; killed between COMMIT and the reply, the wish
    that comes again gets the answer that never arrived."""
    killed = officer(path, when)
    assert killed.communicate()[0] == "" and killed.returncode == -signal.SIGKILL
    with open_file(path, SOURCE, TestClock()) as journal:
        assert tickets(journal) == stands and kept_keys(path) == {"k"} & set("k" * len(stands))
        assert take(journal, "k") == {"ticket": "A001", "given": [0, 1]} and tickets(journal) == ["A001"]


def test_two_programs_with_one_key_at_once_write_one_fact(path: Path) -> None:
    """Processes that start together, and threads on one journal: everybody gets the one answer."""
    programs = [officer(path, "never") for _ in range(3)]
    assert {program.communicate()[0] for program in programs} == {"A001\n"}
    said: list[Answer] = []
    with open_file(path, SOURCE, TestClock()) as journal:
        threads = [threading.Thread(target=lambda: said.append(take(journal, "l"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert said == [{"ticket": "A002", "given": [1, 2]}] * 8 and tickets(journal) == ["A001", "A002"]


@pytest.mark.slow
def test_the_table_does_not_grow(path: Path) -> None:
    """10,000 wishes over 20 days, the machine off at night and sometimes started anew by day: the last day's stay."""
    clock = TestClock()
    most = 0
    with open_file(path, SOURCE, clock) as journal:
        for n in range(10_000):
            clock.passes(60_000)
            if n % 500 == 0:
                clock.passes(DAY_MS - 500 * 60_000)
            if n % 300 == 0:
                clock.mono_ms, clock.boot_id = 0, f"boot {n}"
            journal.transact_once(f"{n}", lambda s, now: (), nothing)
            most = max(most, len(kept_keys(path))) if n % 100 == 0 else most
        assert journal.state.seq == 0
    assert {f"{n}" for n in range(9_500, 10_000)} <= kept_keys(path) and most < 1_100


def tidied(path: Path, clock: TestClock) -> set[str]:
    """The keys that are left after a wish of a program that has just started."""
    with open_file(path, SOURCE, clock) as journal:
        journal.transact_once("new", lambda s, now: (), nothing)
    return kept_keys(path) - {"new"}


JUMPS = {
    "a year ahead, in this start": (YEAR_MS, 60_000, "boot", {"k"}),
    "a year back, in this start": (-YEAR_MS, 60_000, "boot", {"k"}),
    "no jump, more than a day in this start": (DAY_MS + 1, DAY_MS + 1, "boot", set[str]()),
    "a clock that stood for two days": (0, 2 * DAY_MS, "boot", set[str]()),
    "another start within the day": (DAY_MS, 60_000, "next", {"k"}),
    "another start after more than a day": (DAY_MS + 1, 60_000, "next", set[str]()),
    "written by a clock that was far ahead": (-YEAR_MS, 60_000, "next", set[str]()),
}


@pytest.mark.parametrize(("wall", "mono", "boot", "left"), JUMPS.values(), ids=JUMPS)
def test_a_wrong_clock_neither_forgets_early_nor_keeps_for_ever(
    path: Path, wall: int, mono: int, boot: str, left: set[str]
) -> None:
    """How old an answer is, by this start's own time; of an earlier start, by a day in either direction."""
    clock = TestClock(mono_ms=1_000)
    with open_file(path, SOURCE, clock) as journal:
        take(journal, "k")
    clock.wall_ms, clock.mono_ms, clock.boot_id = clock.wall_ms + wall, clock.mono_ms + mono, boot
    assert tidied(path, clock) == left


def test_old_ones_are_looked_for_once_an_hour(path: Path) -> None:
    """A press does not pay for it: the table is gone through at the first wish of a program and then each hour."""
    clock = TestClock()
    with open_file(path, SOURCE, clock) as journal:
        take(journal, "old")
        clock.passes(DAY_MS - TIDY_MS)
        take(journal, "tidies")
        clock.passes(TIDY_MS)
        take(journal, "does not yet")
        assert "old" in kept_keys(path)
        clock.passes(1)
        take(journal, "does")
        assert kept_keys(path) == {"tidies", "does not yet", "does"}


def test_no_reader_of_events_sees_it(path: Path) -> None:
    """Rows, streams and what is exported hold the facts alone."""
    with open_file(path, SOURCE, TestClock()) as journal:
        take(journal, "a-secret-key")
        sent = [*journal.rows(), *journal.after("visit", 0, 100)]
    assert sent and "a-secret-key" not in json.dumps(sent).replace("ta-secret-key", "")


DAMAGED = ("{", "[]", "null", '{"refused": "of-a-newer-version"}', '{"answer": 1}')


@pytest.mark.parametrize("stored", DAMAGED)
def test_an_answer_that_cannot_be_read_is_none(path: Path, stored: str) -> None:
    """A damaged one, and a refusal that this version has no words for: the wish is decided, and answered from then."""
    with open_file(path, SOURCE, TestClock()) as journal:
        with sqlite3.connect(path) as db:
            db.execute("INSERT INTO answers VALUES ('k', ?, 0, '', 0)", (stored,))
        assert take(journal, "k") == take(journal, "k") == {"ticket": "A001", "given": [0, 1]}


@pytest.mark.parametrize("key", ["", "k" * 201, "\ud800"])
def test_what_is_no_key_is_refused_before_anything_happens(path: Path, key: str) -> None:
    """Empty, too long, half a letter."""
    with open_file(path, SOURCE, TestClock()) as journal:
        with pytest.raises(ValueError, match="a wish's key"):
            take(journal, key)
        assert journal.state.seq == 0


def test_any_text_is_a_key(path: Path) -> None:
    """Of 200 letters, in Vietnamese, with quotes and a NUL."""
    with open_file(path, SOURCE, TestClock()) as journal:
        for key in ("ố" * 200, "'; DROP TABLE events; --", "a\0b", "a"):
            assert take(journal, key) == take(journal, key)
    with read_file(path) as reader:
        assert len(list(reader.rows())) == 5
