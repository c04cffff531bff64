"""The wires on which the printer's contract is run: a real pty, USB played beneath pyusb, and TCP."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from drivers.printer.transport import Line, open_line
from scripts.benchmarks.pty_printer import PtyPrinter, pty_printer
from tests.paper.lines.network_printer import NetworkPrinter, network_printer
from tests.paper.usb_printer import UsbPrinter, usb_printer

Far = PtyPrinter | UsbPrinter | NetworkPrinter
Wire = Callable[..., AbstractContextManager[Far]]
WIRES = pytest.mark.parametrize("wire", [pty_printer, usb_printer, network_printer], ids=["serial", "usb", "network"])


def opened(far: Far) -> Line:
    """As the options of its printer say."""
    return open_line(replace(far.where, baud=115200))
