"""The battery clock (RTC), read and set by the kernel's own calls; `drivers/clock.py` judges what time is believed.

`struct rtc_time`, nine ints of which the first six are told, months from 0 and years from 1900, in UTC; RTC_RD_TIME
and RTC_SET_TIME of linux/rtc.h. A chip that lost its supply says that its time is of no use: then the kernel answers
EINVAL.
"""

import calendar
import fcntl
import struct
import time
from pathlib import Path

RTC = Path("/dev/rtc0")
READ, SET = 0x80247009, 0x4024700A
_TIME = struct.Struct("9i")


def read(path: Path = RTC) -> int:
    """Its time, ms since 1970. Raises OSError: FileNotFoundError where there is none, EINVAL where it lost its time."""
    with path.open("rb") as rtc:
        told = bytearray(_TIME.size)
        fcntl.ioctl(rtc, READ, told)
    second, minute, hour, day, month, year, *_ = _TIME.unpack(told)
    return calendar.timegm((year + 1900, month + 1, day, hour, minute, second)) * 1000


def write(wall: int, path: Path = RTC) -> None:
    """`wall`: ms since 1970. Raises OSError; only who has CAP_SYS_TIME may."""
    at = time.gmtime(wall / 1000)
    fields = (at.tm_sec, at.tm_min, at.tm_hour, at.tm_mday, at.tm_mon - 1, at.tm_year - 1900, 0, 0, 0)
    with path.open("rb") as rtc:
        fcntl.ioctl(rtc, SET, _TIME.pack(*fields))
