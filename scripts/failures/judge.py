"""Whether anything was promised that is not so: what was heard on the wire beside what databases hold. Pure.

An acknowledgement lets a kiosk forget. So at every moment whatever was acknowledged must be in the database that lives;
at the end each event is there once, and each kiosk is either heard or known to be silent.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sync.city.fleet.silence import LOOK_S, SILENT_S

Chain = tuple[str, str, str]  # source, journal, stream


@dataclass(frozen=True)
class Held:
    """What the city has of a chain: up to `stored` without a gap, `rows` of them, of which `numbers` differ."""

    stored: int
    rows: int
    numbers: int


@dataclass(frozen=True)
class Heard:
    """A kiosk as the city knows it: seconds since anything came of it, and whether it is told to be silent."""

    ago_s: float
    is_silent: bool


def beyond(told: Mapping[Chain, int], held: Mapping[Chain, int]) -> list[str]:
    """Acknowledgements of more than there is. `told`: the highest that were heard, before `held` was read."""
    return [
        f"{' '.join(chain)}: acknowledged up to {number}, {held.get(chain, 0)} stored"
        for chain, number in sorted(told.items())
        if number > held.get(chain, 0)
    ]


def miscounted(written: Mapping[Chain, int], city: Mapping[Chain, Held]) -> list[str]:
    """Where the city's count is not the kiosk's. `written`: the last number of each chain in its own journal."""
    wrong = list[str]()
    for chain, last in sorted(written.items()):
        held = city.get(chain, Held(0, 0, 0))
        if held != Held(last, last, last):
            wrong.append(
                f"{' '.join(chain)}: {last} written, {held.rows} rows of {held.numbers}, {held.stored} in order"
            )
    strangers = sorted(set(city) - set(written))
    return [*wrong, *(f"{' '.join(chain)}: nobody wrote it" for chain in strangers)]


def unheard(kiosks: Collection[str], heard: Mapping[str, Heard]) -> list[str]:
    """Who is neither heard within the bound nor told to be silent, or told to be and is not; the city looks now and
    then, so in between either is right."""
    found = [(kiosk, heard.get(kiosk)) for kiosk in sorted(kiosks)]
    return [f"{kiosk}: {why}" for kiosk, one in found if (why := _doubt(one))]


def _doubt(one: Heard | None) -> str:
    if one is None:
        return "the city does not know it"
    if one.is_silent and one.ago_s < SILENT_S:
        return f"silent, and heard {one.ago_s:.0f} s ago"
    if not one.is_silent and one.ago_s > SILENT_S + 2 * LOOK_S:
        return f"nothing for {one.ago_s:.0f} s, and not silent"
    return ""
