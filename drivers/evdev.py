"""What the kernel says of every input device, and what it can be asked (linux/input.h, Documentation/input/input.rst).

A record is a `struct input_event`; those up to a SYN_REPORT are one frame, in which all of it happened at once. After
SYN_DROPPED, which says that records were lost, the rest of that frame means nothing. Shared by touch panels and by
scanners that are keyboards.
"""

import errno
import os
import struct

RECORD = struct.Struct("llHHi")  # seconds, microseconds, type, code, value; 24 bytes where long has 64 bits
Record = tuple[int, int, int]  # type, code, value
SYN, KEY = 0, 1  # types
SYN_REPORT, SYN_DROPPED = 0, 3
EVIOCGRAB = 0x40044590
KEY_BYTES = 96  # of all keys' bits, KEY_MAX is 0x2ff


def reading(number: int, size: int) -> int:
    """_IOR('E', number, size)."""
    return 2 << 30 | size << 16 | ord("E") << 8 | number


EVIOCGKEY, EVIOCGBIT = 0x18, 0x20  # numbers for `reading`: keys that are down; what it can report (+ type)


def some_records(fd: int) -> bytes:
    """What waits, at least one byte. Raises OSError: ENODEV once the device is gone, BlockingIOError for nothing."""
    if not (data := os.read(fd, RECORD.size * 256)):
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    return data
