"""The browser of the tests (scripts/screenshots/browser.py)."""

from scripts.screenshots.browser import Browser, program

__all__ = ["Browser", "program"]
