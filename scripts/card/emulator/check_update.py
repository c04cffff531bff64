"""`scripts/image update-test`: a broken, a dead and a good update under emulation, with ten power cuts.

The three are made from the built root: one whose touch app does not start (found by the timer in the night, over a USB
stick), one without an init (three tries, then U-Boot goes back), and one that is only newer. The last is wished for at
buttons 1 and 4, and the power goes at ten moments of its installation. Then the card is opened: the journal has both
numbers, its chain is whole, and the city has heard of all three. Guest and host share the time: what is seen of hours
is the office's holiday.
"""

import json
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kiosk.core.calendar.moment import local
from scripts.card import bundle
from scripts.card.emulator import time_server
from scripts.card.emulator.evidence import events_of, journal_of, numbers_of, verified
from scripts.card.emulator.site import EmulatedSite
from scripts.card.emulator.visits import SLOW_S, rate, say, visit
from scripts.card.paths import CARD, KEYS, ROOT_PICTURE, built_release, fresh_folder

LONG_S = 1500.0  # for an installation and two starts, under emulation
APP = "/opt/kiosk/venv/lib/python3.13/site-packages/kiosk/app"
HARM = {
    "broken": [f"rm {APP}/main.py", f"rm {APP}/__pycache__/main.cpython-313.pyc"],
    "dead": ["rm /usr/lib/systemd/systemd"],
    "good": [],
}
KILLS = (0.0, 0.03, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.97)  # of the time that an installation takes


def run() -> int:
    """0: all held. Raises NotBuilt."""
    folder = fresh_folder("update-test")
    time_server.serve()
    say("three bundles")
    sticks = {name: _stick(folder, name, f"{built_release()}.{n}") for n, name in enumerate(HARM, 1)}
    site = EmulatedSite(CARD, folder, settings(), "systemd.journald.forward_to_console=1")
    try:
        return _nights(site, sticks)
    finally:
        site.close()


def settings() -> dict[str, str]:
    """A holiday since yesterday, so that it is quiet, and a time server, so that this is known."""
    today = local(round(time.time() * 1000)).date()
    days = ", ".join(f'"{today + timedelta(days=n)}"' for n in (-1, 0, 1))
    return {"# holidays = []": f"holidays = [{days}]", "# time_servers = []": 'time_servers = ["10.0.2.2"]'}


def _stick(folder: Path, name: str, version: str) -> Path:
    """A USB stick (FAT) with the bundle of the built root, harmed, under a newer version."""
    root, release, stick = folder / f"{name}.ext4", folder / "release", folder / f"{name}.stick"
    subprocess.run(["cp", "--sparse=always", ROOT_PICTURE, root], check=True)
    release.write_text(f"{version}\n")
    lines = ["rm /usr/lib/kiosk/release", f"write {release} /usr/lib/kiosk/release", *HARM[name]]
    subprocess.run(
        ["debugfs", "-w", "-f", "/dev/stdin", root], input="\n".join(lines), text=True, check=True, capture_output=True
    )
    made = bundle.make(root, version, KEYS, folder / f"kiosk-{version}.raucb")
    root.unlink()
    size = made.stat().st_size // 1024 + (32 << 10)
    subprocess.run(["mkfs.vfat", "-F32", "-C", stick, str(size)], check=True, capture_output=True)
    subprocess.run(["mcopy", "-i", stick, made, "::"], check=True)
    made.unlink()
    return stick


def _nights(site: EmulatedSite, sticks: dict[str, Path]) -> int:
    site.power()
    visit(site)
    rate(site)
    site.cut()
    site.stick = sticks["broken"]
    took = _broken(site)
    site.stick = sticks["dead"]
    _dead(site)
    site.stick = sticks["good"]
    _killed(site, took)
    _good(site)
    site.cut()
    return _judge(site)


def _broken(site: EmulatedSite) -> float:
    """By the timer, in the holiday's night; the touch app never stands; back by itself. Seconds of the installation."""
    starts = len(_slots(site))
    site.power()
    _until(site, lambda: "is copied from the stick" in site.log(), LONG_S, "the timer's look at the stick")
    began = time.monotonic()
    _until(site, lambda: len(_slots(site)) >= starts + 2, LONG_S, "the new root")
    took = time.monotonic() - began
    say(f"broken: taken by the timer, {took:.0f} s until U-Boot again, slots {_slots(site)[starts:]}")
    _until(site, lambda: len(_slots(site)) >= starts + 3, LONG_S, "the way back")
    _until(site, site.is_home, LONG_S, "home")
    site.picture("after-broken")
    _heard(site, "failed", "no healthy home screen")
    say(f"broken: went back by itself, and the city knows; slots {_slots(site)[starts:]}")
    site.cut()
    return took


def _dead(site: EmulatedSite) -> None:
    """At a technician's wish; the new root has no init: three tries, then the old one."""
    starts = len(_slots(site))
    _wish(site)
    _until(site, lambda: _slots(site)[starts:].count("B") >= 3 and _slots(site)[-1] == "A", LONG_S, "three tries")
    _until(site, site.is_home, LONG_S, "home")
    site.picture("after-dead")
    _heard(site, "failed", "did not start")
    say(f"dead: three tries, went back, and the city knows; slots {_slots(site)[starts:]}")
    site.cut()


def _killed(site: EmulatedSite, took: float) -> None:
    """The power goes at ten moments of an installation; each time the kiosk starts again, from a whole root."""
    for part in KILLS:
        starts = len(_slots(site))
        seconds = _wish(site)
        time.sleep(part * took)
        site.picture(f"kill-{part}")
        site.cut()
        slots = _slots(site)[starts:]
        say(f"power cut {part * took:.0f} s after the wish; the menu came after {seconds:.0f} s; slots {slots}")


def _good(site: EmulatedSite) -> None:
    """Left alone, the good one is taken and stays; numbers go on after the old one's."""
    starts = len(_slots(site))
    _wish(site)
    _until(site, lambda: "B" in _slots(site)[starts:], LONG_S, "the new root")
    _until(site, site.is_home, LONG_S, "home")
    _heard(site, "ok", "")
    visit(site)
    rate(site)
    site.picture("after-good")
    say(f"good: home on it, and the city knows; slots {_slots(site)[starts:]}")


def _wish(site: EmulatedSite) -> float:
    """Buttons 1 and 4 at power-on, and "update" by a finger; seconds until the menu."""
    seconds = site.power_held()
    site.picture("menu")
    site.touch_on("answer-update", site.menu)
    return seconds


def _until(site: EmulatedSite, holds: Callable[[], bool], seconds: float, what: str) -> None:
    site.wait(lambda: site.rest() and holds(), seconds, what)


def _slots(site: EmulatedSite) -> list[str]:
    """The roots that U-Boot chose, in order."""
    return re.findall(r"slot ([AB]), tries left", site.log() if site.machine else "")


def _heard(site: EmulatedSite, state: str, why: str) -> None:
    _until(site, lambda: any(s == state and why in w for s, w in _told(site.folder / "city.db")), SLOW_S, "the city")


def _told(city: Path) -> list[tuple[str, str]]:
    """What the city knows of updates: state and why, in order."""
    with sqlite3.connect(f"file:{city}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT data FROM events WHERE type = 'vn.motcua.device.changed.v1' ORDER BY sequence")
        told = [json.loads(data) for (data,) in rows]
    return [(event["state"], event.get("why", "")) for event in told if event["device"] == "update"]


def _judge(site: EmulatedSite) -> int:
    journal = journal_of(site.card, site.folder)
    told, heard = events_of(journal), _told(site.folder / "city.db")
    checks = {
        "the chain is whole": verified(site, journal),
        "the numbers go on over the update": numbers_of(told) == ["A001", "A002"],
        "both ratings are there": sum("rating.given" in kind for kind, _ in told) == 2,
        "the city has heard of the three": [state for state, _ in heard] == ["failed", "failed", "ok"],
    }
    say(f"{len(told)} events; updates: {heard}")
    for words, held in checks.items():
        say(f"{'held' if held else 'NOT HELD'}: {words}")
    return 0 if all(checks.values()) else 1
