"""The doctor's round: every port is asked, what stays silent gets a page that a person looks at, the choice is written.

`Person` is the one at the terminal: a question in, the answer out. Nothing is written without a printer that was
seen to print. Names of serial devices are taken from /dev/serial/by-id, which a replugging does not change.
"""

import argparse
import queue
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from drivers.ports import ButtonPressed, Buttons, CodeScanned, Input, Missing
from kiosk.config import BOOT, check
from kiosk.doctor import ask
from kiosk.doctor.probe import WIDTH, probe_page
from kiosk.doctor.write import printer_options, write, write_pins

Person = Callable[[str], str]
_PLACES = ("usb/lp*", "serial/by-id/*", "ttyUSB*", "ttyACM*", "ttyAMA*")
_HOW_MANY = "How many black blocks came out, 2 or 3? 0: nothing, or rubbish. (Thấy mấy ô đen?)"
_CUT = "Was the page cut off? y/n (Giấy có được cắt không?)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", action="append", default=[], metavar="PATH", help="look here only; may be repeated")
    parser.add_argument("--wait", type=float, default=0.5, help="seconds for one answer of a printer")
    parser.add_argument("--scanner", default="", metavar="PATH", help="find out whether a code scanner hangs here")
    parser.add_argument("--buttons", action="store_true", help="press each button of the file, see which pin it is")


def run(args: argparse.Namespace, person: Person = input) -> int:
    """0: written and good; 1: nothing was found; 2: the file is not good."""
    file = args.config or BOOT
    try:
        done = _others(file, args, person) or _printers(file, args.port or ports(), args.wait, person)
    except (OSError, ValueError, EOFError) as error:
        print(f"{file}: {error or 'no answer'}", file=sys.stderr)
        return 2
    return check(file) if done else 1


def ports() -> list[str]:
    """Every place where a printer may hang, a device only once."""
    found = dict[str, str]()
    for pattern in _PLACES:
        for path in sorted(Path("/dev").glob(pattern)):
            found.setdefault(str(path.resolve()), str(path))
    return list(found.values())


def _printers(file: Path, paths: Sequence[str], wait: float, person: Person) -> bool:
    found = [printer for path in paths if (printer := examine(path, wait, person))]
    if not found:
        print("no printer found: check its power and cable", file=sys.stderr)
        return False
    chosen = found[0] if len(found) == 1 else found[int(person(f"Which one? 1 to {len(found)}")) - 1]
    write(file, "printer", printer_options(chosen))
    print(f"{file}: [printer] is {chosen.path}")
    return True


def examine(path: str, wait: float, person: Person) -> ask.Printer | None:
    """What hangs there, said in a line; None for nothing."""
    answering = ask.ask(path, wait)
    printer = _seen(answering, person) if answering else _silent(path, person)
    print(describe(printer) if printer else f"{path}: no printer: nothing answers and nothing came out", flush=True)
    return printer


def describe(printer: ask.Printer) -> str:
    words = (
        printer.model or ("never answers" if printer.silent else "answers, tells no model"),
        f"{printer.width} mm",
        f"{printer.baud} baud" if printer.kind == "serial" else "",
        "cutter" if printer.cutter else "no cutter",
    )
    return f"{printer.path}: {', '.join(filter(None, words))}"


def _seen(printer: ask.Printer, person: Person) -> ask.Printer | None:
    """One that answers prints the page, for its cutter, and for its width where its name does not tell."""
    if not ask.send(printer.path, printer.baud, probe_page(f"KIOSK {printer.baud}")):
        return None
    width = printer.width or WIDTH.get(_number(person(f"{printer.path}: {_HOW_MANY}")), 0)
    return replace(printer, width=width, cutter=_yes(person(f"{printer.path}: {_CUT}"))) if width else None


def _silent(path: str, person: Person) -> ask.Printer | None:
    """A page at each speed, until somebody sees one."""
    for baud in ask.speeds(path):
        if not ask.send(path, baud, probe_page(f"KIOSK {baud}")):
            continue
        width = WIDTH.get(_number(person(f"{path} at {baud}: {_HOW_MANY}")), 0)
        if width:
            cutter = _yes(person(f"{path}: {_CUT}"))
            return ask.Printer(path, ask.kind_of(path), baud, "", width, silent=True, cutter=cutter)
    return None


def _number(answer: str) -> int:
    return int(answer) if answer.strip().isdigit() else 0


def _yes(answer: str) -> bool:
    return answer.strip().lower()[:1] in ("y", "c")  # yes, có


# --- scanner and buttons --------------------------------------------------------------------------------------


def _others(file: Path, args: argparse.Namespace, person: Person) -> bool:
    """Whether one of the other devices was asked for and found."""
    if args.scanner:
        return find_scanner(file, args.scanner)
    return _buttons(file) if args.buttons else False


def find_scanner(file: Path, path: str, seconds: float = 20) -> bool:
    """Somebody scans a code; the first speed's word counts, as scanners over USB have none."""
    from drivers.scanner import SerialScanner

    heard: queue.Queue[Input] = queue.Queue()
    print(f"{path}: scan any code now (quét một mã bất kỳ)", flush=True)
    scanner = SerialScanner(path, 9600, heard.put)
    try:
        said = heard.get(timeout=seconds)
    except queue.Empty:
        return False
    finally:
        scanner.close()
    if not isinstance(said, CodeScanned):
        return False
    write(file, "scanner", {"path": path, "baud": 9600})
    return True


def _buttons(file: Path) -> bool:
    from drivers.gpiolines import LineFactory, kernel_lines
    from kiosk.config import load

    config = load(file)
    with closing(LineFactory(kernel_lines(config.hardware.gpiochip))) as factory:
        return find_buttons(file, [button.name for button in config.buttons], factory)


def find_buttons(file: Path, names: Sequence[str], factory: object, seconds: float = 20) -> bool:
    """Each button is pressed in turn; the pin that fell is its pin."""
    heard: queue.Queue[Input] = queue.Queue()
    pins = _free_pins(heard, factory)
    try:
        write_pins(file, {name: _pressed(heard, name, seconds) for name in names})
    except queue.Empty:
        return False
    finally:
        for pin in pins:
            pin.close()
    return True


def _free_pins(heard: "queue.Queue[Input]", factory: object) -> list[Buttons]:
    """Every pin of the header that nobody else holds. Raises Missing when there is none."""
    from drivers.buttons import PinButtons
    from drivers.clock import SystemClock

    free, mono, refused = list[Buttons](), SystemClock().mono, Missing("no pins")
    for pin in range(2, 28):
        try:
            free.append(PinButtons([(str(pin), pin)], heard.put, mono, factory))
        except Missing as missing:
            refused = missing
    if not free:
        raise refused
    return free


def _pressed(heard: "queue.Queue[Input]", name: str, seconds: float) -> int:
    print(f"press {name} (bấm nút {name})", flush=True)
    while not isinstance(said := heard.get(timeout=seconds), ButtonPressed):
        continue
    return int(said.name)
