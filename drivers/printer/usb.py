"""A USB printer by pyusb, behind the port of transport.py: bulk out and bulk in, each with a time limit of ours.

Interface and end points are read from the device (USB's class of printers, 7): of its settings that carry plain bytes
the one that speaks both ways, else one that only listens. The kernel's usblp is sent away while we hold the printer and
gets it back at the end. The file of its bus is held open beside pyusb, which hands out none: it hangs up when the
printer is pulled. This module is imported for a USB printer only, and pyusb with it.
"""

import ctypes
import errno
import math
import os
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import usb.core
import usb.util
from usb.backend import libusb1

from drivers.ports import NotInstalled, WriteTimeout

BUS = Path("/dev/bus/usb")
LIBRARY = "libusb-1.0.so.0"
_PRINTER = 7  # bInterfaceClass
_WRAPPED = (3, 4)  # bInterfaceProtocol: bytes in packets of IEEE 1284.4, in HTTP (IPP over USB); 1, 2: as they are
_LEAST_MS = 5  # libusb waits for ever for 0, and a bus asks a printer once a ms
_BREATH = 0.005  # seconds, where a printer answers at once that it has nothing to say


class UsbLine:
    """The first device with these ids. Raises NotInstalled without libusb, OSError with the errno of what kept it from
    being opened."""

    def __init__(self, vendor: int, product: int) -> None:
        with ExitStack() as held:
            device = _found(vendor, product)
            held.callback(usb.util.dispose_resources, device)
            setting = _setting(device)
            _claim(held, device, setting)
            self._out, self._in = _end(setting, usb.util.ENDPOINT_OUT), _end(setting, usb.util.ENDPOINT_IN)
            self._fd = os.open(BUS / f"{device.bus:03d}/{device.address:03d}", os.O_RDONLY | os.O_CLOEXEC)
            held.callback(os.close, self._fd)
            self._held = held.pop_all()

    def fileno(self) -> int | None:
        return self._fd

    def write(self, data: bytes, seconds: float) -> None:
        end = time.monotonic() + seconds
        while data:
            left = end - time.monotonic()
            taken = self._taken(data, left) if left > 0 else 0
            if not taken:
                raise WriteTimeout(f"the printer took nothing more within {seconds:.1f} s")
            data = data[taken:]

    def _taken(self, data: bytes, left: float) -> int:
        """How many bytes went out: a time limit that ends in the middle of them is none yet."""
        try:
            return int(self._out.write(data, _ms(left)))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as error:
            if error.errno == errno.EPIPE:
                self._out.clear_halt()  # or whoever opens it next would find it halted still
            raise

    def settle(self, seconds: float) -> None:
        """Every transfer ended with the printer's own word that it has it."""

    def read(self, seconds: float) -> bytes:
        """What has come, at most one packet, or b"" after `seconds`."""
        end = time.monotonic() + seconds
        while True:
            data = self._heard(end - time.monotonic())
            left = end - time.monotonic()
            if data or left <= 0:
                return data
            time.sleep(min(left, _BREATH))

    def _heard(self, left: float) -> bytes:
        """b"" also at once: after an empty packet, and where clones halt an end point that they do not use."""
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(self._in.wMaxPacketSize, _ms(left)))  # less than a packet would overflow
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            if error.errno != errno.EPIPE:
                raise
            self._in.clear_halt()
            return b""

    def close(self) -> None:
        self._held.close()


def _found(vendor: int, product: int) -> Any:
    backend = libusb1.get_backend(find_library=lambda name: LIBRARY)
    if backend is None:
        raise NotInstalled(f"printer.kind: a usb printer needs {LIBRARY}, which {_unusable()}")
    device = usb.core.find(backend=backend, idVendor=vendor, idProduct=product)
    if device is None:
        raise OSError(errno.ENODEV, "no such device on USB")
    return device


def _unusable() -> str:
    """Why, and what to do: pyusb says neither."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError as error:
        return f"cannot be loaded ({error}): apt install libusb-1.0-0"
    return "does not start: a service of systemd must allow it AF_NETLINK"


def _setting(device: Any) -> Any:
    """The setting of an interface that we speak to."""
    able = [
        setting
        for setting in device.get_active_configuration()
        if setting.bInterfaceClass == _PRINTER
        and setting.bInterfaceProtocol not in _WRAPPED
        and _end(setting, usb.util.ENDPOINT_OUT)
    ]
    if not able:
        raise OSError(errno.ENXIO, f"what is there has no interface of a printer, class {_PRINTER}")
    return max(able, key=lambda setting: _end(setting, usb.util.ENDPOINT_IN) is not None)


def _end(setting: Any, direction: int) -> Any:
    """The bulk end point of a setting in one direction, or None."""

    def fits(end: Any) -> bool:
        kind, way = usb.util.endpoint_type(end.bmAttributes), usb.util.endpoint_direction(end.bEndpointAddress)
        return (kind, way) == (usb.util.ENDPOINT_TYPE_BULK, direction)

    return usb.util.find_descriptor(setting, custom_match=fits)


def _claim(held: ExitStack, device: Any, setting: Any) -> None:
    """Takes the interface, from the kernel's driver where it has it; what gives it back goes into `held`."""
    number = setting.bInterfaceNumber
    if device.is_kernel_driver_active(number):
        device.detach_kernel_driver(number)
        held.callback(_given_back, device.attach_kernel_driver, number)
    usb.util.claim_interface(device, number)
    held.callback(_given_back, usb.util.release_interface, device, number)
    if sum(one.bInterfaceNumber == number for one in device.get_active_configuration()) > 1:
        setting.set_altsetting()  # not where there is no choice: some printers halt at the question


def _given_back(how: Callable[..., object], *what: Any) -> None:
    with suppress(usb.core.USBError):  # one that was pulled has nothing to be given back
        how(*what)


def _ms(seconds: float) -> int:
    return max(_LEAST_MS, math.ceil(1000 * seconds))
