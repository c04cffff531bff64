"""The day's browser by Playwright, on the Chromium of this machine; it downloads none. It is no part of the suite:
where it is missing, the day says how it is installed.
"""

import importlib
import json
from typing import Any

import pytest

from scripts.screenshots.browser import as_read, until_true
from tests.console.browser import program

MISSING = "Playwright is not here: .venv/bin/pip install playwright (docs/look.md)"


def library() -> Any:
    """Untyped, so that types are the same with and without it."""
    try:
        return importlib.import_module("playwright.sync_api")
    except ModuleNotFoundError:
        pytest.fail(MISSING)


class Playwright:
    """`drivers.Driver`."""

    def __init__(self) -> None:
        self._library = library().sync_playwright().start()
        self._browser = self._library.chromium.launch(executable_path=program(), args=["--disable-gpu"])
        self._pages: dict[str, Any] = {}

    def _opened(self, context: Any) -> str:
        name = f"page {len(self._pages)}"
        self._page = self._pages[name] = context.new_page()
        return name

    def open_for(self, width: int, height: int) -> str:
        return self._opened(self._browser.new_context(viewport={"width": width, "height": height}))

    def open_beside(self, page: str) -> str:
        return self._opened(self._pages[page].context)

    def look_at(self, page: str) -> None:
        self._page = self._pages[page]

    def before_each_page(self, script: str) -> None:
        self._page.add_init_script(script)

    def cookie(self, name: str, value: str, url: str) -> None:
        self._page.context.add_cookies([{"name": name, "value": value, "url": url}])

    def cable(self, pulled: bool) -> None:
        self._page.context.set_offline(pulled)

    def go(self, url: str) -> None:
        self._page.goto(url, wait_until="commit")

    def js(self, expression: str) -> Any:
        return self._page.evaluate(as_read(expression))

    def text(self, selector: str) -> str:
        return str(self.js(f"(document.querySelector({json.dumps(selector)}) || {{textContent: ''}}).textContent"))

    def until(self, expression: str, seconds: float = 30) -> None:
        """What the page throws on is not there yet; so it is over the pipe."""
        asked = f"(() => {{ try {{ return !!({expression}) }} catch (e) {{ return false }} }})()"
        until_true(lambda: self.js(asked), expression, seconds)

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def close(self) -> None:
        self._browser.close()
        self._library.stop()
