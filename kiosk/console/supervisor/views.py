"""Today at a glance for the supervisor, as plain JSON values folded from the state. Pure.

Promises: nothing of ratings, in any form, and nothing that moves when somebody rates: a visit that is finished is gone
from here at once, whatever becomes of its question. People wait in lines, also in one whose service was taken away from
the settings: what the settings do not know any more is shown as the journal has it.
"""

from collections.abc import Iterable

from kiosk.config.options import Config
from kiosk.console.views import View, lines_of, served_by
from kiosk.core.calendar.moment import Moment
from kiosk.core.office.rules import Stamp, elapsed
from kiosk.core.state.invited import visit_at
from kiosk.core.state.values import State, Visit
from kiosk.core.words.opening import Opening
from kiosk.office import Office

TICKETS_SHOWN = 200
GONE_SHOWN = 30


def supervisor_view(state: State, config: Config, office: Office, now: Moment, opens: Opening) -> View:
    return {
        "office": config.office.name,
        "place": config.office.place,
        "clock": now.told,
        "day": state.day,
        "closed": state.closed,
        "over": state.today.over,
        "opening": opens.said,
        "stopped": "" in state.today.stopped,
        "counters": [_counter(state, config, office, number, now) for number in _counters(state, config)],
        "lines": [_line(state, config, letter, now) for letter in lines_of(state, config)],
        "tickets": [_ticket(visit, now) for visit in _of(state, ("waiting", "held"))[:TICKETS_SHOWN]],
        "gone": [_gone(visit) for visit in _ended(state)],
    }


# --- counters ---


def _counters(state: State, config: Config) -> list[int]:
    """Those of the settings, and those at which somebody sits all the same."""
    return sorted({c.number for c in config.counters} | set(state.counters))


def _counter(state: State, config: Config, office: Office, number: int, now: Moment) -> View:
    desk, visit = state.counters.get(number), visit_at(state, number)
    return {
        "counter": number,
        "name": next((c.name for c in config.counters if c.number == number), ""),
        "services": list(served_by(config, number)),
        "officer": office.name_of(desk.officer) if desk else None,
        "ticket": visit.ticket if visit else None,
        "status": visit.status if visit else None,
        "seconds": _seconds(visit.called or visit.issued, now) if visit else 0,
        "shut": number in state.today.shut,
    }


# --- lines ---


def _line(state: State, config: Config, letter: str, now: Moment) -> View:
    line = [v for v in _of(state, ("waiting",)) if v.service == letter]
    name = next((s.name for s in config.services if s.letter == letter), None)
    return {
        "service": letter,
        "name": name or "",
        "known": name is not None,
        "open": sum(letter in served_by(config, number) for number in state.counters),
        "waiting": len(line),
        "priority": sum(v.priority for v in line),
        "oldest": max((_seconds(v.issued, now) for v in line), default=0),
        "stopped": not state.today.gives(letter),
    }


def _of(state: State, statuses: Iterable[str]) -> list[Visit]:
    return sorted((v for v in state.visits.values() if v.status in statuses), key=lambda v: v.place)


def _ticket(visit: Visit, now: Moment) -> View:
    seconds = _seconds(visit.issued, now)
    shown = {"ticket": visit.ticket, "service": visit.service, "priority": visit.priority, "status": visit.status}
    return {**shown, "seconds": seconds}


def _ended(state: State) -> list[Visit]:
    """Otherwise than served, the newest first: they can be taken up again while the day is open."""
    gone = sorted(state.gone.values(), key=lambda v: v.ended.wall if v.ended else 0, reverse=True)
    return gone[:GONE_SHOWN]


def _gone(visit: Visit) -> View:
    return {"ticket": visit.ticket, "service": visit.service, "how": visit.how}


def _seconds(since: Stamp, now: Moment) -> int:
    return elapsed(since, now) // 1000
