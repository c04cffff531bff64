"""The list of procedures: what Excel writes is read, every mistake is named by row, column and line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.drawing.text import font
from kiosk.__main__ import main
from kiosk.config import procedures
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Problem, text
from kiosk.config.load import load
from kiosk.core.office.procedures import Procedure, Procedures, field_name, fields_of, in_field, limit_words, with_code

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "kiosk/simulation/demo-procedures.csv"
SERVICES = load(ROOT / "kiosk/simulation/demo.toml").services
HEADS = "Mã;Tên thủ tục;Lĩnh vực;Giấy tờ cần nộp;Số ngày làm việc;Lệ phí;Dịch vụ\n"
ROW = 'HT-01;Đăng ký khai sinh;Hộ tịch;"Tờ khai\nGiấy chứng sinh";0;Không thu;A\n'
TABLE = HEADS + ROW + ROW.replace("HT-01", "HT-02").replace("khai sinh", "kết hôn")


def read(folder: Path, raw: str | bytes) -> Procedures:
    path = folder / "thu-tuc.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return procedures.load(path, SERVICES)


def problems(folder: Path, raw: str | bytes) -> list[Problem]:
    try:
        read(folder, raw)
    except ConfigError as error:
        return error.problems
    return []


def test_a_row_is_a_procedure(tmp_path: Path) -> None:
    """Every cell is read; the documents are the lines of their cell; 0 working days is the same day."""
    first, second = read(tmp_path, TABLE)
    assert first == Procedure(
        "HT-01", "Đăng ký khai sinh", "Hộ tịch", ("Tờ khai", "Giấy chứng sinh"), 0, "Không thu", "A"
    )
    assert second.name == "Đăng ký kết hôn"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_what_excel_and_notepad_write_is_read(tmp_path: Path, encoding: str, end: str, separator: str) -> None:
    """CSV UTF-8 with a comma or, by the country of Windows, a semicolon; Unicode Text with tabs; either line end."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(csv.reader(io.StringIO(TABLE), delimiter=";"))
    assert read(tmp_path, text.getvalue().encode(encoding)) == read(tmp_path, TABLE)


def test_remarks_and_empty_rows_are_passed_by_and_marks_before_documents_go(tmp_path: Path) -> None:
    """Rows that begin with # say nothing; hyphens, bullets and numbers before a document are not part of it."""
    bullets = ROW.replace("Tờ khai\nGiấy", "- Tờ khai;\n\n2. Giấy").replace("khai sinh", "khai\u00a0sinh")
    found = read(tmp_path, f"# mẫu;;;;;;\n{HEADS};;;;;;\n\n#HT-09;;;;;;\n{bullets}")
    assert found == read(tmp_path, HEADS + ROW)


def test_heads_in_another_order_and_without_what_may_be_missing(tmp_path: Path) -> None:
    """Columns are found by their heads; time, fee and service need not be there: the field says the service."""
    text = "lĩnh  vực;GIẤY TỜ CẦN NỘP;Mã;Tên thủ tục\nMôi trường;Đơn;MT-1;Đăng ký môi trường\n"
    (found,) = read(tmp_path, text)
    assert found == Procedure("MT-1", "Đăng ký môi trường", "Môi trường", ("Đơn",), None, "", "B")


MISTAKES = [  # what is changed in the table, the line, row and column named, what is wrong
    ("Dịch vụ", "Dich vu", 1, 1, "Dich vu", Code.UNKNOWN_COLUMN),
    ("Lĩnh vực;", ";", 1, 1, "Lĩnh vực", Code.COLUMN_MISSING),
    ("Mã;", ";", 1, 1, "Mã", Code.COLUMN_MISSING),
    ("Tên thủ tục;", ";", 1, 1, "Tên thủ tục", Code.COLUMN_MISSING),
    ("Lệ phí;", "Mã;", 1, 1, "Mã", Code.COLUMN_TWICE),
    ("Không thu;A\n", "Không thu;A;thừa\n", 2, 2, "", Code.NO_COLUMN),
    ("HT-02", "", 4, 3, "Mã", Code.CELL_EMPTY),
    ("HT-02", "ht-01", 4, 3, "Mã", Code.CODE_TAKEN),
    ("HT-02", "HT 02", 4, 3, "Mã", Code.CODE_LETTERS),
    ("HT-02", "1.0041", 4, 3, "Mã", Code.EXCEL_NUMBER),
    ("HT-02", "H" * 41, 4, 3, "Mã", Code.LETTERS),
    ("Đăng ký kết hôn", "", 4, 3, "Tên thủ tục", Code.CELL_EMPTY),
    ("Đăng ký kết hôn", "Đ" * 201, 4, 3, "Tên thủ tục", Code.LETTERS),
    ("kết hôn", "kết hôn ☺", 4, 3, "Tên thủ tục", Code.STRANGE_LETTER),
    ("kết hôn;Hộ tịch", "kết hôn;Hộ Tịch", 4, 3, "Lĩnh vực", Code.FIELD_SPELLED),
    ('"Tờ khai\nGiấy chứng sinh"', "", 2, 2, "Giấy tờ cần nộp", Code.CELL_EMPTY),
    ("Giấy chứng sinh", "\n".join("abcdefghijklmnopqrst"), 2, 2, "Giấy tờ cần nộp", Code.LINES),
    ("Giấy chứng sinh", "G" * 201, 2, 2, "Giấy tờ cần nộp", Code.LINE_LETTERS),
    (";0;", ";12 ngày;", 2, 2, "Số ngày làm việc", Code.WORKING_DAYS),
    (";0;", ";366;", 2, 2, "Số ngày làm việc", Code.WORKING_DAYS),
    ("Không thu", "K" * 121, 2, 2, "Lệ phí", Code.LETTERS),
    ("thu;A", "thu;Z", 2, 2, "Dịch vụ", Code.NO_SUCH_SERVICE),
    ('Hộ tịch;"Tờ khai\nGiấy chứng sinh";0;Không thu;A', "Hàng hải;Đơn;;;", 2, 2, "Dịch vụ", Code.NO_SERVICE),
    ('chứng sinh";0', "chứng sinh;0", 2, 0, "", Code.NO_TABLE),
]
SAID = [f"{code.name} {column}" for *_, column, code in MISTAKES]


@pytest.mark.parametrize(("old", "new", "line", "row", "column", "code"), MISTAKES, ids=SAID)
def test_a_mistake_is_named_by_row_column_and_line(
    tmp_path: Path, old: str, new: str, line: int, row: int, column: str, code: Code
) -> None:
    """Each kind of mistake comes back once, with the line of the text, Excel's row, and what is wrong."""
    (found,) = problems(tmp_path, TABLE.replace(old, new, 1))
    assert (found.line, found.row, found.option, found.code) == (line, row, column, code)


def test_a_cell_is_named_in_both_languages(tmp_path: Path) -> None:
    """The line of the file, the row and column as Excel shows them, what is wrong and what to do."""
    (found,) = problems(tmp_path, TABLE.replace("HT-02", "", 1))
    file = tmp_path / "thu-tuc.csv"
    assert text(found) == f"{file}:4: row 3, Mã: must be given: the procedure's code"
    assert text(found, "vi") == f"{file}: dòng 4: hàng 3, Mã: phải điền: mã của thủ tục"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Two mistakes in one row and one in the next are three problems, in the order of the file."""
    raw = TABLE.replace("HT-01", "HT 01").replace(";0;", ";x;")
    assert [(p.line, p.row, p.option) for p in problems(tmp_path, raw)] == [
        (2, 2, "Mã"),
        (2, 2, "Số ngày làm việc"),
        (4, 3, "Số ngày làm việc"),
    ]


@pytest.mark.parametrize("raw", [b"", "\ufeff".encode(), HEADS.encode(), b"# only a remark\n", b"\x00\x01"])
def test_a_file_without_procedures_is_refused(tmp_path: Path, raw: bytes) -> None:
    """Nothing, heads alone, remarks alone, another kind of file: one problem."""
    assert len(problems(tmp_path, raw)) == 1


def test_what_excel_writes_without_utf_8_is_told(tmp_path: Path) -> None:
    """The older 'CSV (Comma delimited)' has lost letters already: the message says which file type to choose."""
    (found,) = problems(tmp_path, TABLE.encode("utf-8").replace("Hộ".encode(), b"H\xf2"))
    assert (found.line, found.code) == (2, Code.NOT_UTF8_CSV)


def test_there_are_at_most_400(tmp_path: Path) -> None:
    """400 are read, in the order of the file; one more is refused with the count."""
    rows = [ROW.replace("HT-01", f"HT-{n}") for n in range(401)]
    assert [p.code for p in read(tmp_path, HEADS + "".join(rows[:400]))] == [f"HT-{n}" for n in range(400)]
    (found,) = problems(tmp_path, HEADS + "".join(rows))
    assert found.code is Code.PROCEDURES and "not 401" in str(found)


@settings(max_examples=200)
@given(st.integers(0, len(TABLE.encode())), st.integers(0, 60), st.binary(max_size=12))
def test_any_mutation_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, drop: int, put: bytes
) -> None:
    """Whatever is cut out of a good file or put into it: procedures or named problems, never another exception."""
    raw = TABLE.encode()
    found = problems(tmp_path_factory.mktemp("m"), raw[:at] + put + raw[at + drop :])
    assert all(text(problem, "vi") and str(problem) for problem in found)


def test_the_samples_fields_are_those_of_the_demo() -> None:
    """All 16 fields, each with a procedure, each taken by the service that names it; the file says it is a sample."""
    listed = procedures.load(SAMPLE, SERVICES)
    covered = {name: service.letter for service in SERVICES for name in service.fields}
    assert set(fields_of(listed)) == set(covered) and len(covered) == 16 and len(listed) >= 30
    assert all(procedure.service == covered[procedure.field] for procedure in listed)
    assert "DỮ LIỆU MẪU" in SAMPLE.read_text(encoding="utf-8-sig").splitlines()[0]


def test_kiosk_check_reads_the_list_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the config: its counts and the fields of which it has nothing; a mistake is exit code 2; so is no file."""
    config = tmp_path / "kiosk.toml"
    config.write_text((ROOT / "kiosk/simulation/demo.toml").read_text(encoding="utf-8"), encoding="utf-8")
    words = ["check", "--lang", "en", "--config", str(config)]
    assert main(words) == 2 and "demo-procedures.csv" in capsys.readouterr().err
    listed = tmp_path / "demo-procedures.csv"
    listed.write_text(TABLE.replace("HT-02", "HT-01"), encoding="utf-8")
    assert main(words) == 2 and "demo-procedures.csv:4: row 3, Mã" in capsys.readouterr().err
    listed.write_text(TABLE, encoding="utf-8")
    assert main(words) == 0
    assert "2 procedures in 1 fields; nothing of Chứng thực, Nuôi con nuôi" in capsys.readouterr().out


def test_a_list_is_asked_by_field_and_code(tmp_path: Path) -> None:
    """Fields are numbered by the file's order from 1; nothing comes for a number or code that is not there."""
    listed = procedures.load(SAMPLE, SERVICES)
    assert field_name(listed, 1) == "Chứng thực" and (field_name(listed, 0), field_name(listed, 17)) == ("", "")
    assert [p.code for p in in_field(listed, "Nông nghiệp")] == ["NN-01", "NN-02"]
    found = with_code(listed, "HT-01")
    assert found and found.name == "Đăng ký khai sinh" and with_code(listed, "HT-99") is None
    assert [limit_words(days) for days in (None, 0, 5)] == ["", "Trong ngày", "5 ngày làm việc"]


def test_the_screen_has_every_letter_that_a_list_may_hold() -> None:
    """A letter that the font lacks would leave a hole: the list refuses what the fonts do not have."""
    letters = "".join(sorted(procedures.LETTERS - {" ", "\n"}))
    for weight in ("Regular", "SemiBold", "Bold"):
        metrics = font(weight, 40).metrics(letters)
        assert [c for c, m in zip(letters, metrics, strict=True) if m is None or tuple(m[:4]) == (0, 0, 0, 0)] == []
