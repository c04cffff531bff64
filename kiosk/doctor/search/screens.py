"""Whether the whole picture is seen: a frame along all four edges, Vietnamese words, and a person who looks.

A television cuts a picture's edges off (overscan) unless it is told not to. Of a picture that is seen whole the size is
written into kiosk.toml, in dots and, where the monitor tells them, in millimetres.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drivers.drm.cards import Place
from drivers.ports import Missing
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.devices.fitting import fitted, picture_of
from kiosk.devices.opening import place_of
from kiosk.doctor.checks.screens import drawn_elsewhere, facts_of, missing
from kiosk.doctor.person.person import YES_NO, Person, Question
from kiosk.doctor.search.settings import Round
from kiosk.doctor.search.writing import write
from kiosk.service.findings import Bilingual, Finding

EDGES = Bilingual(
    "Có thấy trọn khung vàng ở cả bốn cạnh và đọc rõ “Ưỡn, ẩn, ễnh, ợ, Ẵm, Đặng” không?",
    "Is the yellow frame whole on all four edges, and every mark of the Vietnamese words?",
)
_CUT = Bilingual(
    "trên TV/màn hình, tắt Overscan (chọn Just Scan, 1:1, Full); nếu không có, thêm lề vào hardware.video",
    "switch overscan off on the monitor (Just Scan, 1:1, Full); if it has no such choice, add margins to "
    "hardware.video: …,margin_left=30,margin_right=30,margin_top=20,margin_bottom=20",
)


def find_screen(round_: Round) -> Finding:
    """Raises ConfigError."""
    config = load(round_.file)
    if config.hardware.screen != "drm":
        return drawn_elsewhere(config.hardware.screen)
    try:
        place = place_of(config)
        with _shown_to(round_.person, config) as person:
            whole = person.ask(Question("edges", EDGES, YES_NO, place.said(), edges=True)) == "y"
    except Missing as error:
        return missing(error)
    said = Bilingual(place.said(), place.said())
    if not whole:
        return Finding("screen", False, said, _CUT, facts_of(place) | {"whole": False})
    _write(round_.file, config, place)
    return Finding("screen", True, said, facts=facts_of(place) | {"whole": True})


def _write(file: Path, config: Config, place: Place) -> None:
    """What the picture has, where the settings have something else."""
    has = fitted(config.kiosk, picture_of(place.size, place.socket.mm, config.hardware.rotate))
    if has != config.kiosk:
        write(file, "kiosk", {"width": has.width, "height": has.height, "screen_mm": has.screen_mm})


@contextlib.contextmanager
def _shown_to(person: Person, config: Config) -> Iterator[Any]:
    """Who is asked on the screen sees it there; who is asked on a terminal gets it shown beside it."""
    if person.marks:
        yield person
        return
    from kiosk.doctor.person.screen import beside

    with beside(person, config) as both:
        yield both
