"""What our programs say to --help, asked in this process: that each says it as a program too is held by tests/setup."""

from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from functools import cache
from io import StringIO

from kiosk.__main__ import main as kiosk
from sync.__main__ import main as courier
from sync.city.__main__ import main as city

PROGRAMS: dict[str, Callable[[Sequence[str]], int]] = {"kiosk": kiosk, "kiosk-sync": courier, "kiosk-city": city}


@cache
def helped(program: str, *words: str) -> str:
    """On standard output; "" where it does not know the words."""
    with redirect_stdout(StringIO()) as said, suppress(SystemExit):
        PROGRAMS[program]([*words, "--help"])
    return said.getvalue()
