"""What the city says, heard: acknowledgements move the cursors, requests send again, answers go to whoever asked.

It is a stranger's word until the city's signature says otherwise: bounded before it is parsed (envelope, packing), its
price is set by us (outbox, fetching), and what is told of it is counted (limits). Whatever one message raises ends that
message alone.
"""

from collections.abc import Callable

from paho.mqtt.client import MQTTMessage

from kiosk.journal.errors import JournalError
from sync import envelope, outbox
from sync.connection import topic_of
from sync.cursors import Cursors
from sync.envelope import Ack, Place, Unreadable
from sync.fetching.asking import Fetching
from sync.journal_entries import Diary
from sync.limits.doubts import Doubts
from sync.route import Route
from sync.signed_ack import City


class Words:
    """`say` takes a line for the technician's log."""

    def __init__(
        self, route: Route, cursors: Cursors, diary: Diary, fetching: Fetching, doubts: Doubts,
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._route, self._city = route, City(route.city_key, say)
        self._cursors, self._diary, self._fetching, self._doubts = cursors, diary, fetching, doubts

    def hear(self, message: MQTTMessage, now: float) -> bool:
        """Whether something was written into the journal. `now`: monotonic seconds. Raises JournalError."""
        topic = topic_of(message)
        try:
            return self._hear(envelope.place(topic), bytes(message.payload), now)
        except Unreadable as error:
            self._doubts.hear("unreadable", f"{topic}: {error}", now)
        except JournalError:
            raise
        except Exception as error:  # noqa: BLE001 a message that finds a fault of ours ends nothing but itself
            self._doubts.hear("fault", f"{topic}: {error!r}", now)
        return False

    def _hear(self, where: Place, payload: bytes, now: float) -> bool:
        word, _, stream = where.tail.partition("/")
        if word == "ack":
            return self._said_stored(where.source, stream, envelope.read_ack(payload), now)
        if word == "ask":
            self._cursors.asked(stream, envelope.read_ask(payload))
        if word == "back" and where.source == self._route.source:
            return self._fetching.hear(stream, payload, now)
        return False

    def _said_stored(self, source: str, stream: str, ack: Ack, now: float) -> bool:
        ours = source == self._route.source or ack.stored > self._cursors.lanes[stream].cursor  # an old name's last
        if not ours or not self._city.said(ack, source, stream):
            return False
        verdict = self._cursors.acknowledged(stream, ack, bool(self._route.city_key), now)
        if verdict not in ("move", "behind"):
            self._fetching.other(stream, ack, self._cursors.head(stream), now)
        if verdict not in ("move", "foreign"):
            self._doubts.hear(
                verdict, f"what the city says that it has is {verdict}", now
            )  # no number: it counts ratings
        return self._note(verdict, now)

    def _note(self, verdict: str, now: float) -> bool:
        """Whether city and kiosk hold the same history, in the journal."""
        if verdict == "move":
            stuck = any(map(outbox.is_stuck, self._cursors.lanes.values()))
            return not stuck and self._diary.city_is("ok", now)
        return verdict in ("ahead", "differs") and self._diary.city_is(verdict, now)
