"""The config file: what is read, what is refused, and that every refusal has a name and a line."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.__main__ import main
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Problem, text
from kiosk.config.load import load
from kiosk.config.options import SECRET
from kiosk.core.office.unit import Unit

ROOT = Path(__file__).resolve().parents[2]
DEMO = (ROOT / "kiosk/simulation/demo.toml").read_text(encoding="utf-8")


def problems(folder: Path, raw: str | bytes) -> list[Problem]:
    path = folder / "kiosk.toml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    try:
        load(path)
    except ConfigError as error:
        return error.problems
    return []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_notepad_encodings_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    """A file that Notepad saved as UTF-8, with a mark, or as UTF-16, with either line end, is read."""
    assert problems(tmp_path, DEMO.replace("\n", end).encode(encoding)) == []


MORE = '[[services]]\nletter = "X"\nname = "Việc khác"\n'
ON_2 = "[board]\noutput = 'HDMI-A-2'\n\n"
SCANNER = '[scanner]\npath = "/set/by/the/demo"'
PAD = "[[keypads]]\n{}\n"  # the wrong line first
WRONG_PADS = [
    (PAD.format('counter = 98\npath = "/a"'), "0].counter", Code.NO_SUCH_COUNTER),
    (PAD.format('path = "/set/by/the/demo"\ncounter = 1'), "0].path", Code.PATH_TAKEN),
    (PAD.format("counter = 1"), "0].path", Code.KEYPAD_NAME),
    (PAD.format('path = "/dev/input/event3"\ncounter = 1'), "0].path", Code.KEYPAD_NAME),
    (PAD.format('kind = "serial"\npath = "/dev/input/by-path/x"\ncounter = 1'), "0].kind", Code.KEYPAD_KIND),
    (PAD.format('absent = "Enter"\npath = "/a"\ncounter = 1'), "0].absent", Code.KEY_TAKEN),
    (PAD.format('finish = "F1"\npath = "/a"\ncounter = 1'), "0].finish", Code.KEYPAD_KEY),
    (PAD.format('finish = "a b"\nkind = "serial"\npath = "/a"\ncounter = 1'), "0].finish", Code.KEYPAD_KEY),
]
TLS, ENROL, PIN = 'url = "mqtts://host"\n', 'enrol_url = "https://host"\n', f'ca_sha256 = "{"0" * 64}"\n'
MISTAKES = [  # what is changed in the demo's file, the option named, what is wrong with it
    ("[hours]\n", "[hours]\nmornin = 1\n", "hours.mornin", Code.UNKNOWN),
    ("[hours]\n", "[hours]\nhotline = 1\n", "hours.hotline", Code.ELSEWHERE),
    ("[hours]\n", '[hours]\nsecrets = "s.toml"\n', "hours.secrets", Code.AT_THE_TOP),
    ("[hours]\n", "[hourz]\n", "hourz", Code.UNKNOWN),
    ('letter = "B"', 'letter = "A"', "services[1].letter", Code.TWICE),
    ('letter = "B"', 'letter = "b"', "services[1].letter", Code.LETTER),
    ("services = []\n", f'services = ["A"]\n{MORE}', "services[5].letter", Code.NOT_SERVED),
    (
        '[[services]]\nletter = "B"\n',
        f'{MORE}results=true\n[[services]]\nletter = "B"\nresults = true\n',
        "services[2].results",
        Code.RESULTS_TWICE,
    ),
    ("number = 2\n", "number = 1\n", "counters[1].number", Code.TWICE),
    ("number = 2\n", "number = 100\n", "counters[1].number", Code.BOUNDS),
    ("number = 2\n", 'number = "2"\n', "counters[1].number", Code.INTEGER),
    ('[[officers]]\nid = "cb01"\n', "[[officers]]\n", "officers[0].id", Code.GIVE),
    ('services = ["B"]', 'services = ["Z"]', "counters[2].services", Code.NO_SUCH_SERVICE),
    ('services = ["B"]', 'services = ["B", "B"]', "counters[2].services", Code.SERVICE_TWICE),
    ('services = ["B"]', "services = [1]", "counters[2].services", Code.TEXTS),
    ("pin = 6\n", "pin = 5\n", "buttons[1].pin", Code.PIN_TAKEN),
    ("pin = 6\n", "pin = 12\n", "buttons[1].pin", Code.LAMP_TAKEN),
    ("pin = 6\n", "pin = 6\ncounter = 20\n", "buttons[1].counter", Code.NO_SUCH_COUNTER),
    ("pin = 6\n", 'pin = 6\ndoes = "dance"\n', "buttons[1].does", Code.DOES),
    ('id = "cb02"', 'id = "CB01"', "officers[1].id", Code.TWICE),
    ('id = "cb02"', 'id = "cán bộ"', "officers[1].id", Code.OFFICER_ID),
    ('id = "cb02"', 'id = "cb02"\npin = "1234"', "officers[1].pin", Code.NOT_A_HASH),
    ('id = "cb02"', 'id = "cb02"\npin = 1234', "officers[1].pin", Code.TEXT),
    ('id = "cb02"', f'id = "cb02"\npin = "scrypt$3$8$1${"0" * 32}${"0" * 64}"', "officers[1].pin", Code.HASH_BOUNDS),
    ('unit = "000.08.92.H55"', 'unit = "Tân Quang"', "office.unit", Code.AGENCY),
    ('hotline = "', 'hotline = "\\u0007', "office.hotline", Code.CONTROL_CHARACTER),
    ('hotline = "', f'hotline = "{"0" * 40}', "office.hotline", Code.CHARACTERS),
    ('id = "k1"', 'id = "-k1"', "kiosk.id", Code.KIOSK_ID),
    ("[hours]\n", '[hours]\nmorning = "11:30-07:30"\n', "hours.morning", Code.SPAN),
    ("[speaker]\n", '[speaker]\nvolume = ["80", "11:30 101"]\n', "speaker.volume", Code.VOLUME),
    ("[speaker]\n", '[speaker]\nquiet = ["11:30"]\n', "speaker.quiet", Code.SPAN),
    ("[hours]\n", '[hours]\nafternoon = "11:00-16:30"\n', "hours.afternoon", Code.AFTERNOON),
    ("[hours]\n", "[hours]\ndays = [8]\n", "hours.days", Code.DAYS),
    ("[hours]\n", "[hours]\ndays = [1, 2, 3, 4, 5, 6, 7, 1]\n", "hours.days", Code.ENTRIES),
    ("[hours]\n", '[hours]\ndays = ["2"]\n', "hours.days", Code.INTEGERS),
    ("[hours]\n", '[hours]\nholidays = ["2/9/2026"]\n', "hours.holidays", Code.DATE),
    ("enforce = false", "enforce = 0", "hours.enforce", Code.SWITCH),
    ('kind = "simulated"', 'kind = "real"', "console.demo", Code.DEMO_ON_REAL),
    ('kind = "simulated"', 'kind = "real"', "hardware.wires", Code.WIRES_ON_REAL),
    ('kind = "simulated"', 'kind = "unreal"', "hardware.kind", Code.ONE_OF),
    ('wires = "/set/by/the/demo"', 'wires = ""', "hardware.wires", Code.WIRES),
    ('touch = ""', 'video = "1920x1080@60D"', "hardware.video", Code.VIDEO),
    ('touch = ""', 'video = "HDMI-A-1:1920x1080@60D quiet"', "hardware.video", Code.VIDEO),
    ('touch = ""', 'connector = "HDMI"', "hardware.connector", Code.CONNECTOR),
    ("[hardware]\n", f"{ON_2}[hardware]\nconnector = 'HDMI-A-2'\n", "board.output", Code.BOARD_OUTPUT),
    ("[hardware]\n", "[board]\noutput = 'tivi'\n\n[hardware]\n", "board.output", Code.CONNECTOR),
    ('touch = ""', 'touch_matrix = "1 0 0 0 1"', "hardware.touch_matrix", Code.TOUCH_MATRIX),
    ('touch = ""', 'touch_matrix = "1 2 0 2 4 0"', "hardware.touch_matrix", Code.TOUCH_MATRIX),
    ("width = 80", "width = 79", "printer.width", Code.ONE_OF),
    ("width = 80", 'width = 80\nprint_mode = "inline"', "printer.print_mode", Code.PRINT_MODE),
    ("width = 80", 'width = 80\nway = "x"', "printer.print_mode", Code.ONE_OF),
    ("width = 80", 'width = 80\nway = ["d"]', "printer.print_mode", Code.TEXT),
    ("width = 80", 'width = 80\nway = "d"\nprint_mode = "raster"', "printer.way", Code.BOTH_NAMES),
    ('kind = "serial"\npath = "/set/by/the/demo"', 'kind = "file"\npath = ""', "printer.path", Code.PRINTER_PATH),
    ('kind = "serial"', 'kind = "usb"', "printer.vendor", Code.USB_PRINTER),
    (SCANNER, '[scanner]\npath = "/dev/input/event3"\nkind = "keyboard"', "scanner.path", Code.SCANNER_NAME),
    (SCANNER, '[scanner]\npath = "/dev/ttyACM0"\nkind = "keyboard"', "scanner.path", Code.SCANNER_NAME),
    (SCANNER, '[scanner]\npath = ""\nkind = "keyboard"', "scanner.path", Code.SCANNER_NAME),
    (SCANNER, '[scanner]\nkind = "serial"\npath = "/dev/input/by-id/x"', "scanner.kind", Code.SCANNER_KIND),
    *((SCANNER, f"{SCANNER}\n{pads}", f"keypads[{option}", code) for pads, option, code in WRONG_PADS),
    ('kind = "serial"', 'kind = "network"', "printer.host", Code.NETWORK_PRINTER),
    ('kind = "serial"', 'kind = "network"\nhost = "may-in"', "printer.host", Code.NETWORK_PRINTER),
    ('kind = "serial"', 'kind = "network"\nhost = "8.8.8.8"', "printer.host", Code.NETWORK_PRINTER),
    ('kind = "serial"', 'kind = "network"\nhost = "192.168.1.60:9100"', "printer.host", Code.CHARACTERS),
    ('kind = "serial"', 'kind = "network"\nport = 0', "printer.port", Code.BOUNDS),
    ('kind = "serial"', 'kind = "file"\nflow = "rtscts"', "printer.flow", Code.FLOW),
    ('kind = "serial"', 'kind = "serial"\nflow = "dtr"', "printer.flow", Code.ONE_OF),
    ("width = 80", "width = 80\ndots = 500", "printer.dots", Code.DOTS),
    ("width = 80", "width = 80\ndots = 16", "printer.dots", Code.DOTS),
    ("width = 80", "width = 58\ndots = 512", "printer.dots", Code.DOTS),
    ("width = 80", "width = 80\ndots = 656", "printer.dots", Code.BOUNDS),
    ("width = 80", 'width = 80\nfull_cut = true\ncut = "esc-i"', "printer.full_cut", Code.FULL_CUT),
    ('url = ""', 'url = "http://a"', "broker.url", Code.BROKER_URL),
    ('url = ""', 'url = ""\nothers = ["mqtt://a"]', "broker.others", Code.OTHERS_WITHOUT_URL),
    ('url = ""', 'url = ""\nkey = "own.key"', "broker.key", Code.CERTIFICATE_AND_KEY),
    ('url = ""', f'ca_sha256 = "{"0" * 63}g"', "broker.ca_sha256", Code.CITY_KEY),
    ('url = ""', f'{TLS}enrol_url = "http://host"\n{PIN}', "broker.enrol_url", Code.ENROL_URL),
    ('url = ""', f"{TLS}{ENROL}", "broker.ca_sha256", Code.ENROL_PIN),
    ('url = ""', f'certificate = "a"\nkey = "b"\n{TLS}{ENROL}{PIN}', "broker.certificate", Code.ENROL_ALONE),
    ('url = ""', f'url = "mqtt://host"\n{ENROL}{PIN}', "broker.enrol_url", Code.ENROL_MQTTS),
    ('url = ""', f'city_key = "{"0" * 63}g"', "broker.city_key", Code.CITY_KEY),
    ('url = ""', f'ack = "broker"\ncity_key = "{"0" * 64}"', "broker.city_key", Code.CITY_KEY_UNUSED),
    ('url = ""', f'next_city_key = "{"0" * 63}g"', "broker.next_city_key", Code.CITY_KEY),
    ("[hours]\n", f'[network]\nwifi = "{"ữ" * 11}"\n[hours]\n', "network.wifi", Code.WIFI_LENGTH),
    ("[hours]\n", '[network]\nwifi_password = "mật khẩu"\n[hours]\n', "network.wifi_password", Code.WIFI_PASSWORD),
    ("[hours]\n", '[network]\nwifi_password = "12345678"\n[hours]\n', "network.wifi", Code.WIFI_NAME),
    ("[hours]\n", '[network]\naddress = "10.0.0.1"\n[hours]\n', "network.address", Code.ADDRESS_NET),
    ("[hours]\n", '[network]\ngateway = "10.0.0"\n[hours]\n', "network.gateway", Code.ADDRESS),
    ("[hours]\n", '[network]\ndns = ["10.0.0.1"]\n[hours]\n', "network.dns", Code.WITH_ADDRESS),
    ("[hours]\n", '[network]\ntime_servers = ["máy chủ"]\n[hours]\n', "network.time_servers", Code.TIME_SERVER),
    ("[hours]\n", "[[network]]\n[hours]\n", "network", Code.TABLE),
    ("[[officers]]", "officers = 1\n[[officer]]", "counters[8].officers", Code.AT_THE_TOP),
    ('name = "Bộ phận', "name = “Bộ phận", "", Code.CURLY_QUOTE),
    ('services = ["B"]', 'services = ["B", “A”]', "", Code.CURLY_QUOTE),
    ('kind = "simulated"', 'kind = "simulated”', "", Code.CURLY_QUOTE),
    ('kind = "simulated"', 'kind = "simulated', "", Code.OPEN_TEXT),
    ('kind = "simulated"', 'kind = "C:\\cabinet"', "", Code.BACKSLASH),
    ("width = 80", "width = eighty", "", Code.NO_VALUE),
    ("width = 80", "width 80", "", Code.NO_EQUALS),
    ("width = 80", "khổ = 80", "", Code.NO_EQUALS),
    ("width = 80", "ngoài = 80", "", Code.NO_EQUALS),
    ("width = 80", "“width” = 80", "", Code.CURLY_QUOTE),
    ("width = 80", "(width = 80)", "", Code.NO_STATEMENT),
    ("width = 80", "width = 80 58", "", Code.TWO_ON_A_LINE),
    ("width = 80", "width = 80\nwidth = 58", "", Code.KEY_TWICE),
    ("width = 80", "width. = 80", "", Code.NOT_TOML),
    ("[hours]\n", "[office]\n[hours]\n", "", Code.TABLE_TWICE),
    ("[hours]\n", "[hours\n", "", Code.OPEN_TABLE),
    ('file = "demo-procedures.csv"', 'file = "Secrets.TOML"', "catalogue.file", Code.LIST_IS_SETTINGS),
    ("[office]\n", 'secrets = "s3cret-word"\n[office]\n', "secrets", Code.NO_SECRETS_FILE),
    ('services = ["B"]', 'services = ["B" "A"]', "", Code.OPEN_LIST),
]
SAID = [f"{code.name} {option}" for _, _, option, code in MISTAKES]


@pytest.mark.parametrize(("old", "new", "option", "code"), MISTAKES, ids=SAID)
def test_mistake_is_named_by_option_and_line(tmp_path: Path, old: str, new: str, option: str, code: Code) -> None:
    """Each kind of mistake is refused with the option's name, the line it stands in, and what is wrong."""
    changed = DEMO.replace(old, new, 1)
    assert changed != DEMO
    found = [p for p in problems(tmp_path, changed) if (p.option, p.code) == (option, code)]
    assert found and found[0].line == stands(changed, option, code)


BESIDE = {  # what another line makes wrong, or what is not there: where it is said to stand
    Code.DEMO_ON_REAL: "demo = true",
    Code.WIRES_ON_REAL: 'wires = "/set/by/the/demo"',
    Code.GIVE: "[[officers]]",
    Code.ENROL_PIN: "[broker]",
    Code.NOT_SERVED: 'letter = "X"',
    Code.RESULTS_TWICE: "results = true",
    Code.USB_PRINTER: "[printer]",
    Code.NETWORK_PRINTER: "[printer]",
}


def stands(text: str, option: str, code: Code) -> int:
    """The first line that is not the good file's and begins with the option's name, or the first of all these."""
    rows, name = text.split("\n"), option.rpartition(".")[2]
    first = [row != good for row, good in zip(rows, DEMO.split("\n"), strict=False)].index(True) + 1
    other = rows.index(BESIDE[code]) + 1 if code in BESIDE else first
    return next((n for n in (first, first + 1) if rows[n - 1].startswith(f"{name} =")), other)


@pytest.mark.parametrize(("old", "new", "option", "code"), MISTAKES, ids=SAID)
def test_mistake_is_said_in_vietnamese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, option: str, code: Code
) -> None:
    """`kiosk check --lang vi` gives each kind of mistake its line and its option, and nothing of the English."""
    (tmp_path / "kiosk.toml").write_text(DEMO.replace(old, new, 1), encoding="utf-8")
    assert main(["check", "--lang", "vi", "--config", str(tmp_path / "kiosk.toml")]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if f": {option}" in line]
    assert told and all(": dòng " in line for line in told)
    english = r"\b(must|unknown|twice|curly|is|there|missing|Cannot|Expected|Illegal|Unclosed)\b"
    assert not re.search(english, "".join(told))


def test_another_encoding_is_named_by_its_first_line(tmp_path: Path) -> None:
    """A file that an old editor saved in a Windows code page is refused at the first line that shows it."""
    raw = DEMO.encode().replace(b"[hours]\n", "[hours]\n# giờ của xã: ã\n".encode("cp1252", "replace"))
    (found,) = problems(tmp_path, raw)
    assert (found.code, found.option) == (Code.NOT_UTF8, "") and found.line == DEMO.split("\n").index("[hours]") + 2


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Three mistakes of one kind of reading come back as three problems, in the order of the file."""
    raw = DEMO.replace("number = 2\n", 'number = "x"\n').replace("port = 8080", "port = 0\nprt = 1")
    assert [p.option for p in problems(tmp_path, raw)] == ["counters[1].number", "console.port", "console.prt"]


@pytest.mark.parametrize("name", ["kiosk.toml.txt", "kiosk.toml.toml"])
def test_second_ending_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A missing kiosk.toml beside one with an ending too many is one line that says what to rename, and exit code 2."""
    (tmp_path / name).write_text(DEMO)
    assert main(["check", "--config", str(tmp_path / "kiosk.toml")]) == 2
    said = capsys.readouterr().err
    assert name in said and said.count("\n") == 1


def test_secrets_come_from_a_second_file(tmp_path: Path) -> None:
    """Secret options of the second file are taken, anything else in it is refused by name."""
    (tmp_path / "s.toml").write_text('[broker]\npassword = "p"\n')
    assert problems(tmp_path, 'secrets = "s.toml"\n' + DEMO) == []
    assert load(tmp_path / "kiosk.toml").broker.password == "p"
    (tmp_path / "s.toml").write_text('[broker]\nurl = "mqtt://x"\n')
    assert [p.option for p in problems(tmp_path, 'secrets = "s.toml"\n' + DEMO)] == ["broker.url"]


@pytest.mark.parametrize("option", SECRET)
def test_no_message_shows_a_secret(tmp_path: Path, option: str) -> None:
    """A password that is a number, too long or with an odd letter is refused without its value: screens are seen."""
    table, name = option.split(".")
    for wrong in ("975310", '"975310\\u0007"', f'"{"975310" * 40}"'):
        raw = DEMO.replace(f"[{table}]\n", f"[{table}]\n{name} = {wrong}\n", 1)
        raw = raw if raw != DEMO else f"{DEMO}\n[{table}]\n{name} = {wrong}\n"
        found = problems(tmp_path, raw)
        assert "975310" not in "".join(text(p, language) for p in found for language in ("en", "vi")), wrong
    assert found or option == "privacy.officer_salt"  # that one may be as long as it likes


@settings(max_examples=150)
@given(st.integers(0, len(DEMO.encode())), st.integers(0, 60), st.binary(max_size=12))
def test_any_mutation_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, drop: int, put: bytes
) -> None:
    """Whatever is cut out of a good file or put into it: a config or named problems, never another exception."""
    raw = DEMO.encode()
    found = problems(tmp_path_factory.mktemp("m"), raw[:at] + put + raw[at + drop :])
    assert all(text(problem, "vi") and str(problem) for problem in found)


@given(st.recursive(st.none() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_unit_codes_are_parsed_or_refused(value: object) -> None:
    """Any text is a unit of two to six levels or a ValueError."""
    try:
        assert 2 <= len(Unit.parse(str(value)).levels) <= 6
    except ValueError as error:
        assert str(error)


def test_unit_code_reads_either_way_round() -> None:
    """The 2018 and the 2020 order give the same tree."""
    assert Unit.parse("000.08.92.H55").topic == Unit.parse("H55.92.08.000").topic == "H55/92/08/000"
