"""`./scripts/screens FOLDER --damage`: what a citizen, an officer and a technician see of each damage to the disk.

Each is done to the whole house with real programs and real pages in Chromium: a morning is lived, then the power goes
(all programs are killed) and the card is damaged, or the disk fails under them while they run. Pictures: NAME-citizen,
NAME-officer (and NAME-officer-again where the page asked them to sign in anew), NAME-technician, NAME-watch, the
page of port 8081; overview.png has them all. Needs Chromium and strace.
"""

import base64
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.config.load import load
from kiosk.host.progress import Progress
from kiosk.service import status_page
from kiosk.simulation.supervisor import ROOT
from scripts.screenshots.browser import Browser
from scripts.screenshots.house import JOURNAL, KEY, LOG, PATIENCE_S, SIZE, House, failing, missing
from scripts.screenshots.overview import overview

# --- the damages ------------------------------------------------------------------------------------------------


def flipped(name: str, share: float) -> Callable[[House], object]:
    """One bit, so far into the file."""

    def damage(house: House) -> None:
        content = bytearray(house.file(name).read_bytes())
        content[int(len(content) * share)] ^= 0x10
        house.file(name).write_bytes(content)

    return damage


def older_copy(house: House) -> None:
    house.file(JOURNAL).write_bytes(house.older)
    house.file(LOG).unlink(missing_ok=True)


AT_REST: dict[str, Callable[[House], object]] = {
    "file-gone": lambda house: house.file(JOURNAL).unlink(),
    "file-of-0-bytes": lambda house: house.file(JOURNAL).write_bytes(b""),
    "bit-in-the-file": flipped(JOURNAL, 0.6),
    "bit-in-the-log": flipped(LOG, 0.3),
    "log-gone": lambda house: house.file(LOG).unlink(),
    "older-copy": older_copy,
    "key-gone": lambda house: house.file(KEY).unlink(),
}
MEND = "import sys; from scripts.screenshots.recovery import draw; draw(*sys.argv[1:])"
SIGNED = ("key-gone",)  # another key is made for a journal that was never signed
RUNNING = {"disk-full": "ENOSPC", "input-output-error": "EIO"}
STARTING = ("input-output-error-at-the-start",)
NAMES = (*AT_REST, *RUNNING, *STARTING)


# --- the pictures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pictures:
    """PNG files of one damage."""

    folder: Path
    name: str

    def path(self, who: str) -> Path:
        return self.folder / f"{self.name}-{who}.png"

    def keep(self, who: str, browser: Browser, whole: bool = False) -> None:
        """What stands in the window, or all of the page."""
        high = int(browser.js("document.documentElement.scrollHeight")) if whole else SIZE[1]
        clip = {"x": 0, "y": 0, "width": SIZE[0], "height": high, "scale": 1}
        answer = browser.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        self.path(who).write_bytes(base64.b64decode(answer["data"]))


def draw(folder: Path, names: tuple[str, ...] = ()) -> int:
    """These into `folder`, or all of them; 0, or 2 where there is no such damage, or a program is missing. Raises
    OSError."""
    names = names or NAMES
    unknown, lacking = [name for name in names if name not in NAMES], missing()
    if unknown or lacking:
        why = f"no {', '.join(unknown)}; there are {', '.join(NAMES)}" if unknown else f"install {', '.join(lacking)}"
        print(f"screens --damage: {why}", file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with Progress(len(names)) as progress:
        for done, name in enumerate(names):
            progress.reach(done, name)
            with tempfile.TemporaryDirectory() as place, House(Path(place) / "house").lives(Path(place) / "b") as house:
                _drawn(house, name, Pictures(folder, name))
    overview(folder, names)
    return 0


def _drawn(house: House, name: str, pictures: Pictures) -> None:
    if name in AT_REST:
        if name in SIGNED:
            house.closes_and_opens()
        house.power_cut(AT_REST[name])
        _all(house, pictures)
    elif name in RUNNING:
        with house.failing(RUNNING[name]):
            house.takes("A")
            house.browser.press("Enter")
            time.sleep(4.0)  # the console looks around every two seconds
            _all(house, pictures)
    else:
        _not_started(house, pictures)


def _all(house: House, pictures: Pictures) -> None:
    pictures.path("citizen").write_bytes(house.get("/cabinet/screen.png"))
    time.sleep(3.0)  # the page connects again
    pictures.keep("officer", house.browser)
    if house.browser.js("document.getElementById('desk').hidden"):
        house.enters()
        time.sleep(1.5)
        pictures.keep("officer-again", house.browser)
    house.technician()
    pictures.keep("technician", house.browser, whole=True)
    _watch(house, pictures, _answer(house))


def _answer(house: House) -> bytes:
    """Of port 8081, as the program behind it gives it on a desk."""
    runtime = load(house.stack.config).kiosk.runtime
    words = [sys.executable, "-I", "-S", status_page.__file__, runtime, str(house.folder / "log")]
    return subprocess.run(words, input=b"GET / HTTP/1.1\r\n\r\n", capture_output=True).stdout


def _watch(house: House, pictures: Pictures, answer: bytes) -> None:
    page = house.folder / "watch.html"
    page.write_bytes(answer.partition(b"\r\n\r\n")[2])
    house.browser.go(page.as_uri())
    house.browser.until("document.querySelector('h1')", PATIENCE_S)
    pictures.keep("watch", house.browser, whole=True)


# --- a start that the disk refuses ------------------------------------------------------------------------------


def _not_started(house: House, pictures: Pictures) -> None:
    """Nobody can open the journal, from `kiosk migrate` on: `kiosk mend` has the screen, and nothing else runs."""
    house.switch_off()
    under = failing("openat", "EIO", house.file(JOURNAL))
    said = house.migrate(*under).stderr
    screen = (str(house.stack.config), str(pictures.path("citizen").absolute()))
    words = (sys.executable, "-c", MEND, *screen)
    subprocess.run([*under, *words], cwd=ROOT, check=True)
    time.sleep(3.0)
    pictures.keep("officer", house.browser)
    part = status_page.Part("kiosk-migrate", False, time.time() - 60, "failed (failed), exit-code, restarts: 0", said)
    parts = [part, *(status_page.Part(f"kiosk-{name}", False, 0, "inactive (dead)") for name in ("app", "console"))]
    _watch(house, pictures, status_page.answer(b"GET / HTTP/1.1", parts, "kiosk", time.time()))
