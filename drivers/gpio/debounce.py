"""From a bouncing contact to presses: the first edge counts at once, then a stable release is waited for. Pure.

A press is never lost by waiting for the contact to settle, and never doubled: after it, nothing counts until the
contact has been open for `STABLE_MS` milliseconds.
"""

from dataclasses import dataclass

STABLE_MS = 25  # ms without contact that end a press; contacts bounce for 1 to 10 ms


@dataclass(frozen=True)
class Contact:
    """`down`: the contact is closed now; `armed`: the next closing is a press; `opened`: when it opened, in ms."""

    down: bool = False
    armed: bool = True
    opened: int = 0


def edge(contact: Contact, down: bool, at: int) -> tuple[Contact, bool]:
    """The contact after an edge at `at` ms, and whether it was a press."""
    if not down:
        return Contact(False, contact.armed, at if contact.down else contact.opened), False
    rested = not contact.down and at - contact.opened >= STABLE_MS
    pressed = (contact.armed or rested) and not contact.down
    return Contact(True, False, contact.opened), pressed
