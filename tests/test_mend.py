"""A settings file that is refused stands on the screen by its lines until it is good."""

from pathlib import Path

import pytest

from display.screens import layout
from display.theme import Theme
from display.window import MemoryPanel
from drivers.drm import choose
from drivers.drm_calls import Mode
from kiosk.mend import run, shown, wrong
from kiosk.problems import Problem
from tests.test_config import DEMO, MISTAKES

WALL = 1_795_480_270_000
SIZE = (1280, 800)


class Stopped:
    def wall(self) -> int:
        return WALL

    def mono(self) -> int:
        return 0

    def boot(self) -> str:
        return "b"

    def synchronised(self) -> bool:
        return True


@pytest.mark.parametrize(("old", "new", "option", "said"), MISTAKES, ids=lambda v: str(v)[:24])
def test_each_mistake_stands_on_the_screen_with_its_line(
    tmp_path: Path, old: str, new: str, option: str, said: str
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


def test_many_mistakes_leave_the_first_and_what_to_do() -> None:
    """A file full of mistakes: the first ones stand there, and how many there are."""
    lots = [Problem(f"queue.option_{n}", n, "must be 1 to 20, not 99", "kiosk.toml") for n in range(1, 60)]
    view = shown(lots, WALL)
    things = {thing.id: thing for thing in layout(view, Theme.of(800, 480, 154))}
    assert "59 chỗ" in things["head"].name and "do" in things and "mistake-0" in things


def test_it_ends_when_the_file_is_good(tmp_path: Path) -> None:
    """The file is looked at again and again; mended, the program ends well, and systemd starts the kiosk."""
    file, looks = tmp_path / "kiosk.toml", list[int]()
    file.write_text("[office]\n", encoding="utf-8")

    def pause() -> None:
        looks.append(1)
        file.write_text("[offce]\n" if len(looks) < 3 else DEMO, encoding="utf-8")

    assert run(file, lambda: (MemoryPanel(), SIZE), Stopped(), pause) == 0
    assert len(looks) == 3


def test_a_panel_is_taken_as_it_is_built() -> None:
    """Without settings nobody knows its size: its own mode."""
    modes = [Mode(width=640, height=480), Mode(width=1024, height=600, type=1 << 3)]
    assert choose(modes, None) is modes[1]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No kiosk.toml at all, or Notepad's second ending: the screen says so."""
    (tmp_path / "kiosk.toml.txt").write_text(DEMO, encoding="utf-8")
    (line,) = shown(wrong(tmp_path / "kiosk.toml"), WALL).mistakes
    assert "kiosk.toml.txt" in line and "đổi tên" in line
