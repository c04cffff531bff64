"""Out of order: the citizen's words are the main thing, the technician has one line."""

from itertools import pairwise

import pytest

from display.drawing.text import leading
from display.drawing.theme import Theme
from display.touchscreen.layout import Element, layout
from display.touchscreen.rest import troubles
from kiosk.core.dialog.view import View

GONE = (
    "/var/lib/kiosk/journal.db: the journal is gone: checkpoint.key, console.key, journal.heads beside it say that "
    "there was one; put it back, or go on above its numbers with `kiosk migrate --anew`; see docs/repair.md, 'journal'"
)
PANELS = {"10 inch": (1280, 800, 217), "7 inch": (800, 480, 154), "upright": (1080, 1920, 300)}


def seen(panel: str, trouble: str) -> dict[str, Element]:
    view = View("out-of-order", "Bộ phận một cửa", "UBND xã Tân Quang", "08:15", "", trouble=trouble)
    return {thing.id: thing for thing in layout(view, Theme.of(*PANELS[panel]))}


def test_a_sentence_gives_way_by_its_ends() -> None:
    """The file by its name alone; what is shorter is still its beginning."""
    said = troubles(GONE)
    assert said[-2:] == ["journal.db: the journal is gone", "journal.db"]
    assert all(longer.startswith(shorter) for longer, shorter in pairwise(said))
    assert troubles("No answer from /dev/serial/x; cable?")[0] == "No answer from /dev/serial/x; cable?"


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("trouble", [GONE, "The disk is full: make room on it.", "x " * 200])
def test_the_technicians_line_takes_nothing_from_the_citizens(panel: str, trouble: str) -> None:
    """At most one line, below everything that a citizen reads, which stands as it does without it."""
    theme, things, without = Theme.of(*PANELS[panel]), seen(panel, trouble), seen(panel, "")
    assert {id_: thing.name for id_, thing in things.items() if id_ != "trouble"} == {
        id_: thing.name for id_, thing in without.items()
    }
    if "trouble" in things:
        _, top, _, high = things["trouble"].rect
        assert high == leading(theme.text)
        assert all(thing.rect[1] + thing.rect[3] <= top for thing in (things["head"], things["said"]))
    assert ("trouble" in things) == (not trouble.startswith("x"))
