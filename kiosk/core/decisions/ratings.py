"""What a press counts as (docs/domain.md, "Whose rating is a press"): bound or not, repeated or not; a visit's end.

A press is a rating, written at once, whatever else is unknown; what is learned later is a further fact. Decisions
are pure: state, moment and rules in, facts out. Nobody is scolded: the citizen's thanks never depend on what is
decided here. Whom a press is about: binding.py; the rules that mark: marks.py.
"""

from dataclasses import replace
from itertools import chain

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import marks
from kiosk.core.decisions.binding import (
    Binding,
    Press,
    candidates,
    find_binding,
    first_word,
    known_visit,
    taking_over,
)
from kiosk.core.decisions.legs import Facts, ended
from kiosk.core.office.refusals import Refused
from kiosk.core.office.rules import Rules, Stamp, elapsed
from kiosk.core.office.scales import REASONS, SCALES
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state import questions
from kiosk.core.state.values import Rating, State, Visit

SETTLE_MS = 60_000  # a rating can be corrected or bound this long; then its visit ends as rated

__all__ = ["SETTLE_MS", "Press", "candidates"]


def asking(state: State, now: Moment, rules: Rules) -> tuple[int, ...]:
    """Counters whose visit ended within the last minutes and for which the home screen asks, newest first."""
    fresh = [v for v in candidates(state, now, rules) if v.finished and elapsed(v.finished, now) <= rules.ask]
    return tuple(dict.fromkeys(v.counter for v in fresh))


def ask_ends(state: State, now: Moment, rules: Rules) -> int | None:
    """Milliseconds until `asking` names one counter less; None when it names none of this boot."""
    lately = questions.asked_lately(state, now, min(rules.ask, rules.bind))
    return min((rules.ask - elapsed(v.finished, now) + 1 for v in lately if v.finished), default=None)


def press(state: State, now: Moment, rules: Rules, press: Press) -> Facts:
    """The rating of one press, and what it does to the one before it (rule 6). Raises ValueError off the scale."""
    if press.level not in SCALES[rules.scale].levels:
        raise ValueError(f"level {press.level} is not on scale {rules.scale}")
    before = _just_before(state, now, rules, press)
    if before is None:
        return _rated(state, now, rules, press, find_binding(state, now, rules, press))
    if before.level == press.level:
        return _rated(state, now, rules, press, Binding(why_not="repeat"))
    return _corrected(state, now, rules, press, standing(state, before))


def _just_before(state: State, now: Moment, rules: Rules, press: Press) -> Rating | None:
    """The press that this one repeats or corrects: it came within the repeat time, or its question is still open. A
    slip that was shown since then is somebody else's."""
    last = next((r for r in reversed(state.ratings) if r.pad == press.pad), None)
    if last is None or (press.scanned and press.scanned != last.of):
        return None
    if elapsed(last.at, now) < rules.repeat:
        return last
    stands = standing(state, last)
    is_asked = press.correcting == stands.sequence and elapsed(stands.at, now) < SETTLE_MS
    return last if is_asked else None


def standing(state: State, before: Rating) -> Rating:
    """The rating that the last press repeated, or the last press itself."""
    if before.why != "repeat":
        return before
    own = (r for r in reversed(state.ratings) if r.pad == before.pad and r.why != "repeat" and not r.replaced)
    return next(own, before)


def _corrected(state: State, now: Moment, rules: Rules, press: Press, old: Rating) -> Facts:
    """Another button: the new one counts and takes the old one's place and binding."""
    binding = _as_before(state, now, rules, press, old)
    facts = _rated(state, now, rules, press, binding)
    if old.counted and not binding.replaces and binding.why_not == "already-rated":
        return facts  # a second word that turned out better than the first: what stood, stands
    revised = Fact(e.RatingRevised(old.sequence, "replaced", _next(state)), facts[0].visit)
    return (facts[0], revised, *(f for f in facts[1:] if f.event != revised.event))


def _as_before(state: State, now: Moment, rules: Rules, press: Press, old: Rating) -> Binding:
    visit = known_visit(state, old.of, press.past) if old.of else None
    if visit is None:
        return Binding(why_not=old.why) if old.why else find_binding(state, now, rules, press)
    if old.first:
        return _second_word_corrected(visit, press.level, old)
    if old.visit and old.bind != "scan":
        return Binding(visit, old.bind)
    return first_word(state, now, rules, replace(visit, rating=0), press.level)


def _second_word_corrected(visit: Visit, level: int, old: Rating) -> Binding:
    """Up to the level that stood before it: whoever slips twice raises nothing."""
    if level > old.first or (level == old.first and not old.counted):
        rule = "second-word" if level > old.first else ""
        return Binding(why_not="already-rated", about=visit.token, first=old.first, rule=rule)
    return taking_over(visit, Binding(first=old.first, replaces=visit.rating))


def _next(state: State) -> int:
    """The number on its stream of the next rating."""
    return state.heads.get("rating", 0) + 1


def _rated(state: State, now: Moment, rules: Rules, press: Press, binding: Binding) -> Facts:
    """The rating, behind it what it takes the place of, and the marks that are its own from the first."""
    given, sequence = _given(state, now, rules, press, binding), _next(state)
    replaced = [Fact(e.RatingRevised(binding.replaces, "replaced", sequence), given.visit)] if binding.replaces else []
    named = [binding.rule] if binding.rule else []
    if state.closed and binding.why_not is None:
        named.append("after-closing")
    return (given, *replaced, *(Fact(e.RatingMarked(sequence, rule), given.visit) for rule in named))


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
        first=binding.first or None,
    )
    return Fact(rating, visit.token if visit else (binding.about or None))


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
    """`facts` behind the ends that are due by now; a visit that `facts` themselves end or take up again is left to
    them. The marks that are due come last: `facts` know the numbers of their own ratings."""
    own = {f.visit for f in facts if isinstance(f.event, e.VisitEnded | e.VisitUndone)}
    facts = (*(f for f in sweep(state, now, rules) if f.visit not in own), *facts)
    return (*facts, *marks.due(state, now, rules, facts))


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
    """Milliseconds until `with_sweep` has something to write; None when no visit and no run of presses is open."""
    first = chain(questions.asked_first(state, now), questions.asked_elsewhere(state, now), questions.rated(state))
    waits = [_due_in(state, now, rules, v.rating, v.finished) for v in first if v.finished]
    run = marks.next_due(state, now)
    return min(waits if run is None else [*waits, run], default=None)


def _due_in(state: State, now: Moment, rules: Rules, sequence: int, finished: Stamp) -> int:
    """`sequence`: of the visit's rating, 0 while it has none."""
    if not sequence:
        return max(0, rules.bind - elapsed(finished, now) + 1)
    rating = state.rating(sequence)
    return max(0, SETTLE_MS - elapsed(rating.at, now)) if rating else 0
