"""Numbers for people who come together."""

from dataclasses import replace

import pytest

from kiosk.core.decisions.device import device_moved
from kiosk.core.decisions.giving.batch import MOST, batch
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.office.refusals import Refused
from kiosk.core.record import events as e
from kiosk.core.words.scanned import TOKEN
from tests.core.office import RULES, Room, called, in_hand, sign_in, take

WANTED = NewTicket("0123456789ab", "B")


@pytest.mark.parametrize("count", [1, 2, MOST])
def test_each_of_them_has_a_number_a_slip_and_a_token_of_its_own(count: int) -> None:
    """Numbers follow on those of the service; no token tells another one, and the secret is none of them."""
    room = in_hand(Room())
    written = room.do(batch, RULES, 1, WANTED, count)
    issued = [r for r in written if isinstance(r.event, e.TicketIssued)]
    assert [r.event.ticket for r in issued if isinstance(r.event, e.TicketIssued)] == [
        f"B{n:03d}" for n in range(2, 2 + count)
    ]
    tokens = {r.visit or "" for r in issued}
    assert len(tokens) == count and WANTED.token not in tokens and all(map(TOKEN.fullmatch, tokens))
    slips = [r.visit for r in written if isinstance(r.event, e.SlipMoved) and r.event.slip == "sending"]
    assert slips == [r.visit for r in issued]
    assert {room.state.visits[token].status for token in tokens} == {"waiting"}
    assert room.state.visits[room.state.counters[1].visit].ticket == "A001"  # who is in hand goes on


def test_the_first_numbers_of_the_day_open_it_and_are_called_in_their_order() -> None:
    room = Room()
    take(room)
    sign_in(room, 3)
    room.do(batch, RULES, 3, WANTED, 3)
    assert [called(room, 3) for _ in range(3)] == ["B001", "B002", "B003"]


def test_without_paper_the_numbers_are_given_without_slips() -> None:
    """The officer reads them out: none is said to be on its way."""
    room = in_hand(Room())
    room.do(lambda state, now: device_moved(state, "printer", "paper_out"))
    none = replace(RULES, prints=False)
    for rules in (RULES, none):
        written = room.do(batch, rules, 1, replace(WANTED, token=f"secret{rules.prints}"), 2)
        assert {r.event.slip for r in written if isinstance(r.event, e.TicketIssued)} == {"shown"}
        assert not any(isinstance(r.event, e.SlipMoved) for r in written)


@pytest.mark.parametrize(("counter", "service", "code"), [(2, "Z", "unknown-service"), (3, "B", "not-logged-in")])
def test_what_one_number_is_refused_for_a_batch_is_too(counter: int, service: str, code: str) -> None:
    room = in_hand(Room())
    with pytest.raises(Refused) as refused:
        batch(room.state, room.now(), RULES, counter, replace(WANTED, service=service), 2)
    assert refused.value.code == code
