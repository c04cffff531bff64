"""What was found, into kiosk.toml: only the options that changed, every comment of the file kept (toml_edit.py)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.config.toml_edit import with_options, with_pins
from kiosk.config.toml_text import read
from kiosk.doctor.search.printer_probe import Printer
from kiosk.host.files import write_whole


def printer_options(printer: Printer) -> dict[str, Any]:
    """What [printer] should hold. A print mode is written with the printer that it was looked at on."""
    port = printer.port
    where = printer.where
    ways: dict[str, dict[str, Any]] = {
        "usb": {"vendor": where.vendor, "product": where.product},
        "network": {"host": where.host, "port": where.port},
    }
    return {
        "kind": port.kind,
        **ways.get(port.kind, {"path": port.path}),
        "baud": printer.baud,
        "flow": printer.flow,
        "width": printer.width,
        "dots": printer.dots,
        "cutter": printer.cutter,
        "full_cut": printer.full_cut,
        "cut": printer.cut,
        "presenter": printer.presenter,
        "silent": printer.silent,
        "print_mode": printer.print_mode,
        "print_mode_for": printer.who if printer.print_mode != "raster" else "",
    }


def write(file: Path, table: str, options: Mapping[str, Any]) -> None:
    """Sets the options of one [table]. Raises OSError, and ValueError for a file that nobody can read."""
    text = with_options(read(file), {f"{table}.{name}": value for name, value in options.items()})
    write_whole(file, text.encode())


def write_pins(file: Path, pins: Mapping[str, int]) -> None:
    """Sets `pin` of each [[buttons]] by its name. Raises as `write` does."""
    write_whole(file, with_pins(read(file), pins).encode())
