"""How far an installation is, from what pip says."""

import io

from kiosk.host.progress import Progress
from scripts.pip_progress import follow

SAID = """Collecting anyio==4.16.0 (from -r demo.lock (line 3))
  Downloading anyio-4.16.0-py3-none-any.whl (100 kB)
Collecting uvicorn[standard]==0.52 (from -r demo.lock (line 9))
  Using cached uvicorn-0.52-py3-none-any.whl
Installing collected packages: anyio, uvicorn
Successfully installed anyio-4.16.0 uvicorn-0.52
"""


def test_packages_are_counted_and_every_word_is_kept() -> None:
    """One count a package, by its name, then that they are written; pip's own words go to the log, all of them."""
    told, log, seconds = io.StringIO(), io.StringIO(), iter(range(0, 10_000, 100))
    with Progress(2, told, lambda: next(seconds)) as progress:
        follow(SAID.splitlines(keepends=True), 2, log, progress)
    lines = told.getvalue().splitlines()
    assert [line.split(",")[0] for line in lines[:2]] == ["1/2 anyio", "2/2 uvicorn"]
    assert len(lines) == 3 and "writing them" in lines[2] and log.getvalue() == SAID
