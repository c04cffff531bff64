"""The courier's word to the other programs of this machine: how the line is, and when the city last had everything."""

from collections.abc import Mapping
from pathlib import Path

from kiosk.host.told import way


class WayTold:
    """`runtime`: where it is told. Times are ms of this start of the machine."""

    def __init__(self, runtime: Path) -> None:
        self._runtime = runtime
        former = way.told(runtime).get("stored")
        self._stored = former if isinstance(former, int) else None
        self._marks: Mapping[str, int] = {}
        self._marked = 0
        self._line: dict[str, object] = {}
        self._metered, self._former = 0, ""

    def line(self, word: str, at: str, why: str, mono: int, refused: str = "") -> None:
        """It came (`up`) or went (`down`); a try that fails changes the reason only. `refused`: what of ours the broker
        seems not to take, `certificate` or nothing."""
        since = self._line.get("since", mono) if self._line.get("line") == word else mono
        self._line = {"line": word, "since": since, "at": at, "why": why, **({"refused": refused} if refused else {})}
        self._tell()

    def beat(
        self, heads: Mapping[str, int], stored: Mapping[str, int], mono: int, metered: int = 0, former: str = ""
    ) -> None:
        """Of each stream the last number here and at the city. What is just on its way was not there a beat ago: then
        that beat is the moment. `metered`: MB a day by which a backlog goes, 0 where none does; `former`: a journal
        before this one that is being sent."""
        self._metered, self._former = metered, former
        if _covers(stored, heads):
            self._stored = mono
        elif self._marked and _covers(stored, self._marks):
            self._stored = self._marked
        self._marks, self._marked = dict(heads), mono
        self._tell()

    def _tell(self) -> None:
        more = {"metered_mb": self._metered, "former": self._former}
        said = {name: value for name, value in more.items() if value}
        way.tell(self._runtime, {**self._line, "stored": self._stored, **said})


def _covers(stored: Mapping[str, int], heads: Mapping[str, int]) -> bool:
    return all(stored.get(stream, 0) >= number for stream, number in heads.items())
