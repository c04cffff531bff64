"""What the courier writes into the journal by itself."""

import shutil
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.core.decisions import days
from kiosk.core.record.events import Checkpoint, DeviceChanged, Fact, LinkLost, LinkRestored, Recorded, SettingChanged
from kiosk.journal.opening import migrate, open_file
from kiosk.journal.signing import INTERVAL_S
from sync import link
from sync.journal_entries import Diary
from tests.journal.clocks import SOURCE, TestClock, Ticking
from tests.journal.conftest import LAST_VERSION
from tests.journal.signed import SALT, SIGNER
from tests.journal.test_journal import rate, take

DAY_MS = 86_400_000


def test_a_checkpoint_holds_the_heads_just_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when another program writes while the courier is about to: the heads are read under the lock."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal, open_file(path, SOURCE, Ticking()) as app:
        rate(app)
        diary, transact = Diary(journal, SIGNER, 0.0, lambda: SALT), journal.transact

        def after_another(decide: Callable[..., object]) -> list[Recorded]:
            take(app, "t1")
            return transact(decide)  # type: ignore[arg-type]  # handed on as it came

        monkeypatch.setattr(journal, "transact", after_another)
        assert diary.work(INTERVAL_S)
        *before, made = app.rows()
        heads = {row["stream"]: {"sequence": row["sequence"], "hash": row["hash"]} for row in before}
        assert made["type"] == Checkpoint.TYPE and made["data"]["heads"] == heads and "visit" in heads
        said = {"rows": len(before), "sw": SIGNER.sw, "settings": SIGNER.settings, "card": SIGNER.card, "salt": SALT}
        assert made["data"] == {**made["data"], **said} and app.verify().good
        monkeypatch.undo()
        assert not diary.work(2 * INTERVAL_S)  # nothing but the checkpoint itself is new


def test_a_checkpoint_of_the_last_version_counts_as_the_last_one(tmp_path: Path) -> None:
    """Right behind it nothing is signed again, after a day closed neither; with news it is, and each with its salt."""
    path = Path(shutil.copy(LAST_VERSION, tmp_path))
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER events_keep")
        db.execute("DELETE FROM events WHERE seq > 74")  # up to its last checkpoint
        db.execute("UPDATE sqlite_sequence SET seq = 74 WHERE name = 'events'")
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal:
        diary = Diary(journal, SIGNER, 0.0)
        diary.line_up(0.0)
        assert not diary.work(INTERVAL_S)
        for hour in (2, 3):
            rate(journal)
            assert diary.work(hour * INTERVAL_S)
        made = [row["data"] for row in journal.rows(after=74) if row["type"] == Checkpoint.TYPE]
        assert all(before["salt"] != after["salt"] for before, after in pairwise(made)) and len(made) == 2


def test_a_checkpoint_says_the_settings_in_force_when_it_is_made(tmp_path: Path) -> None:
    """What the supervisor set since the courier began counts, without a new start."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal:
        diary = Diary(journal, SIGNER, 0.0, settings=lambda row: f"settings of row {row}")
        rate(journal)
        assert diary.work(INTERVAL_S)
        journal.transact(lambda s, now: (Fact(SettingChanged("queue.return_minutes", "supervisor", "")),))
        changed = journal.last()
        assert diary.work(2 * INTERVAL_S)
        made = [row["data"]["settings"] for row in journal.rows() if row["type"] == Checkpoint.TYPE]
        assert made == ["settings of row 0", f"settings of row {changed}"]


def test_a_day_that_closed_while_the_courier_was_away_is_signed_when_it_begins(tmp_path: Path) -> None:
    """Not an hour later, when the office may have no power any more; and once."""
    path = tmp_path / "journal.db"
    migrate(path)
    with open_file(path, SOURCE, Ticking()) as journal:
        take(journal, "t1")
        rate(journal)
        journal.transact(days.close_day)
    for is_first in (True, False):
        with open_file(path, SOURCE, Ticking()) as journal:
            assert Diary(journal, SIGNER, 0.0).work(0.0) is is_first
            made = [row["data"]["closing"] for row in journal.rows() if row["type"] == Checkpoint.TYPE]
            assert len(made) == 1


def seconds(path: Path) -> list[int | None]:
    """Of each outage that ended, None for one that began, in the journal's order."""
    with open_file(path, SOURCE, TestClock()) as journal:
        rows = [row for row in journal.rows() if row["type"] in (LinkLost.TYPE, LinkRestored.TYPE)]
    return [row["data"].get("seconds") for row in rows]


def test_the_end_of_a_long_outage_is_written_by_a_courier_that_never_saw_it(tmp_path: Path) -> None:
    """So many events stand behind the loss that no program's state knows of it: its end is written, with its length."""
    path, clock = tmp_path / "journal.db", TestClock()
    migrate(path)
    with open_file(path, SOURCE, clock) as journal:
        journal.transact(link.lost("cut"))
        changes = [Fact(DeviceChanged("printer", word, None)) for word in ("paper_low", "ok") * 1_300]
        journal.transact(lambda state, now: changes)
    clock.passes(40 * DAY_MS)
    with open_file(path, SOURCE, clock) as journal:
        take(journal, "t1")  # a day begins
    with open_file(path, SOURCE, clock) as journal:
        assert not journal.state.offline
        diary = Diary(journal, SIGNER, 0.0)
        diary.line_up(0.0)
        assert diary.work(link.HELD_S) and not diary.work(link.HELD_S)
    assert seconds(path) == [None, 40 * DAY_MS // 1_000]


def test_an_outage_is_as_long_as_it_was_whatever_the_clock_did_meanwhile(tmp_path: Path) -> None:
    """Lost in 2020 by a clock that knew nothing, back by a true one: ten minutes, not six years."""
    path, clock = tmp_path / "journal.db", TestClock()
    migrate(path)
    with open_file(path, SOURCE, clock) as journal:
        diary = Diary(journal, SIGNER, 0.0)
        assert diary.work(link.FIRST_CONNECTION_S)
        clock.passes(6 * 365 * DAY_MS)
        diary.line_up(600.0)
        assert diary.work(600.0 + link.HELD_S)
    assert seconds(path) == [None, 599]
