"""What a phone is told of the number on a slip. Pure.

Whoever has the slip's token may know how its number stands in the queue, and nothing else of the day; a visit that is
over is told the same whether or not it was rated, and whatever with.
"""

from dataclasses import dataclass

from kiosk.core.calendar.moment import Moment
from kiosk.core.forecast.outlook import Outlook
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import Visit
from kiosk.core.words import on_phone, waiting
from kiosk.core.words.vietnamese import hour_words

HERE = ("waiting", "called", "serving", "held")  # how a live visit is told; whatever else it is, it is over


@dataclass(frozen=True)
class Told:
    """`status`: one of waiting, away, missed, called, serving, held, absent, ended, unknown; `said`: in words, what
    matters most first."""

    status: str
    said: tuple[str, ...]
    counter: int = 0


UNKNOWN = Told("unknown", on_phone.UNKNOWN)


def told_of(visit: Visit | None, now: Moment, rules: Rules, outlook: Outlook | None) -> Told:
    """`visit`: of today, None where there is none; `outlook`: while it waits."""
    if visit is None:
        return UNKNOWN
    if visit.ended is not None or visit.status not in HERE:
        return _over(visit, now, rules)
    if visit.status == "waiting":
        return _waiting(visit, now, outlook)
    words = {"called": on_phone.called, "serving": on_phone.serving, "held": on_phone.held}
    return Told(visit.status, words[visit.status](visit.counter), visit.counter)


def _over(visit: Visit, now: Moment, rules: Rules) -> Told:
    if visit.how == "no-show":
        returns = visit.ended is not None and elapsed(visit.ended, now) < rules.back
        return Told("absent", on_phone.absent(visit.counter, returns), visit.counter)
    others = {"unserved": on_phone.UNSERVED, "left": on_phone.GONE, "cancelled": on_phone.GONE}
    return Told("ended", others.get(visit.how, on_phone.ENDED))


def _waiting(visit: Visit, now: Moment, outlook: Outlook | None) -> Told:
    if visit.missed is not None:
        return Told("missed", on_phone.missed(visit.missed.counter), visit.missed.counter)
    if (promise := visit.promise) is not None and elapsed(promise.at, now) < promise.after:
        return Told("away", on_phone.back_at(hour_words(promise.at.wall + promise.after)))
    return Told("waiting", _before(outlook) if outlook else ())


def _before(told: Outlook) -> tuple[str, ...]:
    """As on the slip and the kiosk's screen."""
    wait = waiting.wait(*told.minutes)[:1] if told.minutes else () if told.open else waiting.nobody(told.resting)[:1]
    ahead = waiting.ahead(told.people, not told.exact)[:1] if told.people or told.open else ()
    return (*ahead, *wait)
