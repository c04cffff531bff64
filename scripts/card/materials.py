"""The bill of materials: every Debian package and every wheel on the card, with version and licence, as found there.

A Debian package's licence is the short names in its machine-readable copyright file, or "see NAME/copyright" where that
file is prose; all copyright files are on the card under /usr/share/doc. A wheel says it in its metadata.
"""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path


@dataclass(frozen=True)
class Item:
    kind: str  # "deb" or "wheel"
    name: str
    version: str
    licence: str


def debian(status: str, copyright_of: Path) -> list[Item]:
    """Installed packages of a dpkg status file; `copyright_of`: the tree's usr/share/doc."""
    found = (Parser().parsestr(paragraph) for paragraph in status.split("\n\n") if paragraph.strip())
    installed = [one for one in found if "installed" in one.get("Status", "").split()]
    return [
        Item(kind="deb", name=one["Package"], version=one["Version"], licence=_licence(copyright_of, one["Package"]))
        for one in installed
    ]


def _licence(doc: Path, package: str) -> str:
    file = doc / package / "copyright"
    text = file.read_text(errors="replace") if file.exists() else ""
    names = {name.strip() for name in re.findall(r"(?m)^License:[ \t]*(\S.*)$", text)}
    return ", ".join(sorted(names)) if text.startswith("Format:") and names else f"see {package}/copyright"


def wheels(site: Path) -> list[Item]:
    """Packages of a site-packages folder, by their METADATA."""
    items = []
    for file in sorted(site.glob("*.dist-info/METADATA")):
        told = Parser().parsestr(file.read_text(errors="replace"), headersonly=True)
        items.append(Item(kind="wheel", name=told["Name"], version=told["Version"], licence=_wheel_licence(told)))
    return items


def _wheel_licence(told: Message) -> str:
    if expression := told.get("License-Expression"):
        return str(expression)
    lines = told.get_all("Classifier", [])
    classes = [line.rsplit("::", 1)[-1].strip() for line in lines if line.startswith("License")]
    first = str(told.get("License") or "").strip().splitlines()
    return ", ".join(classes) or (first[0] if first else "see its metadata")


def table(items: list[Item]) -> str:
    """One line each, for people."""
    return "".join(f"{i.kind:6}{i.name:40} {i.version:40} {i.licence}\n" for i in items)
