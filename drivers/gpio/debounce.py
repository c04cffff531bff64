"""From a bouncing contact to presses: what stays closed for a few milliseconds counts, at its first edge. Pure.

A finger holds a contact for 30 ms and more; a dip of one millisecond is a spark on the wire and no finger, nor is half
a wave of the mains' hum, 10 ms. Behind a press nothing counts until the contact has been open for `STABLE_MS`, so that
none is doubled. One that is closed for `STUCK_MS`, however its spring trembles, is held by no finger. Times are
milliseconds of a clock that nobody sets; edges come in their order.
"""

from dataclasses import dataclass, replace

HOLD_MS = 12  # closed without a break: a press; of a finger's 30 ms its contacts may bounce for 9 at either end
STABLE_MS = 25  # open without a break: the end of a press
STUCK_MS = 60_000


@dataclass(frozen=True)
class Contact:
    """`down`: it is closed; `since`: when that began; `first`: the edge at which the press in hand counts; `began`:
    when it closed after a rest; `armed`: it has rested since the last press; `stuck`: that it is stuck was said."""

    down: bool = False
    since: int = -STABLE_MS
    first: int = -STABLE_MS
    began: int = -STABLE_MS
    armed: bool = True
    stuck: bool = False


def held_since(at: int) -> Contact:
    """One that was found closed: nobody saw it being pressed."""
    return Contact(down=True, since=at, began=at, armed=False)


def edge(contact: Contact, down: bool, at: int) -> tuple[Contact, bool]:
    """The contact after an edge at `at`, and whether a press became known by it."""
    if down:
        return _closed(contact, at), False
    contact, pressed = passed(contact, at)
    return replace(contact, down=False, since=at if contact.down else contact.since), pressed


def _closed(contact: Contact, at: int) -> Contact:
    if not contact.down and at - contact.since >= STABLE_MS:
        return Contact(down=True, since=at, first=at, began=at)
    goes_on = at - contact.first < STABLE_MS
    return replace(contact, down=True, since=at, first=contact.first if goes_on else at)


def opened(contact: Contact, at: int) -> Contact:
    """It is open and free, whatever was known of it."""
    return replace(contact, down=False, since=at if contact.down else contact.since, stuck=False)


def passed(contact: Contact, now: int) -> tuple[Contact, bool]:
    """The contact at `now`, and whether it has been closed for long enough to be a press."""
    if contact.down and contact.armed and now - contact.since >= HOLD_MS:
        return replace(contact, armed=False), True
    if contact.down and now - contact.began >= STUCK_MS:
        return replace(contact, stuck=True), False
    if not contact.down and now - contact.since >= STABLE_MS:
        return replace(contact, stuck=False), False
    return contact, False


def due(contact: Contact) -> int | None:
    """When `passed` will have news, None: not before the next edge."""
    if contact.down == contact.stuck:
        return None
    if contact.stuck:
        return contact.since + STABLE_MS
    return contact.since + HOLD_MS if contact.armed else contact.began + STUCK_MS
