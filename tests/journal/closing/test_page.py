"""The page that checks a closing slip, in a real browser, from a file, without a network."""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.record.closing_word import ClosedDay
from tests.console.browser import Browser, program
from tests.docs.papers import ROOT
from tests.journal.signed import KEY, OTHER

PAGE = ROOT / "docs/verify-slip.html"
PUBLIC, ANOTHER = (key.public_key().public_bytes_raw().hex() for key in (KEY, OTHER))
UNSIGNED = ClosedDay("/H55/92/08/000/k1", "2026-11-23", 183, "").word("0.2.0", "cd" * 32, "ef" * 16)
TRUE = UNSIGNED.signed(PUBLIC, KEY.sign)
TEXT = TRUE.text
SAID = [
    (TEXT, PUBLIC, "true", "ĐÚNG"),
    (TEXT.replace(" ", "\n  "), f" {PUBLIC.upper()} ", "true", "đã cấp 183 số"),
    (replace(TRUE, before="ab" * 16).signed(PUBLIC, KEY.sign).text, PUBLIC, "true", "ngày 23/11/2026"),
    (TEXT.replace(" 183 ", " 184 "), PUBLIC, "false", "SAI"),
    (TEXT.replace("2026-11-23", "2026-11-24"), PUBLIC, "false", "đã bị sửa"),
    (TEXT, ANOTHER, "false", "không phải khoá này"),
    (TEXT[:-3], PUBLIC, "false", "Không phải phiếu"),
    (TEXT.replace(" 183 ", " 0183 "), PUBLIC, "false", "Không phải phiếu"),
    ("", PUBLIC, "false", "Không phải phiếu"),
    (UNSIGNED.text, PUBLIC, "null", "CHƯA KÝ"),
    (TEXT, "ab", "null", "Khoá chưa đúng"),
]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Browser]:
    if not program():
        pytest.fail("no Chromium") if os.environ.get("CI") == "true" else pytest.skip("no Chromium on this machine")
    browser = Browser(tmp_path / "browser", 900, 900)
    browser.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    browser.go(PAGE.as_uri())
    browser.until("document.querySelector('#form')")
    yield browser
    browser.close()


def judged(page: Browser, text: str, key: str) -> tuple[str, str]:
    """What it says: true, false or neither, and the words."""
    page.js("document.querySelector('#said').hidden = true")
    for field, value in (("slip", text), ("key", key)):
        page.js(f"document.querySelector('#{field}').value = {json.dumps(value)}")
    page.js("document.querySelector('#form').dispatchEvent(new Event('submit', {cancelable: true}))")
    page.until("!document.querySelector('#said').hidden")
    return str(page.js("document.querySelector('#said').className")), page.text("#said")


def test_it_says_what_the_command_says_without_a_network(page: Browser, tmp_path: Path) -> None:
    """True of a true slip, however its lines are broken; not of one with a changed word, another's key or too few."""
    for text, key, good, words in SAID:
        found = judged(page, text, key)
        assert found[0] == good and words in found[1], (text, found)
    judged(page, TEXT, PUBLIC)
    (tmp_path / "page.png").write_bytes(base64.b64decode(page.call("Page.captureScreenshot")["data"]))
    assert page.js("document.documentElement.scrollWidth <= innerWidth")


def test_a_browser_that_knows_no_such_signature_says_so(page: Browser) -> None:
    """Neither true nor false."""
    page.js("crypto.subtle.importKey = () => Promise.reject(new Error())")
    good, words = judged(page, TEXT, PUBLIC)
    assert good == "null" and "Trình duyệt này không kiểm được" in words


def test_it_loads_nothing() -> None:
    """One file, which forbids itself everything but its own words."""
    text = PAGE.read_text(encoding="utf-8")
    assert "default-src 'none'" in text and not [
        word for word in ("src=", "href=", "http://", "https://") if word in text
    ]
