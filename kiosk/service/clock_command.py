"""`kiosk clock`: how the box knows the time, and a technician's word for it where there is neither network nor battery.

The word holds for this start of the machine; a battery clock that is there is set with it and keeps it over the next.
"""

import argparse
import fcntl
import struct
import sys
import time
from datetime import datetime
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.core.calendar.moment import VIETNAM, iso
from kiosk.host.clock_files import last_time, note_set
from kiosk.host.owner import as_owner
from kiosk.journal.opening import clock_of, present

HELP = "what the box knows of the time; or set it by hand"
FORM = "2026-11-29 08:00"
RTC = Path("/dev/rtc0")
_RTC_SET_TIME = 0x4024700A  # linux/rtc.h: struct rtc_time, nine ints, in UTC


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", choices=["set"], help="tell the time, by a watch that is right")
    parser.add_argument("time", nargs="?", default="", help=f'of set: Viet Nam\'s, "{FORM}" or with seconds')


def run(args: argparse.Namespace) -> int:
    """1 when it was not set. Raises ConfigError."""
    config = load(args.config)
    if args.do != "set":
        now = present(config)
        print(f"{iso(now.wall)}  {now.clock}")
        return 0
    try:
        wall = wanted_ms(args.time, last_time(Path(config.kiosk.data)))
        _set(config, wall)
    except (ValueError, OSError) as error:
        print(f"kiosk clock set: {error}", file=sys.stderr)
        return 1
    return 0


def wanted_ms(text: str, passed: int) -> int:
    """The time in ms since 1970. `passed`: one that has surely passed (ms). Raises ValueError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'{text!r} is no time: write it as "{FORM}"') from None
    wall = round(at.replace(tzinfo=at.tzinfo or VIETNAM).timestamp() * 1000)
    if wall < passed:
        raise ValueError(f"{text}: it was {iso(passed)} already when this box last knew the time; look at the year")
    return wall


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
    at = time.gmtime(wall / 1000)
    fields = (at.tm_sec, at.tm_min, at.tm_hour, at.tm_mday, at.tm_mon - 1, at.tm_year - 1900, 0, 0, 0)
    try:
        with RTC.open("rb") as rtc:
            fcntl.ioctl(rtc, _RTC_SET_TIME, struct.pack("9i", *fields))
    except OSError:
        return False
    return True
