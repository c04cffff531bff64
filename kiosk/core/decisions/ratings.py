"""What a press counts as (docs/domain.md, "Whose rating is a press"): bound or not, repeated or not; a visit's end.

A press is a rating, written at once, whatever else is unknown; what is learned later is a further fact. Decisions
are pure: state, moment and rules in, facts out. Nobody is scolded: the citizen's thanks never depend on what is
decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.legs import Facts, ended
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules, Stamp, elapsed
from kiosk.core.office.scales import REASONS, SCALES
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state import questions
from kiosk.core.state.values import Rating, State, Visit

SETTLE_MS = 60_000  # a rating can be corrected or bound this long; then its visit ends as rated


@dataclass(frozen=True)
class Press:
    """One press of a level. `channel`: button, touch or pad; `scanned`: the visit of the slip shown just before, ""
    for none; `pad`: the counter whose pad it was, 0 for the shared kiosk."""

    level: int
    channel: str
    scanned: str = ""
    pad: int = 0


@dataclass(frozen=True)
class Binding:
    """Whom a press is about: the visit (None: nobody known), how it is known, whether it counts and why not."""

    visit: Visit | None = None
    bind: str | None = None
    why_not: str | None = None


def candidates(state: State, now: Moment, rules: Rules) -> tuple[Visit, ...]:
    """Visits finished lately that have no rating, newest first."""
    return tuple(_candidates(state, now, rules))


def _candidates(state: State, now: Moment, rules: Rules) -> Iterator[Visit]:
    yield from questions.asked_lately(state, now, rules.bind)
    before = (v for v in questions.asked_elsewhere(state, now) if _passed(v, now) <= rules.bind)
    yield from sorted(before, key=lambda v: v.finished.wall if v.finished else 0, reverse=True)


def _passed(visit: Visit, now: Moment) -> int:
    """Milliseconds since it was finished."""
    return elapsed(visit.finished, now) if visit.finished else 0


def asking(state: State, now: Moment, rules: Rules) -> tuple[int, ...]:
    """Counters whose visit ended within the last minutes and for which the home screen asks, newest first."""
    fresh = [v for v in candidates(state, now, rules) if _passed(v, now) <= rules.ask]
    return tuple(dict.fromkeys(v.counter for v in fresh))


def ask_ends(state: State, now: Moment, rules: Rules) -> int | None:
    """Milliseconds until `asking` names one counter less; None when it names none of this boot."""
    since = [_passed(v, now) for v in questions.asked_lately(state, now, min(rules.ask, rules.bind))]
    return min((rules.ask - passed + 1 for passed in since), default=None)


def find_binding(state: State, now: Moment, rules: Rules, scanned: str, pad: int) -> Binding:
    """Rules 2 to 5, in their order."""
    if scanned:
        return _by_scan(state, scanned)
    fresh = _candidates(state, now, rules)
    if pad:
        here = next((v for v in fresh if v.counter == pad), None)
        return Binding(here, "pad") if here else Binding(why_not="nothing-served")
    newest = list(islice(fresh, 2))
    if not newest:
        return Binding(why_not="nothing-served")
    return Binding(newest[0], "one") if len(newest) == 1 else Binding()


def _by_scan(state: State, token: str) -> Binding:
    visit = state.visits.get(token) or state.done.get(token)
    if visit is None or visit.status in ("waiting", "held"):
        return Binding(why_not="nothing-served")
    return Binding(why_not="already-rated") if visit.rating else Binding(visit, "scan")


def press(state: State, now: Moment, rules: Rules, press: Press) -> Facts:
    """The rating of one press, and what it does to the one before it (rule 6). Raises ValueError off the scale."""
    if press.level not in SCALES[rules.scale].levels:
        raise ValueError(f"level {press.level} is not on scale {rules.scale}")
    before = _just_before(state, now, rules, press.pad)
    if before is None:
        binding = find_binding(state, now, rules, press.scanned, press.pad)
        return (_given(state, now, rules, press, binding),)
    if before.level == press.level:
        return (_given(state, now, rules, press, Binding(why_not="repeat")),)
    return _corrected(state, now, rules, press, before)


def _just_before(state: State, now: Moment, rules: Rules, pad: int) -> Rating | None:
    last = next((r for r in reversed(state.ratings) if r.pad == pad), None)
    return last if last and elapsed(last.at, now) < rules.repeat else None


def _corrected(state: State, now: Moment, rules: Rules, press: Press, before: Rating) -> Facts:
    """Another button within the repeat time: the new one counts and takes the old one's place and binding."""
    old = _standing(state, before)
    visit = state.visits.get(old.visit) or state.done.get(old.visit)
    binding = Binding(visit, old.bind or None, old.why or None) if visit else _unbound_as(state, now, rules, old, press)
    sequence = state.heads["rating"] + 1
    given = _given(state, now, rules, press, binding)
    return given, Fact(e.RatingRevised(old.sequence, "replaced", sequence), given.visit)


def _standing(state: State, before: Rating) -> Rating:
    """The rating that the last press repeated, or the last press itself."""
    if before.why != "repeat":
        return before
    own = (r for r in reversed(state.ratings) if r.pad == before.pad and r.why != "repeat" and not r.replaced)
    return next(own, before)


def _unbound_as(state: State, now: Moment, rules: Rules, old: Rating, press: Press) -> Binding:
    return Binding(why_not=old.why) if old.why else find_binding(state, now, rules, "", press.pad)


def _given(state: State, now: Moment, rules: Rules, press: Press, binding: Binding) -> Fact:
    visit = binding.visit
    rating = e.RatingGiven(
        level=press.level,
        scale=rules.scale,
        bound=visit is not None,
        counted=binding.why_not is None,
        channel=press.channel,
        offline=state.offline,
        clock=now.clock,
        test=rules.training,
        counter=visit.counter if visit else (press.pad or None),
        officer=visit.officer if visit else None,
        service=visit.service if visit else None,
        bind=binding.bind if visit else None,
        uncounted_reason=binding.why_not,
    )
    return Fact(rating, visit.token if visit else None)


def bind_tap(state: State, now: Moment, rules: Rules, sequence: int, counter: int) -> Facts:
    """The citizen showed the counter: the newest candidate there. Refused no-rating, too-late, no-visit."""
    rating = _open_rating(state, now, sequence)
    if rating.visit:
        raise Refused("too-late")
    visit = next((v for v in candidates(state, now, rules) if v.counter == counter), None)
    if visit is None:
        raise Refused("no-visit")
    bound = e.RatingBound(sequence, counter, visit.officer, visit.service, "tap")
    return (Fact(bound, visit.token),)


def unbind(state: State, now: Moment, sequence: int) -> Facts:
    """ "Không phải quầy này": it stays a rating of the office; the visit can be rated by who it belongs to."""
    rating = _open_rating(state, now, sequence)
    if not rating.visit:
        return ()
    return (Fact(e.RatingRevised(sequence, "unbound"), rating.visit),)


def give_reasons(state: State, now: Moment, sequence: int, reasons: tuple[str, ...]) -> Facts:
    """The reasons as they stand after a tap, in the set's own order. Raises ValueError for an unknown code."""
    rating = _open_rating(state, now, sequence)
    unknown = set(reasons) - set(REASONS.codes)
    if unknown:
        raise ValueError(f"unknown reason {sorted(unknown)}")
    ordered = tuple(code for code in REASONS.codes if code in reasons)
    if ordered == rating.reasons:
        return ()
    return (Fact(e.RatingReasoned(sequence, ordered), rating.visit or None),)


def _open_rating(state: State, now: Moment, sequence: int) -> Rating:
    rating = state.rating(sequence)
    if rating is None:
        raise Refused("no-rating")
    if elapsed(rating.at, now) >= SETTLE_MS:
        raise Refused("too-late")
    return rating


def decline(state: State, token: str) -> Facts:
    """ "Không đánh giá". Refused no-visit when there is nothing to decline."""
    visit = state.visits.get(token)
    if visit is None or visit.status != "finished" or visit.rating:
        raise Refused("no-visit")
    return (ended(visit, "served", "declined"),)


# --- the end of a served visit (rule 7) ---


def sweep(state: State, now: Moment, rules: Rules) -> Facts:
    """The ends that are due: every served visit whose question is settled by now."""
    may_be = chain(questions.asked_before(state, now, rules.bind), questions.rated(state))
    outcomes = ((v, _outcome(state, now, rules, v)) for v in may_be)
    return tuple(ended(v, "served", outcome) for v, outcome in outcomes if outcome)


def with_sweep(state: State, now: Moment, rules: Rules, facts: Facts) -> Facts:
    """`facts` behind the ends that are due by now; a visit that `facts` themselves end is left to them."""
    own = {f.visit for f in facts if isinstance(f.event, e.VisitEnded)}
    return (*(f for f in sweep(state, now, rules) if f.visit not in own), *facts)


def _outcome(state: State, now: Moment, rules: Rules, visit: Visit) -> str:
    """rated, timed-out, not-asked, device-down, or "" when the question is still open."""
    if visit.rating:
        rating = state.rating(visit.rating)
        return "rated" if rating is None or elapsed(rating.at, now) >= SETTLE_MS else ""
    if visit.finished is None or elapsed(visit.finished, now) <= rules.bind:
        return ""
    if visit.finished.boot != now.boot:
        return "not-asked"
    return "device-down" if _cannot_ask(state) else "timed-out"


def _cannot_ask(state: State) -> bool:
    """Neither the buttons nor the screen can take an answer."""
    dead = [d for d in ("buttons", "screen") if state.devices.get(d, "ok") != "ok"]
    return len(dead) == 2


def next_due(state: State, now: Moment, rules: Rules) -> int | None:
    """Milliseconds until `sweep` has something to write; None when no visit is open."""
    asked = chain(questions.asked_elsewhere(state, now), questions.asked_first(state, now))
    waits = [
        _due_in(state, now, rules, v.rating, v.finished) for v in chain(asked, questions.rated(state)) if v.finished
    ]
    return min(waits, default=None)


def _due_in(state: State, now: Moment, rules: Rules, sequence: int, finished: Stamp) -> int:
    """`sequence`: of the visit's rating, 0 while it has none."""
    if not sequence:
        return max(0, rules.bind - elapsed(finished, now) + 1)
    rating = state.rating(sequence)
    return max(0, SETTLE_MS - elapsed(rating.at, now)) if rating else 0
