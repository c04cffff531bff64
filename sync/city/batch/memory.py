"""A batch without the collector of cycles.

Thousands of events in memory make it look at all of them again and again, for a tenth of the time, and it finds none:
nothing here points back at what holds it, so all goes when the batch does. What a trouble leaves is collected after it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Of two threads that do this at a time the first to end lets the collector go on."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()
