"""Another officer goes on at this counter, in this browser, by a PIN of their own: a sign-in that takes the visit over.

Strategy: the page's own cookie says which counter it is, so nobody takes a counter from afar; the PIN is looked at as
at every sign-in, before anything else, each time. Sent again under its key it is the same hand-over: the new cookie's
random number then follows from that key and the sign-in before, so that the browser whose answer was lost has a cookie
that is worth something.
"""

import hashlib
import hmac
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from kiosk.console.request_body import Body, body, key, page, text
from kiosk.console.sessions import NONCE_BYTES, id_of, new_nonce
from kiosk.console.shared import Console
from kiosk.console.threads import for_staff
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.colleagues import handing_over
from kiosk.core.decisions.counters import must_show_now
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from kiosk.journal.answers import Answer
from kiosk.office import Office, Seat


async def hand_over(console: Console, request: Request) -> Response:
    """`{officer, pin}`. Raises Refused not-logged-in, wrong-pin, stale, officer-elsewhere; LockedOut."""
    seat, asked = console.seat(request), await body(request)
    officer = await console.must_be(text(asked, "officer"), text(asked, "pin"), request)
    nonce = _nonce(console.sessions.key, seat, key(asked))
    told = await for_staff(handed, console.office, seat, officer, asked, id_of(nonce))
    if told["officer"] != officer:  # the key is that of a hand-over to somebody else, whose PIN nobody said now
        raise Refused("wrong-pin")
    return console.signed_in(Seat(seat.counter, told["reference"], id_of(nonce)), officer, nonce)


def handed(office: Office, seat: Seat, officer: str, asked: Body, sign_in: str) -> Answer:
    """`{"officer", "reference"}` of who sits there now; `officer`: the sign-in name. Raises Refused."""
    references = office.references(officer)
    reference = seat.officer if seat.officer in references else references[0]

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        must_show_now(state, seat.counter, page(asked))
        office.references(officer)  # who was taken away meanwhile takes nothing over
        return handing_over.hand_over(state, now, seat.counter, reference, sign_in)

    return office.grant(seat, decide, lambda *_: {"officer": officer, "reference": reference}, key(asked))


def _nonce(secret: bytes, seat: Seat, key: str) -> str:
    """Random; with a key, the same for the same hand-over. Who does not know `secret` cannot tell it."""
    if not key:
        return new_nonce()
    said = f"hand-over {seat.sign_in} {key}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()[: 2 * NONCE_BYTES]
