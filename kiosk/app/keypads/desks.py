"""The counters' keypads: a press becomes the wish of the officer who is signed in there, and each shows who is in hand.

The wish goes the office's one way (kiosk/office.py), as a page's does: decided in one transaction, by the hand that the
counter had when the key went down (kiosk/core/decisions/keypads/pressing.py). A press is heard once and never sent
again, so it needs no key of its own. What is refused is said at the pad and in the log.
"""

import sys
from collections.abc import Mapping, Sequence

from drivers import ports
from kiosk.app.journal_writer import Done, JournalWriter
from kiosk.config.counters.keypads import Keypad
from kiosk.config.hardware.keypads import keys_of
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions.keypads.pressing import Hand, Press, hand_at, pressed, shown
from kiosk.core.decisions.legs import Facts
from kiosk.core.office.refusals import Refused
from kiosk.core.state.values import State
from kiosk.office import Office, Seat

Said = tuple[str, bool]  # text, light


class Desks:
    """`pads`: by counter. The app's loop alone calls it."""

    def __init__(self, pads: Mapping[int, ports.Keypad], named: Sequence[Keypad], writer: JournalWriter) -> None:
        self._pads, self._writer = pads, writer
        self._wishes = {(f"{pad.counter}", key): (pad.counter, wish) for pad in named for wish, key in keys_of(pad)}
        self._hands: dict[int, Hand] = {}
        self._shown: dict[int, Said] = {}

    def pressed(self, said: ports.KeyPressed) -> None:
        """A key that does nothing here is none."""
        if found := self._wishes.get((said.pad, said.key)):
            try:
                self._wish(*found, said.mono)
            except Refused as refused:
                self._refuse(found[0], refused.code)

    def _wish(self, counter: int, wish: str, at: int) -> None:
        """Raises Refused."""
        press = Press(wish, counter, self._hands.get(counter, Hand()), at)

        def asked(office: Office) -> None:
            def decide(state: State, now: Moment) -> Facts:
                return pressed(state, now, office.rules, press)

            office.grant(self._seat(counter), decide, lambda *_: {})

        if not isinstance(self._writer.wish(asked), Done):
            self._refuse(counter, "journal")

    def _seat(self, counter: int) -> Seat:
        """Of whoever sits there by now. Raises Refused not-logged-in."""
        if (desk := self._writer.state.counters.get(counter)) is None:
            raise Refused("not-logged-in")
        return Seat(counter, desk.officer, desk.sign_in)

    def _refuse(self, counter: int, code: str) -> None:
        print(f"kiosk app: keypad of counter {counter}: {code}", file=sys.stderr, flush=True)
        self._pads[counter].refuse(code)

    def show(self, state: State, mono: int) -> None:
        """Once after each waking: what every pad's counter has in hand by now, where that changed."""
        for counter, pad in self._pads.items():
            hand = self._hands[counter] = hand_at(state, counter, self._hands.get(counter), mono)
            text = shown(state, counter, hand)
            if self._shown.get(counter) != (text, bool(hand.ticket)):
                self._shown[counter] = text, bool(hand.ticket)
                pad.show(*self._shown[counter])
