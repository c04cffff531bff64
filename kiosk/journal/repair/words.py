"""What a repair found, in words for a technician. Pure."""

from collections.abc import Iterator

from kiosk.journal.repair.repairing import Repaired


def words(repaired: Repaired) -> Iterator[str]:
    """A line each: what there is and from where, what was done, what is missing."""
    where = ", ".join(f"{count} from the {source}" for source, count in sorted(repaired.taken.items()))
    if repaired.done:
        yield f"{repaired.path}: {repaired.rows} events: {where}"
    else:
        yield f"{repaired.path}: nothing to bring back: {repaired.rows} events"
    if repaired.aside:
        yield f"the file as it was is in {repaired.aside}"
    for first, last in repaired.missing:
        yield f"rows {first} to {last}: nobody here has them; kiosk-sync asks the city, the next start takes them in"
