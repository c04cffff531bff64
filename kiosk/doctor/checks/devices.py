"""Tests every device that the config names: is it there, does it answer, and what to do if not. Changes nothing.

A running app holds the devices; they are not taken from it, what it wrote last of each in the journal is said instead.
Only the printer is spoken to (its state, and who it is); nothing is printed, lit or said. The rest of the box is in
box.py.
"""

import socket
from collections.abc import Callable, Iterator
from typing import Any

from drivers.gpio.buttons import PinButtons
from drivers.gpio.lamps import PinLamps
from drivers.keypad.reader import open_pad
from drivers.ports import Missing, NotAllowed, NotInstalled, WriteTimeout
from drivers.printer import status
from drivers.printer.escpos import RESYNC
from drivers.printer.identity import UNKNOWN, identity
from drivers.printer.session import StatusSession
from drivers.printer.transport import Line, open_line, send
from drivers.scanner.reader import open_scanner
from drivers.supervised import attempt
from kiosk.config.options import Config, Printer
from kiosk.config.paths import runtime_of
from kiosk.config.rules import box_speaks
from kiosk.core.state.values import State
from kiosk.core.words.faults import WELL, words_of
from kiosk.devices.opening import touch_of, where_of
from kiosk.devices.speaker import hall_speaker, voice_of
from kiosk.doctor.checks.screens import screen
from kiosk.doctor.texts import ALLOW, INSTALL, REMEDIES, STOP_APP
from kiosk.journal.bell import socket_path
from kiosk.service.findings import NOTHING, Bilingual, Finding

Test = Callable[[Config, float, Any], Finding]
_NONE = Bilingual("không có trong cấu hình", "the config names none")
_HELD = ("screen", "printer", "scanner", "touch", "buttons", "keypads", "speaker")


def devices(config: Config, state: State | None, wait: float, factory: Any = None) -> Iterator[Finding]:
    """`state`: of the journal, None where there is none; `wait`: seconds for one answer of the printer; `factory`:
    gpiozero's pin factory, None for the Pi's own."""
    running = app_runs(config)
    yield _app(running)
    for device in _HELD:
        if running and state is not None:
            yield _told(device, config, state)
        else:
            yield _tested(device, lambda test: test(config, wait, factory))


def _tested(device: str, by: Callable[[Test], Finding]) -> Finding:
    """Whatever a driver raises is said of its device, and the others are tested all the same."""
    raised = list[str]()
    found = attempt(lambda: by(_TESTS[device]), raised.append)
    return found or Finding(device, False, Bilingual(raised[0], raised[0]), REMEDIES[device])


def app_runs(config: Config) -> bool:
    """Somebody listens on the app's bell."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        return bell.connect_ex(str(socket_path(runtime_of(config), "app"))) == 0


def _app(running: bool) -> Finding:
    if running:
        said = Bilingual(
            "đang chạy và giữ các thiết bị", "is running and holds the devices; below is what it wrote last"
        )
        return Finding("app", True, said, facts={"running": True})
    return Finding("app", True, Bilingual("không chạy", "is not running"), facts={"running": False})


def _named(device: str, config: Config) -> bool:
    """Whether the config has such a device."""
    return {
        "screen": config.hardware.screen != "none",
        "printer": config.printer.kind != "none",
        "scanner": bool(config.scanner.path),
        "touch": bool(config.hardware.touch),
        "buttons": bool(config.buttons),
        "keypads": bool(config.keypads),
        "speaker": box_speaks(config),
    }[device]


def _told(device: str, config: Config, state: State) -> Finding:
    """The journal's word."""
    if not _named(device, config):
        return Finding(device, True, _NONE)
    word = state.devices.get(device, "ok")
    if word in WELL:
        return Finding(device, True, Bilingual(word, f"{word}, says the app"), facts={"state": word})
    words = words_of(device, word, state.whys.get(device, ""))
    return Finding(device, word == "paper_low", words.said, words.do, {"state": word})


def _soon(word: str) -> Bilingual:
    return words_of("printer", word).do if word == "paper_low" else NOTHING


# --- the printer ------------------------------------------------------------------------------------------------


def _printer(config: Config, wait: float, factory: Any) -> Finding:
    printer = config.printer
    if printer.kind == "none":
        return Finding("printer", True, _NONE)
    try:
        line = open_line(where_of(printer))
    except Missing as missing:
        return _missing("printer", missing)
    try:
        return _spoken_to(printer, line, wait)
    except OSError as error:
        at = _at(printer)
        return Finding("printer", False, Bilingual(f"{at}: mất máy in", f"{at}: {error}"), REMEDIES["printer"])
    finally:
        line.close()


def _at(printer: Printer) -> str:
    """Where it hangs, as the config says it."""
    return str(where_of(printer))


def _spoken_to(printer: Printer, line: Line, wait: float) -> Finding:
    try:
        send(line, RESYNC, printer.baud)
    except WriteTimeout as stuck:
        return Finding("printer", False, Bilingual("máy in không nhận dữ liệu", str(stuck)), REMEDIES["printer"])
    talk = StatusSession(line, wait)
    word = talk.state()
    if word == "unknown":
        return _mute(printer)
    if word in status.CANNOT_PRINT:
        words = words_of("printer", word, talk.why)
        return Finding("printer", False, words.said, words.do, {"state": word, "why": talk.why})
    return _well(printer, word, identity(line, wait))


def _well(printer: Printer, word: str, who: str) -> Finding:
    name = "answers, tells no model" if who == UNKNOWN else who
    line = f"{_at(printer)}: {name}, {printer.width} mm, {word}"
    said = Bilingual(line, line)
    facts = {"state": word, "who": who, "print_mode": printer.print_mode}
    if printer.print_mode != "raster" and who != printer.print_mode_for:
        do = Bilingual(
            "không phải máy in đã thử: đang in kiểu raster; chạy kiosk doctor --printer",
            f"not the printer that {printer.print_mode} was looked at on ({printer.print_mode_for}): it prints raster "
            "until kiosk doctor --printer",
        )
        return Finding("printer", True, said, do, facts)
    return Finding("printer", True, said, _soon(word), facts)


def _mute(printer: Printer) -> Finding:
    at = _at(printer)
    if printer.silent:
        said = Bilingual(f"{at}: không bao giờ trả lời", f"{at}: takes data; it never answers (printer.silent)")
        return Finding("printer", True, said, facts={"state": "unknown"})
    speed = f" at {printer.baud} baud" if printer.kind == "serial" else ""
    said = Bilingual(f"{at}: không trả lời", f"{at}: no answer{speed}")
    return Finding("printer", False, said, REMEDIES["printer"], {"state": "unknown"})


# --- the others -------------------------------------------------------------------------------------------------


def _scanner(config: Config, wait: float, factory: Any) -> Finding:
    scanner = config.scanner
    if not scanner.path:
        return Finding("scanner", True, _NONE)
    try:
        open_scanner(scanner.kind, scanner.path, scanner.baud).close()
    except Missing as missing:
        return _missing("scanner", missing)
    said = f"{scanner.path} mở được; quét thử: kiosk doctor --scanner"
    return Finding("scanner", True, Bilingual(said, f"{scanner.path} opens; to see it read: kiosk doctor --scanner"))


def _touch(config: Config, wait: float, factory: Any) -> Finding:
    path = config.hardware.touch
    if not path:
        return Finding("touch", True, _NONE)
    return _opens("touch", f"{path} opens", lambda: touch_of(config))


def _buttons(config: Config, wait: float, factory: Any) -> Finding:
    """Buttons and lamps: whether their pins can be had."""
    if not config.buttons:
        return Finding("buttons", True, _NONE)
    pins = [(b.name, b.pin) for b in config.buttons]
    lamps = [(b.name, b.lamp) for b in config.buttons if b.lamp >= 0]
    found = _opens("buttons", f"{len(pins)} pins free", lambda: PinButtons(pins, lambda _: None, lambda: 0, factory))
    return (
        found
        if not found.good
        else _opens("buttons", f"{len(pins) + len(lamps)} pins free", lambda: PinLamps(lamps, factory))
    )


def _keypads(config: Config, wait: float, factory: Any) -> Finding:
    """All that the config names; of those that do not open the first is said."""
    if not config.keypads:
        return Finding("keypads", True, _NONE)
    for pad in config.keypads:
        try:
            open_pad(pad.kind, pad.path, pad.baud).close()
        except Missing as missing:
            return _missing("keypads", missing)
    counters = ", ".join(str(pad.counter) for pad in config.keypads)
    said = Bilingual(f"quầy {counters}: mở được", f"counter {counters}: opens")
    return Finding("keypads", True, said)


def _speaker(config: Config, wait: float, factory: Any) -> Finding:
    if not box_speaks(config):
        return Finding("speaker", True, _NONE)
    voice = voice_of(config)
    said = f"{voice[0]} is installed" if voice else "a chime, and no voice: apt install espeak-ng"
    return _opens("speaker", said, lambda: hall_speaker(config, lambda: 0))


def _opens(device: str, said: str, build: Callable[[], Any]) -> Finding:
    """Opened and closed again at once."""
    try:
        build().close()
    except Missing as missing:
        return _missing(device, missing)
    return Finding(device, True, Bilingual(said, said))


def _missing(device: str, missing: Missing) -> Finding:
    """What the driver says: held by somebody, without its library, barred, or not there."""
    said = str(missing)
    busy = "lock" in said or "busy" in said.lower()
    do = next((do for kind, do in _NOT_ITS_FAULT if isinstance(missing, kind)), REMEDIES[device])
    return Finding(device, False, Bilingual(said, said), STOP_APP if busy else do)


_NOT_ITS_FAULT = ((NotInstalled, INSTALL), (NotAllowed, ALLOW))
_TESTS: dict[str, Test] = {
    "screen": screen,
    "printer": _printer,
    "scanner": _scanner,
    "touch": _touch,
    "buttons": _buttons,
    "keypads": _keypads,
    "speaker": _speaker,
}
