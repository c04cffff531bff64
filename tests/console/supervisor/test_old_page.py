"""The supervisor's page that is older than the settings: nothing is changed unseen, it is said, and the page is new."""

import json
from typing import Any

import pytest

from kiosk.console.supervisor.routes import PREFIX
from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.supervisor.test_door import supervisor
from tests.console.supervisor.test_page import inside, press
from tests.console.supervisor.test_settings import filed, put, settings

__all__ = ["filed"]
FAR = 4_000_000_000_000
SAID = "Chưa lưu: chỗ này vừa có người đổi hoặc thêm."
ROWS = {"officers": "officer-list", "words": "notice-list", "settings": "service-list"}


def typed(selector: str, words: str) -> str:
    return f"document.querySelector('{selector}').value = {json.dumps(words)};"


def sent(form: str) -> str:
    return f"document.querySelector('#{form} button').click();"


YES = "document.getElementById('ask-yes').click()"
NEW_SERVICE = typed("#new-letter", "f") + typed("#new-service-name", "Khác") + sent("new-service")
NEW_OFFICER = typed("#new-id", "cb77") + typed("#new-pin", "739164") + sent("new-officer")
NEW_NOTICE = typed("#notice-text", "Khác") + typed("#notice-until", "16:00") + sent("new-notice")
LAND, WELFARE = ("services.B", {"name": "Nhà ở"}), ("counters.3", {"services": ["C"], "name": ""})
LAN, AN = ("cb05", {"name": "Trần Lan"}), ("cb77", {"name": "Lê An", "pin": "918273"})
NOTICE = ("notices", [["Mai nghỉ", FAR]])
OLD = [  # the tab, the button pressed there, what is then typed and sent, what somebody else set first, what is shown
    ("settings", "Sửa tên, B", typed("#ask-fields input", "Khác") + YES, LAND, "Nhà ở"),
    ("settings", "Bỏ, B", YES, LAND, "Nhà ở"),
    ("settings", "", NEW_SERVICE, ("services.F", {"name": "Thuế"}), "F · Thuế"),
    ("settings", "Sửa dịch vụ, quầy 3", YES, WELFARE, "Dịch vụ C"),
    ("settings", "Bỏ, quầy 3", YES, WELFARE, "Dịch vụ C"),
    ("officers", "Sửa, cb05", typed("#ask-fields input", "Khác") + YES, LAN, "Trần Lan"),
    ("officers", "Đặt lại PIN, cb05", typed("#ask-fields input", "739164") + YES, LAN, "Trần Lan"),
    ("officers", "Xóa, cb05", YES, LAN, "Trần Lan"),
    ("officers", "", NEW_OFFICER, AN, "Lê An"),
    ("words", "Gỡ, Chiều nghỉ", "", NOTICE, "Mai nghỉ"),
    ("words", "", NEW_NOTICE, NOTICE, "Mai nghỉ"),
]  # fmt: skip


def reads(browser: Browser, id_: str, words: str) -> None:
    browser.until(
        f"document.getElementById('{id_}').textContent.replace(/\\u00a0/g, ' ').includes({json.dumps(words)})"
    )


def opened(browser: Browser, room: Room, tab: str) -> None:
    inside(browser, room)
    browser.js(f"document.querySelector('[data-tab={tab}]').click()")
    browser.until(f"document.getElementById('{ROWS[tab]}').children.length")


@pytest.mark.parametrize(("tab", "pressed", "then", "first", "shown"), OLD)
def test_what_somebody_else_set_meanwhile_is_shown_and_not_overwritten(
    browser: Browser, filed: Room, tab: str, pressed: str, then: str, first: tuple[str, Any], shown: str
) -> None:
    """A row that is changed, taken away or already there."""
    other, (option, value) = supervisor(filed), first
    put(other, "notices", [["Chiều nghỉ", FAR]])
    opened(browser, filed, tab)
    body = {"id": option, **value} if tab == "officers" else {"option": option, "value": value}
    other.post(f"{PREFIX}/{'officer' if tab == 'officers' else 'set'}", json=body).raise_for_status()
    before = settings(other)
    if pressed:
        press(browser, pressed)
    browser.js(f"{then};0")
    reads(browser, "said", SAID)
    reads(browser, tab, shown)
    assert settings(other) == before


def test_the_stop_sentence_of_somebody_else_replaces_the_one_that_is_being_typed(browser: Browser, filed: Room) -> None:
    """With the cursor in it too; what is saved after it was read is saved."""
    other = supervisor(filed)
    put(other, "notices", [["Chiều nghỉ", FAR]])
    opened(browser, filed, "words")
    put(other, "stopped", "Mời đến sáng mai.")
    save = sent("stopped-form")
    browser.js(f"document.getElementById('stopped').focus(); {typed('#stopped', 'Mời đến chiều nay.')} {save}")
    reads(browser, "said", SAID)
    browser.until("document.getElementById('stopped').value === 'Mời đến sáng mai.'")
    assert settings(other)["stopped"] == "Mời đến sáng mai."
    browser.js(f"{typed('#stopped', 'Mời đến chiều mai.')} {save}")
    reads(browser, "said", "Đã lưu")
    assert settings(other)["stopped"] == "Mời đến chiều mai."
