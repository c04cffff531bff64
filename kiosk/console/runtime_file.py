"""What a program knows until the machine is switched off, though the program itself may be started again meanwhile.

One small JSON file in the runtime folder, which is memory: nothing of it wears the card, and nothing of it outlives the
boot, whose clock its times are by.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kiosk.host.files import write_whole


@dataclass(frozen=True)
class RuntimeFile:
    """`boot`: of this start of the machine; on a desk the folder may be older."""

    path: Path
    boot: str

    def read(self) -> Any:
        """What was written last in this boot; None for nothing, or for what cannot be read."""
        try:
            found = orjson.loads(self.path.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return None
        return found.get("what") if isinstance(found, dict) and found.get("boot") == self.boot else None

    def write(self, what: Any) -> None:
        """A folder that takes nothing is said and lived with."""
        content = orjson.dumps({"boot": self.boot, "what": what})
        try:
            write_whole(self.path, content, 0o600, synced=False)
        except OSError as error:
            print(f"kiosk.runtime: {self.path.name} cannot be kept: {error}", file=sys.stderr, flush=True)
