"""What the doctor says of each device: right or wrong, what it is, what to do; as lines, as JSON, kept with its date.

Kept in `doctor.jsonl` in the data folder, one line a run, only the last ones: the technician who comes next sees when a
device was last well. A power cut leaves the old file or the new one (host/files.py).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk.core.calendar.moment import iso
from kiosk.core.words.bilingual import Bilingual
from kiosk.host.files import write_whole
from kiosk.host.owner import as_owner

__all__ = [
    "MAX_RUNS", "NOTHING", "Bilingual", "Finding", "as_data", "data_of", "keep", "kept", "last", "lines", "runs",
]  # fmt: skip

MAX_RUNS = 100  # that are kept
MAX_KEPT_BYTES = 200_000
NOTHING = Bilingual("", "")


@dataclass(frozen=True)
class Finding:
    """`device`: as in the journal's device events, and data, clock, journal, broker, app; `facts`: for machines."""

    device: str
    good: bool
    said: Bilingual
    do: Bilingual = NOTHING
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
        "devices": [data_of(finding) for finding in findings],
    }


def data_of(finding: Finding) -> dict[str, Any]:
    """As JSON values."""
    said = {"device": finding.device, "good": finding.good, "said": finding.said._asdict()}
    return {**said, "do": finding.do._asdict(), "facts": finding.facts}


def kept(folder: Path) -> Path:
    return folder / "doctor.jsonl"


def keep(folder: Path, run: dict[str, Any]) -> None:
    """Adds a run to those kept. Raises OSError."""
    rows = [*_rows(folder), json.dumps(run, ensure_ascii=False)][-MAX_RUNS:]
    while len(rows) > 1 and sum(len(row.encode()) + 1 for row in rows) > MAX_KEPT_BYTES:
        rows = rows[1:]
    with as_owner(folder):
        write_whole(kept(folder), "".join(f"{row}\n" for row in rows).encode())


def runs(folder: Path, most: int = MAX_RUNS) -> list[dict[str, Any]]:
    """Those kept, the newest first. A line that a hand has spoilt is passed by. Raises OSError."""
    found = (_run(row) for row in reversed(_rows(folder)))
    return list(islice((run for run in found if run), most))


def last(folder: Path) -> dict[str, Any]:
    """The run that was kept last; {} for none."""
    return next(iter(runs(folder, 1)), {})


def _rows(folder: Path) -> list[str]:
    path = kept(folder)
    with as_owner(folder):
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return [
        row for row in told(text).split("\n") if row
    ]  # not splitlines(): its other line ends may stand in a sentence


def told(text: str) -> str:
    """What is kept, without the codes that scanners read: the version before kept them, with whole identity cards."""
    return "\n".join(_without_codes(row) for row in text.split("\n"))


def _without_codes(row: str) -> str:
    run = _run(row)
    found = run.get("devices")
    if not isinstance(found, list) or not any(map(_has_code, found)):
        return row
    bare = [_without_code(device) if _has_code(device) else device for device in found]
    return json.dumps({**run, "devices": bare}, ensure_ascii=False)


def _has_code(device: Any) -> bool:
    return isinstance(device, dict) and isinstance(device.get("facts"), dict) and "code" in device["facts"]


def _without_code(device: dict[str, Any]) -> dict[str, Any]:
    """The sentence quoted it too."""
    facts = {name: value for name, value in device["facts"].items() if name != "code"}
    return {**device, "said": Bilingual("đã đọc một mã", "it read a code")._asdict(), "facts": facts}


def _run(row: str) -> dict[str, Any]:
    """{} for a line that is none."""
    try:
        run = json.loads(row)
    except ValueError:
        return {}
    return run if isinstance(run, dict) else {}
