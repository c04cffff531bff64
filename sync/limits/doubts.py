"""What the log hears of strangers: one line a kind and hour (hourly.py), whatever they say and however often."""

from collections.abc import Callable

from sync.limits import hourly
from sync.limits.hourly import Tally

LONGEST = 200  # letters of a line: a topic or a reason is a stranger's text
KINDS = 64  # told apart; all further ones are one


class Doubts:
    """`say` takes a line for the technician's log; `now`: monotonic seconds."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._tallies = say, dict[str, Tally]()

    def hear(self, kind: str, text: str, now: float) -> None:
        """Told now, or with the hour's others of its kind."""
        kind = kind if kind in self._tallies or len(self._tallies) < KINDS else ""
        self._tallies[kind] = hourly.heard(self._tallies.get(kind, Tally()), text)
        self.tell(now)

    def due(self) -> list[float]:
        return [at for at in map(hourly.due, self._tallies.values()) if at is not None]

    def tell(self, now: float) -> None:
        """What is due."""
        for kind, tally in self._tallies.items():
            if hourly.is_due(tally, now):
                self._tallies[kind] = hourly.told(now)
                self._say(_printable(hourly.counted(tally.text, tally.held)))


def _printable(line: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in line[:LONGEST])
