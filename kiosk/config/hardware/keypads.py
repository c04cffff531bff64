"""Which keys the keypads of the file have, and which of them does what."""

from collections.abc import Iterator

from kiosk.config.counters.keypads import Keypad

ON_PADS = (*"0123456789", *"+-*/.=", "enter", "backspace", "tab", "esc")
"""Keys of a pad on evdev, as drivers/keypad/names.py calls them."""
WISHES = ("next", "recall", "finish", "absent", "unanswered", "undo")


def keys_of(keypad: Keypad) -> Iterator[tuple[str, str]]:
    """(what it does, the key's name), of those that have a key."""
    keys = (keypad.next, keypad.recall, keypad.finish, keypad.absent, keypad.unanswered, keypad.undo)
    yield from ((wish, key.lower()) for wish, key in zip(WISHES, keys, strict=True) if key)
