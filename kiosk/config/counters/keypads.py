"""A keypad at a counter: the table of its options."""

from dataclasses import dataclass

from kiosk.config.option import opt


@dataclass(frozen=True)
class Keypad:
    counter: int = opt(0, "whose officer it acts for", 0, 99)
    kind: str = opt("evdev", "evdev: a USB keypad; serial: a terminal on a serial line", among=("evdev", "serial"))
    path: str = opt("", "its device: of a USB keypad its name in /dev/input/by-path, its socket's", 0, 200)
    baud: int = opt(9600, "speed of a serial line", 1200, 921600)
    next: str = opt("enter", "key that ends the visit in hand and calls the next; empty, as for all keys: none", 0, 9)
    recall: str = opt("+", "key that calls the number in hand again", 0, 9)
    finish: str = opt("0", "key that ends the visit in hand", 0, 9)
    absent: str = opt("-", "key for: nobody came", 0, 9)
    unanswered: str = opt("", "key for: no answer yet; it keeps its place and is called again later", 0, 9)
    undo: str = opt("backspace", "key that takes the counter's last wish back, for 10 s", 0, 9)
