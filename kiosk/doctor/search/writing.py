"""What was found, into kiosk.toml: only the options that changed, every comment of the file kept (tomlkit)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from kiosk.config.toml_text import decode
from kiosk.doctor.search.printer_probe import Printer


def printer_options(printer: Printer) -> dict[str, Any]:
    """What [printer] should hold. A way of printing is written with the printer that it was looked at on."""
    port = printer.port
    usb = {"vendor": port.vendor, "product": port.usb_product} if port.kind == "usb" else {"path": port.path}
    return {
        "kind": port.kind,
        **usb,
        "baud": printer.baud,
        "width": printer.width,
        "cutter": printer.cutter,
        "full_cut": printer.full_cut,
        "presenter": printer.presenter,
        "silent": printer.silent,
        "way": printer.way,
        "way_for": printer.who if printer.way != "d" else "",
    }


def write(file: Path, table: str, options: Mapping[str, Any]) -> None:
    """Sets the options of one [table]. Raises OSError, and TextError for a file that nobody can read."""
    document = tomlkit.parse(decode(file.read_bytes()))
    if table not in document:
        document[table] = tomlkit.table()
    for name, value in options.items():
        document[table][name] = value
    new = file.with_suffix(".new")
    new.write_text(tomlkit.dumps(document), encoding="utf-8")
    new.replace(file)


def write_pins(file: Path, pins: Mapping[str, int]) -> None:
    """Sets `pin` of each [[buttons]] by its name; a name that is not there gets a table of its own."""
    document = tomlkit.parse(decode(file.read_bytes()))
    buttons = document.setdefault("buttons", tomlkit.aot())
    known = {button["name"]: button for button in buttons}
    for name, pin in pins.items():
        if name in known:
            known[name]["pin"] = pin
        else:
            buttons.append(tomlkit.item({"name": name, "pin": pin}))
    new = file.with_suffix(".new")
    new.write_text(tomlkit.dumps(document), encoding="utf-8")
    new.replace(file)
