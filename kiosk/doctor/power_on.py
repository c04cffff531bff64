"""Buttons 1 and 4 held while the power comes: the doctor on the kiosk's own screen, before the kiosk itself.

Asked once a boot, in front of the touch app (systemd/kiosk-doctor.service): no button held costs only this look. The
rating buttons at both ends must be down now and still a second later. Then a menu: test, find, the log on a USB stick,
go on. It is left alone when nobody answers, so that two buttons that are stuck do not keep the kiosk from its work.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.gpio.buttons import are_down
from drivers.network_address import own_address
from drivers.ports import Missing
from kiosk.config.hardware.buttons import action_of
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import RELEASE
from kiosk.config.pins.key import read_key
from kiosk.config.pins.sealing import seal_files
from kiosk.doctor.person.person import Answer, Person, Question
from kiosk.doctor.screen_command import kernel_video
from kiosk.host.usb_stick import NoStick, NotWritten, find_stick, no_stick, writable
from kiosk.service.findings import Bilingual, kept

FIRST, LAST = "level-4", "level-1"  # buttons 1 and 4, from the left
HOLD_S = 1.0  # s
NETWORK = 15.0  # s that the first self-test waits for an address
ANSWER_TIMEOUT_S = 120.0  # s without an answer, after which the kiosk starts
CAME = {
    "nothing": Bilingual("Không có bản mới trên USB", "no newer version on the stick"),
    "refused": Bilingual("Bản trên USB bị từ chối", "the version on the stick was refused; see the log"),
    "taken": Bilingual("Đã cập nhật, máy đang khởi động lại", "updated, the machine restarts"),
}
Deeds = dict[str, Callable[[], Bilingual]]
TEST = Answer("test", Bilingual("Kiểm tra máy", "Test every device"))
FIND = Answer("find", Bilingual("Tìm thiết bị", "Find the devices"))
LOG = Answer("log", Bilingual("Nhật ký vào USB", "Log to a USB stick"))
UPDATE = Answer("update", Bilingual("Cập nhật từ USB", "Update from a USB stick"))
GO = Answer("go", Bilingual("Mở máy lấy số", "Start the kiosk"))
# The four rating buttons give the first four: whose touch panel is broken must be able to go on.
MENU = Question("menu", Bilingual("Kỹ thuật viên cần làm gì?", "What is to be done?"), (TEST, FIND, LOG, GO, UPDATE))
SEEN = Answer("seen", Bilingual("Xong", "Done"))


def at_power_on(args: argparse.Namespace) -> int:
    """0: nothing was held, or the technician is done; 1: the buttons cannot be read. Raises ConfigError."""
    try:
        config = load(args.config)
        seal_pins(config)
        kernel_video(config)
        factory = _factory(config)
        if not held(config, factory, time.sleep):
            return first(config, args) if RELEASE.exists() and not kept(Path(config.kiosk.data)).exists() else 0
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return _open(config, args, factory)


def seal_pins(config: Config) -> None:
    """Hashes that were made elsewhere, unless the other root, which may come back, does not know the seal. That it
    cannot be done keeps nobody from starting."""
    from kiosk.update import memory
    from kiosk.update.rules import may_change_settings

    standing = memory.load(memory.STANDING) if memory.STANDING.exists() else None
    if config.hardware.kind == "simulated" or not may_change_settings(standing):
        return
    try:
        for path in seal_files(config, read_key(Path(config.kiosk.data))):
            print(f"{path}: its PINs are sealed with this kiosk's key", flush=True)
    except OSError as error:
        print(f"{config.origin}: its PINs are not sealed: {error.strerror}", file=sys.stderr)


def held(config: Config, factory: Any, wait: Callable[[float], None]) -> bool:
    """Both are down, now and after `HOLD_S`. Raises Missing."""
    ends = [(b.name, b.pin) for b in config.buttons if action_of(b) in (FIRST, LAST) and not b.counter]
    if len(ends) != 2 or not are_down(ends, factory):
        return False
    wait(HOLD_S)
    return are_down(ends, factory)


def first(config: Config, args: argparse.Namespace) -> int:
    """Nothing was ever tested with this card: the self-test on paper, once the network had its time."""
    from kiosk.doctor import run

    until = time.monotonic() + NETWORK
    while not own_address() and time.monotonic() < until:
        time.sleep(1)
    run.run(flags_of(args, "--paper"))
    return 0


def _factory(config: Config) -> Any:
    """The kernel's lines; None without buttons, whose library is then not needed."""
    if not config.buttons or config.hardware.kind == "simulated":
        return None
    from drivers.gpio.lines import LineFactory, kernel_lines

    return LineFactory(kernel_lines(config.hardware.gpiochip))


def _open(config: Config, args: argparse.Namespace, factory: Any) -> int:
    """All the rest of the doctor is read only now."""
    from kiosk.doctor.person.screen import screen_person

    try:
        with writable(Path(config.origin).parent), screen_person(config, factory, patience=ANSWER_TIMEOUT_S) as person:
            menu(person, deeds(Path(config.origin), args, person))
    except (EOFError, OSError) as error:
        print(f"kiosk doctor: {error}", file=sys.stderr)
    return 0


def menu(person: Person, does: Deeds) -> None:
    """Until "go on": what was chosen is done, and what came of it is said until somebody has seen it."""
    while (chosen := person.ask(MENU)) != GO.id:
        person.say(Bilingual("Xin chờ …", "Please wait …"))
        if person.ask(Question("seen", does[chosen](), (SEEN, GO))) == GO.id:
            return


def deeds(file: Path, args: argparse.Namespace, person: Person) -> Deeds:
    """What each answer of the menu does; what comes of it, for the screen."""
    from kiosk.doctor import run

    def doctor(*words: str) -> Bilingual:
        return told(file, run.run(flags_of(args, *words), person))

    return {
        "test": lambda: doctor(),
        "find": lambda: doctor("--all"),
        "log": lambda: log(file),
        "update": lambda: update(file),
    }


def flags_of(args: argparse.Namespace, *words: str) -> argparse.Namespace:
    """`kiosk doctor` with these flags, on the same file."""
    from kiosk.doctor.arguments import add_arguments

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return argparse.Namespace(**{**vars(parser.parse_args(words)), "config": args.config})


def told(file: Path, code: int) -> Bilingual:
    """The run that was just kept, in a sentence."""
    from kiosk.service.findings import last

    if code == 0:
        return Bilingual("Mọi thứ đều đúng", "Everything is well")
    run = last(Path(load(file).kiosk.data)) if code == 1 else {}
    wrong = ", ".join(found["device"] for found in run.get("devices", []) if not found["good"])
    return Bilingual(f"Cần xem lại: {wrong}", f"Look at: {wrong}") if wrong else Bilingual("Chưa xong", "Not done")


def log(file: Path) -> Bilingual:
    """The log bundle, on the stick."""
    from kiosk.service.log_bundle import DONE, write_bundle

    try:
        name = write_bundle(find_stick(), load(file)).name
    except (NoStick, NotWritten) as error:
        return Bilingual(str(error), "not written")
    return Bilingual(DONE, name)


def update(file: Path) -> Bilingual:
    """A newer version from the stick, whatever the hour; the machine then restarts by itself."""
    from kiosk.update.run import look

    if not RELEASE.exists():
        return Bilingual("Máy này không chạy từ thẻ của bộ cài", "this machine does not run from the project's card")
    came = look(load(file), now=True)
    if came == "nothing" and find_stick() is None:
        return Bilingual(str(no_stick()), "no stick with FAT32 or exFAT")
    return CAME[came]
