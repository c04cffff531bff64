"""What keeps a driver alive: whatever its work raises is said, survived and tried again.

A device can make any call fail, and not with OSError alone (`termios.error`, `struct.error` and pyusb's own are none).
Nothing that its work raises may end the thread that does it, or the app's loop. Only this place catches everything.
What is no OSError may be a fault of ours, so the line that raised it is said too.
"""

import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")
Broke = Callable[[str], object]
"""Told in a few English words what was raised."""
_FIRST_REST, _LAST_REST = 0.01, 1.0  # seconds between turns that raise one after the other


def attempt(work: Callable[[], Made], broke: Broke) -> Made | None:
    """What `work` returns; None when it raised, which `broke` was told then. Telling may fail as well (the log's pipe
    is broken): then nobody can be told, and that is no reason to end."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 the one place where everything is caught
        why = in_words(error)
        if broke is not ignored:
            attempt(lambda: broke(why), ignored)
        return None


def in_words(error: Exception) -> str:
    """`[Errno 5] Input/output error`; of what is no OSError its class and the line that raised it as well."""
    if isinstance(error, OSError):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"


def kept_alive(name: str, turn: Callable[[], bool], broke: Broke) -> threading.Thread:
    """A started thread that takes turn after turn until one returns False. What a turn raises is told to `broke`."""
    thread = threading.Thread(target=_live, args=(turn, broke), name=name, daemon=True)
    thread.start()
    return thread


def _live(turn: Callable[[], bool], broke: Broke) -> None:
    """Turns that raise one after the other are further and further apart: `broke` need not mend what raises."""
    rest = _FIRST_REST
    while (goes_on := attempt(turn, broke)) is not False:
        if goes_on:
            rest = _FIRST_REST
        else:
            time.sleep(rest)
            rest = min(2 * rest, _LAST_REST)


def ignored(why: str) -> None:
    """For what is closed because it broke: that was told already."""
