"""A loop in played time that counts how often the machine would have been woken."""

from tests.console.door.test_silence import PlayedTime


class Counted(PlayedTime):
    """`woken`: moments at which time had to pass for somebody."""

    def __init__(self) -> None:
        self._now, self.woken = 0.0, 0
        super().__init__()

    @property
    def now(self) -> float:
        return self._now

    @now.setter
    def now(self, now: float) -> None:
        self.woken += now > self._now
        self._now = now
