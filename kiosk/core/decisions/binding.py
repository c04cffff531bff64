"""Whom a press is about (docs/domain.md, "Whose rating is a press"): by the slip that was shown, by the pad, or by who
was served lately. Pure.

A slip speaks for its visit for seven days, and privately: its holder may rate again, and a worse word takes the place
of the one that stood, while a better one is kept and does not count. So who felt watched the first time can come back,
and who collects slips gains nothing. Nothing of it is shown: the thanks are the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter

from kiosk.core.calendar.moment import Moment
from kiosk.core.office.marks import limit
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.office.scales import SCALES
from kiosk.core.state import questions
from kiosk.core.state.values import State, Visit


@dataclass(frozen=True)
class Press:
    """One press of a level. `channel`: button, touch or pad; `scanned`: the visit of the slip shown just before, ""
    for none; `pad`: the counter whose pad it was, 0 for the shared kiosk; `correcting`: the rating whose question is
    still on the screen, 0 for none; `past`: the visit of an earlier day that the slip, or the rating to be corrected,
    is of, as the journal tells it."""

    level: int
    channel: str
    scanned: str = ""
    pad: int = 0
    correcting: int = 0
    past: Visit | None = None


@dataclass(frozen=True)
class Binding:
    """Whom a press is about: the visit (None: nobody known), how it is known, whether it counts and why not. `about`:
    token of a visit that it speaks of without being bound to it; `first`, `replaces`: of a second word, the level that
    stood, and the rating whose place it takes (0: none); `rule`: the mark that comes with it."""

    visit: Visit | None = None
    bind: str | None = None
    why_not: str | None = None
    about: str = ""
    first: int = 0
    replaces: int = 0
    rule: str = ""


NOBODY = Binding(why_not="nothing-served")


def candidates(state: State, now: Moment, rules: Rules) -> tuple[Visit, ...]:
    """Visits finished lately that have no rating, newest first."""
    return tuple(_candidates(state, now, rules))


def _candidates(state: State, now: Moment, rules: Rules) -> Iterator[Visit]:
    yield from questions.asked_lately(state, now, rules.bind)
    before = ((v.finished, v) for v in questions.asked_elsewhere(state, now) if v.finished)
    open_ = [(finished.wall, v) for finished, v in before if elapsed(finished, now) <= rules.bind]
    yield from (v for _, v in sorted(open_, key=itemgetter(0), reverse=True))


def find_binding(state: State, now: Moment, rules: Rules, press: Press) -> Binding:
    """Rules 2 to 5, in their order."""
    if press.scanned:
        return _by_slip(state, now, rules, press)
    fresh = _candidates(state, now, rules)
    if press.pad:
        here = next((v for v in fresh if v.counter == press.pad), None)
        return Binding(here, "pad") if here else _of_absent(state, now, rules, press.pad)
    newest = list(islice(fresh, 2))
    if not newest:
        return _of_absent(state, now, rules, 0)
    return Binding(newest[0], "one") if len(newest) == 1 else Binding()


def _of_absent(state: State, now: Moment, rules: Rules, pad: int) -> Binding:
    """Nobody was served that it could be about. An officer who calls a number absent, or says that it did not answer,
    long after its call shall not make its bad word count for nothing: it counts for the office."""
    for visit in _not_served(state, now, rules):
        at = visit.counter or (visit.missed.counter if visit.missed else 0)
        if _is_late_no_show(visit) and not visit.rating and (not pad or at == pad):
            return Binding(about=visit.token, rule="no-show-late")
    return NOBODY


def _not_served(state: State, now: Moment, rules: Rules) -> Iterator[Visit]:
    """Who did not answer of late, and who ended of late otherwise than served, in the order in which they ended."""
    for visit in state.visits.values():
        if visit.missed and elapsed(visit.missed.at, now) <= rules.bind:
            yield visit
    for visit in reversed(tuple(state.gone.values())):
        if visit.ended and elapsed(visit.ended, now) > rules.bind:
            return
        yield visit


def _is_late_no_show(visit: Visit) -> bool:
    if visit.missed and visit.missed.rang_ms >= limit("no-show-late", "called_ms"):
        return True
    if visit.how != "no-show" or visit.called is None or visit.ended is None:
        return False
    return elapsed(visit.called, visit.ended) >= limit("no-show-late", "called_ms")


# --- by its slip ---


def known_visit(state: State, token: str, past: Visit | None) -> Visit | None:
    """Of today, or else as the journal told it."""
    today = state.visits.get(token) or state.done.get(token) or state.gone.get(token)
    return today or (past if past and past.token == token else None)


def _by_slip(state: State, now: Moment, rules: Rules, press: Press) -> Binding:
    visit = known_visit(state, press.scanned, press.past)
    if visit is None:
        return NOBODY
    return _second_word(visit, press.level) if visit.rating else first_word(state, now, rules, visit, press.level)


def _second_word(visit: Visit, level: int) -> Binding:
    """Against the word that stands."""
    if level >= visit.level:
        rule = "second-word" if level > visit.level else ""
        return Binding(why_not="already-rated", about=visit.token, first=visit.level, rule=rule)
    return taking_over(visit, Binding(first=visit.level, replaces=visit.rating))


def taking_over(visit: Visit, binding: Binding) -> Binding:
    """Bound to the visit, where it was served; else it only speaks of it."""
    if visit.how in ("", "served") and visit.status not in ("waiting", "held"):
        return replace(binding, visit=visit, bind="scan")
    return replace(binding, about=visit.token)


def first_word(state: State, now: Moment, rules: Rules, visit: Visit, level: int) -> Binding:
    """By its slip, of a visit without a word so far. What came late can be a collected slip: it is marked, and what
    would be praise on another day does not count."""
    if visit.how not in ("", "served"):
        return _of_gone(visit)
    if visit.status in ("waiting", "held"):
        return Binding(about=visit.token, rule="unfinished") if _was_called(visit) else NOBODY
    if visit.finished is None or elapsed(visit.finished, now) <= rules.bind:
        return Binding(visit, "scan")
    of_today = visit.token in state.visits or visit.token in state.done
    if not of_today and level in SCALES[rules.scale].satisfied:
        return Binding(why_not="late-slip", about=visit.token, rule="late-slip")
    return Binding(visit, "scan", rule="late-slip")


def _of_gone(visit: Visit) -> Binding:
    """It ended otherwise than served. Who was called has been spoken to, for all that anybody knows."""
    if visit.how == "no-show":
        return Binding(about=visit.token, rule="no-show-late") if _is_late_no_show(visit) else NOBODY
    if visit.how == "unconfirmed":
        return Binding(about=visit.token, rule="unconfirmed")
    return Binding(about=visit.token, rule="unfinished") if _was_called(visit) else NOBODY


def _was_called(visit: Visit) -> bool:
    return visit.called is not None or visit.leg > 1 or visit.missed is not None
