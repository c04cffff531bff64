"""Tests the panel: what hangs on which socket, in which mode, and who else draws on it. Nothing is drawn."""

from typing import Any

from drivers.drm.cards import Place
from drivers.ports import Missing
from kiosk.config.options import Config
from kiosk.devices.opening import place_of
from kiosk.doctor.texts import REMEDIES
from kiosk.host.screen.holders import Holder, holders
from kiosk.service.findings import NOTHING, Bilingual, Finding


def screen(config: Config, wait: float, factory: Any) -> Finding:
    """`wait`, `factory`: for other devices."""
    if config.hardware.screen != "drm":
        return drawn_elsewhere(config.hardware.screen)
    others = holders()
    try:
        place = place_of(config)
    except Missing as error:
        return missing(error)
    if others:
        return held(place, others)
    do = Bilingual("xem hình thử: kiosk doctor --picture", "see a test picture: kiosk doctor --picture")
    return Finding("screen", True, _said(place), do if place.unlike else NOTHING, facts_of(place))


def drawn_elsewhere(screen: str) -> Finding:
    """In a window, or nowhere: there is no panel to test."""
    return Finding("screen", True, Bilingual(f'hardware.screen = "{screen}"', f'hardware.screen = "{screen}"'))


def held(place: Place, others: list[Holder]) -> Finding:
    names = ", ".join(other.name for other in others)
    said = Bilingual(f"{names} đang chiếm màn hình; {place.said()}", f"{names} draws on the panel; {place.said()}")
    end = "; ".join(str(other) for other in others)
    return Finding("screen", False, said, Bilingual(end, end), facts_of(place) | {"held": [o.name for o in others]})


def missing(error: Missing) -> Finding:
    return Finding("screen", False, Bilingual(f"không có màn hình: {error}", str(error)), REMEDIES["screen"])


def _said(place: Place) -> Bilingual:
    return Bilingual(place.said(), place.said())


def facts_of(place: Place) -> dict[str, Any]:
    """`monitor`: "" for one without EDID; `mm`: [0, 0] where it does not tell."""
    mode = place.mode
    return {
        "connector": place.socket.name,
        "mode": [mode.width, mode.height, mode.refresh],
        "monitor": place.monitor,
        "mm": list(place.socket.mm),
        "unlike": list(place.unlike),
    }
