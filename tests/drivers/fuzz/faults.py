"""What a fuzz of a driver's far end needs: system calls that fail, and news that must come in turn.

`FUZZ_EVENTS` sets how many random events each driver meets; 20000 take some minutes each, the tests' own number
seconds.
"""

import errno
import fcntl
import os
import random
import select
import selectors
import socket
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input

EVENTS = int(os.environ.get("FUZZ_EVENTS", "200"))
ROUND = 40  # events between two looks at whether all is well
CALLS: tuple[tuple[Any, str], ...] = (
    (os, "open"),
    (os, "read"),
    (os, "write"),
    (os, "pipe"),
    (os, "pipe2"),
    (os, "eventfd_read"),
    (os, "fstat"),
    (os, "pidfd_open"),
    (os, "memfd_create"),
    (select, "poll"),
    (selectors.DefaultSelector, "select"),
    (selectors.DefaultSelector, "register"),
    (fcntl, "ioctl"),
    (fcntl, "flock"),
    (socket, "socket"),
    (termios, "tcflush"),
    (termios, "tcgetattr"),
    (termios, "tcsetattr"),
)
NUMBERS = (errno.EIO, errno.ENODEV, errno.EPERM, errno.EBUSY, errno.EMFILE, errno.ENOMEM, errno.EPROTO, errno.EINVAL)


def anything(dice: random.Random, name: str = "") -> Exception:
    """What a call may end in: mostly the system's own words, now and then what nobody thought of."""
    number = dice.choice(NUMBERS)
    if name.startswith("tc"):
        return termios.error(number, os.strerror(number))
    odd = (struct.error("short"), ValueError("odd"), NotImplementedError("no"), RuntimeError("ours"))
    return dice.choice(odd) if dice.random() < 0.2 else OSError(number, os.strerror(number))


class Faults:
    """`share`: of the calls that fail, in threads of these names; 0.0: none."""

    def __init__(self, dice: random.Random, threads: Sequence[str]) -> None:
        self._dice, self._threads = dice, threads
        self.share, self.hit = 0.0, 0

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any, **named: Any) -> Any:
            if self.share and threading.current_thread().name in self._threads and self._dice.random() < self.share:
                self.hit += 1
                raise anything(self._dice, name)
            return call(*args, **named)

        return made


@contextmanager
def failing(dice: random.Random, *threads: str, spared: Sequence[str] = ()) -> Iterator[Faults]:
    """Every call of `CALLS` but those that are spared may fail for as long as this lasts."""
    faults = Faults(dice, threads)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (call for call in CALLS if call[1] not in spared):
            patch.setattr(module, name, faults.around(name, getattr(module, name)))
        yield faults


class News:
    """What a driver posts, from any thread."""

    def __init__(self, device: str) -> None:
        self._device, self._news = device, threading.Condition()
        self.all = list[Input]()

    def __call__(self, said: Input) -> None:
        with self._news:
            self.all.append(said)
            self._news.notify_all()

    def states(self) -> list[bool]:
        """Of the device, in order: True for each return."""
        ours = [s for s in tuple(self.all) if isinstance(s, DeviceFailed | DeviceBack) and s.device == self._device]
        return [isinstance(said, DeviceBack) for said in ours]

    def there(self) -> bool:
        return self.states()[-1:] != [False]

    def wait(self, wanted: Callable[[], bool], what: str) -> None:
        """Fails by its name after a minute."""
        with self._news:
            assert self._news.wait_for(wanted, 60), f"never came: {what}; last: {self.all[-5:]}"

    def in_turn(self) -> None:
        """Every loss is told, and every return, never the same twice."""
        states = self.states()
        assert states == [n % 2 == 1 for n in range(len(states))]


class Held(NamedTuple):
    """What this process has: open descriptors, and threads (other tests' too)."""

    descriptors: int
    threads: frozenset[threading.Thread]


def held() -> Held:
    return Held(len(list(Path("/proc/self/fd").iterdir())), frozenset(threading.enumerate()))


def none_left(before: Held, *threads: str) -> None:
    """No descriptor more than before, and no new thread of these names."""
    end = time.monotonic() + 30
    while (now := held()).descriptors > before.descriptors or any(
        thread.name in threads for thread in now.threads - before.threads
    ):
        assert time.monotonic() < end, (now, before)
        time.sleep(0.01)


def alive(*threads: str) -> None:
    names = [thread.name for thread in threading.enumerate()]
    assert all(name in names for name in threads), names
