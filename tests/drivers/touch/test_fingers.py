"""Fingers on the real driver, over every way in which panels speak: one intention is one touch, whatever lies there."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers import contacts, evdev, tips, touch
from drivers.ports import Touched
from drivers.touch import TouchPanel
from tests.drivers.touch.hand import EVERY, SIZE, Time, dot, taps
from tests.drivers.touch.simulated_panel import HIGH, Kind, SimulatedPanel, simulated_panel

MANY = pytest.mark.parametrize("kind", ["slots", "contacts"])  # those that tell two fingers


@EVERY
def test_two_taps_are_two_wherever_they_are(far: SimulatedPanel, near: TouchPanel) -> None:
    """On one place too, which the kernel does not repeat; grabbed once."""
    for x, y in ((100, 200), (100, 200), (100, 3000), (4095, 0)):
        far.tap(x, y)
    assert taps(near.read()) == [dot(100, 200)] * 2 + [dot(100, 3000), dot(4095, 0)] and far.grabbed == 1


@EVERY
def test_a_finger_is_down_where_it_is(far: SimulatedPanel, near: TouchPanel) -> None:
    """Never where the last one was, however late the panel says the place; and it moves."""
    far.tap(4000, 4000)
    near.read()
    far.down(1, 100, 200)
    far.move(1, 900, 200)
    far.up(1)
    assert near.read() == [
        Touched("down", *dot(100, 200)),
        Touched("move", *dot(900, 200)),
        Touched("up", *dot(900, 200)),
    ]


@MANY
def test_a_second_finger_beside_a_first_is_not_heard(far: SimulatedPanel, near: TouchPanel) -> None:
    """Whichever is lifted first: one intention is one tap, of the finger that came first."""
    for first_up in (1, 2):
        far.down(1, 100, 200)
        far.down(2, 3000, 3000)
        for finger in (first_up, 3 - first_up):
            far.up(finger)
        assert taps(near.read()) == [dot(100, 200)]


@MANY
def test_what_lies_still_blocks_nobody(far: SimulatedPanel, near: TouchPanel, time: Time) -> None:
    """A sleeve lies there for a second: it taps nothing, then nor later, and each finger beside it counts."""
    far.down(1, 100, 200)
    near.read()
    time.ms += 1000
    for _ in range(3):
        far.tap(3000, 3000)
    said = near.read()
    far.up(1)
    assert said[0].phase == "gone" and taps(said[1:]) == [dot(3000, 3000)] * 3 and near.read() == []


@pytest.mark.parametrize("kind", ["slots"])
def test_a_new_id_without_an_end_is_a_new_finger(far: SimulatedPanel, near: TouchPanel) -> None:
    """The first is up where it was, the second down where it is."""
    far.down(1, 100, 200)
    far.swapped(1, 3000, 3000)
    far.up(1)
    assert taps(near.read()) == [dot(100, 200), dot(3000, 3000)]


@pytest.mark.parametrize("kind", ["slots"])
@pytest.mark.parametrize(
    "also",
    [
        (evdev.SYN, contacts.SYN_MT_REPORT, 0),  # of protocol A, as some drivers say it behind slots
        (tips.ABS, contacts.ABS_X, 9),  # for who knows one finger only: most panels say both
        (evdev.KEY, contacts.BTN_TOUCH, 1),
    ],
    ids=["protocol A", "a single place", "a single touch"],
)
def test_slots_are_believed_whatever_is_said_beside_them(
    far: SimulatedPanel, near: TouchPanel, monkeypatch: pytest.MonkeyPatch, also: evdev.Record
) -> None:
    """Taps, a second finger, and one that moves along one axis, of which the kernel repeats no other."""
    said = far._say
    monkeypatch.setattr(far, "_say", lambda *records: said(*records, also))
    far.tap(100, 200)
    far.down(1, 100, 200)
    far.move(1, 900, 200)
    far.tap(3000, 3000)
    far.move(1, 900, 900)
    far.up(1)
    assert taps(near.read()) == [dot(100, 200), dot(900, 900)]


@EVERY
def test_after_lost_records_the_next_taps_are_heard(far: SimulatedPanel, near: TouchPanel) -> None:
    """Lost while two fingers came and went, in whatever slot: the kernel is asked, and nothing stays down."""
    far.down(1, 100, 200)
    assert [one.phase for one in near.read()] == ["down"]
    far.lose()
    far.down(2, 300, 300)
    far.up(1)
    far.move(2, 900, 900)
    far.up(2)
    far.caught_up()
    far.tap(3000, 3000)
    said = near.read()
    end = "gone" if far.kind == "contacts" else "up"  # the kernel keeps no contacts of protocol A
    assert [one.phase for one in said if one.phase != "move"] == [end, "down", "up"]
    assert dot(3000, 3000) == (said[-1].x, said[-1].y) and near.since() is None


@pytest.mark.parametrize("kind", ["slots"])
def test_a_tap_behind_lost_records_is_heard_though_another_slot_is_current(
    far: SimulatedPanel, near: TouchPanel
) -> None:
    """The second finger's slot was the last that the kernel said, and a first finger comes in slot 0 again."""
    far.down(1, 100, 200)
    far.down(2, 300, 300)
    near.read()
    far.lose()
    far.up(1)
    far.move(2, 301, 300)
    far.caught_up()
    far.up(2)
    near.read()
    for _ in range(3):
        far.tap(3000, 3000)
    assert taps(near.read()) == [dot(3000, 3000)] * 3


@EVERY
def test_a_finger_that_is_there_behind_lost_records_counts_when_it_is_lifted(
    far: SimulatedPanel, near: TouchPanel
) -> None:
    """It came among what was lost: its intention is one tap, where it is."""
    far.lose()
    far.down(1, 3000, 3000)
    far.caught_up()
    said = near.read()
    far.move(1, 3001, 3000)
    far.up(1)
    assert taps(said + near.read()) == [dot(3001, 3000)]


@pytest.mark.parametrize("kind", ["single", "mouse", "slots"])
def test_what_lies_there_when_it_is_opened_is_no_finger(far: SimulatedPanel, time: Time) -> None:
    """The kiosk starts with water on its panel: lifted, it taps nothing; it is known to lie there, and others count."""
    time.ms = 500
    far.down(1, 100, 200)
    near = TouchPanel(far.path, SIZE)
    assert near.since() == 500
    time.ms += 1000
    far.up(1)
    near.read()
    far.tap(3000, 3000)
    assert taps(near.read()) == [dot(3000, 3000)] and near.since() is None
    near.close()


DONE = ("down", "up", "move", "lose", "caught_up", "wait", "swapped", "read", "hover", "land", "palm")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["down", "up", "move", "lose", "caught_up", "wait", "swapped", "read", "hover", "land", "palm"]
        ),
        st.integers(0, 3),
        st.integers(0, HIGH),
        st.integers(0, HIGH),
    ),
    max_size=60,
)


@EVERY
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_train_of_fingers_leaves_it_deaf(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, time: Time, steps: list[tuple[str, int, int, int]]
) -> None:
    """Any fingers, any losses: downs and ends in turn; when all are lifted, nothing is down and the next tap is one."""
    with simulated_panel(tmp_path_factory.mktemp("panel"), kind) as far:
        far.sees(tips.MT_DISTANCE, 0)
        far.sees(tips.TOOL, 0)
        near, said = TouchPanel(far.path, SIZE), list[Touched]()
        for what, finger, x, y in steps:
            done(far, time, what, finger, x, y)
            said += near.read() if what == "read" else []
        for finger in tuple(far.fingers):
            far.up(finger)
        far.caught_up()
        said += near.read()
        taps(said)
        assert near.since() is None
        far.tap(5, 7)
        assert taps(near.read()) == [dot(5, 7)]
        near.close()


SEEN = {"hover": (tips.MT_DISTANCE, 9), "land": (tips.MT_DISTANCE, 0), "palm": (tips.TOOL, tips.PALM)}


def done(far: SimulatedPanel, time: Time, what: str, finger: int, x: int, y: int) -> None:
    """One step, where it can be."""
    if what in ("lose", "caught_up"):
        far.lose() if what == "lose" else far.caught_up() if far.dropping else None
    elif what == "wait":
        time.ms += x
    elif what == "down" and finger not in far.fingers:
        far.down(finger, x, y)
    elif what in SEEN and finger in far.fingers:
        far.say(finger, *SEEN[what])
    elif what in ("move", "up", "swapped") and finger in far.fingers:
        if what == "up":
            far.up(finger)
        elif what == "move" or far.kind == "slots":
            getattr(far, what)(finger, x, y)


def test_the_numbers_are_the_kernels() -> None:
    """EVIOCGKEY(96), EVIOCGMTSLOTS(44) as linux/input.h makes them; buttons of input-event-codes.h."""
    assert (evdev.reading(evdev.EVIOCGKEY, 96), evdev.reading(touch.EVIOCGMTSLOTS, 44)) == (0x80604518, 0x802C450A)
    assert (contacts.BTN_LEFT, contacts.BTN_TOUCH) == (0x110, 0x14A)
