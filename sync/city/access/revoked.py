"""Whose messages the city stores no more: the kiosks that its authority's register calls revoked.

The broker shuts the door by its own list; until it has read that, and on a line that it leaves open, this one holds.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sync.city.authority.register import revoked_names
from sync.enrolment.est import source_of

REFUSED = "its certificate is revoked (kiosk-city ca list)"


class Revoked:
    """Called, gives their sources, as the register has them now. One that cannot be read just now leaves what was
    known, and is told once. `say` takes a line for the log."""

    def __init__(self, register: Path, say: Callable[[str], None]) -> None:
        """Raises ValueError where it cannot be read at all."""
        self._file, self._say, self._is_told = register, say, False
        try:
            self._known = self._read()
        except (sqlite3.Error, ValueError) as error:
            raise ValueError(f"--register {register}: {error}") from error

    def __call__(self) -> frozenset[str]:
        try:
            self._known, self._is_told = self._read(), False
        except sqlite3.Error as error:
            if not self._is_told:
                self._say(f"--register {self._file}: {error}; whom it called revoked before is refused on")
            self._is_told = True
        return self._known

    def _read(self) -> frozenset[str]:
        return frozenset(map(source_of, revoked_names(self._file)))
