"""The self-test on the kiosk's own paper: what stands on it, when it comes, and when it does not."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.simulated.printer.personality import EPSON_80, SimulatedPrinter
from kiosk.config.load import load
from kiosk.config.options import Office
from kiosk.core.words.slip import Qr, Text, Typed
from kiosk.doctor import power_on
from kiosk.doctor.power_on import at_power_on
from kiosk.doctor.run import run
from kiosk.paper.office import selftest_slip
from kiosk.service.findings import last
from scripts.benchmarks.pty_printer import PtyPrinter
from tests.doctor.people import arguments

ROWS = [("printer", True, ""), ("touch", False, "cắm lại dây"), ("broker", False, "kiểm tra mạng"), ("data", True, "")]


def test_what_is_wrong_comes_first_and_says_what_to_do() -> None:
    """The count, each wrong device by its name with its remedy, then the good ones in a line."""
    slip = selftest_slip(Office("x"), "/H55/92/08/000/k1", 1_795_480_270_000, "", ROWS)
    said = [block.words for block in slip if isinstance(block, Text)]
    assert said[2:] == [
        "2 chỗ cần xem lại",
        "1. Màn cảm ứng: cắm lại dây",
        "2. Đường về thành phố: kiểm tra mạng",
        "Đúng: Máy in, Thẻ nhớ",
        "Chưa có mạng",
    ]


def test_the_address_is_on_paper_in_words_and_as_a_code() -> None:
    """With a network a telephone finds the kiosk by the slip."""
    slip = selftest_slip(Office("x"), "/k", 0, "http://10.1.2.3:8080/", [("printer", True, "")])
    assert Qr("http://10.1.2.3:8080/") in slip and Typed("http://10.1.2.3:8080/") in slip
    assert any(isinstance(block, Text) and block.words == "Mọi thứ đều đúng" for block in slip)


@pytest.fixture
def end(tmp_path: Path) -> Iterator[PtyPrinter]:
    made = PtyPrinter(tmp_path / "printer", SimulatedPrinter(EPSON_80), 115200)
    yield made
    made.unplug()


@pytest.fixture
def bare(file: Path, end: PtyPrinter) -> Path:
    """A kiosk with this printer, no touch panel and no button."""
    text = (
        file.read_text(encoding="utf-8").replace('"/dev/kiosk/printer"', f'"{end.path}"').replace("= 19200", "= 115200")
    )
    text = re.sub(r"(?ms)^\[\[buttons\]\].*?(?=^\[scanner\])", "", text)
    file.write_text(text.replace('touch = "/dev/kiosk/touch"', 'touch = ""'), encoding="utf-8")
    return file


def sheets(end: PtyPrinter) -> list[bool]:
    """Once a slip was cut off: of each sheet with something on it, whether it was."""
    deadline = time.monotonic() + 60
    while not any(sheet.cut for sheet in end.printer.sheets) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [sheet.cut for sheet in end.printer.sheets if not sheet.blank]


def test_the_result_comes_on_paper_for_whoever_asks(bare: Path, end: PtyPrinter) -> None:
    """`kiosk doctor --paper`: one slip, cut off; without the flag none came before."""
    run(arguments(bare))
    run(arguments(bare, "--paper"))
    assert sheets(end) == [True]


def test_a_new_card_tests_itself_on_paper_once(
    bare: Path, end: PtyPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first start prints the self-test and keeps it; the next ones print nothing, until somebody asks."""
    (tmp_path / "release").write_text("1")
    monkeypatch.setattr(power_on, "RELEASE", tmp_path / "release")
    monkeypatch.setattr(power_on, "NETWORK", 0.0)
    assert [at_power_on(arguments(bare)) for _ in range(3)] == [0, 0, 0]
    assert last(Path(load(bare).kiosk.data))["did"] == "test" and sheets(end) == [True]


def test_a_missing_printer_is_said_and_changes_nothing(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No printer there: the result stands on the terminal all the same, and why there is no paper."""
    bare.write_text(re.sub(r'path = "[^"]*printer"', 'path = "/dev/kiosk/none"', bare.read_text()))
    assert run(arguments(bare, "--paper")) == 1
    said = capsys.readouterr()
    assert "could not be printed: printer.path" in said.err and "printer" in said.out
