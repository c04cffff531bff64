"""From a bouncing contact to presses: what stays closed for a few milliseconds counts, at its first edge. Pure.

A finger holds a contact for 30 ms and more; a dip of one millisecond is a spark on the wire and no finger. Behind a
press nothing counts until the contact has been open for `STABLE_MS`, so that none is doubled. One that is closed for
`STUCK_MS` is held by no finger. Times are milliseconds of a clock that nobody sets; edges come in their order.
"""

from dataclasses import dataclass, replace

HOLD_MS = 4  # closed without a break: a press; contacts bounce for 1 to 10 ms, with breaks of less than 2
STABLE_MS = 25  # open without a break: the end of a press
STUCK_MS = 60_000


@dataclass(frozen=True)
class Contact:
    """`down`: it is closed; `since`: when that began; `first`: the edge at which the press in hand counts; `armed`: it
    has rested since the last press; `stuck`: that it is stuck was said."""

    down: bool = False
    since: int = -STABLE_MS
    first: int = -STABLE_MS
    armed: bool = True
    stuck: bool = False


def held_since(at: int) -> Contact:
    """One that was found closed: nobody saw it being pressed."""
    return Contact(down=True, since=at, armed=False)


def edge(contact: Contact, down: bool, at: int) -> tuple[Contact, bool]:
    """The contact after an edge at `at`, and whether a press became known by it."""
    if down:
        return _closed(contact, at), False
    contact, pressed = passed(contact, at)
    return opened(contact, at), pressed


def _closed(contact: Contact, at: int) -> Contact:
    rested = not contact.down and at - contact.since >= STABLE_MS
    goes_on = not rested and at - contact.first < STABLE_MS
    first = contact.first if goes_on else at
    return replace(contact, down=True, since=at, first=first, armed=contact.armed or rested)


def opened(contact: Contact, at: int) -> Contact:
    """It is open, whatever was known of it."""
    return replace(contact, down=False, since=at if contact.down else contact.since, stuck=False)


def passed(contact: Contact, now: int) -> tuple[Contact, bool]:
    """The contact at `now`, and whether it has been closed for long enough to be a press."""
    if contact.down and contact.armed and now - contact.since >= HOLD_MS:
        return replace(contact, armed=False), True
    if contact.down and now - contact.since >= STUCK_MS:
        return replace(contact, stuck=True), False
    return contact, False


def due(contact: Contact) -> int | None:
    """When `passed` will have news, None: not before the next edge."""
    if not contact.down or contact.stuck:
        return None
    return contact.since + (HOLD_MS if contact.armed else STUCK_MS)
