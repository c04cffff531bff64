"""`./scripts/bench waiting`: what people are told of their wait, over two hundred days, beside the plain running mean.

The days are lived by the real rules (days.py) and know nothing of the forecast. `covered`: tickets whose true wait lay
in the range that they were told; `width_min`: of that range, the median one; `error_min`: mean absolute error of the
forecast's middle, `plain_error_min`: of people in the own line × the mean service of the day ÷ open counters, over the
same tickets. `exact`: tickets that were told a number of people without "at least"; `exact_right`, `too_few`: of those;
`at_least_wrong`: of the others, who were told more than came before. `ms`: CPU of one forecast. `other_days`: of
as many other days. `capacity`, `returns`: the modules of these names.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.config.options import Config, Counter, Office, Service
from kiosk.config.rules import rules_of
from kiosk.core.forecast.outlook import Outlook, outlook
from kiosk.core.office.rules import Rules
from kiosk.core.state.values import State
from scripts.benchmarks.waiting import capacity, returns
from scripts.benchmarks.waiting.days import KINDS, MIDNIGHT, OPEN, SERVICES, Day, Kind, lived

DAYS = 200
OTHERS = 2000  # the first seed of the other days
OPENS = MIDNIGHT + OPEN * 1000


@dataclass(frozen=True)
class Told:
    """What one was told, and how it came. `wait`, `plain`: minutes; `before`: of those who were there, called
    before."""

    outlook: Outlook
    wait: float
    before: int
    plain: float | None


def measure(quick: bool) -> dict[str, Any]:
    days = len(KINDS) if quick else DAYS
    begun = time.process_time()
    told = {kind.name: days_of(kind, days // len(KINDS)) for kind in KINDS}
    everyone = [one for some in told.values() for one in some]
    spent = time.process_time() - begun
    return {
        "days": days,
        "ms": round(1000 * spent / len(everyone), 1),
        "all": scored(everyone),
        **{name: scored(some) for name, some in told.items()},
        "other_days": scored([one for kind in KINDS for one in days_of(kind, days // len(KINDS), OTHERS)]),
        "capacity": capacity.scored(
            [one for kind in KINDS for one in capacity.days_of(kind, rules_for(kind), days // len(KINDS))]
        ),
        "returns": returns.scored([(kind, rules_for(kind)) for kind in KINDS], days // len(KINDS)),
    }


def rules_for(kind: Kind) -> Rules:
    services = [Service(letter, name) for letter, name in SERVICES.items()]
    counters = [Counter(number, list(letters)) for number, letters in kind.desks.items()]
    return rules_of(Config(Office("000.08.92.H55"), services, counters))


def days_of(kind: Kind, days: int, first: int = 0) -> list[Told]:
    """By seeds from `first` on; each day knows the turns of the one before, as an office does."""
    rules, before, found = rules_for(kind), State(), list[Told]()
    for seed in range(first, first + days):
        told, day = _day(kind, rules, seed, before)
        found += told
        before = day.state
    return found


@dataclass(frozen=True)
class _Asked:
    token: str
    at: float
    service: str
    outlook: Outlook
    plain: float | None
    there: frozenset[str]


def _day(kind: Kind, rules: Rules, seed: int, before: State) -> tuple[list[Told], Day]:
    asked, day = list[_Asked](), Day.begun(kind, rules, seed, before)
    for token in lived(day):
        asked.append(_asks(day, token))
    return [told for one in asked if (told := _came(day, one))], day


def _asks(day: Day, token: str) -> _Asked:
    state, visit = day.state, day.state.visits[token]
    found = outlook(state, day.now(), day.rules, token, lambda wall: max(wall, OPENS))
    assert found is not None
    there = frozenset(t for t, v in state.visits.items() if v.status == "waiting" and t != token)
    plain = _plain(day, visit.service, len(_line(state, visit.service)) - 1)
    return _Asked(token, day.clock, visit.service, found, plain, there)


def _line(state: State, service: str) -> list[str]:
    return [t for t, v in state.visits.items() if v.status == "waiting" and v.service == service]


def _plain(day: Day, service: str, people: int) -> float | None:
    """Minutes by the running mean; None before the day's first service."""
    served = day.state.served.get(service, ())
    open_ = sum(service in day.rules.counters[number] for number in day.state.counters)
    return people * statistics.mean(served) / 60 / max(1, open_) if served else None


def _came(day: Day, asked: _Asked) -> Told | None:
    """None for a number that was never called."""
    calls = [token for token, _, _ in day.calls]
    if asked.token not in calls:
        return None
    at = calls.index(asked.token)
    before = sum(
        token in asked.there and asked.service in day.rules.counters[counter] for token, counter, _ in day.calls[:at]
    )
    return Told(asked.outlook, (day.calls[at][2] - asked.at) / 60, before, asked.plain)


def scored(told: Sequence[Told]) -> dict[str, float]:
    ranged = [(one, one.outlook.minutes) for one in told if one.outlook.minutes]
    both = [(one, one.plain) for one, _ in ranged if one.plain is not None]
    exact = [one for one in told if one.outlook.exact]
    least = [one for one in told if not one.outlook.exact]
    error = statistics.mean(abs(one.outlook.likely - one.wait) for one, _ in both)
    plain = statistics.mean(abs(plain - one.wait) for one, plain in both)
    return {
        "tickets": len(told),
        "wait_min": round(statistics.median(one.wait for one in told), 1),
        "told_minutes": _share(len(ranged), len(told)),
        "covered": _share(sum(low <= one.wait <= high for one, (low, high) in ranged), len(ranged)),
        "width_min": statistics.median(high - low for _, (low, high) in ranged),
        "error_min": round(error, 2),
        "plain_error_min": round(plain, 2),
        "error_ratio": round(error / plain, 2),
        "exact": _share(len(exact), len(told)),
        "exact_right": _share(sum(one.outlook.people == one.before for one in exact), len(exact)),
        "too_few": _share(sum(one.outlook.people < one.before for one in exact), len(exact)),
        "at_least_wrong": _share(sum(one.outlook.people > one.before for one in least), len(least)),
    }


def _share(some: int, of: int) -> float:
    return round(some / of, 4) if of else 0.0
