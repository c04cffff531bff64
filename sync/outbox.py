"""What to send next, when to send it again, and when the cursor may move. Pure: no clock, no wire, no journal.

One `Lane` a stream. Behind the cursor everything is in the city's database; between cursor and `sent` it is on the
way. A lane looks at numbers only, so it cannot lose an event: what is not known to be stored is sent again from the
cursor, in order, and the city keeps one of each. The cursor moves on the city's word alone (`stored`): forward, and
back where the city was restored from a backup and signed that. Unsigned words move nothing back; such a city asks.

Where more waits than one array holds, that is a backlog, and what is written from then on goes ahead of it: a rating is
in the city while the month before it is still on its way. The city keeps what lies behind a gap and says nothing of it,
so what went ahead is no flight; it becomes one when the backlog has reached it, and is sent again if it was lost.

An event that no packet of this broker carries stays where it is: what stands behind it goes on and is let go once the
broker has it, and the city asks for whatever it lacks of that. Nothing is skipped: the cursor stays before it.

Silence is not loss. A city that is slower than what it is sent answers late, and what is sent again because of it
makes it later. So after a silence only the first part of what is on the way goes once more: an answer that goes exactly
so far says that the rest was lost; one that goes further that all was only late (F-RTO, RFC 5682), and for how long
such a city is waited for from then on; in the first hour a minute at most, whatever was.

Words from outside may come at any rate, so each has a price that its sender does not set: one step back an hour, one
batch that was asked for a second, a nudge less often each time that nothing came of it. None makes us wait longer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from sync.envelope import Ack
from sync.limits.hourly import HOUR_S
from sync.packing import FEW

RESEND_S = 10.0  # seconds without progress before the first resending
SOON_S, SOON_TRIES, MAX_RESEND_S = 60.0, 60, 600.0  # and at most between later ones: for an hour, and behind that
LATE = 2.0  # times as long as its last answer took is the city waited for, and ten seconds at least
NUDGE_S = 2.0  # an acknowledgement that moves nothing, so long after the last sending: the city missed something
MAX_ASKED_RANGES = 8  # ranges kept that the city asked for; it asks again for what was forgotten
SEALED_TRIES = 2  # silences after which a part that is sent once more carries every hash
STUCK_TRIES = 2  # resendings after which one more in vain is no accident
ASKED_S = 1.0  # seconds between two batches of what was asked for


@dataclass(frozen=True, slots=True)
class Span:
    """Sequences `first` to `last`, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lane:
    """`at`: seconds (monotonic) of the last sending or progress; `tries`: resendings since the last progress,
    `nudges`: those of them for a word that moved nothing; `asked_at`, `back_at`: the last batch that was asked for, the
    last step back."""

    cursor: int = 0
    sent: int = 0
    flights: tuple[Span, ...] = ()
    taken: tuple[Span, ...] = ()  # flights that the broker has confirmed
    asked: tuple[Span, ...] = ()
    at: float = 0.0
    tries: int = 0
    nudges: int = 0
    asked_at: float = float("-inf")
    back_at: float = float("-inf")
    beyond: int = 0  # the first event that is too large for the broker, 0 for none
    backlog: int = 0  # the last number of the backlog that is being sent, 0 for none
    ahead: int = 0  # and how far what is newer went ahead of it
    late: float = 0.0  # seconds that the city's last answer took
    timed: tuple[int, float] = (0, 0.0)  # the number whose answer is waited for, and when it went; 0 for none
    doubted: bool = False  # the first part is due once more
    part: int = 0  # how far that goes, which is on the way; 0 for none


def begin(cursor: int, now: float) -> Lane:
    """A lane at the start: everything behind the cursor is to be sent."""
    return Lane(cursor=cursor, sent=cursor, at=now)


def begin_again(lane: Lane, now: float) -> Lane:
    """On a new connection; a line that breaks makes no word from outside any cheaper. What stands behind an event that
    is too large is not sent anew each time, only what was on the way."""
    anew = replace(begin(lane.cursor, now), asked_at=lane.asked_at, back_at=lane.back_at, late=lane.late)
    if lane.beyond != lane.cursor + 1:
        return anew
    return replace(anew, sent=lane.sent, beyond=lane.beyond, asked=lane.flights[:MAX_ASKED_RANGES])


def look(lane: Lane, head: int, batch: int) -> Lane:
    """More waits than an array holds: a backlog begins, up to here."""
    if is_behind(lane) or head - lane.sent <= batch:
        return lane
    return replace(lane, backlog=head, ahead=head)


def is_behind(lane: Lane) -> bool:
    """A part of the backlog was not sent yet."""
    return lane.sent < lane.backlog


def goes_ahead(lane: Lane, span: Span) -> bool:
    """It is newer than the backlog."""
    return is_behind(lane) and span.first > lane.backlog


def is_live(lane: Lane, span: Span) -> bool:
    """Nobody lets it wait: neither of a backlog nor asked for."""
    return goes_ahead(lane, span) or (not is_behind(lane) and (lane.doubted or is_new(lane, span)))


def due(lane: Lane, head: int, batch: int, window: int, now: float) -> Span | None:
    """The next numbers to send, or None: what goes ahead of a backlog, what is doubted, what is beyond `sent`, singly
    when live, and what was asked for, in this order."""
    if is_behind(lane) and head > lane.ahead:
        return _next(lane.ahead, head, batch)
    if lane.doubted and lane.flights:
        return _first_part(lane, batch)
    upto = lane.backlog if is_behind(lane) else head
    if upto > lane.sent and len(lane.flights) < window:
        return _next(lane.sent, upto, batch)
    at = asked_due(lane)
    if at is None or now < at:
        return None
    first, last = lane.asked[0].first, lane.asked[0].last
    return Span(first, min(last, first + batch - 1))


def _next(sent: int, upto: int, batch: int) -> Span:
    waiting = upto - sent
    return Span(sent + 1, sent + (1 if waiting <= FEW else min(batch, waiting)))


def _first_part(lane: Lane, batch: int) -> Span:
    """A quarter of the first message, so that an answer tells them apart, and ever less; of single events all of them,
    as each would have to be waited for."""
    first, all_of_it = lane.flights[0].last - lane.cursor, min(batch, lane.flights[-1].last - lane.cursor)
    count = first >> 2 * lane.tries if first > 1 else all_of_it >> 2 * (lane.tries - 1)
    return Span(lane.cursor + 1, lane.cursor + max(1, count))


def asked_due(lane: Lane) -> float | None:
    """When the next batch that was asked for may go, if there is one."""
    return lane.asked_at + ASKED_S if lane.asked else None


def is_new(lane: Lane, span: Span) -> bool:
    """It goes beyond what was sent, as nothing that is asked for does; rows may be lost in between."""
    return span.last > lane.sent


def is_answered(lane: Lane, span: Span) -> bool:
    """The city's next words are about it: it is on the way, or the part of that which went once more."""
    return span in lane.flights or span.last == lane.part


def is_repeat(lane: Lane, span: Span) -> bool:
    """It was sent before, and not stored: it carries every hash, in case the city could not compute them; at first that
    is the least likely cause of a silence, and hashes are most of the bytes."""
    if lane.doubted and not is_new(lane, span):
        return lane.tries > SEALED_TRIES
    return lane.tries > 0 or not is_new(lane, span)


def send(lane: Lane, span: Span, now: float) -> Lane:
    """The lane after `span` (from `due`, or its first part) went out."""
    if goes_ahead(lane, span):
        return replace(lane, ahead=span.last)
    if is_new(lane, span):
        timed = lane.timed if lane.timed[0] else (span.last, now)
        return _joined(replace(lane, sent=span.last, flights=(*lane.flights, span), at=now, timed=timed))
    timed = (lane.timed[0], now) if span.first <= lane.timed[0] <= span.last else lane.timed
    if lane.doubted:
        return replace(lane, doubted=False, part=span.last, at=now, timed=timed)
    rest = Span(span.last + 1, lane.asked[0].last)
    asked = ((rest,) if rest.first <= rest.last else ()) + lane.asked[1:]
    return replace(lane, asked=asked, asked_at=now, timed=timed)


def caught_up(lane: Lane) -> Lane:
    """Nothing is left of the backlog: its rows are lost."""
    return _joined(replace(lane, sent=max(lane.sent, lane.backlog)))


def _joined(lane: Lane) -> Lane:
    """Once the backlog has reached what went ahead of it, that is on its way like all else."""
    if is_behind(lane):
        return lane
    on = Span(max(lane.backlog, lane.sent) + 1, lane.ahead)
    flights = (*lane.flights, on) if lane.backlog and on.first <= on.last else lane.flights
    return replace(lane, sent=max(lane.sent, lane.ahead), flights=flights, backlog=0, ahead=0)


def pass_over(lane: Lane, number: int, now: float) -> Lane:
    """The event that is due is too large: on with the next, and it keeps its place."""
    if number <= lane.sent:
        return send(lane, Span(number, number), now)
    lane = replace(lane, beyond=min(lane.beyond or number, number))
    if goes_ahead(lane, Span(number, number)):
        return replace(lane, ahead=number)
    return _joined(replace(lane, sent=number))


def let_go(lane: Lane, span: Span) -> Lane:
    """The broker has it. Behind an event that is too large no word of the city can ever say that it is stored."""
    if not lane.beyond or span.first < lane.beyond:
        return lane
    return replace(lane, flights=tuple(flight for flight in lane.flights if flight != span))


def ask(lane: Lane, first: int, last: int, head: int) -> Lane:
    """The city asks for a range: sent again as far as it exists and was sent before, but for a backlog on its way."""
    span = Span(first, min(last, head, lane.cursor if is_behind(lane) else lane.sent))
    if span.first > span.last or span in lane.asked or len(lane.asked) >= MAX_ASKED_RANGES:
        return lane
    return replace(lane, asked=(*lane.asked, span))


def may_move(lane: Lane, number: int, signed: bool, now: float) -> bool:
    """Forward always; back when the city signed it, and once an hour: whoever kept a signed word can say it again."""
    return number >= lane.cursor or (signed and now >= lane.back_at + HOUR_S)


def stored(lane: Lane, number: int, now: float) -> Lane:
    """The city holds everything up to `number`; behind the cursor means that it lost some: go back there."""
    if number < lane.cursor:
        return again(replace(lane, cursor=number, taken=(), back_at=now), now)
    if number == lane.cursor:
        return _nudged(lane, now)
    is_lost, lane = _is_lost(lane, number), _answered(lane, number, now)
    left = tuple(s for s in lane.flights if s.last > number)
    lane = replace(lane, cursor=number, sent=max(lane.sent, number), flights=left, at=now, tries=0, nudges=0)
    lane = again(lane, now) if is_lost else _joined(lane)
    return replace(lane, beyond=0) if lane.beyond <= number else lane


def _nudged(lane: Lane, now: float) -> Lane:
    """A word that moves nothing. Where the city is late, it may speak of what was before."""
    patience = max(NUDGE_S, lane.late) * 2 ** min(lane.nudges, 10)
    nudged = replace(unanswered(lane, now), nudges=lane.nudges + 1)
    return nudged if lane.flights and now - lane.at > patience else lane


def _is_lost(lane: Lane, number: int) -> bool:
    """The answer goes as far as what was sent twice, and ends within a message that was sent once."""
    return lane.part > 0 and any(span.first <= number < span.last for span in lane.flights)


def _answered(lane: Lane, number: int, now: float) -> Lane:
    """How late the city is: by the last sending of what it answers, as those before may have been lost (Karn)."""
    (timed, since), is_twice = lane.timed, number == lane.part or _is_lost(lane, number)
    is_timed = 0 < timed <= number
    late = now - (lane.at if is_twice else since) if is_twice or is_timed else lane.late
    part, left = (0 if number >= lane.part else lane.part), (0, 0.0) if is_timed else lane.timed
    return replace(lane, part=part, late=late, timed=left, doubted=False)


def taken(lane: Lane, span: Span, now: float) -> Lane:
    """The broker has this flight; with `broker.ack = "broker"` that counts, as far as there is no gap before it."""
    lane = replace(lane, taken=(*lane.taken, span))
    while lane.flights and lane.flights[0] in lane.taken:
        first = lane.flights[0]
        lane = replace(stored(lane, first.last, now), taken=tuple(s for s in lane.taken if s != first))
    return lane


def unanswered(lane: Lane, now: float) -> Lane:
    """Nothing came back for long: its first part is due once more. Behind an event too large no answer can tell."""
    return again(lane, now) if lane.beyond else replace(lane, doubted=True, at=now, tries=lane.tries + 1)


def again(lane: Lane, now: float) -> Lane:
    """Send everything beyond the cursor once more; of what was asked for only the rest is left to send."""
    asked = tuple(Span(span.first, min(span.last, lane.cursor)) for span in lane.asked if span.first <= lane.cursor)
    lane = replace(lane, sent=lane.cursor, flights=(), taken=(), asked=asked, at=now, tries=lane.tries + 1)
    return replace(lane, beyond=0, ahead=lane.backlog, timed=(0, 0.0), doubted=False, part=0)


def stalled_at(lane: Lane) -> float | None:
    """When to send again if nothing comes back until then; None when nothing is on the way."""
    silences = lane.tries - lane.nudges
    patience = max(RESEND_S * 2 ** min(silences, 10), LATE * lane.late)
    return lane.at + min(SOON_S if silences < SOON_TRIES else MAX_RESEND_S, patience) if lane.flights else None


def is_stuck(lane: Lane) -> bool:
    """Sent in vain for a minute and more, on a line that holds."""
    return lane.tries - lane.nudges >= STUCK_TRIES


Verdict = Literal["move", "foreign", "ahead", "differs"]


def judge(ack: Ack, journal: str, head: int, hash_at: Callable[[int], str]) -> Verdict:
    """Whether an acknowledgement speaks of our chain: `foreign` is another journal's (an exchanged SD card),
    `ahead` and `differs` mean that city and kiosk hold different histories."""
    if ack.journal != journal:
        return "foreign"
    if ack.stored > head:
        return "ahead"
    return "move" if hash_at(ack.stored) == ack.hash else "differs"
