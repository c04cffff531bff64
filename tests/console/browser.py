"""The browser of the tests (scripts/screenshots/browser.py), with as many pages as one opens."""

from pathlib import Path
from typing import Any, Protocol

from scripts.screenshots import browser
from scripts.screenshots.browser import program, until_true

__all__ = ["Browser", "Page", "program"]


class Page(Protocol):
    """What a person does with the page that is looked at, whoever drives the browser."""

    def go(self, url: str) -> None: ...
    def js(self, expression: str) -> Any: ...
    def text(self, selector: str) -> str: ...
    def until(self, expression: str, seconds: float = 30) -> None: ...
    def press(self, key: str) -> None: ...


class Browser(browser.Browser):
    """One page at first, which is `first_tab`."""

    def __init__(self, folder: Path, width: int = 1366, height: int = 768) -> None:
        super().__init__(folder, width, height)
        self.first_tab = self._window = self._session

    def open_as_new(self, width: int = 1366, height: int = 768) -> None:
        """A page as of a browser that was never used, driven from now on; the very first stays behind it, empty."""
        self.first_tab = self.open_tab()
        self.resize(width, height)

    def forget(self) -> None:
        """Every page but the very first, whose window stays open for the next ones, and all that pages left behind."""
        self.look_at(self._window)
        mine = self.call("Target.getTargetInfo")["targetInfo"]["targetId"]
        for page in self._others(mine):
            self.call("Target.closeTarget", targetId=page)
        until_true(lambda: not self._others(mine), "the last page closed", 120)
        self.call("Storage.clearDataForOrigin", origin="*", storageTypes="all")
        self.call("Network.clearBrowserCache")

    def _others(self, mine: str) -> list[str]:
        found = self.call("Target.getTargets")["targetInfos"]
        return [str(one["targetId"]) for one in found if one["type"] == "page" and one["targetId"] != mine]

    def open_tab(self, **beside: str | bool) -> str:
        """One more page of this browser, which is driven from now on; its session, for `look_at`. `browserContextId`:
        with whose cookies; `newWindow`: so that it is seen beside the others."""
        self._session = ""
        page = self.call("Target.createTarget", url="about:blank", **beside)["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        return self._session

    def look_at(self, session: str) -> None:
        """Drives that page."""
        self._session = session

    def before_each_page(self, script: str) -> None:
        """Runs in every page of this tab before its own scripts."""
        self.call("Page.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def open_for(self, width: int, height: int) -> str:
        """A page with cookies of its own, as on another machine; driven from now on; its session, for `look_at`."""
        self._session = ""
        page = self.open_tab(
            browserContextId=self.call("Target.createBrowserContext")["browserContextId"], newWindow=True
        )
        self.resize(width, height)
        return page
