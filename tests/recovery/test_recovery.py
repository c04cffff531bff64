"""A settings file that is refused stands on the screen by its lines until it is good."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from display.drawing.theme import Theme
from display.panels import MemoryPanel
from display.touchscreen.layout import layout
from drivers.drm.calls import Mode
from drivers.drm.choosing import choose
from drivers.ports import ClockSource, Touched
from kiosk.__main__ import main
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Problem
from kiosk.config.load import load
from kiosk.config.options import Kiosk
from kiosk.core.dialog.view import View
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.recovery.repairs import comment_out, problems_of, repairs
from kiosk.recovery.screen import LOOKS_PER_OPENING, following, found_at, run, shown, unusable, wrong
from tests.config.test_load import DEMO, MISTAKES, SAID

WALL = 1_795_480_270_000
WHEN = "2026-11-26T08:00:00.000+07:00"
SIZE = (1280, 800)


class Stopped:
    def wall(self) -> int:
        return WALL

    def mono(self) -> int:
        return 0

    def boot(self) -> str:
        return "b"

    def source(self) -> ClockSource:
        return "synchronised"

    def rtc_name(self) -> str:
        return ""


@pytest.mark.parametrize(("old", "new", "option", "code"), MISTAKES, ids=SAID)
def test_each_mistake_stands_on_the_screen_with_its_line(
    tmp_path: Path, old: str, new: str, option: str, code: Code
) -> None:
    """Whatever is wrong with the file: how many places, the first three at least with line and option, what to do."""
    file = tmp_path / "kiosk.toml"
    file.write_text(DEMO.replace(old, new, 1), encoding="utf-8")
    view = shown(problems := wrong(file), WALL)
    things = {thing.id: thing for thing in layout(view, Theme.of(*SIZE, 217))}
    names = [things[f"mistake-{n}"].name for n in range(len(problems)) if f"mistake-{n}" in things]
    assert len(names) >= min(3, len(problems))
    assert all(f"dòng {p.line}" in name and p.option in name for p, name in zip(problems, names, strict=False))
    assert f"{len(problems)} chỗ" in things["head"].name and "thẻ nhớ" in things["do"].name


def problem(line: int) -> Problem:
    return Problem(Code.BOUNDS, {"low": 1, "high": 20, "value": 99}, f"queue.option_{line}", line, "kiosk.toml")


def test_many_mistakes_leave_the_first_and_what_to_do() -> None:
    """A file full of mistakes: the first ones stand there, and how many there are."""
    lots = [problem(n) for n in range(1, 60)]
    view = shown(lots, WALL)
    things = {thing.id: thing for thing in layout(view, Theme.of(800, 480, 154))}
    assert "59 chỗ" in things["head"].name and "do" in things and "mistake-0" in things


class Hand:
    """A finger that does one thing at each look, then nothing; what a technician does elsewhere meanwhile."""

    def __init__(self, *does: Callable[[], list[Touched]]) -> None:
        self.does, self.looks = list(does), 0

    def read(self, size: tuple[int, int]) -> list[Touched]:
        self.looks += 1
        assert self.looks < 50, "it does not end"
        return self.does.pop(0)() if self.does else []


def at_card(view: View, id_: str) -> list[Touched]:
    """Down and up on a card of this view."""
    x, y, w, h = next(thing.rect for thing in layout(view, Theme.of(*SIZE, 217)) if thing.id == id_)
    return [Touched("down", x + w // 2, y + h // 2), Touched("up", x + w // 2, y + h // 2)]


def mended(file: Path, hand: Hand, data: Path) -> int:
    return run(file, lambda: (MemoryPanel(), SIZE), hand, Stopped(), data)


def good(folder: Path) -> str:
    """The demo's settings with a journal that is there, and kept as the last good ones."""
    text = DEMO.replace("/set/by/the/demo", str(folder / "data"), 1)
    (folder / "good.toml").write_text(text, encoding="utf-8")
    assert main(["migrate", "--config", str(folder / "good.toml")]) == 0
    return text


def test_it_ends_when_the_file_is_good(tmp_path: Path) -> None:
    """The file is looked at again and again; mended from elsewhere, the program ends well, and the kiosk starts."""
    file, text = tmp_path / "kiosk.toml", good(tmp_path)
    file.write_text("[office]\n", encoding="utf-8")

    def writes(new: str) -> Callable[[], list[Touched]]:
        def does() -> list[Touched]:
            file.write_text(new, encoding="utf-8")
            return []

        return does

    hand = Hand(writes("[offce]\n"), writes("[offce]\n"), writes(text))
    assert mended(file, hand, tmp_path) == 0
    assert hand.looks == 3


@pytest.mark.parametrize(("old", "new", "option", "code"), MISTAKES, ids=SAID)
def test_a_remedy_that_is_offered_makes_the_file_good(
    tmp_path: Path, old: str, new: str, option: str, code: Code
) -> None:
    """Whatever is wrong: each remedy gives a file that is good; the last good one is always among them."""
    good(tmp_path)
    file = tmp_path / "kiosk.toml"
    file.write_text(DEMO.replace(old, new, 1), encoding="utf-8")
    found = repairs(file, tmp_path / "data")
    assert "last" in found and [name for name, text in found.items() if problems_of(file, text)] == []


def test_mistakes_without_room_come_in_turn() -> None:
    """On a small panel every mistake of a long file stands there in its turn, and then the first one again."""
    lots = [problem(n) for n in range(1, 10)]
    screen, first, seen = (
        Screen(FoundPanel(MemoryPanel, lambda said: None), Kiosk(width=800, height=480)),
        0,
        list[str](),
    )
    while len(seen) < len(lots):
        screen.show(shown(lots, WALL, (), first))
        seen += [t["name"].split(":")[0] for t in screen.data()["things"] if t["id"].startswith("mistake-")]
        first = following(first, screen, len(lots))
    assert set(seen) == {f"dòng {n}" for n in range(1, 10)}


def test_a_wrong_line_is_left_out_and_stays_readable(tmp_path: Path) -> None:
    """The line stands behind a #, its default holds, and all other lines are as they were."""
    file = tmp_path / "kiosk.toml"
    file.write_text(DEMO.replace("width = 80", "width = 79", 1), encoding="utf-8")
    assert comment_out(file) == DEMO.replace("width = 80", "# BỎ: width = 79", 1)


def test_what_cannot_be_left_out_is_not_offered(tmp_path: Path) -> None:
    """A missing option that must be given, or a file that nobody can read: no such card."""
    file = tmp_path / "kiosk.toml"
    file.write_text("[office]\n", encoding="utf-8")
    assert comment_out(file) is None
    file.write_bytes(b"\x81\x00\xff")
    assert comment_out(file) is None


@pytest.mark.parametrize("card", ["drop", "last"])
def test_a_finger_mends_the_file_and_the_refused_one_is_kept(tmp_path: Path, card: str) -> None:
    """A touch on a card writes the good file, the program ends, and the refused file stays beside it."""
    text = good(tmp_path)
    file, refused = tmp_path / "kiosk.toml", text.replace("width = 80", "width = 79", 1)
    file.write_text(refused, encoding="utf-8")
    seen = replace(shown(wrong(file), WALL, ("drop", "last")), address=found_at())
    down, up = at_card(seen, f"answer-{card}")
    assert mended(file, Hand(lambda: [down], lambda: [up]), tmp_path / "data") == 0
    assert wrong(file) == [] and (tmp_path / "kiosk.toml.bad").read_text(encoding="utf-8") == refused


def test_a_new_card_whose_first_file_is_refused_starts_when_it_is_mended(tmp_path: Path) -> None:
    """Nobody could make a journal yet: the program ends once the file is good, and `kiosk migrate` makes it."""
    text, file = DEMO.replace("/set/by/the/demo", str(tmp_path / "data"), 1), tmp_path / "kiosk.toml"
    file.write_text(text.replace("width = 80", "width = 79", 1), encoding="utf-8")
    seen = replace(shown(wrong(file), WALL, ("drop",)), address=found_at())
    hand = Hand(lambda: at_card(seen, "answer-drop"))
    assert mended(file, hand, tmp_path / "data") == 0 and hand.looks == 1
    assert main(["migrate", "--config", str(file)]) == 0


@pytest.mark.parametrize("made", [False, True])
def test_a_journal_that_could_not_be_made_is_tried_again(tmp_path: Path, made: bool) -> None:
    """A full disk at the first start, or a power cut while the journal was made: said for a while, then tried again."""
    text, file = DEMO.replace("/set/by/the/demo", str(tmp_path / "data"), 1), tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "data").mkdir()
    if made:
        (tmp_path / "data/journal.db").touch()
    hand = Hand()
    assert mended(file, hand, tmp_path / "data") == 0 and hand.looks == LOOKS_PER_OPENING
    assert main(["migrate", "--config", str(file)]) == 0


def test_a_journal_that_cannot_be_used_is_said_until_it_can(tmp_path: Path) -> None:
    """Another program's file in its place: the screen stays, whatever the finger does, until somebody moves it away."""
    text, file, journal = good(tmp_path), tmp_path / "kiosk.toml", tmp_path / "data/journal.db"
    file.write_text(text, encoding="utf-8")
    kept = journal.read_bytes()
    journal.with_name("journal.db-wal").unlink(missing_ok=True)
    journal.unlink()
    with sqlite3.connect(journal) as db:
        db.execute("CREATE TABLE theirs (a)")

    def given_back() -> list[Touched]:
        journal.write_bytes(kept)
        return []

    nothing = [list[Touched] for _ in range(LOOKS_PER_OPENING)]
    hand = Hand(*nothing, given_back)
    assert mended(file, hand, tmp_path / "data") == 0 and hand.looks == 2 * LOOKS_PER_OPENING


def test_a_touch_beside_the_cards_changes_nothing(tmp_path: Path) -> None:
    """A finger that only rests on the list of mistakes mends nothing."""
    text, file, seen = good(tmp_path), tmp_path / "kiosk.toml", list[str]()
    refused = text.replace("width = 80", "width = 79", 1)
    file.write_text(refused, encoding="utf-8")

    def look_then_mend() -> list[Touched]:
        seen.append(file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        return []

    beside = [Touched("down", 640, 150), Touched("up", 640, 150)]
    assert mended(file, Hand(lambda: beside, look_then_mend), tmp_path / "data") == 0
    assert seen == [refused]


@pytest.mark.parametrize("twice", [False, True])
def test_a_finger_that_did_not_mean_a_card_mends_nothing(tmp_path: Path, twice: bool) -> None:
    """It came down elsewhere; or it is the second tap of one, which falls on the same card about other mistakes."""
    text, file, left = good(tmp_path), tmp_path / "kiosk.toml", list[str]()
    refused, other = (text.replace("width = 80", f"width = {n}", 1) for n in (79, 78))
    file.write_text(refused, encoding="utf-8")
    down, up = at_card(replace(shown(wrong(file), WALL, ("drop", "last")), address=found_at()), "answer-drop")

    def look_then(new: str) -> list[Touched]:
        left.append(file.read_text(encoding="utf-8"))
        file.write_text(new, encoding="utf-8")
        return []

    touches = [down, up] if twice else [Touched("down", 5, 5), up]
    hand = Hand(lambda: look_then(other if twice else refused), lambda: touches, lambda: look_then(text))
    assert mended(file, hand, tmp_path / "data") == 0 and left == [refused, other if twice else refused]


def test_a_journal_of_a_newer_version_is_said_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Going back to an old version: `kiosk migrate` refuses by name, the screen says it small, no event is lost."""
    text, journal, file = good(tmp_path), tmp_path / "data/journal.db", tmp_path / "kiosk.toml"
    names = "id, type, stream, sequence, time, recordedtime, data, prevhash, hash, source, boot, mono, clock"
    row = ("x", "vn.motcua.from.tomorrow.v9", "device", 1, WHEN, WHEN, "{}", "", "", "/x", "b", 1, "synchronised")
    with sqlite3.connect(journal) as db:
        db.execute(f"INSERT INTO events ({names}) VALUES ({', '.join('?' * 13)})", row)
    file.write_text(text, encoding="utf-8")
    assert main(["migrate", "--config", str(file)]) == 2
    assert "a newer version wrote it" in capsys.readouterr().err
    assert "a newer version wrote it" in str(unusable(load(file)))
    with sqlite3.connect(journal) as db:
        assert db.execute(f"SELECT {names} FROM events").fetchall() == [row]


def test_a_panel_is_taken_as_it_is_built() -> None:
    """Without settings nobody knows its size: its own mode."""
    modes = [Mode(width=640, height=480), Mode(width=1024, height=600, type=1 << 3)]
    assert choose(modes, None) is modes[1]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No kiosk.toml at all, or Notepad's second ending: the screen says so."""
    (tmp_path / "kiosk.toml.txt").write_text(DEMO, encoding="utf-8")
    (line,) = shown(wrong(tmp_path / "kiosk.toml"), WALL).mistakes
    assert "kiosk.toml.txt" in line and "đổi tên" in line


def test_a_lost_journal_is_refused_by_hand_and_gone_on_from_by_the_box(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its last line says why, 2, nothing is made; with `--anew`, as the unit says it, 0, and what came of it."""
    good(tmp_path)
    words = ["migrate", "--config", str(tmp_path / "good.toml")]
    journal = tmp_path / "data/journal.db"
    journal.unlink()
    assert main(words) == 2 and not journal.exists()
    line = capsys.readouterr().err.splitlines()[-1]
    assert "the journal is gone: journal.heads beside it" in line and "kiosk migrate --anew" in line
    assert main([*words, "--anew"]) == 0 and journal.exists()
    assert "is kept in" in capsys.readouterr().err
    assert "kiosk migrate --anew" in Path("systemd/kiosk-migrate.service").read_text(encoding="utf-8")
