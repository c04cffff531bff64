"""Contacts to presses: a finger's is counted once at its first edge, a spark's never, and a sticker's is news."""

import queue
import random
import time

import pytest
from gpiod import LineSettings
from gpiozero.pins.mock import MockFactory
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.gpio import debounce
from drivers.gpio.buttons import PinButtons
from drivers.gpio.debounce import HOLD_MS, STABLE_MS, STUCK_MS, Contact, due, edge, held_since, passed
from drivers.gpio.lamps import PinLamps
from drivers.gpio.lines import LineFactory
from drivers.ports import ButtonPressed, DeviceBack, DeviceFailed, Input, Missing
from drivers.simulated.wires import bounce
from kiosk.devices.found import RETRY_MS, FoundButtons, FoundLamps
from tests.drivers.simulated_lines import SimulatedLines

Edge = tuple[int, bool]  # ms, closed


def lived(edges: list[Edge], until: int, contact: Contact | None = None) -> tuple[list[int], list[int]]:
    """Whoever watches looks at each due moment: when presses counted, and when it was said to be stuck."""
    contact, counted, stuck = contact or Contact(), list[int](), list[int]()
    for at, down in [*edges, (until, False)]:
        while (look := due(contact)) is not None and look < at:
            before = contact
            contact, pressed = passed(contact, look)
            counted += [contact.first] * pressed
            stuck += [look] * (contact.stuck > before.stuck)
        if at < until:
            contact, pressed = edge(contact, down, at)
            counted += [contact.first] * pressed
    return counted, stuck


def fingers(presses: list[tuple[int, int, int]]) -> tuple[list[Edge], list[int], int]:
    """Edges of (held, rested, seed of the bounce); the first edge of each; the end."""
    edges, firsts, at = list[Edge](), list[int](), 100.0
    for held, rest, seed in presses:
        dice = random.Random(seed)
        for level in (0, 1):
            mine = []
            for wait, now in bounce(level, dice):
                at += wait * 1000
                mine.append((round(at), now == 0))
            edges += mine
            firsts += [next(ms for ms, down in mine if down)] if level == 0 else []
            at += held if level == 0 else rest
    return edges, firsts, round(at)


PRESSES = st.lists(st.tuples(st.integers(30, 400), st.integers(60, 900), st.integers(0, 9999)), min_size=1, max_size=12)


@given(PRESSES)
def test_each_press_counts_once_at_its_first_edge(presses: list[tuple[int, int, int]]) -> None:
    """Any train of fingers with bounce at both ends, at least 60 ms open in between."""
    edges, firsts, end = fingers(presses)
    assert lived(edges, end) == (firsts, [])


@given(st.lists(st.tuples(st.integers(0, HOLD_MS - 1), st.integers(1, 500)), max_size=40))
def test_no_train_of_dips_is_a_press(dips: list[tuple[int, int]]) -> None:
    """Sparks of a relay or of somebody's sleeve: however many, and however close."""
    edges, at = list[Edge](), 0
    for held, rest in dips:
        edges += [(at, True), (at + held, False)]
        at += held + rest
    assert lived(edges, at + 1000) == ([], [])


@given(st.integers(0, HOLD_MS - 1), st.integers(STABLE_MS, 900), st.integers(30, 400))
def test_a_dip_moves_no_press(dip: int, rest: int, held: int) -> None:
    """The finger that comes after it counts at its own first edge."""
    at = 100 + dip + rest
    assert lived([(100, True), (100 + dip, False), (at, True), (at + held, False)], at + 999) == ([at], [])


@pytest.mark.parametrize("held", [HOLD_MS, 30, 59_999])
def test_a_press_that_is_heard_late_counts_as_well(held: int) -> None:
    """The program was held up until the finger was gone: the edges' own times say how long it was there."""
    contact, first = edge(Contact(), True, 500)
    assert (first, edge(contact, False, 500 + held)[1]) == (False, True)


def test_a_finger_of_thirty_milliseconds_counts_though_its_contacts_bounce_at_both_ends() -> None:
    """For 8 and 9 ms of them: it is closed for 13 ms together, which is why no more is asked for."""
    edges = [*((ms, ms % 2 == 0) for ms in range(9)), *((ms, ms % 2 == 0) for ms in range(21, 31))]
    assert lived([*edges, (31, False)], 999) == ([0], [])


def test_what_is_down_for_a_minute_is_said_once_and_is_free_again() -> None:
    """The press counted at its start; then a sticker; one that was down from the start was never pressed."""
    assert lived([(0, True)], 999_999) == ([0], [STUCK_MS])
    assert lived([], 999_999, held_since(7)) == ([], [7 + STUCK_MS])
    opened, pressed = edge(passed(held_since(0), STUCK_MS)[0], False, 70_000)
    freed, again = passed(opened, due(opened) or 0)
    assert (due(opened), freed.stuck, pressed, again) == (70_000 + STABLE_MS, False, False, False)
    assert lived([(70_100, True)], 70_200, freed) == ([70_100], [])


@given(st.lists(st.tuples(st.integers(HOLD_MS, 20_000), st.integers(0, STABLE_MS - 1)), min_size=8, max_size=60))
def test_a_spring_that_trembles_is_one_press_and_then_stuck(shakes: list[tuple[int, int]]) -> None:
    """Closed again and again before it has rested: said once, however often it opens for a moment; then free."""
    edges, at = list[Edge](), 100
    for held, broken in shakes:
        edges += [(at, True), (at + held, False)]
        at += held + broken
    stuck = [100 + STUCK_MS] if edges[-1][0] > 100 + STUCK_MS else []
    assume(stuck or at < 100 + STUCK_MS)
    counted, said = lived(edges, at + 999)
    assert counted == [100] and len(said) == len(stuck) and all(100 + STUCK_MS <= one <= at for one in said)


def test_hum_of_the_mains_on_a_long_wire_is_no_press() -> None:
    """50 and 60 Hz: closed for half of each wave, for as long as the motor beside it runs."""
    for half in (8, 10):
        assert lived([(n * half, n % 2 == 0) for n in range(1000)], 99_999) == ([], [])


# --- on real gpiozero devices ---


def milliseconds() -> int:
    return round(time.monotonic() * 1000)


def test_a_button_posts_the_press_at_its_first_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """On mock pins: one press, by the kiosk's own clock; however long this machine takes for a bounce."""
    monkeypatch.setattr(debounce, "STABLE_MS", 10_000)
    said: queue.Queue[Input] = queue.Queue()
    factory = MockFactory()
    buttons = PinButtons([("neutral", 5)], said.put, lambda: milliseconds() + 1_000_000, factory)
    pin, began = factory.pin(5), milliseconds()
    pin.drive_low()
    touched = milliseconds()
    for level in (1, 0, 1, 0):
        pin.drive_high() if level else pin.drive_low()
    press = said.get(timeout=30)
    assert isinstance(press, ButtonPressed) and press.name == "neutral"
    assert began - 2 <= press.mono - 1_000_000 <= touched + 2  # each clock is rounded
    buttons.close()
    assert said.empty()
    with pytest.raises(Missing, match="GPIO 99"):
        PinButtons([("x", 99)], said.put, lambda: 0, factory)


def test_a_dip_whose_end_is_heard_late_is_no_press(far: SimulatedLines, factory: LineFactory) -> None:
    """The line itself is asked before a press counts: it is open again, though no edge has said so yet."""
    said: queue.Queue[Input] = queue.Queue()
    buttons = PinButtons([("neutral", 5)], said.put, milliseconds, factory)
    line, dipped = far.held[5], time.monotonic()
    with factory.edges._lock:  # the thread of the lines is held up between the two edges
        buttons._edge("neutral", True, round(dipped * 1000))
        time.sleep(0.05)
    assert said.empty()
    with factory.edges._lock:
        line.edge(0, dipped)
        line.edge(1, dipped + 0.001)
        far.drive(5, 0)
    pressed = said.get(timeout=30)
    buttons.close()
    assert isinstance(pressed, ButtonPressed) and said.empty()


def test_a_dip_and_the_finger_behind_it_heard_late_are_one_press(far: SimulatedLines, factory: LineFactory) -> None:
    """The line is closed when it is asked, but by the finger: the edges that wait are read before it is asked."""
    said: queue.Queue[Input] = queue.Queue()
    buttons = PinButtons([("neutral", 5)], said.put, milliseconds, factory)
    dipped = time.monotonic() - 10
    with factory.edges._lock:  # the thread of the lines is held up between the first two edges
        with buttons._news:
            buttons._edge("neutral", True, round(dipped * 1000))
            far.held[5].edge(1, dipped + 0.001)
            far.drive(5, 0, dipped + 9)
        time.sleep(0.1)  # whoever asks the line without its edges does it now
    pressed = said.get(timeout=30)
    buttons.close()
    assert isinstance(pressed, ButtonPressed) and abs(pressed.mono - (dipped + 9) * 1000) <= 900 and said.empty()


@pytest.mark.parametrize("held_up_s", [0.0, 0.05])
def test_a_press_whose_edges_wait_for_us_is_one_press_at_its_first_edge(
    far: SimulatedLines, factory: LineFactory, held_up_s: float
) -> None:
    """Whoever hears them was held up behind both of them, or in the middle of the first: 15 ms are a finger's still."""
    said: queue.Queue[Input] = queue.Queue()
    buttons = PinButtons([("neutral", 5)], said.put, milliseconds, factory)
    began = time.monotonic() - 10
    with buttons._news:  # the first edge is on its way in, and gets no further
        far.held[5].edge(0, began)
        time.sleep(held_up_s)
        far.held[5].edge(1, began + 0.015)
    press = said.get(timeout=30)
    buttons.close()
    assert isinstance(press, ButtonPressed) and abs(press.mono - began * 1000) <= 5000 and said.empty()


def test_a_button_let_go_of_while_its_line_was_gone_counts_again(far: SimulatedLines) -> None:
    """Nobody heard the end of that press; the line is asked when it is back."""
    said: queue.Queue[Input] = queue.Queue()
    factory = LineFactory(far.ask, said.put)
    buttons = PinButtons([("a", 5)], said.put, milliseconds, factory)
    far.drive(5, 0)
    assert isinstance(said.get(timeout=30), ButtonPressed)
    far.gone = True
    far.drive(5, 1)
    assert isinstance(said.get(timeout=30), DeviceFailed)
    far.gone = False
    assert said.get(timeout=30) == DeviceBack("buttons")
    time.sleep(2 * STABLE_MS / 1000)
    far.drive(5, 0)
    assert isinstance(said.get(timeout=30), ButtonPressed)
    buttons.close()
    factory.close()


def test_a_sticker_on_a_button_is_news_and_so_is_its_end(
    far: SimulatedLines, factory: LineFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Down before the start and never pressed; another one is pressed meanwhile; free again, its finger counts."""
    said: queue.Queue[Input] = queue.Queue()
    far._contact[5] = 0
    monkeypatch.setattr(debounce, "STUCK_MS", 50)
    buttons = PinButtons([("a", 5), ("b", 6)], said.put, milliseconds, factory)
    stuck = said.get(timeout=30)
    monkeypatch.setattr(debounce, "STUCK_MS", STUCK_MS)
    assert isinstance(stuck, DeviceFailed) and stuck.state == "stuck" and "[[buttons]] a: down for" in stuck.why
    far.drive(6, 0)
    assert said.get(timeout=30).name == "b"  # type: ignore[union-attr]
    far.drive(5, 1)
    assert said.get(timeout=30) == DeviceBack("buttons")
    time.sleep(2 * STABLE_MS / 1000)
    far.drive(5, 0)
    assert said.get(timeout=30).name == "a"  # type: ignore[union-attr]
    buttons.close()
    assert said.empty()


def test_a_line_that_cannot_be_read_is_news_and_heard_again(far: SimulatedLines) -> None:
    """The chip is gone for a while: told once each way, asked for until it is back, and no descriptor more."""
    said: queue.Queue[Input] = queue.Queue()
    factory = LineFactory(far.ask, said.put)
    buttons = PinButtons([("a", 5), ("b", 6)], said.put, milliseconds, factory)
    far.gone = True
    for pin in (5, 6):
        far.drive(pin, 0)
    failed = said.get(timeout=30)
    assert isinstance(failed, DeviceFailed) and failed.device == "buttons" and "hardware.gpiochip" in failed.why
    for pin in (5, 6):
        far.drive(pin, 1)
    far.gone = False
    assert said.get(timeout=30) == DeviceBack("buttons")
    for pin, name in ((5, "a"), (6, "b")):
        far.drive(pin, 0)
        pressed = said.get(timeout=30)
        assert isinstance(pressed, ButtonPressed) and pressed.name == name
    buttons.close()
    factory.close()
    assert far.held == {} and said.empty()


def test_buttons_whose_chip_is_gone_can_be_closed(far: SimulatedLines, factory: LineFactory) -> None:
    """The kiosk is stopped just then: nothing is raised, and no line stays held."""
    buttons = PinButtons([("a", 5), ("b", 6)], lambda said: None, milliseconds, factory)
    far.gone = True
    buttons.close()
    assert far.held == {}


def test_pins_that_cannot_be_had_at_the_start_are_looked_for_again(far: SimulatedLines, factory: LineFactory) -> None:
    """Another program holds a line of each: news, and once it has let go the finger counts and the lamp burns."""
    said: queue.Queue[Input] = queue.Queue()
    rivals = [far.ask(pin, LineSettings()) for pin in (6, 16)]
    buttons = FoundButtons(lambda: PinButtons([("a", 5), ("b", 6)], said.put, milliseconds, factory), said.put)
    lamps = FoundLamps(lambda: PinLamps([("a", 16)], factory), said.put)
    lamps.show(["a"])
    for mono in (0, RETRY_MS):
        buttons.poll(mono)
        lamps.poll(mono)
    assert {said.get(timeout=30).device for _ in range(2)} == {"buttons", "lamps"}  # type: ignore[union-attr]
    assert said.empty() and set(far.held) == {6, 16}
    for rival in rivals:
        rival.release()
    buttons.poll(2 * RETRY_MS)
    lamps.poll(2 * RETRY_MS)
    assert [said.get(timeout=30) for _ in range(2)] == [DeviceBack("buttons"), DeviceBack("lamps")]
    far.drive(6, 0)
    assert said.get(timeout=30).name == "b" and far.level(16) == 1  # type: ignore[union-attr]
    lamps.close()
    buttons.close()
