"""What the doctor says of each device: right or wrong, what it is, what to do; as lines, as JSON, kept with its date.

Kept in `doctor.jsonl` in the data folder, one line a run, only the last ones: the technician who comes next sees when a
device was last well. A power cut leaves the old file or the new one (host/files.py).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.core.calendar.moment import iso
from kiosk.host.files import write_whole


class Both(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.vi} / {self.en}" if self.vi != self.en else self.en


KEPT = 100  # runs
LARGEST = 200_000  # bytes
NOTHING = Both("", "")


@dataclass(frozen=True)
class Finding:
    """`device`: as in the journal's device events, and data, clock, journal, broker, app; `facts`: for machines."""

    device: str
    good: bool
    said: Both
    do: Both = NOTHING
    facts: dict[str, Any] = field(default_factory=dict)


def lines(findings: Sequence[Finding]) -> str:
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    mark = "đúng/ok  " if finding.good else "SAI/WRONG"
    do = f"\n{'':11}→ {finding.do}" if finding.do.en else ""
    return f"{mark}  {finding.device}: {finding.said}{do}"


def as_data(findings: Sequence[Finding], kiosk: str, wall: int, did: str) -> dict[str, Any]:
    """`did`: test or find; `wall`: ms since 1970."""
    return {
        "at": iso(wall),
        "kiosk": kiosk,
        "did": did,
        "good": all(finding.good for finding in findings),
        "devices": [_data(finding) for finding in findings],
    }


def _data(finding: Finding) -> dict[str, Any]:
    said = {"device": finding.device, "good": finding.good, "said": finding.said._asdict()}
    return {**said, "do": finding.do._asdict(), "facts": finding.facts}


def kept(folder: Path) -> Path:
    return folder / "doctor.jsonl"


def keep(folder: Path, run: dict[str, Any]) -> None:
    """Adds a run to those kept. Raises OSError."""
    path = kept(folder)
    before = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    rows = [*before, json.dumps(run, ensure_ascii=False)][-KEPT:]
    while len(rows) > 1 and sum(len(row.encode()) + 1 for row in rows) > LARGEST:
        rows = rows[1:]
    write_whole(path, "".join(f"{row}\n" for row in rows).encode())


def last(folder: Path) -> dict[str, Any]:
    """The run that was kept last; {} for none."""
    path = kept(folder)
    rows = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return dict(json.loads(rows[-1])) if rows else {}
