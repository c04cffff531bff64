"""`scripts/image test`: the built card in the emulated machine, a morning with three power cuts, judged from outside.

First a mistake in kiosk.toml is mended at the screen. Then a finger takes numbers, a button rates, the power goes three
times in mid-visit. Then the card itself is opened: every number that lies on paper stands in the journal and on one
piece of paper only, every rating that was pressed and thanked for is there, the chain is whole, and the city has what
the journal has. Pictures stay in build/image/test.
"""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from kiosk.recovery.screen import WATCH, shown, wrong
from scripts.card import layout
from scripts.card.emulator.hall import GUEST, Hall

OUT = Path("build/image")
NUMBER = re.compile(r"^([A-Z]\d{3}) [0-9a-z]{12}$", re.MULTILINE)  # the line under the code
SLOW = 120.0  # seconds for what a Pi does at once, under emulation
CUTS = (0.4, 2.0, 5.0)  # seconds between the choice and the end of power
EARLY = tuple(1.0 + 3.5 * n for n in range(10))  # seconds after power: from U-Boot until the programs start


def main() -> int:
    """0: all held."""
    folder = OUT / "test"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    hall = Hall(OUT / "kiosk.img", folder)
    try:
        _refused(hall)
        times = [*_morning(hall), _early(hall)]
        say(f"power to home screen: {', '.join(f'{seconds:.0f} s' for seconds in times)} (emulated, two cores)")
        hall.cut()
        return _judge(hall)
    finally:
        hall.close()


def _refused(hall: Hall) -> None:
    """The first start of a new card, with a line of kiosk.toml wrong: it stands on the screen, a finger mends it."""
    bad = hall.folder / "refused.toml"
    text = (hall.folder / "kiosk.toml").read_text(encoding="utf-8")
    bad.write_text(text.replace("\nwidth = 80 ", "\nwidth = 79 "), encoding="utf-8")
    hall.put(bad)
    now = round(time.time() * 1000)
    view = replace(
        shown([replace(p, file="kiosk.toml") for p in wrong(bad)], now, ("drop",)), address=WATCH.format(GUEST)
    )
    seconds = hall.power_refused(view)
    hall.picture("mistakes")
    hall.touch_on("answer-drop", view)
    hall.wait(hall.is_home, SLOW, "the home screen, mended")
    say(f"mistakes on the screen after {seconds:.0f} s, mended by a finger: {', '.join(view.mistakes)}")
    hall.cut()


def _morning(hall: Hall) -> list[float]:
    """Seconds of each start."""
    times = [hall.power()]
    hall.picture("home")
    say(f"first sign of life after {hall.first_sign:.0f} s, home screen after {times[0]:.0f} s, the first start")
    assert len(hall.printer.slips) == 1, "the first start prints its self-test"
    (hall.folder / "self-test.png").write_bytes(hall.printer.png())
    visit(hall)
    rate(hall)
    for n, seconds in enumerate(CUTS, 1):
        hall.wait(hall.is_home, SLOW, "the home screen")
        hall.touch("service-B")
        time.sleep(seconds)
        hall.picture(f"cut-{n}")
        hall.cut()
        times.append(hall.power())
        say(f"power cut {n}, {seconds} s after a choice; a screen after {times[-1]:.0f} s")
        _take_again(hall, n)
    visit(hall)
    rate(hall)
    time.sleep(10)
    return times


def _take_again(hall: Hall, n: int) -> None:
    """A slip that broke off is offered again, with its number; it comes marked, and then the home screen."""
    hall.picture(f"after-cut-{n}")
    if hall.is_home():
        return
    before = len(hall.printer.slips)
    hall.touch("reprint", hall.offer)
    hall.wait(lambda: len(hall.printer.slips) > before, SLOW, "the slip again")
    (hall.folder / f"slip-again-{n}.png").write_bytes(hall.printer.png())
    say(f"slip again: {' '.join(hall.printer.text().split())}")


def _early(hall: Hall) -> float:
    """Power cuts early in a start, more often than a slot has tries; then it starts all the same, from the good one."""
    hall.cut()
    for seconds in EARLY:
        hall.flicker(seconds)
    seconds = hall.power()
    hall.picture("after-early-cuts")
    slots = re.findall(r"slot ([AB]), tries left: (A \d+ B \d+)", hall.log())
    say(f"{len(EARLY)} cuts {EARLY[0]} to {EARLY[-1]} s after power, then home after {seconds:.0f} s; slots {slots}")
    assert slots[-1][0] == "A", "the only good slot was lost"
    return seconds


def visit(hall: Hall) -> None:
    """A number is taken; its slip lies there, whole."""
    before = len(hall.printer.slips)
    hall.touch("service-A")
    hall.wait(lambda: len(hall.printer.slips) > before, SLOW, "the slip")
    hall.picture(f"ticket-{len(hall.printer.slips)}")
    (hall.folder / f"slip-{len(hall.printer.slips)}.png").write_bytes(hall.printer.png())
    say(f"slip: {' '.join(hall.printer.text().split())}")


def rate(hall: Hall) -> None:
    """The first button is pressed; the city has it a moment later."""
    before = _ratings(hall.folder / "city.db")
    hall.wait(hall.is_home, SLOW, "the home screen")
    hall.press("very-satisfied")
    time.sleep(2)
    hall.picture(f"thanks-{before + 1}")
    hall.wait(lambda: _ratings(hall.folder / "city.db") > before, SLOW, "the rating at the city")
    say(f"rating {before + 1} is at the city")


def _ratings(city: Path) -> int:
    with sqlite3.connect(f"file:{city}?mode=ro", uri=True) as db:
        return int(db.execute("SELECT count(*) FROM ratings").fetchone()[0])


# --- afterwards ---------------------------------------------------------------------------------------------------


def _judge(hall: Hall) -> int:
    journal = journal_of(hall.card, hall.folder)
    told = events_of(journal)
    numbers = numbers_of(told)
    papers = [set(NUMBER.findall(sheet.text)) for sheet in hall.printer.sheets]
    printed = sorted(n for paper in papers for n in paper)
    ratings = sum("rating.given" in kind for kind, _ in told)
    checks = {
        "the chain is whole": verified(hall, journal),
        "no number was given twice": len(numbers) == len(set(numbers)),
        "no piece of paper has two numbers": all(len(paper) <= 1 for paper in papers),
        "every number on paper is in the journal": set(printed) <= set(numbers),
        "both ratings are in the journal": ratings == 2,
        "the city has both": _ratings(hall.folder / "city.db") == 2,
    }
    say(f"given {', '.join(numbers)}; on paper {', '.join(printed)}; {len(told)} events")
    for words, held in checks.items():
        say(f"{'held' if held else 'NOT HELD'}: {words}")
    return 0 if all(checks.values()) else 1


def events_of(journal: Path) -> list[tuple[str, str]]:
    """Type and data of every event, in order."""
    with sqlite3.connect(journal) as db:
        return list(db.execute("SELECT type, data FROM events ORDER BY seq"))


def numbers_of(told: list[tuple[str, str]]) -> list[str]:
    """The numbers that were given, in order."""
    issued = (json.loads(data) for kind, data in told if kind == "vn.motcua.ticket.issued.v1")
    return [f"{event['service']}{event['number']:03d}" for event in issued]


def journal_of(card: Path, folder: Path) -> Path:
    """The journal as it lies on the card, with what SQLite had not yet moved into it."""
    part = folder / "data.ext4"
    _run("dd", f"if={card}", f"of={part}", "bs=1M", f"skip={layout.DATA.start}", "conv=sparse", "status=none")
    fixed = subprocess.run(["e2fsck", "-fy", part], capture_output=True, text=True)
    assert fixed.returncode < 4, fixed.stdout
    for name in ("journal.db", "journal.db-wal"):
        _run("debugfs", "-R", f"dump /kiosk/{name} {folder / name}", part)
    return folder / "journal.db"


def verified(hall: Hall, journal: Path) -> bool:
    config = hall.folder / "verify.toml"
    text = (hall.folder / "kiosk.toml").read_text(encoding="utf-8")
    config.write_text(
        text.replace('# data = "/var/lib/kiosk"', f'data = "{journal.parent.resolve()}"'), encoding="utf-8"
    )
    words = [sys.executable, "-m", "kiosk", "journal", "verify", "--config", str(config)]
    done = subprocess.run(words, capture_output=True, text=True)
    say((done.stdout + done.stderr).strip())
    return done.returncode == 0


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def say(words: str) -> None:
    print(time.strftime("%T"), words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
