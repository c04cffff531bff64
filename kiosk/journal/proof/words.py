"""A verdict for people: first what is wrong; else what was looked at, what is signed, and what nobody can see.

People send these lines on, so they count nothing: two of them around one press would tell whether a reason came with
it. For programs (`as_data`) the counts are there, as in the journal itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.journal.proof.known import Known
from kiosk.journal.proof.verdict import Verdict

BLIND = "cannot be seen: what somebody did who holds the kiosk's key (checkpoint.key)"


def as_data(file: Path, journal: str, found: Verdict, known: Known) -> dict[str, Any]:
    """For programs; `signed`: the last row under a signature, `unsigned_from`: the first that nobody signed, None where
    there is none, `held_against`: what others knew."""
    open_from = found.open_from if found.last >= found.open_from else None
    counts = {"events": found.rows, "checkpoints": found.checkpoints, "keys": list(found.keys), "signed": found.signed}
    told = {"unsigned_from": open_from, "held_against": list(known.held), "problems": list(found.problems)}
    return {"file": str(file), "journal": journal, "good": found.good, **counts, **told}


def in_words(file: Path, found: Verdict, known: Known) -> str:
    """The first thing that is wrong stands first."""
    if not found.good:
        return "\n".join(f"{file}: {problem}" for problem in found.problems)
    keys = ", ".join(key[:16] for key in found.keys)
    signed = f"signed by key {keys}" if keys else "no signed checkpoint yet"
    return "\n".join((f"{file}: every chain holds; {signed}", *_told(found, known)))


def _told(found: Verdict, known: Known) -> Iterator[str]:
    yield "checked: no row is missing, none was changed since it was written, each goes on from the one before it"
    if found.signed:
        whose = "this kiosk's key" if known.keys else "the keys above; whose they are, --key would tell"
        yield f"signed: all rows before the last checkpoint, by {whose}; nobody else can have changed them"
    yield "not signed yet: whatever came behind the last checkpoint; whoever can write the file can have made that"
    if known.held:
        yield f"held against, and here: {'; '.join(said.partition(' (')[0] for said in known.held)}"
    else:
        yield "held against nothing else: --heads of the city or --slip would show an end that was cut off"
    yield BLIND
