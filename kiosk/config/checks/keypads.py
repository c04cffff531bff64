"""What the keypads of the counters must be to each other, and to the scanner and printer beside them."""

import re

from kiosk.config.checks.found import NUMBERED, Found, not_so, twice, wrong
from kiosk.config.counters.keypads import Keypad
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import shown
from kiosk.config.hardware.keypads import ON_PADS, keys_of
from kiosk.config.options import Config

_KEY = re.compile(r"[!-~]{1,8}|backspace")  # of a serial line


def keypads(config: Config) -> Found:
    yield from twice([k.counter for k in config.keypads], "keypads", "counter")
    counters = {c.number for c in config.counters}
    taken = {config.scanner.path: "[scanner]"}
    if config.printer.kind in ("serial", "file"):
        taken[config.printer.path] = "[printer]"
    for i, keypad in enumerate(config.keypads):
        at = f"keypads[{i}]"
        if keypad.counter not in counters:
            yield wrong(f"{at}.counter", Code.NO_SUCH_COUNTER, number=keypad.counter)
        yield from _path(at, keypad, taken)
        taken.setdefault(keypad.path, f"[[keypads]] {keypad.counter}")
        yield from _keys(at, keypad)


def _path(at: str, keypad: Keypad, taken: dict[str, str]) -> Found:
    """Several of one model have no serial number: what has number 3 today may be another counter's tomorrow."""
    path = keypad.path
    if keypad.kind == "serial" and path.startswith("/dev/input/"):
        yield wrong(f"{at}.kind", Code.KEYPAD_KIND)
    if not path or (keypad.kind == "evdev" and NUMBERED.search(path)):
        yield not_so(f"{at}.path", Code.KEYPAD_NAME, path)
    elif path in taken:
        yield wrong(f"{at}.path", Code.PATH_TAKEN, name=taken[path])


def _keys(at: str, keypad: Keypad) -> Found:
    seen: dict[str, str] = {}
    for wish, key in keys_of(keypad):
        if not (key in ON_PADS if keypad.kind == "evdev" else _KEY.fullmatch(key)):
            yield wrong(f"{at}.{wish}", Code.KEYPAD_KEY, value=shown(key), known=" ".join(ON_PADS))
        elif key in seen:
            yield wrong(f"{at}.{wish}", Code.KEY_TAKEN, name=seen[key])
        seen.setdefault(key, wish)
