"""What the city has after its broker was killed twice and it was away itself: by the city's word, and by the broker's.

Both runs are the same but for whose word counts: the second one proves that the first proves something. In it the
city says nothing at all, no acknowledgement and no asking (one that asks for its gaps mends even that). Real mosquitto,
real journal, real city; prints one JSON object.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from sync.city import subscriber
from tests.sync.test_way import Way

ASKING = {"city": subscriber.ASK_AGAIN, "broker": float("inf")}  # seconds between the city's askings
LATEST = 90.0  # seconds until what has not arrived counts as lost


def soak(events: int, acks: str) -> dict[str, float]:
    """Lost, doubled, and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        subscriber.ASK_AGAIN = ASKING[acks]
        way = Way(Path(folder))
        way.courier.stop()
        way.courier = way.send(acks)
        begun = time.monotonic()
        _trouble(way, events)
        here = _settled(way, events)
        took = time.monotonic() - begun
        way.close()
    return {"events": events, "lost": events - len(set(here)), "doubled": len(here) - len(set(here)),
            "in_order": here == sorted(here), "seconds": round(took, 1)}  # fmt: skip


def _trouble(way: Way, events: int) -> None:
    """A quarter, broker killed, a quarter, city away for four seconds with the broker killed in them, the rest. It
    comes back under another name: the broker has kept nothing for that one."""
    part = events // 4
    way.rate(part)
    way.broker.kill()
    way.rate(part)
    way.broker.start()
    way.city.stop()
    way.rate(part)
    time.sleep(2)
    way.broker.kill()
    way.broker.start()
    time.sleep(2)
    way.city = way.receive("another")
    way.rate(events - 3 * part)


def _settled(way: Way, events: int) -> list[int]:
    """What arrived, once all is there or nothing has come for a while, a short one when the courier is content."""
    last, since, end = -1, time.monotonic(), time.monotonic() + LATEST
    while time.monotonic() < end:
        here = way.stored()
        if len(here) != last:
            last, since = len(here), time.monotonic()
        content = way.sender.lanes["rating"].cursor >= events
        if len(here) >= events or time.monotonic() - since > (2 if content else 10):
            return here
        time.sleep(0.3)
    return way.stored()


def main(argv: list[str]) -> int:
    events = int(argv[0]) if argv else 20_000
    found = {"city's word": soak(events, "city"), "broker's word": soak(events, "broker")}
    print(json.dumps(found, indent=2))
    good = found["city's word"]
    return 0 if good["lost"] == good["doubled"] == 0 and found["broker's word"]["lost"] > events / 10 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
