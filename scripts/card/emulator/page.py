"""The technician's page of an emulated kiosk, as a browser outside has it: what the touch app says that it shows.

For a machine whose panel shows less than a Pi's: the picture is the one that goes to the panel, taken out of the app by
the console, over the guest's network.
"""

import json
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

from kiosk.config.pin_hash import hash_pin

PIN = "482915"
TIMEOUT_S = 120.0  # an emulated console works a hundred times as long at a PIN as a Pi


def let_in(text: str) -> str:
    """A kiosk.toml of docs/kiosk.toml with the technician's PIN in it."""
    line = '# pin = ""                         # PIN'
    assert text.count(line) == 1, line
    return text.replace(line, f'pin = "{hash_pin(PIN)}"  #')


class Page:
    """`port`: here, of the guest's console."""

    def __init__(self, port: int) -> None:
        self._at = f"http://127.0.0.1:{port}/api/technician"
        self._browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def picture(self, out: Path) -> bool:
        """Into a file; False while the console does not answer, or has nothing to show."""
        with suppress(OSError):
            try:
                self._keep(out)
            except HTTPError:  # nobody is signed in, or the app is away
                self._sign_in()
            else:
                return True
        return False

    def _keep(self, out: Path) -> None:
        with self._browser.open(f"{self._at}/screen.png", timeout=TIMEOUT_S) as answer:
            out.write_bytes(answer.read())

    def _sign_in(self) -> None:
        body = json.dumps({"pin": PIN}).encode()
        asked = Request(f"{self._at}/login", body, {"Content-Type": "application/json"})
        self._browser.open(asked, timeout=TIMEOUT_S).close()
