"""No page in a browser parts a word of several syllables over two lines: by the table and the rule of the screens."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from display.drawing.style_sheet import compounds
from display.touchscreen import words as screen_words
from kiosk.core.words.compounds import COMPOUNDS, words_in
from tests.console.browser import Browser
from tests.console.conftest import NAMES, Room
from tests.console.look.pages import PAGES, lived_in
from tests.console.supervisor.test_settings import filed

__all__ = ["filed"]
WIDTHS = (320, 390, 768, 1366)
PARTED = """(() => {
    const words = new Set(window.COMPOUNDS.split(',')), found = [], range = document.createRange();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode, parts = [];
        node.data.replace(/[^ \\u00a0\\n]+/g, (word, index) => { parts.push({ 0: word, index: index }); });
        for (let at = 0; at < parts.length; at += 1) for (let n = 2; n < 4 && at + n <= parts.length; n += 1) {
            const some = parts.slice(at, at + n), last = some[n - 1];
            const said = some.map(part => part[0]).join(' ').replace(/[“”".,;:!?()…]/g, '').toLowerCase();
            if (!words.has(said)) continue;
            range.setStart(node, some[0].index);
            range.setEnd(node, last.index + last[0].length);
            const tops = [...range.getClientRects()].filter(box => box.width).map(box => Math.round(box.top));
            if (new Set(tops).size > 1) found.push(said);
        }
    }
    return [found, (document.body.innerText.match(/\\u00a0/g) || []).length];
})()"""


def test_the_words_of_the_pages_are_those_of_the_screens() -> None:
    assert Path("display/tokens/compounds.js").read_text("utf-8") == compounds()


def kept(text: str) -> str:
    """By the rule of screens and slips; a dash stays with what stands before it."""
    joined = " ".join("\u00a0".join(word) for word in words_in(text.split(" ")))
    return joined.replace(" –", "\u00a0–").replace(" ·", "\u00a0·")


SENTENCES = [
    *NAMES.values(),
    *screen_words.HOME,
    *screen_words.REFILL_HOW,
    *(reason for both in screen_words.REASONS.values() for reason in both),
    "Đất đai – Xây dựng – Môi trường",
    "“Hồ sơ” chưa đủ (giấy tờ, chữ ký); Trả kết quả lúc 9 giờ 40.",
    "Bộ phận một cửa · UBND xã Tân Quang",
]


def test_a_page_keeps_together_what_the_screens_keep(room: Room, browser: Browser) -> None:
    """The same joints, whatever stands before and behind the words; once more is the same."""
    browser.go(f"{room.url}/p")
    browser.until("window.Whole")
    mixed = st.lists(
        st.sampled_from([*sorted(COMPOUNDS), "và", "của", "A015", "–", "(Hồ", "sơ).", "9", "giờ"]), max_size=8
    )

    def same(text: str) -> None:
        made = browser.js(f"Whole.text({text!r})")
        assert made == kept(text) == browser.js(f"Whole.text({made!r})")

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(mixed)
    def random(words: list[str]) -> None:
        same(" ".join(words))

    for sentence in SENTENCES:
        same(sentence)
    random()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_parts_a_word(filed: Room, browser: Browser, page: str) -> None:
    """As it is drawn, at every width from a small telephone to a desk."""
    lived_in(filed)
    PAGES[page](filed, browser)
    for width in WIDTHS:
        browser.resize(width, 800)
        parted, spaces = browser.js(PARTED)
        assert (width, parted) == (width, []) and spaces
