"""Figures from legs against plain queries: over the events as they were sent, and over the city's rows of visits and
legs. Days of random wishes over New Year, one of more than a thousand visits.
"""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions import queue
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.wishes import answering, waiting
from kiosk.core.figures import figures
from kiosk.core.figures.tally import MEASURES, Cell, Tally, spread
from kiosk.core.office.refusals import Refused
from sync.city.store import Store
from tests.core.office import RULES, sign_in, take
from tests.sync.city.days import MOVES, Kiosk
from tests.sync.city.test_store_order import take as kept

EVE = from_iso("2026-12-31T22:00:00+07:00")
WISHES = ("ticket", "ticket", "walk-in", "next", "next", "next", "call", "start", "hold", "resume", "transfer",
          "finish", "no-show", "undo", "return", "continue", "priority", "sweep", "unanswered", "change", "withdraw",
          "there and back")  # fmt: skip
MORE: dict[str, Callable[[Kiosk, int], object]] = {
    "unanswered": lambda k, n: k.write(answering.unanswered(k.state, RULES, 1 + n % 3)),
    "change": lambda k, n: k.write(waiting.change_service(k.state, RULES, 1 + n % 3, _waits(k), "AB"[n % 2])),
    "withdraw": lambda k, n: k.write(waiting.withdraw(k.state, 1 + n % 3, _waits(k))),
    "there and back": lambda k, n: k.do(transfer, RULES, 1 + n % 3, Where(counter=1 + (n + 1) % 3, back=True)),
}
STORED = {  # the column, and whose it is: not theirs who were taken at once
    "waited": ("waited_s", "called > arrived AND NOT (at_once AND waited_s = 0)"),
    "way": ("way_s", "called > arrived AND NOT (at_once AND waited_s = 0) AND started IS NOT NULL"),
    "worked": ("served_s", "1 = 1"),
}
TOLD = {  # a leg's own seconds as the events tell them: the last word of each leg, without what was taken back
    "waited": """
        SELECT count(*), sum(waited), avg(waited) FROM (
          SELECT json_extract(data, '$.waited') AS waited FROM told AS call WHERE type LIKE '%.ticket.called.v_'
          AND NOT EXISTS (SELECT 1 FROM told AS back WHERE back.visit = call.visit AND back.sequence > call.sequence
                          AND json_extract(back.data, '$.leg') = json_extract(call.data, '$.leg')
                          AND (back.type LIKE '%.visit.returned.v_' OR back.type LIKE '%.ticket.unanswered.v1'
                               AND NOT json_extract(back.data, '$.aside')))
          AND NOT (SELECT type LIKE '%.visit.held.v_' OR coalesce(json_extract(data, '$.aside'), 0) FROM told AS before
                   WHERE before.visit = call.visit AND before.sequence < call.sequence AND before.type NOT IN
                   ('vn.motcua.priority.set.v1', 'vn.motcua.visit.undone.v1')
                   ORDER BY sequence DESC LIMIT 1)
          GROUP BY visit, json_extract(data, '$.leg') HAVING sequence = min(sequence))""",
    "worked": """
        SELECT count(*), sum(worked), avg(worked) FROM (
          SELECT json_extract(data, '$.worked') AS worked FROM told WHERE worked IS NOT NULL
          GROUP BY visit, json_extract(data, '$.leg') HAVING sequence = max(sequence))""",
}


def eve(seed: int, moves: int) -> Kiosk:
    """Three counters from the evening of the 31st into the morning of January."""
    kiosk, dice = Kiosk(wall=EVE), random.Random(seed)
    for _ in range(moves):
        kiosk.later(dice.choice((1, 2, 5, 21, 60, 200)))
        for counter in (1, 2, 3):
            if counter not in kiosk.state.counters:
                sign_in(kiosk, counter)
        with suppress(Refused):
            {**MOVES, **MORE}[dice.choice(WISHES)](kiosk, dice.randint(0, 11))
    return kiosk


def rush(visits: int) -> Kiosk:
    """Everybody takes a number, and one counter serves them with one key."""
    kiosk = Kiosk(wall=EVE - 12 * 3_600_000)
    sign_in(kiosk, 1)
    for n in range(visits):
        take(kiosk.later(7), "AB"[n % 2], n % 5 == 0)
        kiosk.later(25).do(queue.call_next, RULES, 1)
    return kiosk


KIOSKS = {"eve 1": lambda: eve(1, 700), "eve 2": lambda: eve(2, 700), "rush": lambda: rush(1100)}


@pytest.fixture(params=KIOSKS)
def kiosk(request: pytest.FixtureRequest) -> Kiosk:
    return KIOSKS[request.param]()


def _waits(kiosk: Kiosk) -> str:
    return next((visit.ticket for visit in kiosk.state.visits.values() if visit.status == "waiting"), "")


def summed(values: list[int]) -> tuple[int, int, Any]:
    found = spread(values)
    return (found.count, found.total, pytest.approx(found.mean)) if found else (0, 0, None)


def test_sums_and_means_are_those_of_a_query_over_the_events(kiosk: Kiosk) -> None:
    """As anybody with SQLite would ask the journal itself."""
    visits, told = figures(kiosk.events).visits, sqlite3.connect(":memory:")
    told.execute("CREATE TABLE sent (sequence INTEGER, stream TEXT, type TEXT, visit TEXT, data TEXT)")
    told.executemany(
        "INSERT INTO sent VALUES (?, ?, ?, ?, ?)",
        [
            (each["sequence"], each["stream"], each["type"], each.get("correlationid"), json.dumps(each["data"]))
            for each in kiosk.sent
        ],
    )
    told.execute(
        "CREATE VIEW told AS SELECT *, json_extract(data, '$.worked') AS worked FROM sent WHERE stream = 'visit' "
        "AND sequence NOT IN (SELECT json_extract(data, '$.undone') FROM sent WHERE type LIKE '%.visit.undone.v1')"
    )
    for measure, query in TOLD.items():
        count, total, mean = told.execute(query).fetchone()
        assert summed(visits.values(measure)) == (count, total or 0, mean), measure
    given = "SELECT json_extract(data, '$.channel'), count(*) FROM told WHERE type LIKE '%.ticket.issued.v1' GROUP BY 1"
    assert dict(told.execute(given)) == _by_source(visits)


def _by_source(visits: Tally) -> Counter[str]:
    found = Counter[str]()
    for (_, source), count in visits.arrived.items():
        found[source] += count
    return found


def test_every_cell_is_that_of_a_query_over_the_citys_visits(kiosk: Kiosk, store: Store) -> None:
    """By service, hour and leg: as many, the same sum, the same mean; the ends too."""
    kept(store, kiosk.sent)
    visits = figures(kiosk.events).visits
    for measure in MEASURES:
        assert {cell: summed(sorted(v)) for cell, v in visits.seconds[measure].items()} == dict(_cells(store, measure))
    ends = store.sql("SELECT how, count(*) FROM visits WHERE how IS NOT NULL GROUP BY how").fetchall()
    finished = "SELECT count(*) FROM visits v JOIN legs l USING (visit) WHERE v.how IS NULL AND l.ended_by = 'finished'"
    (asked,) = store.sql(finished).fetchone()
    found = dict(visits.ends)
    found.pop("", None)
    found["served"] -= asked
    assert {how: n for how, n in found.items() if n} == dict(map(tuple, ends))


def _cells(store: Store, measure: str) -> Iterator[tuple[Cell, tuple[int, int, float]]]:
    name, whose = STORED[measure]
    asked = (
        f"SELECT service, substr(arrived, 12, 2), leg, count({name}), sum({name}), avg({name}) FROM "
        "(SELECT legs.*, legs.leg = 1 AND channel = 'walk-in' AS at_once FROM legs JOIN visits ON "
        "visits.visit = legs.visit) AS each_leg "
        f"WHERE {name} IS NOT NULL AND {whose} GROUP BY 1, 2, 3"
    )
    for service, hour, leg, count, total, mean in store.sql(asked).fetchall():
        yield Cell(service, int(hour), leg), (count, int(total), float(mean))
