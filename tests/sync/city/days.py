"""A kiosk for the far end's tests: what its office decides is chained as it would be sent, checkpoints are signed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.decisions import queue, ratings
from kiosk.core.decisions.colleagues.transfers import Where, transfer
from kiosk.core.decisions.ratings import Press
from kiosk.core.decisions.wishes import answering, waiting
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.record.chain import GENESIS, canonical, cloud_event
from kiosk.core.record.checkpoints import ALG, paper_of, signed_part
from kiosk.core.record.codec import to_data
from kiosk.core.record.events import Fact, Recorded
from kiosk.core.record.former_events import CheckpointV1
from kiosk.core.record.rating_events import salted
from scripts.soak.link import SOURCE
from tests.core.office import RULES, Room, sign_in, take, token_of
from tests.sync.chains import JOURNAL

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SALT = "0a" * 16


@dataclass
class Kiosk(Room):
    """`sent`: the CloudEvents, in the order of the journal's rows."""

    source: str = SOURCE
    journal: str = JOURNAL
    sent: list[dict[str, Any]] = field(default_factory=list)

    def _record(self, fact: Fact) -> Recorded:
        recorded = super()._record(replace(fact, event=salted(fact.event, SALT)))
        prevhash = self.heads().get(recorded.stream, {"hash": GENESIS})["hash"]
        self.sent.append(cloud_event(recorded, self.source, self.journal, prevhash))
        return recorded

    def say(self, event: e.Event, visit: str | None = None) -> dict[str, Any]:
        """One fact, as it is sent."""
        self.write([Fact(event, visit)])
        return self.sent[-1]

    def heads(self) -> dict[str, Any]:
        return {event["stream"]: {"sequence": event["sequence"], "hash": event["hash"]} for event in self.sent}

    def checkpoint(self, key: Ed25519PrivateKey = KEY, **false: Any) -> dict[str, Any]:
        """Over all that was sent; `false`: fields that are signed as they are given."""
        heads = self.heads()
        said = e.Checkpoint(heads, len(self.sent), "1.0", "5e", "c1", SALT, paper_of(heads, SALT), ALG, public(key), "")
        said = replace(said, **false)
        signature = key.sign(signed_part(said.TYPE, to_data(said))).hex()
        return self.say(replace(said, signature=signature))

    def former_checkpoint(self, key: Ed25519PrivateKey = KEY, heads: dict[str, Any] | None = None) -> dict[str, Any]:
        """As the version before signed; `heads`: false ones."""
        heads = self.heads() if heads is None else heads
        return self.say(CheckpointV1(heads, public(key), key.sign(canonical(heads)).hex()))


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


# --- a day of moves, each of which happens where the rules allow it ---


def _newest(kiosk: Kiosk, status: str) -> str:
    """The number of a visit, "" for none."""
    found = (visit.ticket for visit in kiosk.state.visits.values() if visit.status == status)
    return next(found, "")


def _undo(kiosk: Kiosk, n: int) -> None:
    """What was done last to the n-th visit that anything was done to."""
    state = kiosk.state
    acted = [v for held in (state.visits, state.done, state.gone) for v in held.values() if v.act]
    if acted:
        visit = acted[n % len(acted)]
        assert visit.act
        kiosk.say(e.VisitUndone(visit.ticket, 1, "officer1", visit.act.sequence), visit.token)


def _return(kiosk: Kiosk, n: int) -> None:
    for visit in list(kiosk.state.gone.values())[:1]:
        kiosk.say(e.VisitReturned(visit.ticket, visit.leg, 1 + n % 3, "officer1"), visit.token)


def _continue(kiosk: Kiosk, n: int) -> None:
    if ticket := _newest(kiosk, "serving"):
        visit = kiosk.state.visits[token_of(kiosk, ticket)]
        further = e.VisitContinued(ticket, visit.counter, visit.officer, visit.leg, n, "B", visit.service)
        kiosk.say(further, visit.token)


def _priority(kiosk: Kiosk, n: int) -> None:
    if ticket := _newest(kiosk, "waiting"):
        kiosk.say(e.PrioritySet(ticket, bool(n % 2), 1, "officer1"), token_of(kiosk, ticket))


def _mark(kiosk: Kiosk, n: int) -> None:
    if kiosk.state.visits and n % 2:
        visit = next(iter(kiosk.state.visits.values()))
        kiosk.say(e.VisitMarked(visit.ticket, "short-walk-in"), visit.token)
    elif kiosk.state.ratings:
        kiosk.say(e.RatingMarked(kiosk.state.ratings[-1].sequence, "cadence", salt=SALT))


def _reboot(kiosk: Kiosk, n: int) -> None:
    kiosk.boot, kiosk.clock = f"boot{len(kiosk.events)}", ("estimated", "rtc", "unknown")[n % 3]
    kiosk.say(e.KioskStarted("1.1", "cut"))


def _correct(kiosk: Kiosk, n: int) -> None:
    kiosk.clock = "synchronised"
    began = kiosk.wall - kiosk.now().mono + n * 1000
    kiosk.say(e.ClockCorrected(kiosk.boot, began, n * 1000, "synchronised"))


MOVES: dict[str, Callable[[Kiosk, int], object]] = {
    "ticket": lambda k, n: take(k, "AB"[n % 2], n % 3 == 0),
    "walk-in": lambda k, n: k.do(queue.walk_in, RULES, 1 + n % 3, "AAB"[n % 3], f"w{len(k.events)}"),
    "next": lambda k, n: k.do(queue.call_next, RULES, 1 + n % 3),
    "call": lambda k, n: k.do(queue.call_ticket, RULES, 1 + n % 3, _newest(k, "held") or _newest(k, "waiting")),
    "start": lambda k, n: k.do(queue.start, 1 + n % 3),
    "hold": lambda k, n: k.do(queue.hold, 1 + n % 3),
    "resume": lambda k, n: k.do(queue.resume, 1 + n % 3, _newest(k, "held")),
    "transfer": lambda k, n: k.do(transfer, RULES, 1 + n % 3, Where("AB"[n % 2])),
    "finish": lambda k, n: k.do(queue.finish, 1 + n % 3),
    "no-show": lambda k, n: k.write(queue.no_show(k.state, 1 + n % 3)),
    "press": lambda k, n: k.do(ratings.press, RULES, Press(1 + n % 4, "touch")),
    "bind": lambda k, n: k.do(ratings.bind_tap, RULES, k.state.heads.get("rating", 0), 1 + n % 3),
    "unbind": lambda k, n: k.do(ratings.unbind, k.state.heads.get("rating", 0)),
    "reason": lambda k, n: k.do(ratings.give_reasons, k.state.heads.get("rating", 0), ("WAIT",)),
    "sweep": lambda k, n: k.write(ratings.sweep(k.state, k.now(), RULES)),
    "undo": _undo,
    "return": _return,
    "continue": _continue,
    "change": lambda k, n: k.write(waiting.change_service(k.state, RULES, 1, _newest(k, "waiting"), "AB"[n % 2])),
    "withdraw": lambda k, n: k.write(waiting.withdraw(k.state, 1, _newest(k, "held") or _newest(k, "waiting"))),
    "unanswered": lambda k, n: k.write(answering.unanswered(k.state, RULES, 1 + n % 3)),
    "priority": _priority,
    "mark": _mark,
    "reboot": _reboot,
    "correct": _correct,
    "checkpoint": lambda k, n: k.checkpoint(),
}
USUAL = ("ticket", "walk-in", "next", "call", "start", "hold", "resume", "transfer", "finish", "no-show", "sweep")


def day(moves: Sequence[tuple[str, int]], kiosk: Kiosk | None = None) -> Kiosk:
    """An office of three counters after these moves (name, a number that it chooses by), some seconds apart."""
    kiosk = kiosk or Kiosk()
    for counter in (1, 2, 3):
        sign_in(kiosk, counter)
    for name, n in moves:
        kiosk.later(7 * n + 0.4)
        with suppress(Refused):
            MOVES[name](kiosk, n)
    return kiosk
