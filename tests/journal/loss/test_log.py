"""The bytes of a real log: any one bit is put right, damage is told from what a power cut leaves."""

import random
from pathlib import Path

import pytest

from kiosk.journal.loss.log import FRAME, HEADER, Examined, examine
from tests.journal.loss.office import make

PAGE = FRAME + 1024


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Some ten transactions."""
    folder = tmp_path_factory.mktemp("log")
    make(folder, 12)
    return (folder / "journal.db-wal").read_bytes()


def live(log: bytes) -> int:
    """Frames of its last round; older ones may stand behind them."""
    return sum(log[at + 8 : at + 16] == log[16:24] for at in range(HEADER, len(log), PAGE))


def test_a_whole_log_has_nothing_to_say(log: bytes) -> None:
    assert examine(log) == examine(b"") == examine(log[:HEADER]) == Examined() and live(log) > 20


def test_any_flipped_bit_is_put_right(log: bytes) -> None:
    """Of the header, of a frame's head, its sums, its page; where several bits come into question, one is it."""
    dice, end = random.Random(18), HEADER + live(log) * PAGE
    bits = [*range(0, HEADER * 8, 9), *range(HEADER * 8, (HEADER + FRAME) * 8, 9)]
    for bit in [*bits, *(dice.randrange(end * 8) for _ in range(50))]:
        wrong = bytearray(log)
        wrong[bit // 8] ^= 1 << bit % 8
        found = examine(bytes(wrong))
        assert (log in found.mended, found.lost, found.torn) == (True, False, False), bit


def test_what_a_power_cut_leaves_is_no_damage(log: bytes) -> None:
    """The last transaction cut off anywhere, or with a piece of it never written: nothing of it was a promise."""
    end = HEADER + live(log) * PAGE
    for cut in range(PAGE // 2, 4 * PAGE, 300):
        found = examine(log[: end - cut])
        assert (found.mended, found.lost) == ((), False)


def test_a_hole_before_later_transactions_is_damage(log: bytes) -> None:
    """Each was synced before the next was written; the header too."""
    for at in (0, HEADER, HEADER + 3 * PAGE + 100, HEADER + 10 * PAGE):
        wrong = log[:at] + b"\x55" * 200 + log[at + 200 :]
        assert examine(wrong).lost, at


def test_the_last_transaction_with_a_hole_may_have_been_a_promise(log: bytes) -> None:
    """All its frames are there, and one does not fit: nobody can tell."""
    end = HEADER + live(log) * PAGE
    found = examine(log[: end - 300] + b"\x55" * 200 + log[end - 100 :])
    assert (found.torn, found.lost) == (True, False)
    assert not examine(log[: end - PAGE] + bytes(PAGE) + log[end:]).torn


def test_real_logs_of_other_journals(tmp_path: Path) -> None:
    """A log that was used again holds frames of an earlier round behind its end: they are none of its."""
    make(tmp_path, 30)
    content = (tmp_path / "journal.db-wal").read_bytes()
    assert examine(content) == Examined()
