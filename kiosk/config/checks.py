"""What the options of one config must be to each other: nothing twice, nothing unknown, hours that can be kept.

Each rule is a generator of (option, message) over a config whose single values are already good; `disagreements` is
all of them in turn. Messages say what is allowed. Pure.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from kiosk.config.options import Config
from kiosk.config.pin_hash import check_pin, is_hash
from kiosk.config.touch_matrix import parsed
from kiosk.core.calendar.hours import parse_span
from kiosk.core.office.scales import SCALES
from kiosk.core.office.unit import Unit

Found = Iterator[tuple[str, str]]
DEMO_PIN = "1234"


def disagreements(config: Config) -> Found:
    """(option, what is wrong with it) for every rule that does not hold."""
    for rule in RULES:
        yield from rule(config)


def demo_pins(config: Config) -> Found:
    """Officers whose PIN is the demo's, on real hardware. Slow on purpose of the hash: asked by `kiosk check` only."""
    if config.hardware.kind == "real":
        for i, officer in enumerate(config.officers):
            if check_pin(DEMO_PIN, officer.pin):
                yield (
                    f"officers[{i}].pin",
                    f"{DEMO_PIN} is the demo's PIN and everybody knows it: choose another",
                )


def _office(config: Config) -> Found:
    try:
        Unit.parse(config.office.unit)
    except ValueError as error:
        yield "office.unit", str(error)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", config.kiosk.id):
        yield "kiosk.id", f"{config.kiosk.id!r}: only a-z, 0-9 and - may stand in it"


def _services(config: Config) -> Found:
    letters = [s.letter for s in config.services]
    for i, letter in enumerate(letters):
        if not re.fullmatch("[A-Z]", letter):
            yield f"services[{i}].letter", f"must be one capital letter A to Z, not {letter!r}"
    yield from _twice(letters, "services", "letter")
    served = {letter for c in config.counters for letter in (c.services or letters)}
    for i, letter in enumerate(letters):
        if letter not in served:
            yield f"services[{i}].letter", f"no counter serves {letter}: put it into a counter's services"


def _counters(config: Config) -> Found:
    letters = {s.letter for s in config.services}
    yield from _twice([c.number for c in config.counters], "counters", "number")
    for i, counter in enumerate(config.counters):
        for letter in sorted(set(counter.services) - letters):
            known = ", ".join(sorted(letters))
            yield f"counters[{i}].services", f"there is no service {letter!r}; there are {known}"
        if len(set(counter.services)) < len(counter.services):
            yield f"counters[{i}].services", "names a service twice"


def _officers(config: Config) -> Found:
    yield from _twice([o.id.casefold() for o in config.officers], "officers", "id")
    for i, officer in enumerate(config.officers):
        if not re.fullmatch(r"[A-Za-z0-9._-]+", officer.id):
            yield f"officers[{i}].id", f"{officer.id!r}: only letters a-z, digits and . _ - may stand in it"
        yield from _hash(f"officers[{i}].pin", officer.pin)


def _pins(config: Config) -> Found:
    yield from _hash("kiosk.pin", config.kiosk.pin)
    if config.console.demo and config.hardware.kind != "simulated":
        yield "console.demo", "the demo's PINs are for simulated hardware only: set it to false"


def _hash(option: str, stored: str) -> Found:
    if stored and not is_hash(stored):
        yield option, "must be a hash, never the PIN itself: make one with kiosk check --hash-pin"


def _buttons(config: Config) -> Found:
    yield from _twice([b.name for b in config.buttons], "buttons", "name")
    counters = {c.number for c in config.counters}
    used: dict[int, str] = {}
    for i, button in enumerate(config.buttons):
        for option, pin in (("pin", button.pin), ("lamp", button.lamp)):
            if pin >= 0 and pin in used:
                yield f"buttons[{i}].{option}", f"GPIO {pin} is already {used[pin]}"
            used.setdefault(pin, f"the {option} of {button.name}")
        if button.counter and button.counter not in counters:
            yield f"buttons[{i}].counter", f"there is no counter {button.counter}"
        yield from _does(config, i, button.does or button.name, "does" if button.does else "name")


def _does(config: Config, index: int, does: str, option: str) -> Found:
    """A button does a level or a service of this office, by what it says or by its name."""
    levels = SCALES[config.ratings.scale].levels
    known = {
        *levels.values(),
        *(f"level-{n}" for n in levels),
        *(f"service-{s.letter}" for s in config.services),
    }
    if does.casefold() not in {name.casefold() for name in known}:
        yield (
            f"buttons[{index}].{option}",
            f"{does!r} is nothing a button can do; it can do {', '.join(sorted(known))}",
        )


def _hours(config: Config) -> Found:
    spans: list[tuple[int, int]] = []
    for name, text in (("morning", config.hours.morning), ("afternoon", config.hours.afternoon)):
        try:
            spans += [parse_span(text)] if text else []
        except ValueError:
            yield f"hours.{name}", f"must be HH:MM-HH:MM, the earlier first, or empty, not {text!r}"
    if len(spans) == 2 and spans[0][1] > spans[1][0]:
        yield "hours.afternoon", "begins before the morning ends"
    if not set(config.hours.days) <= set(range(1, 8)):
        yield "hours.days", "must be numbers 1 (Monday) to 7 (Sunday)"
    yield from _twice(config.hours.days, "hours.days", "")
    for day in config.hours.holidays:
        if not _is_date(day):
            yield "hours.holidays", f"{day!r} is no date like 2026-09-02"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_matrix(text: str) -> bool:
    try:
        parsed(text)
    except ValueError:
        return False
    return True


def _hardware(config: Config) -> Found:
    hardware, printer = config.hardware, config.printer
    if hardware.rotate not in (0, 90, 180, 270):
        yield "hardware.rotate", f"must be 0, 90, 180 or 270, not {hardware.rotate}"
    if not _is_matrix(hardware.touch_matrix):
        yield "hardware.touch_matrix", f"must be empty or six numbers like 1 0 0 0 1 0, not {hardware.touch_matrix!r}"
    if hardware.kind == "simulated" and not hardware.wires:
        yield "hardware.wires", "simulated hardware needs the folder of the cabinet's wires"
    if hardware.kind == "real" and hardware.wires:
        yield "hardware.wires", 'only for simulated hardware: remove it, or set kind = "simulated"'
    if printer.way != "d" and not printer.way_for:
        yield "printer.way", f"{printer.way} is for a printer whose page somebody looked at: run kiosk doctor, or use d"
    if printer.width not in (58, 80):
        yield "printer.width", f"must be 58 or 80, not {printer.width}"
    if printer.kind in ("serial", "file") and not printer.path:
        yield "printer.path", f"a {printer.kind} printer needs its device"
    if printer.kind == "usb" and not (printer.vendor and printer.product):
        yield "printer.vendor", "a usb printer needs vendor and product: see lsusb"


def _broker(config: Config) -> Found:
    url = config.broker.url
    if url and not _is_broker(url):
        yield "broker.url", f"must be mqtt://host:port or mqtts://host:port, or empty, not {url!r}"


def _is_broker(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("mqtt", "mqtts") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
_IPV4_NET = rf"{_IPV4}/(?:[1-9]|[12][0-9]|3[0-2])"


def _network(config: Config) -> Found:
    network = config.network
    if len(network.wifi.encode()) > 32:
        yield "network.wifi", "is longer than 32 bytes: a letter with a mark counts two or three"
    yield from _wifi_password(network.wifi, network.wifi_password)
    if network.address and not re.fullmatch(_IPV4_NET, network.address):
        yield "network.address", f"must be an address with its net like 192.168.1.50/24, not {network.address!r}"
    if network.gateway and not re.fullmatch(_IPV4, network.gateway):
        yield "network.gateway", f"must be an address like 192.168.1.1, not {network.gateway!r}"
    for server in network.dns:
        if not re.fullmatch(_IPV4, server):
            yield "network.dns", f"must be an address like 192.168.1.1, not {server!r}"
    for option, given in (("gateway", network.gateway), ("dns", network.dns)):
        if given and not network.address:
            yield f"network.{option}", "only with network.address: without it the network gives both"
    for server in network.time_servers:
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", server):
            yield "network.time_servers", f"{server!r} is no server's name or address"


def _wifi_password(wifi: str, password: str) -> Found:
    if password and not re.fullmatch(r"[ -~]{8,63}", password):
        yield "network.wifi_password", "must be 8 to 63 letters without marks, as Wi-Fi (WPA) has it"
    if password and not wifi:
        yield "network.wifi", "must be given: there is a wifi_password"


def _twice(values: Iterable[Hashable], table: str, option: str) -> Found:
    seen: set[Hashable] = set()
    for i, value in enumerate(values):
        if value in seen:
            yield (f"{table}[{i}].{option}" if option else table), f"{value!r} stands there twice"
        seen.add(value)


RULES: tuple[Callable[[Config], Found], ...] = (
    _office,
    _services,
    _counters,
    _officers,
    _pins,
    _buttons,
    _hours,
    _hardware,
    _broker,
    _network,
)
