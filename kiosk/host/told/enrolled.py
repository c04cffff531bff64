"""How the kiosk's enrolment is, as the courier tells the other programs of this machine, in the runtime folder."""

from pathlib import Path
from typing import Any

from kiosk.host.told import runtime_word

FILE = "enrolment.json"


def tell(runtime: Path, word: str, why: str, until: int) -> None:
    """`word`: "" while all is well, else one of kiosk/core/words/enrolment.py; `why`: one line in English; `until`: the
    end of our certificate, ms since 1970, 0 for none."""
    runtime_word.tell(runtime / FILE, {"word": word, "why": why, "until": until}, "the enrolment")


def told(runtime: Path) -> dict[str, Any]:
    """{} where nobody is asked for a certificate."""
    return runtime_word.told(runtime / FILE)
