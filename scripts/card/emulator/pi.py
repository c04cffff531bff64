"""The card in QEMU's `raspi3b`: its own U-Boot, device tree and kernel arguments, while the header's UART gets noise
and a key of a keyboard is held from the first moment.

QEMU has neither the Pi's boot ROM nor its firmware. What these do, load U-Boot and the device tree, hand on cmdline.txt
and give the header's pins to the UART (enable_uart=1: function 5 of GPIO 14 and 15, BCM2835 ARM Peripherals, 6.1), is
done from outside. It has no graphics driver that the touch app could draw with either: the kernel and systemd are up
once splash.py's words stand on the framebuffer.
"""

import json
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from scripts.card import firmware, layout
from scripts.card.emulator.machine import Lines, connected, held, make_noise

TREE = "bcm2837-rpi-3-b.dtb"
PINS_AT, PINS = 0x3F200004, 2 << 12 | 2 << 15  # GPFSEL1: GPIO 14 and 15 to function 5
PATIENT = "systemd.default_device_timeout_sec=900 systemd.default_timeout_start_sec=900"


class Pi:
    """One start of `card`, whose size is a power of two."""

    def __init__(self, card: Path, folder: Path, size: tuple[int, int]) -> None:
        self.folder, self._said = folder, b""
        for name in ("u-boot.bin", TREE):
            subprocess.run(["mcopy", "-o", "-i", f"{card}@@{layout.BOOT.start}M", f"::{name}", folder], check=True)
        for name in ("pi-qmp", "pi-uart"):
            (folder / name).unlink(missing_ok=True)
        self._process = subprocess.Popen(self._words(card, size), stderr=(folder / "pi.err").open("ab"))
        self._noises = threading.Thread(target=self._noise, daemon=True)
        self._noises.start()
        self._qmp = Lines(folder / "pi-qmp")
        self._qmp.read()
        self._ask("qmp_capabilities")
        self._ask("input-send-event", events=[held("a")])

    def _words(self, card: Path, size: tuple[int, int]) -> list[str]:
        at = self.folder
        return [
            *("qemu-system-aarch64", "-M", "raspi3b", "-display", "none", "-kernel", str(at / "u-boot.bin")),
            *("-dtb", str(at / TREE), "-append", f"{firmware.cmdline_txt().strip()} {PATIENT}"),
            *("-global", f"bcm2835-fb.xres={size[0]}", "-global", f"bcm2835-fb.yres={size[1]}"),
            *("-serial", "null", "-chardev", f"socket,id=uart,path={at}/pi-uart,server=on,wait=on"),
            *("-serial", "chardev:uart", "-device", f"loader,addr={PINS_AT},data={PINS},data-len=4"),
            *("-drive", f"if=sd,format=raw,file={card},cache=directsync", "-usb", "-device", "usb-kbd"),
            *("-qmp", f"unix:{at}/pi-qmp,server=on,wait=off"),
        ]

    def _ask(self, command: str, **arguments: object) -> None:
        self._qmp.write(json.dumps({"execute": command, "arguments": arguments}))
        while "return" not in json.loads(self._qmp.read()):
            pass

    def _noise(self) -> None:
        """QEMU waits for it with the first instruction."""
        with connected(self.folder / "pi-uart") as line:
            self._said = make_noise(line, lambda: self._process.poll() is None)

    def shows(self, holds: Callable[[Path], bool], seconds: float) -> float:
        """Seconds until the picture on the panel is the wanted one. Raises TimeoutError."""
        began, picture = time.monotonic(), self.folder / "pi.png"
        while time.monotonic() - began < seconds:
            self._ask("screendump", filename=str(picture), format="png")
            if holds(picture):
                return time.monotonic() - began
            time.sleep(1)
        raise TimeoutError(f"not on the panel within {seconds:.0f} s; see {picture}")

    def cut(self) -> bytes:
        """The power goes; all that came out of the header's UART."""
        self._process.kill()
        self._process.wait()
        self._noises.join(30)
        return self._said
