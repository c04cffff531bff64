"""The form for kiosk.toml in a real Chromium: it says what `kiosk check` says, and saves what was typed."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.diagnostics.problems import ConfigError, message
from kiosk.config.load import load
from scripts.form import comments, name_of, page, tables
from tests.console.browser import Browser

Typed = dict[str, Any]  # table → what stands in its fields, or a list of such rows
PAD = "/dev/input/by-path/x-event-kbd"
GOOD: Typed = {
    "office": {"unit": "000.08.92.H55", "name": "Bộ phận một cửa", "place": "UBND xã Tân Quang"},
    "services": [
        {"letter": "A", "name": "Hộ tịch", "fields": "Hộ tịch, Chứng thực"},
        {"letter": "B", "name": "Đất đai"},
    ],
    "counters": [{"number": "1", "services": "A, B"}, {"number": "2"}],
    "officers": [{"id": "cb01", "name": 'Lê "Ba" \\ Tư'}, {"id": "cb02"}],
    "buttons": [{"name": "very-satisfied", "pin": "5", "lamp": "12"}, {"name": "service-a", "pin": "6"}],
    "keypads": [
        {"counter": "1", "path": PAD},
        {"counter": "2", "kind": "serial", "path": "/dev/ttyS1"},
    ],
    "network": {"address": "192.168.1.50/24"},
    "broker": {"url": "mqtts://motcua.langson.gov.vn:8883", "user": "k1"},
}
ODD: dict[str, list[Any]] = {  # what may be typed into a field of this kind
    "text": ["", "x", "Ủy ban nhân dân", "x" * 90, "a\u0007b", 'dấu " và \\', "\u007f", "x" * 201],
    "number": ["", "0", "1", "2", "5", "7", "58", "80", "100", "270", "-1", "99999", "abc", "1.5", " 9 "],
    "switch": [True, False],
    "texts": ["", "A", "A, B", "Z", "A, A", "2026-09-02", "2026-02-30, 2026-01-01", "09/02/2026"],
    "numbers": ["", "1,2,3", "1, 1", "0", "8", "một", "1,2,3,4,5,6,7,1"],
}
TELLING = {  # where only some words are right
    "unit": ["H55.92.08", "000.08.92.H55", "h55.92", "92.08", "H55", "H55.1", "H55.92.08.01.02.03.04"],
    "url": ["mqtt://10.0.2.2", "mqtts://a:0", "mqtts://a:99999", "http://a", "mqtt://", "mqtt://u:p@h:1883", "MQTT://h"],
    "enrol_url": ["", "https://a.b-c.vn:8443", "https://h/", "http://h", "https://h/x", "https://h:0", "https://h:65536"],
    "ca_sha256": ["", "0aF9" * 16, "0" * 63],
    "city_key": ["", "0aF9" * 16, "0" * 63, "g" * 64],
    "next_city_key": ["", "0aF9" * 16, "0" * 63, "g" * 64],
    "morning": ["", "07:30-11:30", "7:30 - 11:30", "11:30-07:30", "7h30-11h30", "07:30-24:00"],
    "afternoon": ["", "13:00-16:30", "11:00-16:30", "13-16"],
    "letter": ["A", "B", "a", "Đ", "AB", ""],
    "id": ["k1", "K1", "máy 1", "cb01", "-a", "a.b", "CB01"],
    "does": ["", "level-4", "LEVEL-1", "level-5", "service-B", "service-Z"],
    "name": ["satisfied", "Neutral", "xin chào", "service-b"],
    "pin": ["5", "6", "12", "27", "28", "1234"],
    "services": ["", "A", "A, B", "B, B", "C"],
    "rotate": ["90", "45"],
    "connector": ["", "HDMI-A-1", "DSI-1", "HDMI", "HDMI-A-0", "card1-HDMI-A-1", "DSI-1 "],
    "output": ["", "HDMI-A-1", "HDMI-A-2", "HDMI"],
    "video": ["", "HDMI-A-1:1920x1080@60D", "HDMI-A-2:1280x720M@60,margin_left=10", "HDMI-A-1:9x9", "DSI-1:800x480 x"],
    "touch_matrix": ["", "1 0 0 0 1 0", "-1 0 1 0 1 0", "1 0 0 0 1", "1 2 0 2 4 0", "a b c d e f"],
    "wifi": ["", "UBND xa", "Ủy ban nhân dân xã Tân Quang", "Ủy ban nhân dân xã"],
    "wifi_password": ["", "12345678", "1234567", "mật khẩu dài", " ~!\"#$%&'"],
    "address": ["", "192.168.1.50/24", "192.168.1.50", "10.0.0.256/8", "10.0.0.1/0", "10.0.0.1/33", "01.2.3.4/8"],
    "gateway": ["", "192.168.1.1", "192.168.1", "192.168.1.1/24"],
    "dns": ["", "192.168.1.1", "1.1.1.1, 8.8.8.8", "a, b", "1.2.3.4, 1.2.3.4, 1.2.3.4, 1.2.3.4"],
    "time_servers": ["", "10.0.2.2", "time.langson.gov.vn, 10.1.1.1", "máy chủ"],
    "path": ["", "x", "/dev/ttyACM0", "/dev/input/event3", "/dev/input/by-id/usb-x-event-kbd", PAD],
    "width": ["58", "72", "80", "1280"],
    "host": ["", "192.168.1.60", "10.0.0.256", "172.32.0.1", "127.0.0.1", "8.8.8.8", "may-in"],
    "dots": ["0", "384", "512", "576", "500", "464", "480", "640"],
    "flow": ["none", "xonxoff", "rtscts", "dtr"],
    "counter": ["0", "1", "2", "77"],
    "finish": ["0", "Enter", "F1", "", "++", "a b", "="],
    "undo": ["backspace", "-", "key9"],
    "cut": ["gs-v", "esc-i", "esc-m"],
}  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("form")
    (folder / "form.html").write_text(page(), encoding="utf-8")
    opened = Browser(folder / "profile")
    opened.go(f"file://{folder}/form.html")
    opened.until("document.querySelector('#save')?.onclick")
    yield opened
    opened.close()


Said = tuple[str, str, str, str]  # option, code, what is said in Vietnamese and in English


def told(browser: Browser, cases: list[Typed]) -> list[tuple[list[Said], str]]:
    """For each case what the form finds wrong, and the file that it would save."""
    problem = "[p.option, p.code, said(p, 'vi'), said(p, 'en')]"
    work = f"draw(c); return [problems(typed()).map((p) => {problem}), toml(typed())]"
    answer = browser.js(f"JSON.stringify({json.dumps(cases)}.map((c) => {{ {work} }}))")
    return [([tuple(one) for one in wrong], text) for wrong, text in json.loads(answer)]


def found(path: Path, text: str) -> list[Said]:
    """What `kiosk check` finds wrong in the file."""
    path.write_text(text, encoding="utf-8")
    try:
        load(path)
    except ConfigError as error:
        return [(p.option, name_of(p.code), message(p, "vi"), message(p, "en")) for p in error.problems]
    return []


def generated(dice: random.Random) -> Typed:
    """The good form with none to three fields filled in otherwise."""
    case: Typed = json.loads(json.dumps(GOOD))
    for _ in range(dice.choice((0, 1, 1, 1, 2, 3))):
        table = dice.choice([t for t in tables() if t["name"] != "catalogue"])
        option = dice.choice(table["options"])
        rows: Any = case.setdefault(table["name"], [{}] if table["many"] else {})
        row = dice.choice(rows) if table["many"] else rows
        row[option["name"]] = _typed(dice, option)
    return case


def _typed(dice: random.Random, option: dict[str, Any]) -> Any:
    if option["among"]:
        return dice.choice(option["among"])
    telling = TELLING.get(option["name"], [])
    return dice.choice(telling if telling and dice.random() < 0.7 else ODD[option["type"]])


def test_form_and_check_agree_in_generated_cases(browser: Browser, tmp_path: Path) -> None:
    """Of 300 seeded forms, good and bad, both find the same mistakes and say them with the same words in either
    language; neither calls good what the other does not."""
    dice = random.Random(20261126)
    cases = [generated(dice) for _ in range(300)]
    answers = told(browser, cases)
    for case, (wrong, text) in zip(cases, answers, strict=True):
        assert sorted(wrong) == sorted(found(tmp_path / "kiosk.toml", text)), (case, text)
    good = sum(not wrong for wrong, _ in answers)
    assert 60 < good < 240


def swept() -> Iterator[Typed]:
    """The good form with one of its fields filled in otherwise: each field of each table, each odd and telling word."""
    for table in tables():
        for option in table["options"]:
            words = option["among"] or [*ODD[option["type"]], *TELLING.get(option["name"], [])]
            yield from (_with(table, option["name"], word) for word in words)


def _with(table: dict[str, Any], option: str, word: Any) -> Typed:
    case: Typed = json.loads(json.dumps(GOOD))
    rows: Any = case.setdefault(table["name"], [{}] if table["many"] else {})
    (rows[-1] if table["many"] else rows)[option] = word
    return case


def test_form_and_check_agree_field_by_field(browser: Browser, tmp_path: Path) -> None:
    """Each field of the form, filled in with each odd word, is good in both, or wrong with the same words."""
    cases = list(swept())
    for case, (wrong, text) in zip(cases, told(browser, cases), strict=True):
        assert sorted(wrong) == sorted(found(tmp_path / "kiosk.toml", text)), (case, text)


def test_the_saved_file_is_a_good_kiosk_toml(browser: Browser, tmp_path: Path) -> None:
    """A press on "save" lays kiosk.toml into the browser's downloads, in UTF-8, as `kiosk check` wants it."""
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    told(browser, [GOOD])
    browser.js("document.querySelector('#save').click()")
    saved = _arrived(tmp_path / "kiosk.toml")
    assert load(saved).office.place == "UBND xã Tân Quang"


def _arrived(path: Path) -> Path:
    """Whole: the browser holds its place by an empty file, and writes into another one that it then renames."""
    end = time.monotonic() + 120
    while not path.exists() or not path.stat().st_size:
        assert time.monotonic() < end, "nothing was saved"
        time.sleep(0.05)
    return path


def test_what_is_saved_is_what_was_typed(browser: Browser, tmp_path: Path) -> None:
    """Read back, the options have the values of the form; the rest has its defaults."""
    ((wrong, text),) = told(browser, [GOOD])
    assert wrong == [] and found(tmp_path / "kiosk.toml", text) == []
    config = load(tmp_path / "kiosk.toml")
    assert (config.office.unit, config.office.place) == ("000.08.92.H55", "UBND xã Tân Quang")
    assert (config.services[0].letter, config.services[0].fields) == ("A", ["Hộ tịch", "Chứng thực"])
    assert config.officers[0].name == 'Lê "Ba" \\ Tư'
    assert [(b.name, b.pin, b.lamp) for b in config.buttons] == [("very-satisfied", 5, 12), ("service-a", 6, -1)]
    assert config.hours.morning == "07:30-11:30"


def test_a_mistake_is_shown_at_its_field_and_nothing_is_saved(browser: Browser) -> None:
    """The field turns red with Vietnamese words, an option among those below "more" is opened, and no file is made."""
    case = GOOD | {"office": GOOD["office"] | {"unit": "xã Tân Quang"}, "console": {"port": "8080a"}}
    browser.js("window.made = 0; URL.createObjectURL = () => { window.made += 1; return '#'; }; 0")
    told(browser, [case])
    browser.js("document.querySelector('#save').click()")
    assert "Còn 1 chỗ cần sửa (console.port)" in browser.text("#said")
    vietnamese, english = 'phải là số nguyên, không phải "8080a"', 'must be a whole number, not "8080a"'
    assert browser.text(".wrong em") == vietnamese + english and browser.js("window.made") == 0
    assert browser.js("!!document.querySelector('.wrong').closest('details').open")


def test_the_form_needs_no_network_and_has_every_option() -> None:
    """Nothing is loaded from anywhere, and each option of the tables has a place and words."""
    assert "http://" not in page().replace("http://www.w3.org", "") and "src=" not in page()
    assert all(option["vi"] and option["en"] for table in tables() for option in table["options"])


def test_the_words_are_those_of_the_commented_file() -> None:
    """The Vietnamese before the stroke, and the star of the lines that matter."""
    sample = '[office]\nunit = "x"   # ★ mã đơn vị / agency code\n[[buttons]]\n# lamp = 1 # đèn của nút / lamp\n'
    assert comments(sample) == {("office", "unit"): ("mã đơn vị", True), ("buttons", "lamp"): ("đèn của nút", False)}
