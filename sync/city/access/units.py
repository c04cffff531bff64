"""Which units a kiosk-city serves, as `--units` and `--standby` name them. Pure.

However they are written, the same units have one name: by it the broker knows the session again, and of all programs
with it one works at a time. Two that meant the same and wrote it in another order would both work, side by side.
"""

import re
from collections.abc import Iterator, Sequence

_LEVEL = re.compile(r"[^/+#$\s\x00]+")
Units = tuple[str, ...]


def units_of(text: str, option: str = "--units") -> Units:
    """`H56,H55/92/` as `H55/92`, `H56`: in order, each once, none that lies within another; none at all: every unit.
    Raises ValueError that names the option."""
    found = {"/".join(level for level in unit.strip().split("/") if level) for unit in text.split(",")} - {""}
    for unit in sorted(found):
        if not all(_LEVEL.fullmatch(level) for level in unit.split("/")):
            raise ValueError(f"{option} {unit}: expected units as H55/92, and commas between them")
    if text.strip() and not found:
        raise ValueError(f"{option} {text}: names no unit; without {option} every one is served")
    return tuple(sorted(unit for unit in found if not any(_within(unit, other) for other in found - {unit})))


def written(units: Units) -> str:
    return ",".join(units)


def waited_for(own: Units, standbys: Sequence[str]) -> Iterator[tuple[Units, str]]:
    """The parts of others, each once, and what is odd about it ("" for nothing): of one that lies within our own there
    is nothing to wait for. Raises ValueError."""
    seen = set[Units]()
    for text in standbys:
        units = units_of(text, "--standby")
        if units not in seen:
            seen.add(units)
            yield units, _oddity(own, units)


def is_covered(own: Units, units: Units) -> bool:
    """Whether all of `units` is ours."""
    return not own or (units != () and all(any(_within(unit, ours) for ours in own) for unit in units))


def _oddity(own: Units, units: Units) -> str:
    if is_covered(own, units):
        return "lies within our own --units, and is served by them"
    overlaps = not units or any(_within(a, b) or _within(b, a) for a in own for b in units)
    return "overlaps our own --units: what both name is received and stored twice, and counts once" if overlaps else ""


def _within(unit: str, other: str) -> bool:
    return unit == other or unit.startswith(f"{other}/")
