"""Panels that see more than what touches them, on the real driver: what hovers and what is a palm is no finger."""

import pytest

from drivers.ports import Touched
from drivers.tips import ABS, MT_DISTANCE, MT_ID, MT_PRESSURE, NONE, PALM, TOOL, TOUCH_MAJOR
from drivers.touch import TouchPanel
from tests.drivers.touch.hand import SIZE, dot, taps
from tests.drivers.touch.simulated_panel import Kind, SimulatedPanel

FINGER = 0  # MT_TOOL_FINGER
SEES = {"distance": (MT_DISTANCE, 0, 7), "pressure": (MT_PRESSURE, 40, 0), "size": (TOUCH_MAJOR, 9, 0)}
"""Code, its value of a finger on the glass, and of one that is not."""
HOVERING: tuple[tuple[Kind, str], ...] = (
    ("single", "distance"),
    ("mouse", "distance"),
    ("late", "distance"),
    ("slots", "distance"),
    ("slots", "pressure"),
    ("contacts", "distance"),
    ("contacts", "pressure"),
    ("contacts", "size"),
)
EVERY_SIGN = pytest.mark.parametrize(("kind", "sign"), HOVERING)
MANY = pytest.mark.parametrize("kind", ["slots", "contacts"])


def seeing(far: SimulatedPanel, near: TouchPanel, sign: str) -> tuple[int, int, int]:
    """The panel tells this of each contact; one tap was heard already. The sign, and its values."""
    code, on, off = SEES[sign]
    far.sees(code, on)
    far.tap(4000, 4000)
    assert taps(near.read()) == [dot(4000, 4000)]
    return code, on, off


@EVERY_SIGN
def test_a_finger_that_hovers_touches_nothing(far: SimulatedPanel, near: TouchPanel, sign: str) -> None:
    """It comes near, moves along, and goes away: nothing lies there either."""
    seeing(far, near, sign)
    far.down(1, 100, 200, **{sign: SEES[sign][2]})
    far.move(1, 900, 900)
    assert near.since() is None
    far.up(1)
    assert near.read() == []


@EVERY_SIGN
def test_a_finger_touches_from_when_it_is_on_the_glass_until_it_leaves_it(
    far: SimulatedPanel, near: TouchPanel, sign: str
) -> None:
    """It stays in sight between two taps, which are two, each where it came down, though its place is not repeated."""
    code, on, off = seeing(far, near, sign)
    far.down(1, 100, 200, **{sign: off})
    far.move(1, 900, 900)
    for _ in range(2):
        far.say(1, code, on)
        assert near.read() == [Touched("down", *dot(900, 900))]
        far.say(1, code, off)
        assert near.read() == [Touched("up", *dot(900, 900))]
    far.up(1)
    assert near.read() == []


@pytest.mark.parametrize(("kind", "sign"), [one for one in HOVERING if one[1] != "distance"])
def test_a_panel_that_has_a_word_and_never_measures_is_heard(far: SimulatedPanel, near: TouchPanel, sign: str) -> None:
    """Its pressure is 0 whoever presses."""
    code, _, off = SEES[sign]
    far.sees(code, off)
    for _ in range(3):
        far.tap(100, 200)
    assert taps(near.read()) == [dot(100, 200)] * 3


@MANY
def test_one_that_hovers_is_in_nobodys_way(far: SimulatedPanel, near: TouchPanel) -> None:
    """A finger beside it counts at once, and so does it when it comes down later."""
    seeing(far, near, "distance")
    far.down(1, 100, 200, distance=7)
    far.tap(3000, 3000)
    far.say(1, MT_DISTANCE, 0)
    far.up(1)
    assert taps(near.read()) == [dot(3000, 3000), dot(100, 200)]


@MANY
def test_a_palm_taps_nothing_and_blocks_nobody(far: SimulatedPanel, near: TouchPanel) -> None:
    """It lies there from the start; fingers beside it count at once, and it is nothing when it is lifted."""
    far.sees(TOOL, FINGER)
    far.down(1, 100, 200, tool=PALM)
    far.tap(3000, 3000)
    assert taps(near.read()) == [dot(3000, 3000)] and near.since() is not None
    far.up(1)
    assert near.read() == [] and near.since() is None


@MANY
def test_a_contact_that_turns_into_a_palm_ends_without_a_tap(far: SimulatedPanel, near: TouchPanel) -> None:
    """Nor is it a finger when the panel doubts that again, before it was lifted; the next one is."""
    far.sees(TOOL, FINGER)
    far.down(1, 100, 200)
    far.say(1, TOOL, PALM)
    assert [one.phase for one in near.read()] == ["down", "gone"]
    far.say(1, TOOL, FINGER)
    far.move(1, 110, 200)
    far.up(1)
    far.tap(100, 200)
    assert taps(near.read()) == [dot(100, 200)]


@pytest.mark.parametrize("kind", ["slots"])
@pytest.mark.parametrize("end", [NONE, 77], ids=["lifted with it", "another id with it"])
def test_a_palm_that_is_told_with_its_end_is_no_tap(far: SimulatedPanel, near: TouchPanel, end: int) -> None:
    """Some panels know it as it is lifted; some kernels give a contact another id with another tool, and back."""
    far.sees(TOOL, FINGER)
    far.down(1, 100, 200)
    far._say((ABS, MT_ID, end), (ABS, TOOL, PALM))
    if end != NONE:
        far._say((ABS, MT_ID, 78), (ABS, TOOL, FINGER))
        far._say((ABS, MT_ID, NONE))
    assert [one.phase for one in near.read()] == ["down", "gone"] and near.since() is None


@EVERY_SIGN
def test_behind_lost_records_one_that_hovers_is_known_to(far: SimulatedPanel, near: TouchPanel, sign: str) -> None:
    """It went up among what was lost, and is in sight still: its touch has ended, and its next one is heard."""
    code, on, off = seeing(far, near, sign)
    far.down(1, 100, 200)
    near.read()
    far.lose()
    far.say(1, code, off)
    far.caught_up()
    assert [one.phase for one in near.read()] == ["gone" if far.kind == "contacts" else "up"]
    far.say(1, code, on)
    far.say(1, code, off)
    assert taps(near.read()) == [dot(100, 200)]


@pytest.mark.parametrize("kind", ["single", "mouse", "late", "slots"])
def test_one_that_hovers_when_it_is_opened_is_a_finger_once_it_comes_down(far: SimulatedPanel) -> None:
    """Its place is where the kernel has it, which repeats none."""
    far.sees(MT_DISTANCE, 0)
    far.down(1, 100, 200, distance=7)
    near = TouchPanel(far.path, SIZE)
    assert near.since() is None
    far.say(1, MT_DISTANCE, 0)
    far.up(1)
    assert taps(near.read()) == [dot(100, 200)]
    near.close()
