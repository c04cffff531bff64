"""What the city says, heard: acknowledgements move the cursors, requests send again, answers go to whoever asked.

It is a stranger's word until the city's signature says otherwise, and where the kiosk knows its city's key an unsigned
one moves nothing, is told and counted: bounded before it is parsed (envelope, packing), its
price is set by us (outbox, fetching), and what is told of it is counted (limits). Whatever one message raises ends that
message alone.
"""

from paho.mqtt.client import MQTTMessage

from kiosk.journal.errors import JournalError
from sync import envelope, outbox
from sync.connection import topic_of
from sync.cursors import Cursors
from sync.envelope import Ack, Ask, Place, Unreadable
from sync.fetching.asking import Fetching
from sync.former.sender import Former
from sync.journal_entries import Diary
from sync.limits.doubts import Doubts
from sync.route import Route
from sync.signed_ack import counts


class Words:
    def __init__(
        self, route: Route, cursors: Cursors, diary: Diary, fetching: Fetching, former: Former, doubts: Doubts
    ) -> None:
        self._route, self._former = route, former
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
            return self._said_again(where.source, stream, envelope.read_ask(payload), now)
        if word == "back" and where.source == self._route.source:
            return self._fetching.hear(stream, payload, now)
        return False

    def _said_stored(self, source: str, stream: str, ack: Ack, now: float) -> bool:
        ours = source == self._route.source or ack.stored > self._cursors.lanes[stream].cursor  # an old name's last
        if not ours:
            return False
        if not counts(ack, source, stream, self._route.city_keys):
            return self._doubt(ack, stream, now)
        self._former.stored(stream, ack, now)
        verdict = self._cursors.acknowledged(stream, ack, bool(self._route.city_keys), now)
        if verdict not in ("move", "behind"):
            self._fetching.other(stream, ack, self._cursors.head(stream), now)
        if verdict not in ("move", "foreign"):
            self._doubts.hear(
                verdict, f"what the city says that it has is {verdict}", now
            )  # no number: it counts ratings
        return self._note(verdict, now)

    def _said_again(self, source: str, stream: str, ask: Ask, now: float) -> bool:
        if not counts(ask, source, stream, self._route.city_keys):
            return self._doubt(ask, stream, now)
        if self._cursors.asked(stream, ask):
            self._former.doubt(now)
        return False

    def _doubt(self, word: Ack | Ask, stream: str, now: float) -> bool:
        """The city has another key or none, or somebody speaks for it: which of these only people can find out."""
        how = "with another signature than" if word.sig else "without the signature of"
        self._doubts.hear("unsigned", f"{stream}: a word {how} broker.city_key; such move nothing", now)
        return self._diary.city_is("unsigned", now)

    def _note(self, verdict: str, now: float) -> bool:
        """Whether city and kiosk hold the same history, in the journal."""
        if verdict == "move":
            stuck = any(map(outbox.is_stuck, self._cursors.lanes.values()))
            return not stuck and self._diary.city_is("ok", now)
        return verdict in ("ahead", "differs") and self._diary.city_is(verdict, now)
