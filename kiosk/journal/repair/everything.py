"""The repair of all journals of a box: that which it works with, in its place, and the former ones beside it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.core.record.checkpoints import TYPES
from kiosk.journal.loss.going_on import Kiosk
from kiosk.journal.repair import given_back
from kiosk.journal.repair.given_back import DUE, FORMER_DUE
from kiosk.journal.repair.merge import DISK, Source
from kiosk.journal.repair.rebuild import finish, must_be_alone
from kiosk.journal.repair.repairing import FORMER, Repaired, own_checkpoints, rebuild_former, repair_in_place
from kiosk.journal.repair.sources import id_of, journals, of_file, sources
from kiosk.journal.repair.survey import OPEN, IsOwn
from kiosk.journal.timestamps import unwritten


def repair(kiosk: Kiosk, brought: Sequence[Path] = ()) -> Repaired | None:
    """Of the journal that the box works with; None where its file is lost: then it is a former one. No program has it
    open. `brought`: files and folders that a technician names. Raises JournalError, OSError."""
    path, now = kiosk.path, unwritten(kiosk.clock)
    must_be_alone(path)
    finish(path, now)
    current, repaired = id_of(path), None
    if current:
        copies = sources(path.parent, current, brought)
        is_own = _is_own(kiosk, [of_file(path, DISK, own=True), *copies])
        made = repair_in_place(path, kiosk.card, copies, is_own)
        repaired = replace(made, path=path, aside=finish(path, now))
        given_back.want(path.parent, {current: repaired.lacking})
    given_back.done(path.parent, DUE)
    return repaired


def rebuild_formers(kiosk: Kiosk, brought: Sequence[Path] = ()) -> list[Repaired]:
    """Of all other journals of which there is anything on the box or in what was `brought`. Raises JournalError,
    OSError."""
    data, current = kiosk.path.parent, id_of(kiosk.path)
    rebuilt = list[Repaired]()
    for journal in journals(data, brought):
        if journal != current:
            copies = sources(data, journal, brought)
            rebuilt.append(rebuild_former(data / FORMER, journal, kiosk.card, copies, _is_own(kiosk, copies)))
    given_back.want(data, {each.journal: each.lacking for each in rebuilt})
    given_back.done(data, FORMER_DUE)
    return rebuilt


def _is_own(kiosk: Kiosk, copies: Sequence[Source]) -> IsOwn:
    return own_checkpoints(own_keys(kiosk.path.parent, copies))


def own_keys(data: Path, copies: Sequence[Source]) -> Collection[str]:
    """The public half of the key on the box; where there is none any more, the keys that signed what is on the box."""
    from kiosk.journal.signing import own_public  # cryptography is read by whoever repairs

    if own := own_public(data):
        return {own}
    rows = (event for source in copies if source.own for _, event in source.rows([(1, OPEN)]))
    return {str(event["data"].get("key")) for event in rows if event["type"] in TYPES}
