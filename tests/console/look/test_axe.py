"""Every page and main question before axe-core's rules (WCAG and good practice): nothing moderate or worse."""

from pathlib import Path
from typing import Any

import axe_core_python
import pytest

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.look.pages import PAGES, lived_in
from tests.console.supervisor.test_settings import filed

__all__ = ["filed"]
AXE = Path(axe_core_python.__file__).with_name("axe.min.js").read_text("utf-8")
FOUND = """axe.run().then(told => told.violations.filter(one => one.impact !== 'minor')
    .map(one => [one.impact, one.id, ...one.nodes.slice(0, 4).map(node => node.html.slice(0, 120))]))"""


def violations(browser: Browser) -> list[list[Any]]:
    """Each with its impact, its rule and where."""
    browser.js(AXE)
    answer = browser.call("Runtime.evaluate", expression=FOUND, awaitPromise=True, returnByValue=True)
    found: list[list[Any]] = answer["result"]["value"]
    return found


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_bars_anybody_from_a_page(filed: Room, browser: Browser, page: str, width: int, height: int) -> None:
    """At a desk and on a telephone."""
    lived_in(filed)
    browser.resize(width, height)
    PAGES[page](filed, browser)
    assert violations(browser) == []


def test_what_bars_somebody_is_found(browser: Browser) -> None:
    """A picture without words, pale words, a field without a name."""
    browser.go("data:text/html,<main><img src=x><p style='color:silver'>pale</p><input></main>")
    browser.until("document.querySelector('input')")
    assert {"image-alt", "color-contrast", "label"} <= {one[1] for one in violations(browser)}
