"""What a repair found, in words for a technician, who sends them on: never how much there is. Pure."""

from collections.abc import Iterator

from kiosk.journal.repair.repairing import Repaired


def words(repaired: Repaired) -> Iterator[str]:
    """A line each: what there is and from where, what was done, what is missing."""
    where = ", ".join(f"from the {source}" for source, count in sorted(repaired.taken.items()) if count)
    yield f"{repaired.path}: brought back {where}" if repaired.done else f"{repaired.path}: nothing to bring back"
    if repaired.aside:
        yield f"the file as it was is in {repaired.aside}"
    for first, last in repaired.missing:
        yield f"rows {first} to {last}: nobody here has them; kiosk-sync asks the city, the next start takes them in"
