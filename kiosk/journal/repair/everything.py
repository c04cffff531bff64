"""The repair of all journals of a box, current and former, in one go; and the repair that a start owes."""

from collections.abc import Collection, Sequence
from pathlib import Path

from kiosk.core.record.checkpoints import TYPES
from kiosk.journal.repair import given_back
from kiosk.journal.repair.merge import DISK, Source
from kiosk.journal.repair.rebuild import finish, must_be_alone
from kiosk.journal.repair.repairing import FORMER, Repaired, own_checkpoints, rebuild_former, repair_in_place
from kiosk.journal.repair.sources import JOURNAL, id_of, journals, of_file, sources
from kiosk.journal.repair.survey import OPEN
from kiosk.journal.schema import KEY

KEY_BYTES = 32


def repair_all(data: Path, card: str, brought: Sequence[Path] = ()) -> list[Repaired]:
    """Every journal of which there is anything on the box or in what was `brought`, that of the box first.

    `card`: the identity of the card, for a file that names none. Raises JournalError, OSError.
    """
    path = data / JOURNAL
    must_be_alone(path)
    finish(path)
    current = id_of(path)
    ids = [journal for journal in dict.fromkeys([current, *journals(data, brought)]) if journal]
    repaired = [_repair(data, card, journal, journal == current, brought) for journal in ids]
    given_back.want(data, {each.journal: each.lacking for each in repaired})
    given_back.done(data)
    return repaired


def _repair(data: Path, card: str, journal: str, current: bool, brought: Sequence[Path]) -> Repaired:
    copies = sources(data, journal, brought)
    disk = [of_file(data / JOURNAL, DISK, own=True)] if current else []
    is_own = own_checkpoints(own_keys(data, [*disk, *copies]))
    if current:
        return repair_in_place(data / JOURNAL, card, copies, is_own)
    return rebuild_former(data / FORMER, journal, card, copies, is_own)


def own_keys(data: Path, copies: Sequence[Source]) -> Collection[str]:
    """The public half of the key on the box; where there is none any more, the keys that signed what is on the box."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = (data / KEY).read_bytes() if (data / KEY).exists() else b""
    if len(raw) == KEY_BYTES:
        return {Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw().hex()}
    rows = (event for source in copies if source.own for _, event in source.rows([(1, OPEN)]))
    return {str(event["data"].get("key")) for event in rows if event["type"] in TYPES}
