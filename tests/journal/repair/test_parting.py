"""A journal of its own in the place of one that another card has too: nothing of that one is lost, whenever the power
goes, and it is done once."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drivers.clock import SimulatedClock
from kiosk.__main__ import main
from kiosk.config.load import load
from kiosk.core.decisions.device import device_moved
from kiosk.core.record.events import JournalBegun, NumbersRaised
from kiosk.host.card import SIMULATED, identity
from kiosk.journal.finding import begun_from
from kiosk.journal.journal import Journal
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.opening import migrate, open_file, open_journal, read_file
from kiosk.journal.repair.parting import former_of, part
from kiosk.journal.repair.starting import start
from tests.journal.clocks import SOURCE
from tests.journal.loss.office import take
from tests.service.test_identity import card

DEMO = Path("kiosk/simulation/demo.toml")
OTHER = "/H55/92/09/000/k7"
Cut = Callable[..., Any]


def kiosk_on(folder: Path, says: str = "one") -> Kiosk:
    return Kiosk(folder / "journal.db", SOURCE, SimulatedClock(folder / "clock"), identity(says))


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    """Its journal was written on another card; some of it stands in the log."""
    migrate(tmp_path / "journal.db", identity("another"))
    made = kiosk_on(tmp_path)
    with open_file(made.path, SOURCE, made.clock) as journal:
        for _ in range(5):
            take(journal, "A")
    return made


def rows(path: Path) -> list[str]:
    with read_file(path) as journal:
        return [row["hash"] for row in journal.rows()]


def id_of(path: Path) -> str:
    with read_file(path) as journal:
        return journal.id


def begun(path: Path) -> str:
    with read_file(path) as journal:
        return begun_from(journal)


def test_the_new_journal_says_from_where_it_goes_on_and_the_former_one_is_whole(kiosk: Kiosk) -> None:
    """Its card is this one, its numbers go on above those that were given, and every row of the other one is kept."""
    of, before = id_of(kiosk.path), rows(kiosk.path)
    former = part(kiosk)
    assert former == former_of(kiosk.path, of) and rows(former) == before
    with open_file(kiosk.path, SOURCE, kiosk.clock) as journal:
        begun, raised, *more = (recorded.event for recorded in journal.recorded())
        assert isinstance(begun, JournalBegun) and isinstance(raised, NumbersRaised) and not more
        assert (begun.of, begun.why, begun.card) == (of, "copied", kiosk.card) and journal.id != of
        assert begun.heads["visit"] == {"sequence": len(before), "hash": before[-1]}
        assert journal.card == kiosk.card and take(journal, "A") > 5


@contextmanager
def power(monkeypatch: pytest.MonkeyPatch, last: int) -> Iterator[list[str]]:
    """Goes before the step after the `last` one; the steps that were taken."""
    taken: list[str] = []

    def before(name: str, real: Cut) -> Cut:
        def step(*args: object, **more: object) -> object:
            if len(taken) == last:
                raise KeyboardInterrupt
            taken.append(name)
            return real(*args, **more)

        return step

    with monkeypatch.context() as patch:
        for owner, name in ((os, "fsync"), (Path, "hardlink_to"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir")):
            patch.setattr(owner, name, before(name, getattr(owner, name)))
        yield taken


def test_the_power_may_go_at_any_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next start finds the old journal with all its rows, or the new one; and what was cut off is done again."""
    for last in range(100):
        folder = tmp_path / str(last)
        migrate(folder / "journal.db", identity("another"))
        kiosk = kiosk_on(folder)
        with open_file(kiosk.path, SOURCE, kiosk.clock) as journal:
            take(journal, "A")
        of, before = id_of(kiosk.path), rows(kiosk.path)
        with power(monkeypatch, last) as taken, pytest.raises(KeyboardInterrupt):
            part(kiosk)
            raise KeyboardInterrupt
        said: list[str] = []
        start(kiosk, True, said.append)
        assert said == []
        if id_of(kiosk.path) == of:
            assert rows(kiosk.path) == before
            part(kiosk)
        assert rows(former_of(kiosk.path, of)) == before and begun(kiosk.path) == of
        assert len([*(folder / "former").glob("*.journal.db")]) == 1
        if len(taken) < last:
            break
    assert {"fsync", "hardlink_to", "replace"} <= {*taken} and len(taken) > 5


def test_another_copy_of_a_journal_that_parted_takes_nothing_of_the_first_ones_place(kiosk: Kiosk) -> None:
    """Put back in the place of the new one, it parts too: both are kept."""
    copy = kiosk.path.parent / "copy.db"
    with read_file(kiosk.path) as reader:
        reader.copy_to(copy)
    first = part(kiosk)
    copy.replace(kiosk.path)
    for name in ("journal.heads", "journal.db-wal", "journal.db-shm"):
        (kiosk.path.parent / name).unlink(missing_ok=True)
    with open_file(kiosk.path, SOURCE, kiosk.clock) as journal:
        take(journal, "B")
    second = part(kiosk)
    assert first != second and len(rows(second)) == len(rows(first)) + 1


def test_an_image_of_another_offices_card_begins_a_journal_of_its_own_by_itself(kiosk: Kiosk) -> None:
    """At its first start there, and never again; on its own card, or where the unit was corrected, nothing does."""
    of, said = id_of(kiosk.path), list[str]()
    for nothing in (
        replace(kiosk, source=OTHER, card=identity("another")),
        replace(kiosk, source=OTHER, card=""),
        kiosk,
    ):
        start(nothing, True, said.append)
        assert id_of(kiosk.path) == of and said == []
    start(replace(kiosk, source=OTHER), True, said.append)
    own = id_of(kiosk.path)
    assert own != of and "image of another kiosk's card" in said.pop() and id_of(former_of(kiosk.path, of)) == of
    start(replace(kiosk, source=OTHER), True, said.append)
    assert id_of(kiosk.path) == own and said == []


# --- as a technician types it ------------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Of a simulated kiosk with a journal, on the card `one`, without a broker."""
    (wires := tmp_path / "wires").mkdir()
    (wires / SIMULATED).write_text("one")
    text = DEMO.read_text(encoding="utf-8").replace('wires = "/set/by/the/demo"', f'wires = "{wires}"', 1)
    made = card(tmp_path / "box", re.sub(r"(?m)^url = .*$", 'url = ""', text, count=1))
    migrate(tmp_path / "box/data/journal.db", identity("one"))
    return made


def written(settings: Path, *devices: tuple[str, str]) -> Journal:
    """A number is given, and parts change; the open journal."""
    journal = open_journal(load(settings))
    take(journal, "A")
    for device, word in devices:
        journal.transact(lambda state, now, device=device, word=word: device_moved(state, device, word))  # type: ignore[misc]
    return journal


def goes_on(settings: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["go-on", *more, "--config", str(settings)])
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.parametrize("word", ["ahead", "differs"])
def test_one_command_goes_on_after_the_day_and_does_nothing_the_second_time(
    settings: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    """Not while a program runs, nor while somebody waits, but with --now."""
    with written(settings, ("city", word)):
        line = [sys.executable, "-m", "kiosk", "go-on", "--now", "--config", str(settings)]
        refused = subprocess.run(line, capture_output=True, text=True, check=False)
        assert refused.returncode == 2 and "in use; first: systemctl stop" in refused.stderr
    code, said = goes_on(settings, capsys)
    assert code == 1 and "1 numbers wait" in said
    code, said = goes_on(settings, capsys, "--now")
    assert code == 0 and "a new journal goes on" in said
    own = id_of(settings.parents[1] / "data/journal.db")
    assert goes_on(settings, capsys) == (0, "kiosk: this journal is its own already; nothing to do\n")
    assert id_of(settings.parents[1] / "data/journal.db") == own


def test_a_copied_card_may_go_on_too(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its identity alone, without any word of the city."""
    written(settings).close()
    (settings.parents[2] / "wires" / SIMULATED).write_text("two")
    assert goes_on(settings, capsys, "--now")[0] == 0


def test_a_journal_that_nobody_else_has_goes_on_as_it_is(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what is not at the city yet is sent first."""
    written(settings).close()
    code, said = goes_on(settings, capsys, "--now")
    assert code == 1 and "no other card has this journal" in said
    settings.write_text(settings.read_text().replace('url = ""', 'url = "mqtt://127.0.0.1:9"', 1))
    written(settings, ("city", "differs")).close()
    code, said = goes_on(settings, capsys, "--now")
    assert code == 1 and "events are not at the city yet" in said
    with written(settings) as journal:
        journal.move_cursors(journal.state.heads)
    assert goes_on(settings, capsys, "--now")[0] == 0
