"""`kiosk clock`: how the box knows the time, and a technician's word for it where there is neither network nor battery.

The word holds for this start of the machine; a battery clock that is there is set with it and keeps it over the next.
`asked`: it stands in a file, where the technician's page put it (kiosk/host/clock_files.py; systemd/kiosk-clock.path).
"""

import argparse
import sys
import time
from pathlib import Path

from drivers import rtc
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.core.calendar.moment import FORM, iso, wanted_ms
from kiosk.host.clock_files import last_time, note_set, taken
from kiosk.host.owner import as_owner
from kiosk.journal.opening import clock_of, present

HELP = "what the box knows of the time; or set it by hand"
RTC = rtc.RTC


def add_arguments(parser: argparse.ArgumentParser) -> None:
    said = "set: tell the time, by a watch that is right; asked: as the technician's page has asked for"
    parser.add_argument("do", nargs="?", choices=["set", "asked"], help=said)
    parser.add_argument("time", nargs="?", default="", help=f'of set: Viet Nam\'s, "{FORM}" or with seconds')


def run(args: argparse.Namespace) -> int:
    """1 when it was not set. Raises ConfigError."""
    config = load(args.config)
    if args.do is None:
        now = present(config)
        print(f"{iso(now.wall)}  {now.clock}")
        return 0
    try:
        said = taken(runtime_of(config)) if args.do == "asked" else args.time
        wall = wanted_ms(said, last_time(Path(config.kiosk.data)))
        _set(config, wall)
    except (ValueError, OSError) as error:
        print(f"kiosk clock set: {error}", file=sys.stderr)
        return 1
    return 0


def _set(config: Config, wall: int) -> None:
    """Raises OSError, with what to do."""
    if config.hardware.kind == "simulated":
        raise OSError("hardware.kind is simulated: the cabinet's page sets its clock")
    try:
        time.clock_settime_ns(time.CLOCK_REALTIME, wall * 1_000_000)
    except PermissionError:
        raise OSError("only root may set the clock: sudo kiosk clock set …") from None
    clock = clock_of(config)
    with as_owner(Path(config.kiosk.data)):
        note_set(Path(config.kiosk.data), clock.boot(), clock.wall() - clock.mono())
    kept = _keep_in_battery_clock(wall)
    print(f"{iso(wall)}: set by hand" + ("" if kept else "; no battery clock keeps it over the next power cut"))


def _keep_in_battery_clock(wall: int) -> bool:
    """Whether there is one that took it."""
    try:
        rtc.write(wall, RTC)
    except OSError:
        return False
    return True
