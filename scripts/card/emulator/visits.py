"""What a citizen does at the emulated site, for every check; and what a check says, with the time of day."""

import sqlite3
import time
from pathlib import Path

from scripts.card.emulator.site import EmulatedSite

SLOW_S = 120.0  # for what a Pi does at once, under emulation


def visit(site: EmulatedSite) -> None:
    """A number is taken; its slip lies there, whole."""
    before = len(site.printer.slips)
    site.touch("service-A")
    site.wait(lambda: len(site.printer.slips) > before, SLOW_S, "the slip")
    site.picture(f"ticket-{len(site.printer.slips)}")
    (site.folder / f"slip-{len(site.printer.slips)}.png").write_bytes(site.printer.png())
    say(f"slip: {' '.join(site.printer.text().split())}")


def rate(site: EmulatedSite) -> None:
    """The first button is pressed; the city has it a moment later."""
    before = ratings_at(site.folder / "city.db")
    site.wait(site.is_home, SLOW_S, "the home screen")
    site.press("very-satisfied")
    time.sleep(2)
    site.picture(f"thanks-{before + 1}")
    site.wait(lambda: ratings_at(site.folder / "city.db") > before, SLOW_S, "the rating at the city")
    say(f"rating {before + 1} is at the city")


def ratings_at(city: Path) -> int:
    with sqlite3.connect(f"file:{city}?mode=ro", uri=True) as db:
        return int(db.execute("SELECT count(*) FROM ratings").fetchone()[0])


def say(words: str) -> None:
    print(time.strftime("%T"), words, flush=True)
