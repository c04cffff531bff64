"""The emulated machine: QEMU's `virt` with the card, a screen, a touch panel, pins, a serial printer, a network.

It starts as a Pi does from its card: U-Boot, the card's own boot.scr, the kernel and initrd of the chosen root. The
only thing from outside is what a Pi's firmware would say too, the kernel arguments in the device tree. `cut` is
kill -9: the power is gone; what QEMU wrote is on the card (cache=directsync, so nothing lies on the way).
"""

import json
import select
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

UBOOT = Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")
ARGUMENTS = (
    "console=ttyAMA0 loglevel=7 earlycon net.ifnames=0 cma=64M vt.global_cursor_default=0 "
    "systemd.default_device_timeout_sec=900 systemd.default_timeout_start_sec=900"
)
DATA_REGISTER = 0x090303FC  # of the PL061, all eight lines
NOISE = b"\x03 \r"
AXIS = 0x7FFF  # QEMU's own full scale of an absolute axis


class Machine:
    """One run of the kiosk. `folder` keeps serial.log and the sockets; `screen` in dots; `memory` in MiB; `stick`: what
    is in its USB socket; `words`: more kernel arguments."""

    def __init__(
        self,
        card: Path,
        folder: Path,
        screen: tuple[int, int] = (1280, 800),
        memory: int = 512,
        stick: Path | None = None,
        words: str = "",
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.card, self.screen, self._stick, self._arguments = folder, card, screen, stick, words
        for name in ("qmp", "qtest", "printer", "uart"):
            (folder / name).unlink(missing_ok=True)
        self.log = folder / "serial.log"
        self._process = subprocess.Popen(self._words(memory), stderr=(folder / "qemu.err").open("ab"))
        self.started = time.monotonic()
        self._qmp = Lines(folder / "qmp")
        self._qmp.read()
        self.ask("qmp_capabilities")
        self._qtest = Lines(folder / "qtest")
        self._chip: str | None = None

    def _words(self, memory: int) -> list[str]:
        width, height = self.screen
        at, tree = self.folder, _device_tree(self.folder / "virt.dtb", memory, f"{ARGUMENTS} {self._arguments}")
        stick = (f"file={self._stick},if=none,id=stick,format=raw", "usb-storage,drive=stick,removable=on")
        return [
            *("qemu-system-aarch64", "-M", "virt,acpi=off", "-cpu", "cortex-a53", "-smp", "2", "-m", str(memory)),
            *("-accel", "tcg,thread=multi", "-display", "none", "-nodefaults", "-bios", str(UBOOT), "-dtb", str(tree)),
            *("-chardev", f"socket,id=log,path={at}/uart,server=on,wait=off,logfile={self.log},logappend=on"),
            *("-serial", "chardev:log"),
            *("-drive", f"file={self.card},if=none,id=card,format=raw,cache=directsync"),
            *("-device", "virtio-blk-pci,drive=card"),
            *("-device", f"bochs-display,xres={width},yres={height},romfile=", "-device", "virtio-multitouch-pci"),
            *("-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net,romfile="),
            *("-device", "qemu-xhci", "-chardev", f"socket,id=paper,path={at}/printer,server=on,wait=off"),
            *("-device", "usb-serial,chardev=paper", "-device", "virtio-rng-pci", "-device", "usb-kbd"),
            *(("-drive", stick[0], "-device", stick[1]) if self._stick else ()),
            *("-qmp", f"unix:{at}/qmp,server=on,wait=off"),
            *("-qtest", f"unix:{at}/qtest,server=on,wait=off", "-qtest-log", "/dev/null"),
        ]

    def ask(self, command: str, **arguments: Any) -> Any:
        """One QMP command. Raises ValueError with QEMU's words."""
        self._qmp.write(json.dumps({"execute": command, "arguments": arguments}))
        while True:
            answer = json.loads(self._qmp.read())
            if "error" in answer:
                raise ValueError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def picture(self, name: str) -> Path:
        """What is on the panel, as a PNG taken outside the guest."""
        out = self.folder / f"{name}.png"
        self.ask("screendump", filename=str(out), format="png")
        return out

    def tap(self, x: int, y: int, hold: float = 0.15) -> None:
        """A finger at dot x, y."""
        spot = (x * AXIS // (self.screen[0] - 1), y * AXIS // (self.screen[1] - 1))
        axes = [_finger("data", axis, value) for axis, value in zip("xy", spot, strict=True)]
        self.ask("input-send-event", events=[_finger("begin"), *axes])
        time.sleep(hold)
        self.ask("input-send-event", events=[_finger("end")])

    def disturb(self, key: str = "a") -> None:
        """From now on a key is held, and the serial line gets noise until the machine is gone."""
        self.ask("input-send-event", events=[held(key)])
        threading.Thread(target=self._noise, daemon=True).start()

    def _noise(self) -> None:
        with connected(self.folder / "uart") as line:
            make_noise(line, self.running)

    def pin(self, line: int, level: int) -> None:
        """Drives a GPIO line from outside. Raises ValueError when QEMU refuses."""
        self._tell(f"set_irq_in {self._pl061()} unnamed-gpio-in {line} {level}")

    def pins(self) -> int:
        """The levels of the eight lines as the chip has them, lamps among them."""
        return int(self._tell(f"readl 0x{DATA_REGISTER:x}").split()[-1], 16)

    def _pl061(self) -> str:
        if self._chip is None:
            children = self.ask("qom-list", path="/machine/unattached")
            self._chip = next(f"/machine/unattached/{c['name']}" for c in children if c["type"] == "child<pl061>")
        return self._chip

    def _tell(self, words: str) -> str:
        self._qtest.write(words)
        while not (answer := self._qtest.read()).startswith(("OK", "FAIL")):
            pass
        if answer.startswith("FAIL"):
            raise ValueError(f"{words}: {answer}")
        return answer

    def running(self) -> bool:
        return self._process.poll() is None

    def held_up_s(self) -> float:
        return held_up_s(self._process.pid)

    def cut(self) -> None:
        """The power goes, now."""
        self._process.kill()
        self._process.wait()


def held_up_s(pid: int) -> float:
    """Seconds that a program wanted to run and others had the cores, of the thread that waited longest; 0.0 when it is
    gone (Linux, Documentation/scheduler/sched-stats.rst: the second number of schedstat, in ns)."""
    waits = [0]
    for told in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # a thread that ends
            waits.append(int(told.read_text().split()[1]))
    return max(waits) / 1e9


def connected(path: Path) -> socket.socket:
    """To a socket of QEMU's; waits up to ten seconds for QEMU to listen. Raises TimeoutError."""
    line = socket.socket(socket.AF_UNIX)
    for _ in range(100):
        try:
            line.connect(str(path))
            return line
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.1)
    raise TimeoutError(f"QEMU does not listen at {path}; it may have said why in *.err")


def make_noise(line: socket.socket, running: Callable[[], bool]) -> bytes:
    """Many times a second what ends a countdown and a script, into a serial line; all that it said meanwhile."""
    said = b""
    line.setblocking(False)
    while running():
        try:
            with suppress(BlockingIOError):  # nobody takes it; who speaks is heard all the same, or QEMU stands still
                line.send(NOISE)
            if select.select([line], [], [], 0.05)[0]:
                said += line.recv(4096)
        except OSError:
            break
    return said


def held(key: str) -> dict[str, Any]:
    """QMP's event of a key that goes down and stays there."""
    return {"type": "key", "data": {"down": True, "key": {"type": "qcode", "data": key}}}


class Lines:
    """A socket of QEMU's that speaks in lines. Raises TimeoutError."""

    def __init__(self, path: Path) -> None:
        self._file = connected(path).makefile("rw")

    def read(self) -> str:
        return self._file.readline()

    def write(self, line: str) -> None:
        self._file.write(line + "\n")
        self._file.flush()


def _device_tree(out: Path, memory: int, arguments: str) -> Path:
    """QEMU's own device tree with kernel arguments in it, as the Pi's firmware hands them on."""
    plain = ("-cpu", "cortex-a53", "-smp", "2", "-m", str(memory), "-display", "none", "-nodefaults")
    words = ("-M", f"virt,acpi=off,dumpdtb={out}", *plain)
    subprocess.run(["qemu-system-aarch64", *words], check=True, capture_output=True)
    subprocess.run(["fdtput", "-t", "s", str(out), "/chosen", "bootargs", arguments], check=True)
    return out


def _finger(kind: str, axis: str = "x", value: int = 0) -> dict[str, Any]:
    number = -1 if kind == "end" else 0  # a slot without a number is a finger that was lifted
    return {"type": "mtt", "data": {"type": kind, "slot": 0, "tracking-id": number, "axis": axis, "value": value}}
