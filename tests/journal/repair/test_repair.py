"""Damaged files and what comes back: a table of damages by who has the rows, power cuts, and a file that is in use."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kiosk.core.decisions import queue
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import TicketIssued
from kiosk.journal.backup.segments import Numbered
from kiosk.journal.backup.taking import take
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.opening import open_file, read_file
from kiosk.journal.repair import given_back, rebuild
from kiosk.journal.repair.everything import rebuild_formers, repair
from kiosk.journal.repair.given_back import DUE, OPEN, make_due
from kiosk.journal.repair.looking import part, unsound
from kiosk.journal.repair.rebuild import REPAIRED, InUse, finish
from kiosk.journal.repair.repairing import Repaired
from kiosk.journal.repair.sources import id_of
from kiosk.journal.repair.starting import start
from kiosk.journal.schema import KEY
from kiosk.journal.timestamps import unwritten
from tests.core.office import RULES
from tests.journal.clocks import SOURCE, Ticking
from tests.journal.repair.damages import DAMAGES, backed_up, folded, gone, holds, read, readable, signed
from tests.journal.repair.history import give, live
from tests.journal.test_damage import by_sql, page_of

HAVE = {"backup": (True, False), "city": (False, True), "both": (True, True), "neither": (False, False)}


def repair_all(data: Path, card: str = "") -> list[Repaired]:
    """As `kiosk repair` does it."""
    kiosk = Kiosk(data / "journal.db", SOURCE, Ticking(), card)
    current = repair(kiosk)
    return [*([current] if current else []), *rebuild_formers(kiosk)]


@pytest.mark.parametrize("have", HAVE)
@pytest.mark.parametrize("name", DAMAGES)
def test_every_event_that_backup_or_city_has_is_there_after_a_start(
    data: Path, origin: tuple[Path, list[Numbered]], name: str, have: str
) -> None:
    """Or after the start behind the hourly look that found the damage. With the backup all of them, and the journal
    holds; of the city what the kiosk signed; with neither all that could be read. Nothing is invented, and no number
    comes twice."""
    path, rows = data / "journal.db", origin[1]
    in_backup, in_city = HAVE[have]
    if in_backup:
        with read_file(path) as reader:
            take(reader, data / "backup")
    if in_city:
        give(data, rows)
    DAMAGES[name](path)
    left = readable(path)
    kiosk = Kiosk(path, SOURCE, Ticking(), "")
    start(kiosk, True, lambda line: None)
    with read_file(path) as reader:
        if unsound(reader, part(reader.last(), 0)):
            make_due(data, DUE)
    start(kiosk, True, lambda line: None)
    rebuild_formers(kiosk)
    journal = rows[0][1]["journal"]
    file = path if id_of(path) == journal else data / f"former/{journal}.journal.db"
    after, had = readable(file), rows if in_backup else rows[: signed(rows)] if in_city else []
    assert [row for row in rows if row not in after and (row in had or row in left)] == []
    assert [row for row in after if row not in rows and row not in left] == []
    assert not in_backup or holds(file)
    assert next_number(path) > max(e["data"]["number"] for _, e in rows if "number" in e["data"])


def next_number(path: Path) -> int:
    with open_file(path, SOURCE, Ticking()) as journal:
        wanted = NewTicket("next", "A", slip="shown")
        event = journal.transact(partial(queue.issue, rules=RULES, wanted=wanted))[-1].event
        assert isinstance(event, TicketIssued)
        return event.number


CUTS = {"before the new one gets its name": 0, "behind it": 1}


@pytest.mark.parametrize("cut_at", CUTS.values(), ids=CUTS)
def test_a_power_cut_while_the_file_is_exchanged_is_gone_on_from(
    data: Path, origin: tuple[Path, list[Numbered]], cut_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step was the last: the next start ends with the repaired file, and the old one is kept whole."""
    path = backed_up(data, page_of(20))
    before = path.read_bytes()

    def cut(path: Path, to: Path) -> None:
        if cut_at:
            path.replace(to)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(rebuild, "rename_synced", cut)
        repair_all(data)
    finish(path, unwritten(Ticking()))
    assert read(path) == origin[1] and holds(path) and not path.with_name(f"journal.db{REPAIRED}").exists()
    assert before in [kept.read_bytes() for kept in data.glob("journal.kept-*/journal.db")]


def test_a_journal_that_somebody_has_open_is_left_alone(data: Path) -> None:
    """His rows would go into a file that no name leads to any more."""
    path = backed_up(data, folded(page_of(20)))
    reading = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT 1 FROM journal'); input()"
    line = [sys.executable, "-c", f"{reading}", str(path)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin
        while not Path(f"{path}-wal").exists():
            assert other.poll() is None
        before = path.read_bytes()
        with pytest.raises(InUse, match="systemctl stop"):
            repair_all(data)
        assert path.read_bytes() == before
        other.stdin.close()


def test_cursors_answers_and_the_card_are_taken_over(data: Path) -> None:
    """What the city has is not sent again, and a wish that comes again is not done again."""
    with open_file(data / "journal.db", SOURCE, Ticking()) as journal:
        journal.move_cursors({"rating": 7, "device": 700})
        said, _ = journal.transact_once("wish", lambda state, now: (), lambda *_: {"say": "done"})
        with closing(sqlite3.connect(data / "journal.db")) as db:
            db.execute("UPDATE journal SET card = 'card'")
            db.commit()
    backed_up(data, folded(by_sql("DELETE FROM events WHERE seq = 20")))
    repair_all(data, "another")
    later = Ticking()
    later.passes(3_600_000)
    with open_file(data / "journal.db", SOURCE, later) as journal:
        again = journal.transact_once("wish", lambda state, now: (), lambda *_: {"say": "twice"})
        assert (journal.cursor("rating"), journal.cursor("device"), journal.card) == (7, 0, "card")
        assert again == (said, [])
        live(journal, "goes on")
        assert journal.verify().good


def test_what_nobody_has_is_wanted_of_the_city(data: Path, origin: tuple[Path, list[Numbered]]) -> None:
    """By sequence; of a journal whose file is lost also whatever may have come behind what is known."""
    DAMAGES["many rows are gone"](data / "journal.db")
    journal = origin[1][0][1]["journal"]
    repair_all(data)
    wanted = given_back.wanted(data)[journal]
    lost = {(e["stream"], e["sequence"]) for seq, e in origin[1] if 10 <= seq <= 25}
    assert {(s, n) for s, ranges in wanted.items() for first, last in ranges for n in range(first, last + 1)} == lost
    give(data, origin[1])
    repair_all(data)
    assert read(data / "journal.db") == origin[1] and given_back.wanted(data) == {}
    gone(data / "journal.db")
    (data / "journal.heads").unlink()
    (found,) = repair_all(data)
    assert found.path == data / f"former/{journal}.journal.db"
    assert all(ranges[-1][1] == OPEN for ranges in given_back.wanted(data)[journal].values())


def test_without_the_key_the_keys_that_signed_on_the_box_count(data: Path, origin: tuple[Path, list[Numbered]]) -> None:
    """A damaged key file is none."""
    DAMAGES["many rows are gone"](data / "journal.db")
    (data / KEY).write_bytes(b"")
    give(data, origin[1])
    repair_all(data)
    assert read(data / "journal.db") == origin[1]


def test_no_row_behind_the_end_of_an_older_copy_is_put_back_in_its_place(data: Path, tmp_path: Path) -> None:
    """The backup has more, and nobody knows how much more there was: that is found lost, and built beside it."""
    path, older = data / "journal.db", tmp_path / "older.db"
    folded(lambda journal: None)(path)
    shutil.copy(path, older)
    with open_file(path, SOURCE, Ticking()) as journal:
        live(journal, "later")
        journal.checkpoint(last=True)
    backed_up(data, lambda journal: None)
    shutil.copy(older, path)
    before = read(path)
    found = repair(Kiosk(path, SOURCE, Ticking(), ""))
    assert found is not None and not found.done and read(path) == before
