"""How the way to the city is, as the courier tells the other programs of this machine, in the runtime folder.

That folder is memory and goes with the machine's start, so moments stand in it as the machine counts them. It is
written when the line comes or goes and with each beat, never because somebody rated.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.host.told import runtime_word

FILE = "way.json"


def tell(runtime: Path, said: Mapping[str, Any]) -> None:
    """`line`: `up` or `down`, since `since` (ms of this start); `at`: host and port; `why` it is down; `refused`:
    `certificate` where the broker seems not to take ours; `stored`: the last moment (ms of this start) at which the
    city had everything, None for none yet; `metered_mb`: so many MB a day of a backlog go, while one does;
    `former`: the journal before this one of which the rest goes, while it does."""
    runtime_word.tell(runtime / FILE, said, "the way to the city")


def told(runtime: Path) -> dict[str, Any]:
    """{} where no courier runs, or sends nothing."""
    return runtime_word.told(runtime / FILE)


def age_s(said: Mapping[str, Any], mono: int) -> int | None:
    """Seconds since the city had everything; None where that is not known. `mono`: ms of this start."""
    stored = said.get("stored")
    return max(0, mono - stored) // 1_000 if isinstance(stored, int) else None
