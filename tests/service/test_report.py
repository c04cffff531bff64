"""`kiosk report`: the figures of a period as an office reads them, and as a table."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.config.options import Config, Office, Service
from kiosk.core.figures.period import Period, period_of_day
from kiosk.service.reporting.table import HEAD, rows_of
from kiosk.service.reporting.words import lines_of
from tests.core.figures.test_visits import CALL, CLOSE, DONE, OPEN, START, TICKET, day, happened

CONFIG = Config(Office("000.08.92.H55", "Bộ phận một cửa"), [Service("A", "Hộ tịch")], [])
TODAY = date(2026, 11, 23)


def lived() -> Period:
    steps = ((0, TICKET), (0, OPEN), (600, CALL), (30, START), (300, DONE), (70, CLOSE))
    return period_of_day(happened(day(*steps)))


def test_a_report_is_read_in_vietnamese() -> None:
    assert list(lines_of(lived(), CONFIG, TODAY, TODAY))[:8] == [
        "Bộ phận một cửa: 23/11/2026, 1 ngày mở cửa",
        "Số đã cấp: 1 (ưu tiên 0); màn hình 1",
        "Đã phục vụ: 1",
        "Kết quả: thiếu giấy tờ 1; hồ sơ: 2",
        "Gọi không theo lượt: 0",
        "Tất cả, chờ: 1 lượt, trung bình 10 phút 00 giây, 50% dưới 10 phút 01 giây, 90% dưới 10 phút 01 giây",
        "Tất cả, từ lúc gọi đến lúc bắt đầu: 1 lượt, trung bình 0 phút 30 giây, 50% dưới 0 phút 31 giây, "
        "90% dưới 0 phút 31 giây",
        "Tất cả, làm việc: 1 lượt, trung bình 5 phút 00 giây, 50% dưới 5 phút 01 giây, 90% dưới 5 phút 01 giây",
    ]
    assert list(lines_of(lived(), CONFIG, TODAY, TODAY))[-1] == "Quầy 1: mở 16 phút 40 giây, trống 11 phút 10 giây"


def test_what_the_figures_are_without_is_said_first() -> None:
    """A date that is a guess, minutes that nobody knows, rows that cannot be read."""
    lost = day((0, TICKET), (600, CALL, "b2", "unknown"))
    lines = list(lines_of(period_of_day(happened(lost), guessed=True, unread=3), CONFIG, TODAY, date(2026, 11, 27)))
    assert lines[0] == "Bộ phận một cửa: 23/11/2026 – 27/11/2026, 1 ngày mở cửa"
    assert [line.split()[0] for line in lines[1:4]] == ["1", "1", "3"] and not any("chờ:" in line for line in lines)


def test_each_figure_is_a_row_of_the_table() -> None:
    """Seconds with their sum, mean and ranks; counts alone."""
    rows = {row[:3]: row[3:] for row in rows_of(lived())}
    assert rows["service", "A", "waited"] == rows["hour", 7, "waited"] == rows["leg", 1, "waited"]
    assert rows["all", "", "waited"] == (1, 600, 600.0, 600, 600) and rows["all", "", "worked"][1] == 300
    assert rows["source", "touch", "issued"][0] == rows["end", "served", "visits"][0] == 1
    assert rows["counter", 1, "idle"][1] == 670 and all(len(row) == len(HEAD) - 2 for row in rows_of(lived()))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'[office]\nunit = "000.08.92.H55"\n[[services]]\nletter = "A"\nname = "Hộ tịch"\n[[counters]]\nnumber = 1\n'
        f'[kiosk]\ndata = "{tmp_path}"\n[hardware]\nkind = "simulated"\nwires = "{tmp_path}/dev"\n',
        encoding="utf-8",
    )
    assert main(["migrate", "--config", str(file)]) == 0
    return file


def test_a_period_is_asked_for_by_its_days(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 where the office was never open; 2 for a period that ends before it begins."""
    asked = ["report", "--config", str(config), "--from"]
    capsys.readouterr()
    assert main([*asked, "2026-11-23", "--format", "csv"]) == 1
    table = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert tuple(table[0]) == HEAD and table[1][:6] == ["2026-11-23", "2026-11-23", "all", "", "days", "0"]
    assert main([*asked, "2026-11-23", "--to", "2026-11-22"]) == 2
    assert main(["day", "open", "--config", str(config)]) == 0
    assert main([*asked, "2000-01-01", "--to", "2099-12-31"]) == 0
