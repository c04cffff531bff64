"""The printer's worker under test: what it is given, what it posts, and waiting for it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.ports import Input, PrintMode
from scripts.benchmarks.sample_slip import sample_bytes


@dataclass(frozen=True)
class Job:
    """The sample slip under a name, so many times over."""

    name: str
    times: int = 1

    def encoded(self, mode: PrintMode) -> bytes:
        return self.times * sample_bytes(576, mode)


class Heard:
    """The door for inputs: keeps them in order, and waits for one."""

    def __init__(self) -> None:
        self.inputs: list[Input] = []
        self._news = threading.Condition()

    def __call__(self, said: Input) -> None:
        with self._news:
            self.inputs.append(said)
            self._news.notify_all()

    def wait(self, wanted: Callable[[Input], bool], seconds: float = 60) -> Input:
        """The first input that fits; fails after `seconds`."""
        with self._news:
            assert self._news.wait_for(lambda: any(map(wanted, self.inputs)), seconds), self.inputs
            return next(filter(wanted, self.inputs))

    def of(self, kind: type) -> list[Input]:
        return [said for said in self.inputs if isinstance(said, kind)]


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Waits until it is so, and fails where it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
