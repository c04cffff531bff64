"""What the kernel says of every input device, and what it can be asked (linux/input.h, Documentation/input/input.rst).

A record is a `struct input_event`; those up to a SYN_REPORT are one frame, in which all of it happened at once. After
SYN_DROPPED, which says that records were lost, the rest of that frame means nothing. Shared by touch panels, keypads
and scanners that are keyboards.
"""

import errno
import fcntl
import os
import struct
import time

from drivers.ports import Missing, NotAllowed

RECORD = struct.Struct("llHHi")  # seconds, microseconds, type, code, value; 24 bytes where long has 64 bits
Record = tuple[int, int, int]  # type, code, value
SYN, KEY = 0, 1  # types
SYN_REPORT, SYN_DROPPED = 0, 3
EVIOCGRAB, EVIOCSCLOCKID = 0x40044590, 0x400445A0
KEY_BYTES = 96  # of all keys' bits, KEY_MAX is 0x2ff
_BARRED = (errno.EACCES, errno.EPERM)


def reading(number: int, size: int) -> int:
    """_IOR('E', number, size)."""
    return 2 << 30 | size << 16 | ord("E") << 8 | number


EVIOCGKEY, EVIOCGBIT = 0x18, 0x20  # numbers for `reading`: keys that are down; what it can report (+ type)


def some_records(fd: int) -> bytes:
    """What waits, at least one byte. Raises OSError: ENODEV once the device is gone, BlockingIOError for nothing."""
    if not (data := os.read(fd, RECORD.size * 256)):
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    return data


def keys_of(fd: int, number: int) -> frozenset[int]:
    """Those whose bit is set; `number`: EVIOCGKEY, or EVIOCGBIT + KEY."""
    bits = int.from_bytes(fcntl.ioctl(fd, reading(number, KEY_BYTES), bytes(KEY_BYTES)), "little")
    return frozenset(code for code in range(KEY_BYTES * 8) if bits >> code & 1)


def grab(fd: int) -> None:
    """Its keys reach nobody else from now on, and its records carry the time of a clock that nobody sets."""
    fcntl.ioctl(fd, EVIOCGRAB, 1)
    fcntl.ioctl(fd, EVIOCSCLOCKID, struct.pack("i", time.CLOCK_MONOTONIC))


def not_opened(option: str, path: str, error: OSError) -> Missing:
    """Why a device could not be opened or grabbed."""
    if error.errno == errno.EBUSY:
        return Missing(f"{option}: {path} is busy: another program holds it (EVIOCGRAB)")
    kind = NotAllowed if error.errno in _BARRED else Missing
    return kind(f"{option}: {path}: {error.strerror}")
