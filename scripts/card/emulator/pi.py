"""The card in QEMU's `raspi3b`: its own U-Boot, device tree and kernel arguments, while the header's UART gets noise
and a key of a keyboard is held from the first moment.

QEMU has neither the Pi's boot ROM nor its firmware. What these do, load U-Boot and the device tree, hand on cmdline.txt
and give the header's pins to the UART (enable_uart=1: function 5 of GPIO 14 and 15, BCM2835 ARM Peripherals, 6.1), is
done from outside; so is what pulls the buttons up. Nor has it the Pi's graphics: the kernel finds a framebuffer, on
which splash.py's words stand once it and systemd are up, and no card (DRM) on which the touch app could draw. It
draws all the same, in memory, and the technician's page shows it: over USB, as the board has no network either.
"""

import json
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PIL import Image

from kiosk.simulation.folder import choose_port
from scripts.card import firmware, layout
from scripts.card.emulator.machine import Lines, connected, held, make_noise
from scripts.card.emulator.page import Page

TREE = "bcm2837-rpi-3-b.dtb"
PINS = (
    (0x3F200004, 2 << 12 | 2 << 15, 0x3F200004),  # GPFSEL1: GPIO 14 and 15 to function 5
    (0x3F20001C, 0x0FFFFFFF, 0x3F200034),  # GPSET0, seen in GPLEV0: what nobody drives rests at 1, as pulled up
)
"""Where, what, and where it is then read."""
PATIENT = "systemd.default_device_timeout_sec=900 systemd.default_timeout_start_sec=900"
# QEMU's power management counts nothing: what starts the Pi's watchdog (PM_RSTC, full reset) resets the machine at once
# (hw/misc/bcm2835_powermgt.c), with systemd's first RuntimeWatchdogSec. So here nobody finds it.
NO_WATCHDOG = "module_blacklist=bcm2835_wdt"
MAC = "b8:27:eb:00:00:01"  # of a Pi: a made-up one makes it usb0, which the card does not know
CONSOLE = 8080
PATIENCE_S = 3600.0  # an emulated Pi reads some 150 KB a second off its card where others are at work too


class Pi:
    """One start of `card`, whose size is a power of two."""

    def __init__(self, card: Path, folder: Path, size: tuple[int, int]) -> None:
        self.folder, self._said, self._port = folder, b"", choose_port()
        self.page = Page(self._port)
        for name in ("u-boot.bin", TREE):
            subprocess.run(["mcopy", "-o", "-i", f"{card}@@{layout.BOOT.start}M", f"::{name}", folder], check=True)
        for name in ("pi-qmp", "pi-uart", "pi-qtest"):
            (folder / name).unlink(missing_ok=True)
        self._process = subprocess.Popen(self._words(card, size), stderr=(folder / "pi.err").open("ab"))
        self._noises = threading.Thread(target=self._noise, daemon=True)
        self._noises.start()
        self._qmp = Lines(folder / "pi-qmp")
        self._qmp.read()
        self._ask("qmp_capabilities")
        self._wire()
        self._ask("cont")
        self._ask("input-send-event", events=[held("a")])

    def _wire(self) -> None:
        """Before the first instruction, and behind the reset of all parts, which QEMU's `loader` comes before."""
        registers = Lines(self.folder / "pi-qtest")
        for at, value, seen_at in PINS:
            registers.write(f"writel {at:#x} {value:#x}")
            registers.read()
            registers.write(f"readl {seen_at:#x}")
            assert int(registers.read().split()[-1], 16) == value, hex(at)

    def _words(self, card: Path, size: tuple[int, int]) -> list[str]:
        at = self.folder
        return [
            *("qemu-system-aarch64", "-M", "raspi3b", "-display", "none", "-kernel", str(at / "u-boot.bin")),
            *("-dtb", str(at / TREE), "-append", f"{firmware.cmdline_txt().strip()} {PATIENT} {NO_WATCHDOG}"),
            *("-global", f"bcm2835-fb.xres={size[0]}", "-global", f"bcm2835-fb.yres={size[1]}"),
            *("-serial", "null", "-chardev", f"socket,id=uart,path={at}/pi-uart,server=on,wait=on"),
            *("-serial", "chardev:uart", "-S", "-qtest", f"unix:{at}/pi-qtest,server=on,wait=off"),
            *("-qtest-log", "/dev/null", "-no-reboot"),
            *("-drive", f"if=sd,format=raw,file={card},cache=directsync", "-usb", "-device", "usb-kbd"),
            *("-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:{self._port}-:{CONSOLE}"),
            *("-device", f"usb-net,netdev=net,mac={MAC}"),
            *("-qmp", f"unix:{at}/pi-qmp,server=on,wait=off"),
        ]

    def _ask(self, command: str, **arguments: object) -> None:
        """Raises TimeoutError when the machine is gone."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._qmp.write(json.dumps({"execute": command, "arguments": arguments}))
            while said := self._qmp.read():
                if "return" in json.loads(said):
                    return
        raise TimeoutError(f"the machine started again, or QEMU ended; see {self.folder}/pi.err")

    def _noise(self) -> None:
        """QEMU waits for it with the first instruction."""
        with connected(self.folder / "pi-uart") as line:
            self._said = make_noise(line, lambda: self._process.poll() is None)

    def panel(self, picture: Path) -> bool:
        """What is on it, taken from outside the guest. Raises TimeoutError."""
        self._ask("screendump", filename=str(picture), format="png")
        return True

    def app(self, picture: Path) -> bool:
        """What the touch app draws; False while there is nothing. Raises TimeoutError."""
        self._ask("query-status")
        return self.page.picture(picture)

    def shows(self, take: Callable[[Path], bool], holds: Callable[[Path], bool], picture: Path) -> float:
        """Seconds until the picture that is taken is the wanted one, without a restart. Raises TimeoutError."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            if take(picture) and holds(picture):
                return time.monotonic() - began
            time.sleep(1)
        raise TimeoutError(f"not there within {PATIENCE_S:.0f} s; see {picture}")

    def cut(self) -> bytes:
        """The power goes; all that came out of the header's UART."""
        self._process.kill()
        self._process.wait()
        self._noises.join(30)
        return self._said


def seen_on_pi(picture: Image.Image) -> Image.Image:
    """How QEMU shows it: U-Boot asks the firmware for dots of order RGB, and QEMU puts red where the Pi puts blue."""
    red, green, blue = picture.split()
    return Image.merge("RGB", (blue, green, red))
