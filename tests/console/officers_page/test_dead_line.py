"""A line that swallows what is sent, as a dead Wi-Fi does: the page says so, keeps what was pressed and goes on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tests.console.browser import Browser
from tests.console.conftest import Room
from tests.console.officers_page.desk import in_hand, ready

SOON_S = 25  # the server's sign of life comes every four; a page that waits for three of them has said it by then


class Line:
    """Between browser and machine. While it is `dead` nothing comes through, nothing is closed, and nothing is lost."""

    def __init__(self, port: int) -> None:
        self.whole, self._port = threading.Event(), port
        self.whole.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                here, there = self._door.accept()[0], socket.create_connection(("127.0.0.1", self._port))
                for way in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.whole.wait()
                to.sendall(data)
        for end in (source, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.whole.set()
        self._door.close()


@contextmanager
def line_to(room: Room) -> Iterator[Line]:
    with closing(Line(int(room.url.rpartition(":")[2]))) as line:
        yield line


def test_a_line_that_swallows_is_said_soon_and_one_press_is_one_call(room: Room, browser: Browser) -> None:
    """Not after a minute: within three signs of life that did not come. Pressed while it was dead, the wish goes again
    under its key once the line is whole."""
    room.ticket(), room.ticket()
    officer = room.officer()
    with line_to(room) as line:
        browser.call("Network.setCookie", name="quay", value=str(officer.cookies["quay"]), url=line.url)
        browser.go(line.url)
        browser.until("(document.getElementById('desk') || {hidden: true}).hidden === false")
        ready(browser)
        line.whole.clear()
        browser.press("Enter")
        browser.until("!document.getElementById('offline').hidden", SOON_S)
        assert browser.js("document.getElementById('main').disabled")
        line.whole.set()
        browser.until("document.getElementById('offline').hidden")
        in_hand(browser, "A001")
    assert [call.ticket for call in room.office.state().calls] == ["A001"]
