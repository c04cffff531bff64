"""Who drives the day's browser: what the day needs of one, and the two that can. `DAY_DRIVER=playwright` takes
Playwright on the machine's own Chromium (docs/look.md; the suite does not need it), anything else our own pipe.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.console.browser import Browser, Page, program


class Driver(Page, Protocol):
    """One browser with many pages, each named by a word of the driver's; what is done is done on that looked at."""

    def open_for(self, width: int, height: int) -> str:
        """A page with cookies of its own, as on another machine; looked at from now on."""

    def open_beside(self, page: str) -> str:
        """One more tab of that page's browser, with its cookies; looked at from now on."""

    def look_at(self, page: str) -> None: ...
    def before_each_page(self, script: str) -> None: ...
    def cookie(self, name: str, value: str, url: str) -> None: ...

    def cable(self, pulled: bool) -> None:
        """Of this page's machine."""

    def close(self) -> None: ...


class Pipe(Browser):
    """Our own, over DevTools' pipe."""

    def open_beside(self, page: str) -> str:
        self.look_at(page)
        own = self.call("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        return self.open_tab(browserContextId=own)

    def cookie(self, name: str, value: str, url: str) -> None:
        self.call("Network.setCookie", name=name, value=value, url=url)

    def cable(self, pulled: bool) -> None:
        self.call("Network.enable")
        self.call(
            "Network.emulateNetworkConditions", offline=pulled, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )


@contextmanager
def driver_in(folder: Path) -> Iterator[Driver]:
    """`folder`: for the browser's profile."""
    if not program():
        pytest.fail("no Chromium") if os.environ.get("CI") == "true" else pytest.skip("no Chromium on this machine")
    if os.environ.get("DAY_DRIVER") == "playwright":
        from tests.console.whole_day.with_playwright import Playwright

        driver: Driver = Playwright()
    else:
        driver = Pipe(folder)
    yield driver
    driver.close()
