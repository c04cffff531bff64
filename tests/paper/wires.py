"""The wires on which the printer's contract is run: a real pty, and USB played beneath pyusb."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from drivers.printer.transport import Line, open_line
from scripts.benchmarks.pty_printer import PtyPrinter, pty_printer
from tests.paper.usb_printer import UsbPrinter, usb_printer

Far = PtyPrinter | UsbPrinter
Wire = Callable[..., AbstractContextManager[Far]]
WIRES = pytest.mark.parametrize("wire", [pty_printer, usb_printer], ids=["serial", "usb"])


def opened(far: Far) -> Line:
    """As the options of its printer say."""
    where: dict[str, Any] = {"path": "", "vendor": 0, "product": 0} | far.where
    return open_line(where["kind"], where["path"], 115200, where["vendor"], where["product"])
