"""What a technician should know of the PINs in the settings, though the kiosk works: by option, with the remedy.

Told by `kiosk check`, the doctor and the log of a starting console. An update never locks an office out: a hash of the
last version opens as before, whatever its digits. Only the worst PINs open nothing, which `worst` finds by trying.
"""

from collections.abc import Iterator

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Problem
from kiosk.config.options import Config
from kiosk.config.pin_hash import LEAST_DIGITS, WITH_KEY, is_older, is_sealed, worst_of
from kiosk.config.pins.key import opened

_OLDER: dict[str, str | int | Code] = {"least": LEAST_DIGITS, "until": "2027-06-30"}  # then a version may refuse them


def advice(config: Config, key: bytes) -> Iterator[Problem]:
    """A line for each PIN that needs a hand; none on simulated hardware. `key`: this kiosk's, b"" for whoever cannot
    read it, to whom all sealed ones are good. Pure."""
    if config.hardware.kind == "real":
        for option, stored in _pins(opened(config, key)):
            if code := _code(option, stored, bool(key)):
                yield Problem(code, _OLDER if code is Code.PIN_OLDER else {}, option)


def _code(option: str, stored: str, known: bool) -> Code | None:
    plain, _, key = stored.partition(WITH_KEY)
    if not plain:
        return Code.PIN_MISSING if option.startswith("officers") else None
    if is_sealed(plain) and known and not key:
        return Code.PIN_FOREIGN
    if is_older(plain):
        return Code.PIN_OLDER
    return None if is_sealed(plain) else Code.PIN_UNSEALED


def worst(config: Config, key: bytes) -> Iterator[Problem]:
    """PINs that everybody tries first. Slow on purpose of the hash."""
    if config.hardware.kind == "real":
        pins = _pins(opened(config, key))
        yield from (Problem(Code.PIN_WORST, {}, option) for option, stored in pins if worst_of(stored))


def _pins(config: Config) -> Iterator[tuple[str, str]]:
    yield "kiosk.pin", config.kiosk.pin
    yield "console.supervisor_pin", config.console.supervisor_pin
    yield from ((f"officers[{i}].pin", officer.pin) for i, officer in enumerate(config.officers))
