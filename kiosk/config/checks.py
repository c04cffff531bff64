"""What the options of one config must be to each other: nothing twice, nothing unknown, hours that can be kept.

Each rule is a generator of problems, by option, over a config whose single values are already good; `disagreements`
is all of them in turn. The form (scripts/form/rules.js) has the same rules. Pure.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Problem, shown
from kiosk.config.hardware.touch_matrix import parsed
from kiosk.config.hardware.video import is_connector, is_video
from kiosk.config.options import Config, Network
from kiosk.config.pin_hash import is_hash
from kiosk.config.rules import SALT_LETTERS
from kiosk.core.calendar.hours import parse_span
from kiosk.core.office.scales import SCALES
from kiosk.core.office.unit import Unit

Found = Iterator[Problem]
LEAST_DOTS, DOTS_PER_MM = 320, 8  # of a head, of 203 dots an inch; no head is wider than its paper


def disagreements(config: Config) -> Found:
    """A problem for every rule that does not hold, without its line."""
    for rule in RULES:
        yield from rule(config)


def weak_salt(config: Config) -> Found:
    """A salt that is not used, because it could be tried. Not a reason to stand still: asked by `kiosk check` only."""
    if 0 < len(config.privacy.officer_salt) < SALT_LETTERS:
        yield _wrong("privacy.officer_salt", Code.WEAK_SALT, least=SALT_LETTERS)


def _wrong(option: str, code: Code, **values: str | int) -> Problem:
    return Problem(code, values, option)


def _not(option: str, code: Code, value: object) -> Problem:
    """One whose line quotes the value and nothing else."""
    return _wrong(option, code, value=shown(value))


def _office(config: Config) -> Found:
    try:
        Unit.parse(config.office.unit)
    except ValueError:
        yield _not("office.unit", Code.AGENCY, config.office.unit)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", config.kiosk.id):
        yield _not("kiosk.id", Code.KIOSK_ID, config.kiosk.id)


def _services(config: Config) -> Found:
    letters = [s.letter for s in config.services]
    for i, letter in enumerate(letters):
        if not re.fullmatch("[A-Z]", letter):
            yield _not(f"services[{i}].letter", Code.LETTER, letter)
    yield from _twice(letters, "services", "letter")
    served = {letter for c in config.counters for letter in (c.services or letters)}
    for i, letter in enumerate(letters):
        if letter not in served:
            yield _not(f"services[{i}].letter", Code.NOT_SERVED, letter)


def _counters(config: Config) -> Found:
    letters = {s.letter for s in config.services}
    known = ", ".join(sorted(letters))
    yield from _twice([c.number for c in config.counters], "counters", "number")
    for i, counter in enumerate(config.counters):
        for letter in sorted(set(counter.services) - letters):
            yield _wrong(f"counters[{i}].services", Code.NO_SUCH_SERVICE, value=shown(letter), known=known)
        if len(set(counter.services)) < len(counter.services):
            yield _wrong(f"counters[{i}].services", Code.SERVICE_TWICE)


def _officers(config: Config) -> Found:
    yield from _twice([o.id.lower() for o in config.officers], "officers", "id")
    for i, officer in enumerate(config.officers):
        if not re.fullmatch(r"[A-Za-z0-9._-]+", officer.id):
            yield _not(f"officers[{i}].id", Code.OFFICER_ID, officer.id)
        yield from _hash(f"officers[{i}].pin", officer.pin)


def _pins(config: Config) -> Found:
    yield from _hash("kiosk.pin", config.kiosk.pin)
    if config.console.demo and config.hardware.kind != "simulated":
        yield _wrong("console.demo", Code.DEMO_ON_REAL)


def _hash(option: str, stored: str) -> Found:
    if stored and not is_hash(stored):
        yield _wrong(option, Code.HASH_BOUNDS if stored.startswith("scrypt") else Code.NOT_A_HASH)


def _buttons(config: Config) -> Found:
    yield from _twice([b.name for b in config.buttons], "buttons", "name")
    counters = {c.number for c in config.counters}
    used: dict[int, tuple[Code, str]] = {}
    for i, button in enumerate(config.buttons):
        for option, pin, taken in (("pin", button.pin, Code.PIN_TAKEN), ("lamp", button.lamp, Code.LAMP_TAKEN)):
            if pin >= 0 and pin in used:
                yield _wrong(f"buttons[{i}].{option}", used[pin][0], pin=pin, name=used[pin][1])
            used.setdefault(pin, (taken, button.name))
        if button.counter and button.counter not in counters:
            yield _wrong(f"buttons[{i}].counter", Code.NO_SUCH_COUNTER, number=button.counter)
        yield from _does(config, i, button.does or button.name, "does" if button.does else "name")


def _does(config: Config, index: int, does: str, option: str) -> Found:
    """A button does a level or a service of this office, by what it says or by its name."""
    levels = SCALES[config.ratings.scale].levels
    services = (f"service-{s.letter}" for s in config.services)
    known = sorted({*levels.values(), *(f"level-{n}" for n in levels), *services})
    if does.lower() not in map(str.lower, known):
        yield _wrong(f"buttons[{index}].{option}", Code.DOES, value=shown(does), known=", ".join(known))


def _hours(config: Config) -> Found:
    spans: list[tuple[int, int]] = []
    for name, text in (("morning", config.hours.morning), ("afternoon", config.hours.afternoon)):
        try:
            spans += [parse_span(text)] if text else []
        except ValueError:
            yield _not(f"hours.{name}", Code.SPAN, text)
    if len(spans) == 2 and spans[0][1] > spans[1][0]:
        yield _wrong("hours.afternoon", Code.AFTERNOON)
    if not set(config.hours.days) <= set(range(1, 8)):
        yield _wrong("hours.days", Code.DAYS)
    yield from _twice(config.hours.days, "hours.days", "")
    for day in config.hours.holidays:
        if not _is_date(day):
            yield _not("hours.holidays", Code.DATE, day)


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
    hardware = config.hardware
    yield from _among("hardware.rotate", hardware.rotate, (0, 90, 180, 270))
    if hardware.connector and not is_connector(hardware.connector):
        yield _not("hardware.connector", Code.CONNECTOR, hardware.connector)
    if hardware.video and not is_video(hardware.video):
        yield _not("hardware.video", Code.VIDEO, hardware.video)
    if not _is_matrix(hardware.touch_matrix):
        yield _not("hardware.touch_matrix", Code.TOUCH_MATRIX, hardware.touch_matrix)
    if hardware.kind == "simulated" and not hardware.wires:
        yield _wrong("hardware.wires", Code.WIRES)
    if hardware.kind == "real" and hardware.wires:
        yield _wrong("hardware.wires", Code.WIRES_ON_REAL)


def _printer(config: Config) -> Found:
    printer = config.printer
    if printer.print_mode != "raster" and not printer.print_mode_for:
        yield _wrong("printer.print_mode", Code.PRINT_MODE, value=printer.print_mode)
    yield from _among("printer.width", printer.width, (58, 80))
    if printer.kind in ("serial", "file") and not printer.path:
        yield _wrong("printer.path", Code.PRINTER_PATH, kind=printer.kind)
    if printer.kind == "usb" and not (printer.vendor and printer.product):
        yield _wrong("printer.vendor", Code.USB_PRINTER)
    yield from _reached(config)
    if printer.dots and (printer.dots % 16 or not LEAST_DOTS <= printer.dots <= printer.width * DOTS_PER_MM):
        most = printer.width * DOTS_PER_MM
        yield _wrong("printer.dots", Code.DOTS, low=LEAST_DOTS, high=most, value=printer.dots)
    if printer.full_cut and printer.cut != "gs-v":
        yield _wrong("printer.full_cut", Code.FULL_CUT, value=printer.cut)


def _reached(config: Config) -> Found:
    """Flow control is of serial lines; a network printer has an address of its own in a network of the office's own,
    as its sandbox lets the app reach no other (systemd/kiosk-app.service)."""
    printer = config.printer
    if printer.flow != "none" and printer.kind != "serial":
        yield _wrong("printer.flow", Code.FLOW, kind=printer.kind)
    own = _PRIVATE if config.hardware.kind == "real" else rf"{_PRIVATE}|{_LOOPBACK}"
    if printer.kind == "network" and not re.fullmatch(own, printer.host):
        yield _not("printer.host", Code.NETWORK_PRINTER, printer.host)


_NUMBERED = re.compile(r"/(event|mouse|js|hidraw|tty[A-Za-z]*)\d+$")  # by the kernel, in the order of plugging in


def _scanner(config: Config) -> Found:
    """A keyboard by its own name only: what has number 3 today may be anybody's keyboard tomorrow."""
    kind, path = config.scanner.kind, config.scanner.path
    if kind == "serial" and path.startswith("/dev/input/"):
        yield _wrong("scanner.kind", Code.SCANNER_KIND)
    if kind == "keyboard" and (not path or _NUMBERED.search(path)):
        yield _not("scanner.path", Code.SCANNER_NAME, path)


def _among(option: str, value: int, known: tuple[int, ...]) -> Found:
    if value not in known:
        yield _wrong(option, Code.ONE_OF, known=", ".join(map(str, known)), value=value)


def _broker(config: Config) -> Found:
    url, key = config.broker.url, config.broker.city_key
    others = [(f"broker.others[{i}]", other) for i, other in enumerate(config.broker.others)]
    for option, address in [("broker.url", url), *others]:
        if (address or option != "broker.url") and not _is_broker(address):
            yield _wrong(option, Code.BROKER_URL)
    if others and not url:
        yield _wrong("broker.others", Code.OTHERS_WITHOUT_URL)
    if bool(config.broker.certificate) != bool(config.broker.key):
        yield _wrong("broker.key", Code.CERTIFICATE_AND_KEY)
    if key and not re.fullmatch(r"[0-9A-Fa-f]{64}", key):
        yield _not("broker.city_key", Code.CITY_KEY, key)
    if key and config.broker.ack != "city":
        yield _wrong("broker.city_key", Code.CITY_KEY_UNUSED)


def _is_broker(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("mqtt", "mqtts") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
_PRIVATE = rf"(?:10\.{_BYTE}|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168|169\.254)(?:\.{_BYTE}){{2}}"
_LOOPBACK = rf"127(?:\.{_BYTE}){{3}}"
_IPV4_NET = rf"{_IPV4}/(?:[1-9]|[12][0-9]|3[0-2])"


def _network(config: Config) -> Found:
    network = config.network
    if len(network.wifi.encode()) > 32:
        yield _wrong("network.wifi", Code.WIFI_LENGTH)
    yield from _wifi_password(network.wifi, network.wifi_password)
    yield from _addresses(network)
    for option, given in (("gateway", network.gateway), ("dns", network.dns)):
        if given and not network.address:
            yield _wrong(f"network.{option}", Code.WITH_ADDRESS)
    for server in network.time_servers:
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", server):
            yield _not("network.time_servers", Code.TIME_SERVER, server)


def _addresses(network: Network) -> Found:
    if network.address and not re.fullmatch(_IPV4_NET, network.address):
        yield _not("network.address", Code.ADDRESS_NET, network.address)
    if network.gateway and not re.fullmatch(_IPV4, network.gateway):
        yield _not("network.gateway", Code.ADDRESS, network.gateway)
    for server in network.dns:
        if not re.fullmatch(_IPV4, server):
            yield _not("network.dns", Code.ADDRESS, server)


def _wifi_password(wifi: str, password: str) -> Found:
    if password and not re.fullmatch(r"[ -~]{8,63}", password):
        yield _wrong("network.wifi_password", Code.WIFI_PASSWORD)
    if password and not wifi:
        yield _wrong("network.wifi", Code.WIFI_NAME)


def _catalogue(config: Config) -> Found:
    """What is wrong with a list is told cell by cell, and a file of secrets is no list."""
    name = config.catalogue.file
    if name and (name.lower().endswith(".toml") or name == config.secrets):
        yield _wrong("catalogue.file", Code.LIST_IS_SETTINGS)


def _twice(values: Iterable[Hashable], table: str, option: str) -> Found:
    seen: set[Hashable] = set()
    for i, value in enumerate(values):
        if value in seen:
            yield _not(f"{table}[{i}].{option}" if option else table, Code.TWICE, value)
        seen.add(value)


RULES: tuple[Callable[[Config], Found], ...] = (
    _office, _services, _counters, _officers, _pins, _buttons, _hours, _hardware, _printer, _scanner, _broker,
    _network, _catalogue,
)  # fmt: skip
