"""Two lots of worker threads: whoever is signed in never waits behind strangers for one.

The strangers' lot (starlette's own: pages, fonts, /healthz) is small, because threads that run hold up the loop too.
"""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

STAFF, STRANGERS = 4, 3
P = ParamSpec("P")
T = TypeVar("T")
_staff = RunVar[CapacityLimiter]("staff")


async def for_staff(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """In a thread of those kept for officers and the technician; raises what `work` raises."""
    return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=staff_threads())


def staff_threads() -> CapacityLimiter:
    """This loop's."""
    if (limiter := _staff.get(None)) is None:
        _staff.set(limiter := CapacityLimiter(STAFF))
    return limiter


def bound_strangers() -> None:
    """To be called in the loop, before anybody is served."""
    to_thread.current_default_thread_limiter().total_tokens = STRANGERS
