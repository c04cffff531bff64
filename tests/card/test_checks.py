"""What the emulator's checks take for granted of the project."""

import fcntl
import os
import socket
import subprocess
import sys
import termios
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config.load import load
from kiosk.config.pin_hash import check_pin
from kiosk.config.settings import settings_of
from kiosk.core.dialog.view import View
from scripts.card import firmware, initrd
from scripts.card.emulator import check_update
from scripts.card.emulator.check_update import APP, HARM
from scripts.card.emulator.machine import held_up_s, make_noise
from scripts.card.emulator.page import PIN, let_in
from scripts.card.emulator.pi import NO_WATCHDOG
from scripts.card.emulator.site import home_view, settings_at
from scripts.soak.link import until
from tests.app.test_app import Room

PROJECT = Path(__file__).resolve().parents[2]
CARD = PROJECT / "scripts/card"


def test_the_broken_update_lacks_what_the_touch_app_starts_from() -> None:
    """debugfs passes by a file that is not there: the harm must name one that is, and it must be the app's."""
    package = APP.partition("/site-packages/")[2]
    (source,) = (line.removeprefix(f"rm {APP}/") for line in HARM["broken"] if "__pycache__" not in line)
    (compiled,) = (line for line in HARM["broken"] if "__pycache__" in line)
    assert (PROJECT / package / source).exists()
    assert compiled == f"rm {APP}/__pycache__/{Path(source).stem}.cpython-313.pyc"


def test_only_the_emulated_pi_is_without_the_watchdog() -> None:
    """Whoever starts QEMU's resets the machine; the card has its own from the initrd on, and systemd feeds it."""
    option, _, driver = NO_WATCHDOG.partition("=")
    assert option not in firmware.cmdline_txt() + (CARD / "boot.cmd").read_text(encoding="utf-8")
    assert driver in initrd.ALWAYS
    manager = (CARD / "overlay/etc/systemd/system.conf.d/kiosk.conf").read_text(encoding="utf-8")
    assert "\nRuntimeWatchdogSec=14s\n" in manager


def test_the_emulated_kiosks_settings_are_the_sample_with_lines_changed(tmp_path: Path) -> None:
    """Each line that is changed stands there once, for the check of updates too; a new option like one of them is
    noticed here, and not after the hour that a card takes."""
    config = settings_at(tmp_path / "kiosk.toml", 1883, check_update.settings())
    assert (config.broker.url, config.hardware.gpiochip) == ("mqtt://10.0.2.2:1883", "/dev/gpiochip0")
    assert not config.hours.enforce and config.network.time_servers == ["10.0.2.2"]


def test_the_technician_of_the_emulated_kiosk_is_let_in(tmp_path: Path) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(let_in((PROJECT / "docs/kiosk.toml").read_text(encoding="utf-8")), encoding="utf-8")
    assert check_pin(PIN, load(settings).kiosk.pin)


def test_who_others_keep_from_the_cores_is_held_up() -> None:
    """Three that are busy on one core wait for more than the time that passes, of which they could run but one. One
    that sleeps is held up by nobody."""
    busy = f"import os; os.sched_setaffinity(0, {{{min(os.sched_getaffinity(0))}}})\nwhile True: pass"
    begun, asleep = time.monotonic(), subprocess.Popen(["sleep", "1000"])
    three = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(3)]
    try:
        until(lambda: sum(held_up_s(one.pid) for one in three) > time.monotonic() - begun, "that they wait", 60.0)
        until(lambda: min(held_up_s(one.pid) for one in three) > 2 * held_up_s(asleep.pid), "that it does not", 60.0)
    finally:
        for one in (*three, asleep):
            one.kill()
            one.wait()
    assert held_up_s(asleep.pid) == 0.0


def test_the_home_screen_that_is_waited_for_is_what_the_touch_app_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nobody there yet; a check that waits for another one fails after the hour that a card takes."""
    config, seen = settings_at(tmp_path / "kiosk.toml", 1883, {}), list[View]()
    room = Room(tmp_path, settings_of(config), clock="unknown")
    with closing(room.journal), closing(room.bell):
        monkeypatch.setattr(room.app.screen, "show", lambda view, whom: seen.append(view))
        room.pass_ms(1000)
    assert replace(home_view(config, "unknown"), notice=seen[-1].notice) == seen[-1]


def test_noise_that_nobody_takes_keeps_nobody_from_speaking() -> None:
    """A machine that starts reads nothing for a while and says much; QEMU waits for whoever does not hear it."""
    ours, its = socket.socketpair()
    with ours, its:
        words, turns = b"word" * 250_000, iter(range(1, 10_000))
        speaks = threading.Thread(target=its.sendall, args=[words], daemon=True)
        speaks.start()
        assert make_noise(ours, lambda: next(turns, 0) > 0 and speaks.is_alive()) == words[: -ours_left(ours) or None]


def ours_left(line: socket.socket) -> int:
    """Bytes that lie there unread."""
    return int.from_bytes(fcntl.ioctl(line, termios.FIONREAD, bytes(4)), sys.byteorder)
