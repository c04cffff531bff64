"""A printer on a bus that is not there: what pyusb asks of libusb, answered from descriptors and a SimulatedPrinter.

The bus holds a keyboard and a device of several interfaces of which one is the printer's (descriptors.py). No transfer
that a real bus would refuse goes through: the interface must be claimed, the kernel's driver must be gone, an end point
that halted stays so until it is cleared, a packet does not fit into less than its size.
"""

import errno
import os
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
import usb.core
from usb.backend import IBackend, libusb1

from drivers.printer import usb as printer_usb
from drivers.printer.transport import Where
from drivers.simulated.printer.personality import SimulatedPrinter
from scripts.benchmarks.pty_printer import WiredPrinter
from tests.paper.ways import descriptors
from tests.paper.ways.descriptors import KEYBOARD, PRODUCT, USUAL, VENDOR, End, Setting


@dataclass
class Handle:
    """What was opened of one plugging; nothing of it works after the next."""

    plugging: int
    claimed: dict[int, int] = field(default_factory=dict)  # interface → alternate setting


def _error(number: int) -> usb.core.USBError:
    return usb.core.USBError(os.strerror(number), None, number)


class UsbPrinter(WiredPrinter, IBackend):  # type: ignore[misc]  # pyusb has no types
    """`where`: options of the printer; `path`: how the doctor writes it; `takes`: bytes of the next transfers, at whose
    end the time limit strikes; `halted`: end points that stall; `empties`: so many empty packets before its next word;
    `noise`: every transfer ends in this errno; `barred`: nobody may open it; `held`: another program has it; `kernel`:
    interfaces that usblp has. Seen: `opened` handles, what was `asked` of its control end point, end points that
    `carried`."""

    option = "printer.vendor"

    def __init__(self, bus: Path, printer: SimulatedPrinter | None = None, settings: Sequence[Setting] = USUAL) -> None:
        WiredPrinter.__init__(self, printer)
        self.where = Where("usb", vendor=VENDOR, product=PRODUCT)
        self.path = f"{VENDOR:04x}:{PRODUCT:04x}"
        self.settings = settings
        self.takes: list[int] = []
        self.halted: set[int] = set()
        self.barred = self.held = False
        self.empties, self.noise, self.carried = 0, 0, set[int]()
        self.kernel, self.opened, self.asked = {1}, 0, list[str]()
        self._bus, self._plugging = bus / "001", 0
        self._news = threading.Condition(threading.RLock())
        self._due = b""
        self._bus.mkdir()
        self.plug()

    # --- what the tests do to it ---

    def plug(self) -> None:
        """At the next address, with the kernel's driver on it again and no end point halted."""
        self._plugging += 1
        self._node = self._bus / f"{self._address:03d}"
        os.mkfifo(self._node)
        self._end = os.open(self._node, os.O_RDWR)  # closed, the reader's poll sees a hang-up, as at a device's file
        self.there, self._due, self.kernel = True, b"", {1}
        self.alternates = {setting.number: 0 for setting in self.settings}
        self.halted.clear()

    def unplug(self) -> None:
        with self._news:
            if self.there:
                self._pull()

    def _pull(self) -> None:
        with self._news:
            self.there = False
            self._node.unlink()
            os.close(self._end)
            self._news.notify_all()

    def _say(self, answer: bytes) -> None:
        with self._news:
            self._due += answer
            self._news.notify_all()

    @property
    def _address(self) -> int:
        return self._plugging + 1

    # --- descriptors ---

    def enumerate_devices(self) -> list[str]:
        return ["keyboard", *(["printer"] if self.there else [])]

    def get_parent(self, dev: str) -> None:
        return None

    def get_device_descriptor(self, dev: str) -> SimpleNamespace:
        if dev == "keyboard":
            return descriptors.of_device(0x046D, 0xC31C, 1)
        return descriptors.of_device(VENDOR, PRODUCT, self._address)

    def get_configuration_descriptor(self, dev: str, config: int) -> SimpleNamespace:
        return descriptors.of_configuration(self._of(dev))

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> SimpleNamespace:
        return descriptors.of_interface(descriptors.interface(self._of(dev), intf, alt))

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        return descriptors.of_end(descriptors.interface(self._of(dev), intf, alt).ends[ep])

    def _of(self, dev: str) -> Sequence[Setting]:
        return self.settings if dev == "printer" else KEYBOARD

    # --- opened ---

    def open_device(self, dev: str) -> Handle:
        if self.barred:
            raise _error(errno.EACCES)
        self._known(self._plugging)
        self.opened += 1
        return Handle(self._plugging)

    def close_device(self, handle: Handle) -> None:
        self.opened -= 1

    def get_configuration(self, handle: Handle) -> int:
        return 1

    def set_configuration(self, handle: Handle, value: int) -> None:
        self._known(handle.plugging)

    def reset_device(self, handle: Handle) -> None:
        self._known(handle.plugging)

    def is_kernel_driver_active(self, handle: Handle, number: int) -> bool:
        self._known(handle.plugging)
        return number in self.kernel

    def detach_kernel_driver(self, handle: Handle, number: int) -> None:
        self._known(handle.plugging)
        self.kernel.remove(number)

    def attach_kernel_driver(self, handle: Handle, number: int) -> None:
        self._known(handle.plugging)
        if number in handle.claimed:
            raise _error(errno.EBUSY)
        self.kernel.add(number)

    def claim_interface(self, handle: Handle, number: int) -> None:
        self._known(handle.plugging)
        if self.held or number in self.kernel:
            raise _error(errno.EBUSY)
        handle.claimed[number] = self.alternates[number]

    def release_interface(self, handle: Handle, number: int) -> None:
        self._known(handle.plugging)
        del handle.claimed[number]

    def set_interface_altsetting(self, handle: Handle, number: int, alternate: int) -> None:
        self._known(handle.plugging)
        self.asked.append(f"setting {alternate} of {number}")
        handle.claimed[number] = self.alternates[number] = alternate

    def clear_halt(self, handle: Handle, end: int) -> None:
        self._known(handle.plugging)
        self.halted.discard(end)

    def _known(self, plugging: int) -> None:
        if not self.there or plugging != self._plugging:
            raise _error(errno.ENODEV)

    # --- transfers ---

    def bulk_write(self, handle: Handle, end: int, number: int, data: "array[int]", timeout: int) -> int:
        self._carries(handle, end, number)
        room = self.takes.pop(0) if self.takes else len(data)
        if self.deaf.is_set() or not room:
            self._passes(timeout)
            raise usb.core.USBTimeoutError(os.strerror(errno.ETIMEDOUT), None, errno.ETIMEDOUT)
        self._take(bytes(data[:room]))
        self._known(handle.plugging)
        return min(room, len(data))

    def bulk_read(self, handle: Handle, end: int, number: int, buff: "array[int]", timeout: int) -> int:
        self._carries(handle, end, number)
        with self._news:
            assert timeout > 0, "libusb would wait for ever"
            self._news.wait_for(lambda: self._due or self.empties or not self.there, timeout / 1000)
            self._known(handle.plugging)
            return self._given(buff, self._packet(end))

    def _given(self, buff: "array[int]", packet: int) -> int:
        if len(buff) % packet:
            raise _error(errno.EOVERFLOW)
        if self.empties:
            self.empties -= 1
            return 0
        said, self._due = self._due[: len(buff)], self._due[len(buff) :]
        if not said:
            raise usb.core.USBTimeoutError(os.strerror(errno.ETIMEDOUT), None, errno.ETIMEDOUT)
        buff[: len(said)] = array("B", said)
        return len(said)

    def _carries(self, handle: Handle, end: int, number: int) -> None:
        self._known(handle.plugging)
        if number not in handle.claimed or end not in self._ends(number, handle.claimed[number]):
            raise _error(errno.ENOENT)
        if end in self.halted:
            raise _error(errno.EPIPE)
        if self.noise:
            raise _error(self.noise)
        self.carried.add(end)

    def _ends(self, number: int, alternate: int) -> dict[int, End]:
        one = next(s for s in self.settings if (s.number, s.alternate) == (number, alternate))
        return {end.address: end for end in one.ends}

    def _packet(self, address: int) -> int:
        return next(end.packet for one in self.settings for end in one.ends if end.address == address)

    def _passes(self, timeout: int) -> None:
        """The time limit, or the pulling before it."""
        assert timeout > 0, "libusb would wait for ever"
        end = time.monotonic() + timeout / 1000
        while self.there and time.monotonic() < end:
            time.sleep(0.001)


@contextmanager
def usb_printer(
    folder: Path, printer: SimulatedPrinter | None = None, settings: Sequence[Setting] = USUAL
) -> Iterator[UsbPrinter]:
    """Plugged in beneath pyusb for as long as it lasts."""
    far = UsbPrinter(folder, printer, settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(libusb1, "get_backend", lambda find_library=None: far)
        patch.setattr(printer_usb, "BUS", folder)
        yield far
    far.unplug()
