"""The officers' page while everything stands on it that can: nothing lies on anything else."""

import json
from itertools import pairwise

import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.wishes.test_amends import in_hand, post

PARTS = ["#status", "#number", "#about", "#came", "#slot", "#main", "#actions", "#others"]
WORDS = f"""{json.dumps(PARTS)}.map(one => {{
    const words = document.createRange();
    words.selectNodeContents(document.querySelector(one));
    const box = words.getBoundingClientRect();
    return [one, box.top, box.bottom];
}})"""


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 720), (1920, 1080)])
def test_no_words_lie_on_others_while_the_page_asks_and_offers_to_take_back(
    room: Room, browser: Browser, width: int, height: int
) -> None:
    """Two calls within seconds: the number in hand, the question about the one before, the button that takes back."""
    browser.resize(width, height)
    room.ticket(), room.ticket()
    officer = room.officer()
    browser.call("Network.setCookie", name="quay", value=str(officer.cookies["quay"]), url=room.url)
    browser.go(room.url)
    post(officer, "next"), post(officer, "next")
    in_hand(browser, "A002")
    browser.until("!document.getElementById('came').hidden && !document.getElementById('undo').hidden")
    boxes = browser.js(WORDS)
    below = [(one[0], other[0]) for one, other in pairwise(boxes) if one[2] > other[1] + 1]
    assert below == [] and boxes[1][2] - boxes[1][1] > height / 10
    assert boxes[-1][2] <= height
