"""The scanner's contract, on a serial line and as a keyboard: what is scanned is heard, what is not there is news."""

import queue
import random
import time
from pathlib import Path

import pytest

from drivers.ports import CodeScanned, DeviceBack, DeviceFailed, Input
from drivers.scanner import serial_line
from drivers.scanner.framing import SERIAL
from drivers.scanner.reader import LineScanner
from tests.drivers.scanner.simulated_keyboard import simulated_keyboard
from tests.drivers.scanner.wires import WIRES, SerialFar, Wire, opened, scanner_at

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # of a visit's token


def codes(dice: random.Random, many: int) -> list[str]:
    return ["".join(dice.choices(LETTERS, k=12)) for _ in range(many)]


def heard(said: "queue.Queue[Input]", many: int) -> list[Input]:
    return [said.get(timeout=60) for _ in range(many)]


@WIRES
@pytest.mark.parametrize("end", ["\r", "\t"], ids=ascii)
def test_every_code_is_heard_once_and_in_order(tmp_path: Path, wire: Wire, end: str) -> None:
    """60 of 60, one behind the other as fast as they come."""
    said: queue.Queue[Input] = queue.Queue()
    with wire(tmp_path) as far:
        scanner = scanner_at(far, said.put)
        opened(said, far)
        wanted = codes(random.Random(end), 60)
        for start in range(0, 60, 3):  # no more than a far end's buffer holds
            for code in wanted[start : start + 3]:
                far.scan(code, end)
            assert heard(said, 3) == [CodeScanned(code) for code in wanted[start : start + 3]]
        scanner.close()
    assert said.empty()


@WIRES
def test_a_scanner_without_an_end_is_heard_by_its_silence(tmp_path: Path, wire: Wire) -> None:
    """Each code once the line is quiet."""
    said: queue.Queue[Input] = queue.Queue()
    with wire(tmp_path) as far:
        scanner = scanner_at(far, said.put)
        opened(said, far, end="")
        for code in codes(random.Random(1), 5):
            far.scan(code, end="")
            assert heard(said, 1) == [CodeScanned(code)]
        scanner.close()


@WIRES
def test_what_it_puts_around_a_code_is_taken_off(tmp_path: Path, wire: Wire) -> None:
    """An AIM identifier and a character set; told beside the code."""
    said: queue.Queue[Input] = queue.Queue()
    with wire(tmp_path) as far:
        scanner = scanner_at(far, said.put)
        opened(said, far)
        far.scan("]Q2\\000026 7k2mx9qd04tv")
        assert heard(said, 1) == [CodeScanned("7k2mx9qd04tv", ("aim", "eci", "space"))]
        scanner.close()


@pytest.mark.parametrize("kind", ["serial", "keyboard"])
def test_a_scanner_that_is_not_there_is_news(tmp_path: Path, kind: str) -> None:
    """No exception; the option is named."""
    said: queue.Queue[Input] = queue.Queue()
    absent = LineScanner(kind, str(tmp_path / "none"), 9600, said.put)
    (failed,) = heard(said, 1)
    absent.close()
    assert isinstance(failed, DeviceFailed) and "scanner.path" in failed.why


@WIRES
@pytest.mark.parametrize("seed", range(3))
def test_a_scanner_that_is_pulled_out_is_heard_again_when_it_is_back(tmp_path: Path, wire: Wire, seed: int) -> None:
    """Pulled in the middle of a code: the half of it is no code; each loss and return is told once."""
    said: queue.Queue[Input] = queue.Queue()
    with wire(tmp_path) as far:
        scanner = scanner_at(far, said.put)
        opened(said, far)
        far.scan("abcdefghjkmnpqrstvwxyz"[: random.Random(seed).randint(4, 20)], end="")
        far.unplug()
        (lost,) = heard(said, 1)
        far.plug()
        assert isinstance(lost, DeviceFailed) and heard(said, 1) == [DeviceBack("scanner")]
        opened(said, far)
        scanner.close()
    assert said.empty()


def test_a_keyboard_that_another_program_holds_is_news_and_heard_once_it_is_let_go(tmp_path: Path) -> None:
    """The doctor's own, say: told once, looked for again."""
    said: queue.Queue[Input] = queue.Queue()
    with simulated_keyboard(tmp_path / "scanner") as far:
        far.held_by_others = True
        scanner = scanner_at(far, said.put)
        (busy,) = heard(said, 1)
        assert isinstance(busy, DeviceFailed) and "another program" in busy.why
        far.held_by_others = False
        assert heard(said, 1) == [DeviceBack("scanner")]
        opened(said, far)
        scanner.close()
    assert said.empty()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"], ids=["CR", "LF", "CRLF", "TAB", "ETX"])
def test_150_of_150_codes_in_random_pieces_are_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    """Over a real serial line, each in pieces with pauses between them, some longer than the silence that ends a
    code; how long a busy machine keeps one back is no scanner's fault."""
    monkeypatch.setattr(serial_line, "SERIAL", SERIAL._replace(half=30.0))
    said: queue.Queue[Input] = queue.Queue()
    far, dice = SerialFar(tmp_path / "scanner"), random.Random(end)
    scanner = scanner_at(far, said.put)
    opened(said, far)
    wanted = ["".join(dice.choices(LETTERS, k=12)) for _ in range(150)]
    pauses = iter(dice.sample([0.0] * 900 + [2 * SERIAL.silence] * 20, 920))
    for code in wanted:
        line = code.encode() + end
        while line:
            size = dice.randint(1, 13)
            far.noise(line[:size])
            line = line[size:]
            time.sleep(next(pauses, 0.0))
    found = heard(said, len(wanted))
    scanner.close()
    far.unplug()
    assert found == [CodeScanned(code) for code in wanted] and said.empty()
