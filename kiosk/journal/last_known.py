"""`journal.heads`: how far the journal is known to reach, in a small synced file beside it.

Written when the journal was brought up, at each start of the touch app, whenever the log is folded back, and at the
end; never at a press. A journal that is behind it has lost rows, or an older copy took its place. It holds what one
needs to go on without it too: its name, the heads of its chains, and the highest numbers of the day. Between two
writings no service gives more than `AHEAD` numbers (kiosk/core/state/losses.py), because then it is written again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.core.state.values import State
from kiosk.host.files import write_whole
from kiosk.host.owner import SHARED
from kiosk.journal.schema import heads_of

Heads = Mapping[str, Mapping[str, int | str]]
_SUM = "sum"


@dataclass(frozen=True)
class LastKnown:
    """`journal`: its id; `seq`, `hash`: of its last row, 0 and "" for none; `heads`: as a checkpoint has them;
    `numbers`: the last of `day` by service; `log`: rows written since stand in `journal.db-wal`."""

    journal: str
    seq: int
    hash: str
    heads: Heads
    day: str
    numbers: Mapping[str, int]
    log: bool


def last_known(journal: str, state: State, hashes: Mapping[str, str], last_hash: str, log: bool) -> LastKnown:
    """Of a state of the journal; `hashes`: the heads' own, by stream; `last_hash`: of its last row. Pure."""
    heads: Heads = {s: {"sequence": n, "hash": hashes[s]} for s, n in state.heads.items() if n}
    return LastKnown(journal, state.seq, last_hash, heads, state.day, dict(state.numbers), log)


def without_heads(known: LastKnown) -> LastKnown:
    """For a stick: what a new card needs, so that no number comes twice and no older copy is taken for whole. Pure."""
    return replace(known, heads={})


def shortfall(known: LastKnown, there: LastKnown) -> str:
    """Why the journal that is `there` is not all of the one that is known, "" where it is. Pure.

    `there.hash`: of its row `known.seq`, as far as it has one; `there.log`: it has a log."""
    if there.journal != known.journal:
        return f"another journal, {there.journal}, stands in the place of {known.journal}"
    if there.seq < known.seq:
        return f"it ends with row {there.seq}, and had reached row {known.seq}: an older copy, or its log is gone"
    if there.hash != known.hash:
        return f"row {known.seq} is not the one that it had: a copy that went on by itself, or damage"
    if known.log and not there.log and there.seq == known.seq:
        return f"what was written behind row {known.seq} stood in its log, which is gone"
    return ""


def read(journal: Path) -> LastKnown | None:
    """Of the journal at this path; None where no such file is, or it is damaged. Raises OSError."""
    path = heads_of(journal)
    return unpacked(path.read_bytes()) if path.exists() else None


def write(journal: Path, known: LastKnown) -> None:
    """Raises OSError."""
    write_whole(heads_of(journal), packed(known), SHARED)


def packed(known: LastKnown) -> bytes:
    """As the file's one line. Pure."""
    plain = asdict(known)
    return json.dumps({**plain, _SUM: _sum(plain)}).encode() + b"\n"


def unpacked(content: bytes) -> LastKnown | None:
    """None for what was not written so. Pure."""
    try:
        found = json.loads(content)
        said = found.pop(_SUM)
        return LastKnown(**found) if said == _sum(found) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _sum(plain: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
