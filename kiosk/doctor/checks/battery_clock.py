"""The battery clock: is there one, does it know the time, and, where it is asked for, set by a time that is known.

Without one a kiosk that has no network does not know the time after a power cut until somebody tells it; one whose
battery is flat is worse than none, because it tells a time. It is judged only where the machine knows the time by
something else.
"""

import errno
from pathlib import Path

from drivers import rtc
from drivers.ports import Clock
from kiosk.core.calendar.moment import iso
from kiosk.service.findings import Bilingual, Finding

NEAR_MS = 60_000  # a chip without temperature compensation goes wrong by some seconds a day; it is set at every sync
_NONE = Bilingual(
    "không có đồng hồ pin: mất điện mà không có mạng thì máy không biết giờ",
    "no battery clock: after a power cut without a network the time is not known until somebody tells it",
)
_FIT = Bilingual(
    "nên gắn mô-đun đồng hồ (DS3231) nếu mạng hay mất", "fit a clock module (DS3231) where the network is often away"
)
_FLAT = Bilingual("thay pin đồng hồ rồi chạy kiosk doctor --clock", "change its battery, then kiosk doctor --clock")
_SET = Bilingual("đặt lại: kiosk doctor --clock", "set it: kiosk doctor --clock")
_LOST = Bilingual("đồng hồ pin đã mất giờ", "the battery clock has lost its time: its battery is flat, or was never in")
_UNKNOWN = Bilingual(
    "máy chưa biết giờ: nối mạng, hoặc kiosk clock set, rồi thử lại",
    "the time is not known here: connect the network, or kiosk clock set; then again",
)


def battery_clock(clock: Clock, path: Path = rtc.RTC) -> Finding:
    """Read, and left as it is."""
    try:
        told = rtc.read(path)
    except FileNotFoundError:
        return Finding("battery-clock", True, _NONE, _FIT)
    except OSError as error:
        return _failed(error)
    return _judged(told, clock)


def set_battery_clock(clock: Clock, path: Path = rtc.RTC) -> Finding:
    """Set by the machine's time, where that is known by something else, and read again."""
    if not path.exists():
        return Finding("battery-clock", True, _NONE, _FIT)
    if not _is_known(clock):
        return Finding("battery-clock", False, Bilingual("chưa đặt", "not set"), _UNKNOWN)
    try:
        rtc.write(clock.wall(), path)
    except OSError as error:
        return _failed(error)
    return battery_clock(clock, path)


def _is_known(clock: Clock) -> bool:
    """By anything but a battery clock."""
    return clock.source() in ("synchronised", "set")


def _judged(told: int, clock: Clock) -> Finding:
    off = told - clock.wall()
    facts = {"time": iso(told), "off_s": round(off / 1000)}
    if not _is_known(clock):
        said = Bilingual(f"{iso(told)}; chưa so được", f"{iso(told)}; nothing here knows better")
        return Finding("battery-clock", True, said, facts=facts)
    if abs(off) <= NEAR_MS:
        return Finding("battery-clock", True, Bilingual(f"{iso(told)}, đúng", f"{iso(told)}, right"), facts=facts)
    said = Bilingual(
        f"{iso(told)}, sai {abs(off) // 1000} giây: pin yếu hoặc chưa đặt",
        f"{iso(told)}, wrong by {abs(off) // 1000} s: never set, or its battery is flat",
    )
    return Finding("battery-clock", False, said, _SET, facts)


def _failed(error: OSError) -> Finding:
    if error.errno == errno.EINVAL:
        return Finding("battery-clock", False, _LOST, _FLAT)
    said = Bilingual(f"không đọc được đồng hồ pin: {error.strerror}", f"{rtc.RTC}: {error.strerror}")
    do = Bilingual("chạy bằng quyền root; xem dây của mô-đun", "run as root; check the module's wires")
    return Finding("battery-clock", False, said, do)
