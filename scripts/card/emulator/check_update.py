"""`scripts/image update-test`: a broken, a dead and a good update under emulation, with ten power cuts.

The three are made from the built root: one whose touch app does not start (found by the timer in the night, over a USB
stick), one without an init (three tries, then U-Boot goes back), and one that is only newer. The last is wished for at
buttons 1 and 4, and the power goes at ten moments of its installation. Then the card is opened: the journal has both
numbers, its chain is whole, and the city has heard of all three. Guest and host share the time: what is seen of hours
is the office's holiday.
"""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kiosk.core.calendar.moment import local
from scripts.card import bundle
from scripts.card.emulator import time_server
from scripts.card.emulator.check_card import OUT, SLOW, events_of, journal_of, numbers_of, rate, say, verified, visit
from scripts.card.emulator.hall import Hall

LONG = 1500.0  # seconds for an installation and two starts, under emulation
SITE = "/opt/kiosk/venv/lib/python3.13/site-packages/kiosk"
HARM = {
    "broken": [f"rm {SITE}/app.py", f"rm {SITE}/__pycache__/app.cpython-313.pyc"],
    "dead": ["rm /usr/lib/systemd/systemd"],
    "good": [],
}
KILLS = (0.0, 0.03, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.97)  # of the time that an installation takes


def main() -> int:
    """0: all held."""
    folder = OUT / "update-test"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    time_server.serve()
    say("three bundles")
    sticks = {name: _stick(folder, name, f"{_built()}.{n}") for n, name in enumerate(HARM, 1)}
    hall = Hall(OUT / "kiosk.img", folder, _settings(), "systemd.journald.forward_to_console=1")
    try:
        return _nights(hall, sticks)
    finally:
        hall.close()


def _built() -> str:
    return (OUT / "tree/usr/lib/kiosk/release").read_text().strip()


def _settings() -> dict[str, str]:
    """A holiday since yesterday, so that it is quiet, and a time server, so that this is known."""
    today = local(round(time.time() * 1000)).date()
    days = ", ".join(f'"{today + timedelta(days=n)}"' for n in (-1, 0, 1))
    return {"# holidays = []": f"holidays = [{days}]", "# time_servers = []": 'time_servers = ["10.0.2.2"]'}


def _stick(folder: Path, name: str, version: str) -> Path:
    """A USB stick (FAT) with the bundle of the built root, harmed, under a newer version."""
    root, release, stick = folder / f"{name}.ext4", folder / "release", folder / f"{name}.stick"
    subprocess.run(["cp", "--sparse=always", OUT / "root.ext4", root], check=True)
    release.write_text(f"{version}\n")
    lines = ["rm /usr/lib/kiosk/release", f"write {release} /usr/lib/kiosk/release", *HARM[name]]
    subprocess.run(
        ["debugfs", "-w", "-f", "/dev/stdin", root], input="\n".join(lines), text=True, check=True, capture_output=True
    )
    made = bundle.make(root, version, OUT / "keys", folder / f"kiosk-{version}.raucb")
    root.unlink()
    size = made.stat().st_size // 1024 + (32 << 10)
    subprocess.run(["mkfs.vfat", "-F32", "-C", stick, str(size)], check=True, capture_output=True)
    subprocess.run(["mcopy", "-i", stick, made, "::"], check=True)
    made.unlink()
    return stick


def _nights(hall: Hall, sticks: dict[str, Path]) -> int:
    hall.power()
    visit(hall)
    rate(hall)
    hall.cut()
    hall.stick = sticks["broken"]
    took = _broken(hall)
    hall.stick = sticks["dead"]
    _dead(hall)
    hall.stick = sticks["good"]
    _killed(hall, took)
    _good(hall)
    hall.cut()
    return _judge(hall)


def _broken(hall: Hall) -> float:
    """By the timer, in the holiday's night; the touch app never stands; back by itself. Seconds of the installation."""
    starts = len(_slots(hall))
    hall.power()
    _until(hall, lambda: "is copied from the stick" in hall.log(), LONG, "the timer's look at the stick")
    began = time.monotonic()
    _until(hall, lambda: len(_slots(hall)) >= starts + 2, LONG, "the new root")
    took = time.monotonic() - began
    say(f"broken: taken by the timer, {took:.0f} s until U-Boot again, slots {_slots(hall)[starts:]}")
    _until(hall, lambda: len(_slots(hall)) >= starts + 3, LONG, "the way back")
    _until(hall, hall.is_home, LONG, "home")
    hall.picture("after-broken")
    _heard(hall, "failed", "no healthy home screen")
    say(f"broken: went back by itself, and the city knows; slots {_slots(hall)[starts:]}")
    hall.cut()
    return took


def _dead(hall: Hall) -> None:
    """At a technician's wish; the new root has no init: three tries, then the old one."""
    starts = len(_slots(hall))
    _wish(hall)
    _until(hall, lambda: _slots(hall)[starts:].count("B") >= 3 and _slots(hall)[-1] == "A", LONG, "three tries")
    _until(hall, hall.is_home, LONG, "home")
    hall.picture("after-dead")
    _heard(hall, "failed", "did not start")
    say(f"dead: three tries, went back, and the city knows; slots {_slots(hall)[starts:]}")
    hall.cut()


def _killed(hall: Hall, took: float) -> None:
    """The power goes at ten moments of an installation; each time the kiosk starts again, from a whole root."""
    for part in KILLS:
        starts = len(_slots(hall))
        seconds = _wish(hall)
        time.sleep(part * took)
        hall.picture(f"kill-{part}")
        hall.cut()
        slots = _slots(hall)[starts:]
        say(f"power cut {part * took:.0f} s after the wish; the menu came after {seconds:.0f} s; slots {slots}")


def _good(hall: Hall) -> None:
    """Left alone, the good one is taken and stays; numbers go on after the old one's."""
    starts = len(_slots(hall))
    _wish(hall)
    _until(hall, lambda: "B" in _slots(hall)[starts:], LONG, "the new root")
    _until(hall, hall.is_home, LONG, "home")
    _heard(hall, "ok", "")
    visit(hall)
    rate(hall)
    hall.picture("after-good")
    say(f"good: home on it, and the city knows; slots {_slots(hall)[starts:]}")


def _wish(hall: Hall) -> float:
    """Buttons 1 and 4 at power-on, and "update" by a finger; seconds until the menu."""
    seconds = hall.power_held()
    hall.picture("menu")
    hall.touch_on("answer-update", hall.menu)
    return seconds


def _until(hall: Hall, holds: Callable[[], bool], seconds: float, what: str) -> None:
    hall.wait(lambda: hall.rest() and holds(), seconds, what)


def _slots(hall: Hall) -> list[str]:
    """The roots that U-Boot chose, in order."""
    return re.findall(r"slot ([AB]), tries left", hall.log() if hall.machine else "")


def _heard(hall: Hall, state: str, why: str) -> None:
    _until(hall, lambda: any(s == state and why in w for s, w in _told(hall.folder / "city.db")), SLOW, "the city")


def _told(city: Path) -> list[tuple[str, str]]:
    """What the city knows of updates: state and why, in order."""
    with sqlite3.connect(f"file:{city}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT data FROM events WHERE type = 'vn.motcua.device.changed.v1' ORDER BY sequence")
        told = [json.loads(data) for (data,) in rows]
    return [(event["state"], event.get("why", "")) for event in told if event["device"] == "update"]


def _judge(hall: Hall) -> int:
    journal = journal_of(hall.card, hall.folder)
    told, heard = events_of(journal), _told(hall.folder / "city.db")
    checks = {
        "the chain is whole": verified(hall, journal),
        "the numbers go on over the update": numbers_of(told) == ["A001", "A002"],
        "both ratings are there": sum("rating.given" in kind for kind, _ in told) == 2,
        "the city has heard of the three": [state for state, _ in heard] == ["failed", "failed", "ok"],
    }
    say(f"{len(told)} events; updates: {heard}")
    for words, held in checks.items():
        say(f"{'held' if held else 'NOT HELD'}: {words}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
