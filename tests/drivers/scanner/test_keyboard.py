"""A scanner that is a keyboard: its keys become the code that it read, and nothing else becomes one."""

import os
import random
import string
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.evdev import EVIOCGBIT, EVIOCSCLOCKID, KEY, reading
from drivers.ports import Missing
from drivers.scanner.keyboard import KEYS, KeyboardLine
from tests.drivers.scanner.simulated_keyboard import (
    ALT,
    CAPS,
    CTRL,
    ENDS,
    ENTER,
    PAD,
    SHIFT,
    SimulatedKeyboard,
    simulated_keyboard,
)
from tests.drivers.scanner.simulated_keyboard import KEYS as US

PRINTABLE = "".join(sorted(set(string.printable) - set(string.whitespace)))
TOKEN = "7k2mx9qd04tv"
AGAIN = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def far(tmp_path: Path) -> Iterator[SimulatedKeyboard]:
    with simulated_keyboard(tmp_path / "event") as made:
        yield made


@pytest.fixture
def near(far: SimulatedKeyboard) -> Iterator[KeyboardLine]:
    line = KeyboardLine(str(far.path))
    yield line
    line.close()


def heard(near: KeyboardLine) -> list[str]:
    """All that was said: a long code is more than one read."""
    found = list[str]()
    with suppress(BlockingIOError):
        while True:
            found += [one.code for one in near.read()]
    return found


def done(far: SimulatedKeyboard) -> bytes:
    """Four digits, as shorter codes do not count, and Enter."""
    return b"".join(far.tap(US[digit][0]) for digit in "1234") + far.tap(ENTER)


@AGAIN
@given(code=st.text(PRINTABLE, min_size=1, max_size=60), end=st.sampled_from(sorted(ENDS)))
def test_every_key_of_a_us_keyboard_is_its_letter(
    far: SimulatedKeyboard, near: KeyboardLine, code: str, end: str
) -> None:
    """Digits, letters, punctuation, with and without shift; ended by Enter on either side, or Tab."""
    far.scan(f"a{code}1234", end)
    assert heard(near) == [f"a{code}1234"]


def test_it_is_grabbed_and_so_types_to_nobody_else(far: SimulatedKeyboard, near: KeyboardLine) -> None:
    """Once, when it is opened."""
    far.scan(TOKEN)
    assert far.grabs == 1 and heard(near) == [TOKEN]


def test_keys_that_repeat_or_are_held_are_one_letter(far: SimulatedKeyboard, near: KeyboardLine) -> None:
    """The kernel repeats a key whose end comes late; the next key may come before the end of the one before."""
    a, b = US["a"][0], US["b"][0]
    said = far.frame((a, 1)) + far.frame((a, 2)) * 3 + far.frame((b, 1)) + far.frame((a, 0)) + far.frame((b, 0))
    far.noise(said + done(far) + far.tap(ENTER))
    assert heard(near) == ["ab1234"]


@pytest.mark.parametrize("late", [False, True], ids=["shift first", "shift behind its key"])
def test_shift_counts_for_the_report_that_it_stands_in(far: SimulatedKeyboard, near: KeyboardLine, late: bool) -> None:
    """Whichever of the two the report names first; and it ends with its report."""
    q, one = US["q"][0], US["1"][0]
    down, up = [(SHIFT, 1), (q, 1)], [(SHIFT, 0), (q, 0), (one, 1)]
    far.noise(far.frame(*(down[::-1] if late else down)) + far.frame(*(up[::-1] if late else up)) + far.frame((one, 0)))
    far.noise(done(far))
    assert heard(near) == ["Q11234"]


def test_caps_lock_turns_letters_and_leaves_the_rest(far: SimulatedKeyboard, near: KeyboardLine) -> None:
    """Its own key, pressed by the scanner; with shift it turns back."""
    far.noise(far.tap(CAPS) + far.tap(US["a"][0]) + far.tap(US["a"][0], SHIFT) + done(far))
    far.noise(far.tap(CAPS) + far.tap(US["a"][0]) + done(far))
    assert heard(near) == ["Aa1234", "a1234"]


def by_number(far: SimulatedKeyboard, *numbers: str) -> bytes:
    """Alt down, the digits on the keypad, Alt up; for each character."""
    said = b""
    for number in numbers:
        said += far.frame((ALT, 1)) + b"".join(far.tap(PAD[digit]) for digit in number) + far.frame((ALT, 0))
    return said


NUMBERS = {
    "0065 066 67": "ABC",
    "0233 130": "éé",  # Windows-1252, code page 437
    "7921 272": "ựĐ",
    "0128": "€",
    "055296 1114112 99999999": "",  # half of a pair; more than there are
}


@pytest.mark.parametrize("numbers", NUMBERS)
def test_characters_by_their_number_on_the_keypad(far: SimulatedKeyboard, near: KeyboardLine, numbers: str) -> None:
    """As scanners type what no US key has; Alt+013 is Enter, and the keypad's digits without Alt are digits."""
    far.noise(b"".join(far.tap(PAD[digit]) for digit in "4567") + by_number(far, *numbers.split(), "013"))
    assert heard(near) == [f"4567{NUMBERS[numbers]}"]


def test_control_bytes_are_typed_with_ctrl_and_commands_mean_nothing(
    far: SimulatedKeyboard, near: KeyboardLine
) -> None:
    """STX, the code, GS (Ctrl+]), Ctrl+M for Enter; Alt+F4, Ctrl+Alt+Del, Alt+F1 and Alt with a letter type nothing."""
    a = far.tap(US["a"][0]) * 3
    far.noise(far.tap(US["b"][0], CTRL) + a + far.tap(US["]"][0], CTRL) + a + far.tap(US["m"][0], CTRL))
    for command in ((62, ALT), (111, CTRL, ALT), (59, ALT), (US["c"][0], ALT), (US["r"][0], 125)):
        far.noise(far.tap(*command))
    far.noise(done(far))
    codes = near.read()
    assert [one.code for one in codes] == ["aaaaaa", "1234"] and codes[0].taken == ("control",)


# --- pieces, silence, loss ---


@AGAIN
@given(cuts=st.lists(st.integers(1, 99), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_records_in_any_pieces_are_the_same_code(
    far: SimulatedKeyboard, near: KeyboardLine, cuts: list[int], seed: int
) -> None:
    """Cut in the middle of a record, too."""
    far.at += 1
    line, found, turn = b"".join(far.tap(US[letter][0]) for letter in TOKEN) + far.tap(ENTER), list[str](), 0
    while line:
        size = cuts[(turn + seed) % len(cuts)]
        far.noise(line[:size])
        line, turn, found = line[size:], turn + 1, found + heard(near)
    assert found == [TOKEN]


def test_a_code_without_an_end_is_ended_by_silence(far: SimulatedKeyboard, near: KeyboardLine) -> None:
    """By the kernel's own times where the next code came before anybody looked; else by waiting."""
    for _ in range(2):
        far.scan(TOKEN, end="")
    assert heard(near) == [TOKEN] and near.patience() == KEYS.silence
    assert [one.code for one in near.quiet()] == [TOKEN] and near.patience() is None


@pytest.mark.parametrize("end", ["", "\r"], ids=ascii)
def test_what_a_hand_types_is_no_code(far: SimulatedKeyboard, near: KeyboardLine, end: str) -> None:
    """On the scanner's own name, as fast as a good typist: no key of it, with Enter or without, is ever a code."""
    for _ in range(3):
        far.scan(TOKEN, end, gap=KEYS.silence)
        assert heard(near) == [] and near.quiet() == ()
    far.scan(TOKEN)
    assert heard(near) == [TOKEN]
    far.scan(TOKEN, end, gap=KEYS.silence)
    assert heard(near) == [] and near.quiet() == ()


@AGAIN
@given(at=st.integers(0, 2 * len(TOKEN)), many=st.integers(0, 30), shifted=st.booleans())
def test_a_code_of_which_records_were_lost_is_discarded(
    far: SimulatedKeyboard, near: KeyboardLine, at: int, many: int, shifted: bool
) -> None:
    """SYN_DROPPED anywhere within it: no half of it is a code, and the next one is whole, in its own letters."""
    far.at += 1
    far.noise(far.tap(ENTER))
    heard(near)
    frames = [change for letter in TOKEN for change in ((US[letter][0], 1), (US[letter][0], 0))]
    far.noise(b"".join(far.frame(change) for change in frames[:at]))
    far.dropping = True
    if shifted:
        far.frame((SHIFT, 1))
    for change in frames[at : at + many]:
        far.frame(change)
    far.caught_up()
    if shifted:
        far.noise(far.frame((SHIFT, 0)))
    far.noise(b"".join(far.frame(change) for change in frames[at + many :]) + far.tap(ENTER))
    assert heard(near) == []
    far.scan("Abc1")
    assert heard(near) == ["Abc1"]


def test_after_lost_records_the_kernel_is_asked_which_modifiers_are_down(
    far: SimulatedKeyboard, near: KeyboardLine
) -> None:
    """Shift went down unheard: what comes is in capitals; its end unheard: it is not."""
    for value, wanted in ((1, "A"), (0, "a")):
        far.dropping = True
        far.frame((SHIFT, value))
        far.caught_up()
        far.noise(far.tap(ENTER) + far.tap(US["a"][0]) * 4 + far.tap(ENTER))
        assert heard(near) == [wanted * 4]


def test_modifiers_that_are_down_when_it_is_opened_are_known(far: SimulatedKeyboard) -> None:
    """Plugged in in the middle of a code."""
    far.frame((SHIFT, 1))
    line = KeyboardLine(str(far.path))
    far.noise(far.tap(US["a"][0]) + far.frame((SHIFT, 0)) + far.tap(US["a"][0]) + done(far))
    assert heard(line) == ["Aa1234"]
    line.close()


def test_no_train_of_keys_is_a_code_that_nobody_scanned(far: SimulatedKeyboard, near: KeyboardLine) -> None:
    """20,000 random records, bytes that are none among them: it is heard again, and what came out holds no control
    byte and is no longer than a code."""
    dice = random.Random(20)
    for n in range(200):
        junk = b"".join(far.frame((dice.randrange(1, 128), dice.choice((0, 1, 2)))) for _ in range(100))
        far.noise(junk[: dice.choice((len(junk), len(junk) - 24 * 2))])
        for code in heard(near):
            assert len(code.encode()) <= 512 and code.isprintable()
        if n % 10 == 9:
            far.noise(b"".join(far.frame((code, 0)) for code in range(1, 128)) + far.tap(ENTER))
            heard(near)
            caps = near._keys.caps
            far.scan(TOKEN)
            assert heard(near) == [TOKEN.upper() if caps else TOKEN]


# --- opening ---


def test_what_is_no_keyboard_is_named(tmp_path: Path) -> None:
    """A panel or a remote control by mistake: it is not grabbed."""
    with simulated_keyboard(tmp_path / "event", keys=frozenset(range(100, 120))) as far:
        with pytest.raises(Missing, match=r"scanner\.path: .* has no keys of a keyboard"):
            KeyboardLine(str(far.path))
        assert far.grabs == 0


def test_one_that_another_program_holds_is_said_to_be_busy_and_costs_nothing(far: SimulatedKeyboard) -> None:
    """Again and again: no descriptor stays open; it is heard once the other has let go."""
    far.held_by_others, files = True, len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(50):
        with pytest.raises(Missing, match=r"scanner\.path: .* is busy: another program holds it"):
            KeyboardLine(str(far.path))
    assert len(list(Path("/proc/self/fd").iterdir())) <= files
    far.held_by_others = False
    line = KeyboardLine(str(far.path))
    far.scan(TOKEN)
    assert heard(line) == [TOKEN]
    line.close()


def test_one_that_is_pulled_out_raises(far: SimulatedKeyboard, near: KeyboardLine) -> None:
    """As the kernel's ENODEV does; half a code is none."""
    far.scan("abc", end="")
    heard(near)
    far.unplug()
    with pytest.raises(OSError, match=os.strerror(19)):
        near.read()


def test_the_numbers_are_the_kernels() -> None:
    """EVIOCGBIT(EV_KEY, 96), EVIOCSCLOCKID as linux/input.h makes them."""
    assert (reading(EVIOCGBIT + KEY, 96), EVIOCSCLOCKID) == (0x80604521, 0x400445A0)
