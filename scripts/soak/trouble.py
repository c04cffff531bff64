"""What the city has after its broker was killed twice and it was away itself: by the city's word, and by the broker's.

Both runs are the same but for whose word counts: the second one proves that the first proves something. In it the
city says nothing at all, no acknowledgement and no asking (one that asks for its gaps mends even that). Real mosquitto,
real journal, real city.
"""

import tempfile
import time
from pathlib import Path

from scripts.soak.link import CityLink
from sync.city import subscriber

ASKING = {"city": subscriber.ASK_AGAIN_S, "broker": float("inf")}  # seconds between the city's askings
LOST_AFTER_S = 300.0  # what has not arrived by then counts as lost, on however busy a machine
QUIET_S = {"city": LOST_AFTER_S, "broker": 10.0}  # without anything new, while the courier still waits for a word


def soak(events: int, acks: str) -> dict[str, float]:
    """Lost, doubled, and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        subscriber.ASK_AGAIN_S = ASKING[acks]
        link = CityLink(Path(folder))
        link.courier.stop()
        link.courier = link.send(acks)
        begun = time.monotonic()
        _trouble(link, events)
        here = _settled(link, events, QUIET_S[acks])
        took = time.monotonic() - begun
        link.close()
    return {"events": events, "lost": events - len(set(here)), "doubled": len(here) - len(set(here)),
            "in_order": here == sorted(here), "seconds": round(took, 1)}  # fmt: skip


def _trouble(link: CityLink, events: int) -> None:
    """A quarter, broker killed, a quarter, city away for four seconds with the broker killed in them, the rest. It
    comes back under another name: the broker has kept nothing for that one."""
    part = events // 4
    link.rate(part)
    link.broker.kill()
    link.rate(part)
    link.broker.start()
    link.city.stop()
    link.rate(part)
    time.sleep(2)
    link.broker.kill()
    link.broker.start()
    time.sleep(2)
    link.city = link.receive("another")
    link.rate(events - 3 * part)


def _settled(link: CityLink, events: int, quiet_s: float) -> list[int]:
    """What arrived, once all is there or nothing has come for a while, a short one when the courier is content."""
    last, since, end = -1, time.monotonic(), time.monotonic() + LOST_AFTER_S
    while time.monotonic() < end:
        here = link.stored()
        if len(here) != last:
            last, since = len(here), time.monotonic()
        content = link.sender.lanes["rating"].cursor >= events
        if len(here) >= events or time.monotonic() - since > (2 if content else quiet_s):
            return here
        time.sleep(0.3)
    return link.stored()
