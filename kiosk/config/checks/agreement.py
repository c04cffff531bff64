"""What the options of one config must be to each other: nothing twice, nothing unknown, hours that can be kept.

Each rule is a generator of problems, by option, over a config whose single values are already good; `disagreements`
is all of them in turn. The form (scripts/form/rules.js) has the same rules. Pure.
"""

import re
from collections.abc import Callable
from datetime import date

from kiosk.config.checks.found import NUMBERED, Found, not_so, twice, wrong
from kiosk.config.checks.keypads import keypads
from kiosk.config.checks.reached import broker, network, printer_reached
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import shown
from kiosk.config.enrolment import enrolment
from kiosk.config.hardware.touch_matrix import parsed
from kiosk.config.hardware.video import connector_of, is_connector, is_video
from kiosk.config.options import Config
from kiosk.config.pin_hash import is_hash
from kiosk.config.rules import SALT_LETTERS
from kiosk.core.calendar.hours import parse_span
from kiosk.core.calendar.loudness import is_volume
from kiosk.core.office.scales import SCALES
from kiosk.core.office.unit import Unit

LEAST_DOTS, DOTS_PER_MM = 320, 8  # of a head, of 203 dots an inch; no head is wider than its paper


def disagreements(config: Config) -> Found:
    """A problem for every rule that does not hold, without its line."""
    for rule in RULES:
        yield from rule(config)


def weak_salt(config: Config) -> Found:
    """A salt that is not used, because it could be tried. Not a reason to stand still: asked by `kiosk check` only."""
    if 0 < len(config.privacy.officer_salt) < SALT_LETTERS:
        yield wrong("privacy.officer_salt", Code.WEAK_SALT, least=SALT_LETTERS)


def _office(config: Config) -> Found:
    try:
        Unit.parse(config.office.unit)
    except ValueError:
        yield not_so("office.unit", Code.AGENCY, config.office.unit)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", config.kiosk.id):
        yield not_so("kiosk.id", Code.KIOSK_ID, config.kiosk.id)


def _services(config: Config) -> Found:
    letters = [s.letter for s in config.services]
    for i, letter in enumerate(letters):
        if not re.fullmatch("[A-Z]", letter):
            yield not_so(f"services[{i}].letter", Code.LETTER, letter)
    yield from twice(letters, "services", "letter")
    served = {letter for c in config.counters for letter in (c.services or letters)}
    for i, letter in enumerate(letters):
        if letter not in served:
            yield not_so(f"services[{i}].letter", Code.NOT_SERVED, letter)
    for i in [i for i, service in enumerate(config.services) if service.results][1:]:
        yield wrong(f"services[{i}].results", Code.RESULTS_TWICE)


def _counters(config: Config) -> Found:
    letters = {s.letter for s in config.services}
    known = ", ".join(sorted(letters))
    yield from twice([c.number for c in config.counters], "counters", "number")
    for i, counter in enumerate(config.counters):
        for letter in sorted(set(counter.services) - letters):
            yield wrong(f"counters[{i}].services", Code.NO_SUCH_SERVICE, value=shown(letter), known=known)
        if len(set(counter.services)) < len(counter.services):
            yield wrong(f"counters[{i}].services", Code.SERVICE_TWICE)


def _officers(config: Config) -> Found:
    yield from twice([o.id.lower() for o in config.officers], "officers", "id")
    for i, officer in enumerate(config.officers):
        if not re.fullmatch(r"[A-Za-z0-9._-]+", officer.id):
            yield not_so(f"officers[{i}].id", Code.OFFICER_ID, officer.id)
        yield from _hash(f"officers[{i}].pin", officer.pin)


def _pins(config: Config) -> Found:
    yield from (*_hash("kiosk.pin", config.kiosk.pin), *_hash("console.supervisor_pin", config.console.supervisor_pin))
    if config.console.demo and config.hardware.kind != "simulated":
        yield wrong("console.demo", Code.DEMO_ON_REAL)


def _hash(option: str, stored: str) -> Found:
    if stored and not is_hash(stored):
        yield wrong(option, Code.HASH_BOUNDS if stored.startswith("scrypt") else Code.NOT_A_HASH)


def _buttons(config: Config) -> Found:
    yield from twice([b.name for b in config.buttons], "buttons", "name")
    counters = {c.number for c in config.counters}
    used: dict[int, tuple[Code, str]] = {}
    for i, button in enumerate(config.buttons):
        for option, pin, taken in (("pin", button.pin, Code.PIN_TAKEN), ("lamp", button.lamp, Code.LAMP_TAKEN)):
            if pin >= 0 and pin in used:
                yield wrong(f"buttons[{i}].{option}", used[pin][0], pin=pin, name=used[pin][1])
            used.setdefault(pin, (taken, button.name))
        if button.counter and button.counter not in counters:
            yield wrong(f"buttons[{i}].counter", Code.NO_SUCH_COUNTER, number=button.counter)
        yield from _does(config, i, button.does or button.name, "does" if button.does else "name")


def _does(config: Config, index: int, does: str, option: str) -> Found:
    """A button does a level or a service of this office, by what it says or by its name."""
    levels = SCALES[config.ratings.scale].levels
    services = (f"service-{s.letter}" for s in config.services)
    known = sorted({*levels.values(), *(f"level-{n}" for n in levels), *services})
    if does.lower() not in map(str.lower, known):
        yield wrong(f"buttons[{index}].{option}", Code.DOES, value=shown(does), known=", ".join(known))


def _hours(config: Config) -> Found:
    spans: list[tuple[int, int]] = []
    for name, text in (("morning", config.hours.morning), ("afternoon", config.hours.afternoon)):
        try:
            spans += [parse_span(text)] if text else []
        except ValueError:
            yield not_so(f"hours.{name}", Code.SPAN, text)
    if len(spans) == 2 and spans[0][1] > spans[1][0]:
        yield wrong("hours.afternoon", Code.AFTERNOON)
    if not set(config.hours.days) <= set(range(1, 8)):
        yield wrong("hours.days", Code.DAYS)
    yield from twice(config.hours.days, "hours.days", "")
    for day in config.hours.holidays:
        if not _is_date(day):
            yield not_so("hours.holidays", Code.DATE, day)


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
        yield not_so("hardware.connector", Code.CONNECTOR, hardware.connector)
    output = config.board.output
    if output and not is_connector(output):
        yield not_so("board.output", Code.CONNECTOR, output)
    if output and output == (hardware.connector or connector_of(hardware.video)):
        yield wrong("board.output", Code.BOARD_OUTPUT, value=output)
    if hardware.video and not is_video(hardware.video):
        yield not_so("hardware.video", Code.VIDEO, hardware.video)
    if not _is_matrix(hardware.touch_matrix):
        yield not_so("hardware.touch_matrix", Code.TOUCH_MATRIX, hardware.touch_matrix)
    if hardware.kind == "simulated" and not hardware.wires:
        yield wrong("hardware.wires", Code.WIRES)
    if hardware.kind == "real" and hardware.wires:
        yield wrong("hardware.wires", Code.WIRES_ON_REAL)


def _printer(config: Config) -> Found:
    printer = config.printer
    if printer.print_mode != "raster" and not printer.print_mode_for:
        yield wrong("printer.print_mode", Code.PRINT_MODE, value=printer.print_mode)
    yield from _among("printer.width", printer.width, (58, 80))
    if printer.kind in ("serial", "file") and not printer.path:
        yield wrong("printer.path", Code.PRINTER_PATH, kind=printer.kind)
    if printer.kind == "usb" and not (printer.vendor and printer.product):
        yield wrong("printer.vendor", Code.USB_PRINTER)
    yield from printer_reached(config)
    if printer.dots and (printer.dots % 16 or not LEAST_DOTS <= printer.dots <= printer.width * DOTS_PER_MM):
        most = printer.width * DOTS_PER_MM
        yield wrong("printer.dots", Code.DOTS, low=LEAST_DOTS, high=most, value=printer.dots)
    if printer.full_cut and printer.cut != "gs-v":
        yield wrong("printer.full_cut", Code.FULL_CUT, value=printer.cut)


def _scanner(config: Config) -> Found:
    """A keyboard by its own name only: what has number 3 today may be anybody's keyboard tomorrow."""
    kind, path = config.scanner.kind, config.scanner.path
    if kind == "serial" and path.startswith("/dev/input/"):
        yield wrong("scanner.kind", Code.SCANNER_KIND)
    if kind == "keyboard" and (not path or NUMBERED.search(path)):
        yield not_so("scanner.path", Code.SCANNER_NAME, path)


def _speaker(config: Config) -> Found:
    for text in config.speaker.volume:
        if not is_volume(text):
            yield not_so("speaker.volume", Code.VOLUME, text)
    for text in config.speaker.quiet:
        try:
            parse_span(text)
        except ValueError:
            yield not_so("speaker.quiet", Code.SPAN, text)


def _among(option: str, value: int, known: tuple[int, ...]) -> Found:
    if value not in known:
        yield wrong(option, Code.ONE_OF, known=", ".join(map(str, known)), value=value)


def _catalogue(config: Config) -> Found:
    """What is wrong with a list is told cell by cell, and a file of secrets is no list."""
    name = config.catalogue.file
    if name and (name.lower().endswith(".toml") or name == config.secrets):
        yield wrong("catalogue.file", Code.LIST_IS_SETTINGS)


RULES: tuple[Callable[[Config], Found], ...] = (
    _office, _services, _counters, _officers, _pins, _buttons, _hours, _hardware, _printer, _scanner, _speaker,
    keypads, broker, enrolment, network, _catalogue,
)  # fmt: skip
