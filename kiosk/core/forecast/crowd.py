"""People who have not come yet, put behind those who wait. Pure."""

from collections.abc import Iterable

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.rules import stamp
from kiosk.core.record.event import changed
from kiosk.core.state.values import State, Visit

_TO_COME = "to-come-"  # begins their tokens: no slip's, by its hyphens


def with_more(state: State, now: Moment, services: Iterable[str], priority: bool = False) -> State:
    """They come now, one for each of the services and in that order."""
    at = stamp(now)
    more = {
        token: Visit(token, "", service, priority, (state.seq + n, 0), at, at)
        for n, service in enumerate(services, 1)
        for token in (f"{_TO_COME}{n}",)
    }
    return changed(state, visits={**state.visits, **more})


def is_to_come(visit: Visit) -> bool:
    return visit.token.startswith(_TO_COME)
