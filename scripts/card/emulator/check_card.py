"""`scripts/image test`: the built card in the emulated machine, a morning with three power cuts, judged from outside.

First the card's own U-Boot starts it on a Pi 3, with noise on the header's UART and a key held (pi.py). Then a
mistake in kiosk.toml is mended at the screen. Then, with noise and a held key once more, a finger takes numbers, a
button rates, the power goes three times in mid-visit. Then the card itself is opened: every number that lies on paper
stands in the journal and on one piece of paper only, every rating that was pressed and thanked for is there, the
chain is whole, and the city has what the journal has. Pictures stay in build/image/test.
"""

import re
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from kiosk.recovery.screen import WATCH, shown, wrong
from scripts.card.emulator.evidence import events_of, journal_of, numbers_of, verified
from scripts.card.emulator.page import let_in
from scripts.card.emulator.pi import Pi, seen_on_pi
from scripts.card.emulator.site import GUEST, EmulatedSite, alike, put
from scripts.card.emulator.visits import SLOW_S, rate, ratings_at, say, visit
from scripts.card.paths import CARD, fresh_folder

NUMBER = re.compile(r"^([A-Z]\d{3}) [0-9a-z]{12}$", re.MULTILINE)  # the line under the code
CUTS = (0.4, 2.0, 5.0)  # seconds between the choice and the end of power
EARLY = tuple(1.0 + 3.5 * n for n in range(10))  # seconds after power: from U-Boot until the programs start


def run() -> int:
    """0: all held. Raises NotBuilt."""
    site = EmulatedSite(CARD, fresh_folder("test"))
    try:
        _header(site)
        _refused(site)
        times = [*_morning(site), _early(site)]
        say(f"power to home screen: {', '.join(f'{seconds:.0f} s' for seconds in times)} (emulated, two cores)")
        site.cut()
        return _judge(site)
    finally:
        site.close()


def _header(site: EmulatedSite) -> None:
    """The card's own U-Boot, noise on the header's UART and a key held from the first moment: the panel says that it is
    starting all the same, the touch app draws its home screen, and nothing came out of the header."""
    card, starting = _pi_card(site), seen_on_pi(site.starting)
    pi = Pi(card, site.folder, (site.config.kiosk.width, site.config.kiosk.height))
    try:
        first = pi.shows(pi.panel, lambda picture: alike(picture, starting) == 1.0, site.folder / "pi-panel.png")
        say(f"noise on the header, a key held: first sign of life on the panel after {first:.0f} s")
        home = pi.shows(pi.app, site.is_like_home, site.folder / "pi-home.png")
    finally:
        said = pi.cut()
    say(f"home screen in the app {home:.0f} s later; {len(said)} bytes came out of the header")
    assert not said, said[-200:]
    card.unlink()


def _pi_card(site: EmulatedSite) -> Path:
    """A copy for the Pi's pins, with a technician who may look at the screen."""
    card, settings = site.folder / "pi.img", site.folder / "pi.toml"
    subprocess.run(["cp", "--sparse=always", site.card, card], check=True)
    text = (site.folder / "kiosk.toml").read_text(encoding="utf-8")
    settings.write_text(let_in(text.replace('gpiochip = "/dev/gpiochip0"', 'gpiochip = ""')), encoding="utf-8")
    put(settings, card)
    return card


def _refused(site: EmulatedSite) -> None:
    """The first start of a new card, with a line of kiosk.toml wrong: it stands on the screen, a finger mends it."""
    bad = site.folder / "refused.toml"
    text = (site.folder / "kiosk.toml").read_text(encoding="utf-8")
    bad.write_text(text.replace("\nwidth = 80 ", "\nwidth = 79 "), encoding="utf-8")
    site.put(bad)
    now = round(time.time() * 1000)
    view = replace(
        shown([replace(p, file="kiosk.toml") for p in wrong(bad)], now, ("drop",)), address=WATCH.format(GUEST)
    )
    seconds = site.power_refused(view)
    site.picture("mistakes")
    site.touch_on("answer-drop", view)
    site.wait(site.is_home, SLOW_S, "the home screen, mended")
    say(f"mistakes on the screen after {seconds:.0f} s, mended by a finger: {', '.join(view.mistakes)}")
    site.cut()


def _morning(site: EmulatedSite) -> list[float]:
    """Seconds of each start."""
    times = [site.power(disturbed=True)]
    site.picture("home")
    say(f"first sign of life after {site.first_sign:.0f} s, home screen after {times[0]:.0f} s, the first start")
    assert len(site.printer.slips) == 1, "the first start prints its self-test"
    (site.folder / "self-test.png").write_bytes(site.printer.png())
    visit(site)
    rate(site)
    for n, seconds in enumerate(CUTS, 1):
        site.wait(site.is_home, SLOW_S, "the home screen")
        site.touch("service-B")
        time.sleep(seconds)
        site.picture(f"cut-{n}")
        site.cut()
        times.append(site.power())
        say(f"power cut {n}, {seconds} s after a choice; a screen after {times[-1]:.0f} s")
        _take_again(site, n)
    visit(site)
    rate(site)
    time.sleep(10)
    return times


def _take_again(site: EmulatedSite, n: int) -> None:
    """A slip that broke off is offered again, with its number; it comes marked, and then the home screen."""
    site.picture(f"after-cut-{n}")
    if site.is_home():
        return
    before = len(site.printer.slips)
    site.touch("reprint", site.offer)
    site.wait(lambda: len(site.printer.slips) > before, SLOW_S, "the slip again")
    (site.folder / f"slip-again-{n}.png").write_bytes(site.printer.png())
    say(f"slip again: {' '.join(site.printer.text().split())}")


def _early(site: EmulatedSite) -> float:
    """Power cuts early in a start, more often than a slot has tries; then it starts all the same, from the good one."""
    site.cut()
    for seconds in EARLY:
        site.flicker(seconds)
    seconds = site.power()
    site.picture("after-early-cuts")
    slots = re.findall(r"slot ([AB]), tries left: (A \d+ B \d+)", site.log())
    say(f"{len(EARLY)} cuts {EARLY[0]} to {EARLY[-1]} s after power, then home after {seconds:.0f} s; slots {slots}")
    assert slots[-1][0] == "A", "the only good slot was lost"
    return seconds


# --- afterwards ---------------------------------------------------------------------------------------------------


def _judge(site: EmulatedSite) -> int:
    journal = journal_of(site.card, site.folder)
    told = events_of(journal)
    numbers = numbers_of(told)
    papers = [set(NUMBER.findall(sheet.text)) for sheet in site.printer.sheets]
    printed = sorted(n for paper in papers for n in paper)
    ratings = sum("rating.given" in kind for kind, _ in told)
    checks = {
        "the chain is whole": verified(site, journal),
        "no number was given twice": len(numbers) == len(set(numbers)),
        "no piece of paper has two numbers": all(len(paper) <= 1 for paper in papers),
        "every number on paper is in the journal": set(printed) <= set(numbers),
        "both ratings are in the journal": ratings == 2,
        "the city has both": ratings_at(site.folder / "city.db") == 2,
    }
    say(f"given {', '.join(numbers)}; on paper {', '.join(printed)}; {len(told)} events")
    for words, held in checks.items():
        say(f"{'held' if held else 'NOT HELD'}: {words}")
    return 0 if all(checks.values()) else 1
