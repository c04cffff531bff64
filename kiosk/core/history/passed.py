"""Why another number was called while one waited, that the same counter could have called: pure.

Asked of the state as it was before that call, by the rules that chose (kiosk/core/decisions/calling): so what is told
here is what the call went by.
"""

from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.calling.offers import kept_for, rests, serves
from kiosk.core.decisions.calling.turn import next_for
from kiosk.core.history.lines import CALLS, clock, turn_words
from kiosk.core.office.rules import Rules
from kiosk.core.record import events as e
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State, Visit

EARLIER = "earlier"


def why_before(state: State, r: Recorded, mine: Visit, rules: Rules) -> tuple[str, str] | None:
    """The rule's name and its words, "" for none that is known; None where `r` calls nobody before `mine`."""
    other, event = state.visits.get(r.visit or ""), r.event
    if other is None or mine.status != "waiting":
        return None
    if not isinstance(event, e.TicketCalled | e.VisitResumed | e.VisitStarted):
        return None
    if not (serves(rules, event.counter, mine.service) or other.service == mine.service):
        return None
    if isinstance(event, e.TicketCalled):
        return _called(state, r, event, (mine, other), rules)
    if isinstance(event, e.VisitResumed):
        return "held", "làm tiếp sau khi bổ sung"
    return ("walk-in", "công dân không lấy số, làm ngay tại quầy") if other.status == "waiting" else None


def _called(
    state: State, r: Recorded, event: e.TicketCalled, both: tuple[Visit, Visit], rules: Rules
) -> tuple[str, str]:
    mine, other = both
    if other.promise and event.rule == "promised":
        return "promised", f"đã hẹn quay lại lúc {clock(other.promise.at.wall + other.promise.after)}"
    if other.status == "held":
        return "held", "làm tiếp sau khi bổ sung"
    if other.place < mine.place:
        return EARLIER, f"lấy số trước {mine.ticket}"
    if event.rule == "named":
        return _named(state, r, event, other, rules)
    words = turn_words(event.rule, rules) if event.rule != "turn" else ""
    return (event.rule, words) if words else _by_turn(state, r, event.counter, both, rules)


def _named(state: State, r: Recorded, event: e.TicketCalled, other: Visit, rules: Rules) -> tuple[str, str]:
    """Before the turn for a reason; else it was the turn, or the number had been called before."""
    if event.reason is not None:
        return "named", f"cán bộ gọi trước lượt, {CALLS.get(event.reason, event.reason)}"
    found = next_for(state, _moment(r), rules, event.counter)
    if found and found[0].token == other.token:
        return found[1], turn_words(found[1], rules)
    return "returned", "đã được mời trước đó, nay có mặt"


def _by_turn(state: State, r: Recorded, counter: int, both: tuple[Visit, Visit], rules: Rules) -> tuple[str, str]:
    """Somebody who came later: what kept the one that waited from that counter, or put it behind."""
    mine, other = both
    letters = rules.counters.get(counter, ())
    if rests(mine, _moment(r), rules):
        return "away", f"lúc đó {mine.ticket} {_away(mine)}"
    if (kept := kept_for(state, rules, mine)) not in (0, counter):
        return "kept", f"{mine.ticket} chờ riêng quầy {kept}"
    if counter in rules.ranked and {mine.service, other.service} <= set(letters) and mine.service != other.service:
        return "ranked", f"quầy {counter} gọi dịch vụ {other.service} trước"
    if mine.priority and not other.priority:
        return "interleave", turn_words("priority", rules)
    return "", ""


def _away(mine: Visit) -> str:
    if mine.promise:
        return f"hẹn quay lại lúc {clock(mine.promise.at.wall + mine.promise.after)}"
    return "vừa được mời mà chưa trả lời"


def _moment(r: Recorded) -> Moment:
    return Moment(r.wall, r.mono, r.boot)
