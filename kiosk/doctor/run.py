"""`kiosk doctor`: without a flag it tests what the config names; with one it finds a device and writes it down.

Testing changes nothing and needs nobody; finding needs a person who looks, presses and scans, on the terminal or, with
`--screen`, on the kiosk's own screen. Each run is kept, dated (findings.py). Exit codes: 0 all is well or found, 1
something is not, 2 wrong use or a config that is not good.
"""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from drivers.clock import SystemClock
from drivers.simulated.pins import PinWire
from kiosk.config.check_command import check
from kiosk.config.diagnostics.problems import ConfigError, language_of
from kiosk.config.load import BOOT, load
from kiosk.config.options import Config
from kiosk.core.state.values import State
from kiosk.devices.opening import pins_of
from kiosk.doctor.arguments import EVERYWHERE, FOUND
from kiosk.doctor.checks.battery_clock import set_battery_clock
from kiosk.doctor.checks.devices import app_runs, devices
from kiosk.doctor.checks.pins import pins
from kiosk.doctor.checks.system import box
from kiosk.doctor.on_paper import print_findings
from kiosk.doctor.person.person import Person, Terminal, on_error_stream
from kiosk.doctor.search.buttons import find_buttons
from kiosk.doctor.search.input_devices import Device, keyboards
from kiosk.doctor.search.panels import find_touch, panels
from kiosk.doctor.search.ports import Port, given, printer_ports, serial_ports
from kiosk.doctor.search.printers import find_printer
from kiosk.doctor.search.scanners import find_scanner
from kiosk.doctor.search.screens import find_screen
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.sounds import find_speaker
from kiosk.host.owner import as_owner
from kiosk.journal.errors import JournalError
from kiosk.journal.opening import clock_of, present, read_journal
from kiosk.journal.reading import Reader
from kiosk.service.findings import Bilingual, Finding, as_data, keep, lines


def run(args: argparse.Namespace, person: Person | None = None) -> int:
    """`person`: who answers, else the terminal or the screen."""
    file = args.config or BOOT
    try:
        wanted = [name for name in FOUND if args.all or getattr(args, name) or (name == "printer" and args.port)]
        return _find(file, args, wanted, person) if wanted else _test(load(file), args)
    except (ConfigError, OSError, ValueError, EOFError) as error:
        print(f"{file}: {error or 'nobody answers'}" if not isinstance(error, ConfigError) else error, file=sys.stderr)
        return 2


# --- testing ----------------------------------------------------------------------------------------------------


def _test(config: Config, args: argparse.Namespace) -> int:
    """Every device and the box around them."""
    journal = _journal(config)
    state = _state(journal)
    with _pins(config) as factory:
        findings = [*devices(config, state, args.wait, factory), *box(config, journal, clock_of(config)), pins(config)]
    _report(config, findings, "test", args.json)
    if args.paper and config.printer.kind != "none" and not app_runs(config):
        print_findings(config, findings)
    return 0 if all(finding.good for finding in findings) else 1


def _journal(config: Config) -> Reader | str:
    """Open, or why it is not."""
    try:
        with as_owner(Path(config.kiosk.data)):
            return read_journal(config)
    except JournalError as error:
        return str(error)


def _state(journal: Reader | str) -> State | None:
    """What the journal says of the devices; None for one that is not usable, which is found by `verify`."""
    try:
        return journal.read_state() if isinstance(journal, Reader) else None
    except JournalError:
        return None


@contextlib.contextmanager
def _pins(config: Config | None) -> Iterator[Any]:
    """gpiozero's pin factory: on the kernel's lines, or the cabinet's; None where the file names no button."""
    if config is not None and config.hardware.kind == "simulated":
        wire = PinWire(Path(config.hardware.wires) / "pins.sock", lambda said: None)
        yield wire.factory
        wire.close()
        return
    factory = pins_of(config) if config else None
    with contextlib.closing(factory) if factory else contextlib.nullcontext():
        yield factory


def _report(config: Config | None, findings: Sequence[Finding], did: str, as_json: bool) -> None:
    """Said, and kept with its date; a folder that nobody may write into is said too."""
    wall = present(config).wall if config else SystemClock().wall()
    data = as_data(findings, config.kiosk.id if config else "", wall, did)
    print(json.dumps(data, ensure_ascii=False, indent=1) if as_json else lines(findings), flush=True)
    try:
        if config:
            keep(Path(config.kiosk.data), data)
    except OSError as error:
        print(f"kiosk.data: this result could not be kept: {error}", file=sys.stderr)


# --- finding ----------------------------------------------------------------------------------------------------


def _find(file: Path, args: argparse.Namespace, wanted: Sequence[str], person: Person | None) -> int:
    """Also for a file that is not good yet: what is found may be what it lacks."""
    config = _loaded(file)
    with _pins(config) as factory, _asking(file, args, person, factory) as asked:
        round_ = Round(file, asked, wait=args.wait, seconds=args.seconds, factory=factory)
        findings = [_FINDERS[name](round_, args) for name in wanted]
    with contextlib.redirect_stdout(sys.stderr):
        good = check(file, language_of(os.environ)) == 0
    _report(_loaded(file), findings, "find", args.json)
    return 2 if not good else 0 if all(finding.good for finding in findings) else 1


def _loaded(file: Path) -> Config | None:
    try:
        return load(file)
    except ConfigError:
        return None


@contextlib.contextmanager
def _asking(file: Path, args: argparse.Namespace, person: Person | None, factory: Any) -> Iterator[Person]:
    if person is not None or not args.screen:
        yield person or Terminal(write=on_error_stream if args.json else None)
        return
    from kiosk.doctor.person.screen import screen_person

    with screen_person(load(file), factory) as asked:
        yield asked


def _printer(round_: Round, args: argparse.Namespace) -> Finding:
    return find_printer(round_, [given(path) for path in args.port] or [*_known(round_), *printer_ports(round_.places)])


def _known(round_: Round) -> list[Port]:
    """A printer on the network is found by its address only, as the file names it."""
    config = _loaded(round_.file)
    known = config is not None and config.printer.kind == "network"
    return [given(f"{config.printer.host}:{config.printer.port}")] if config and known else []


def _scanner(round_: Round, args: argparse.Namespace) -> Finding:
    """Not on the printer's line; a keyboard among the others."""
    if args.scanner not in ("", EVERYWHERE):
        return find_scanner(round_, [given(args.scanner)])
    config = _loaded(round_.file)
    hangs = config is not None and config.printer.kind in ("serial", "file")
    taken = Path(config.printer.path).resolve() if config and hangs else None
    lines = [p for p in serial_ports(round_.places, "scanner") if Path(p.path).resolve() != taken]
    return find_scanner(round_, [*lines, *keyboards(round_.places)])


def _touch(round_: Round, args: argparse.Namespace) -> Finding:
    if args.touch not in ("", EVERYWHERE):
        return find_touch(round_, [Device(Path(args.touch), args.touch, "")])
    return find_touch(round_, panels(round_.places))


def _battery_clock(config: Config | None) -> Finding:
    """The cabinet's clock is a file; the machine that plays it is left alone."""
    if config is not None and config.hardware.kind == "simulated":
        return Finding("battery-clock", True, Bilingual("đồng hồ mô phỏng", "the clock is simulated"))
    return set_battery_clock(clock_of(config) if config else SystemClock())


_FINDERS: dict[str, Callable[[Round, argparse.Namespace], Finding]] = {
    "picture": lambda round_, args: find_screen(round_),
    "printer": _printer,
    "scanner": _scanner,
    "touch": _touch,
    "buttons": lambda round_, args: find_buttons(round_),
    "speaker": lambda round_, args: find_speaker(round_),
    "clock": lambda round_, args: _battery_clock(_loaded(round_.file)),
}
