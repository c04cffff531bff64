"""What doctor and technician's page say of the certificate that the city gives, as the courier tells it. Pure."""

from collections.abc import Mapping
from typing import Any

from kiosk.core.calendar.moment import local
from kiosk.core.words.enrolment import TABLE
from kiosk.service.findings import NOTHING, Bilingual, Finding

SOON_MS = 30 * 86_400_000  # from here on also what mends itself wants a look
_PASSING = ("away", "often")


def found(said: Mapping[str, Any], now: int) -> Finding | None:
    """`said`: kiosk/host/told/enrolled.py; None where nobody is asked for a certificate. `now`: ms since 1970."""
    if not said:
        return None
    word, until = str(said.get("word", "")), int(said.get("until") or 0)
    what, held = TABLE.get(word), _held(until)
    if what is None:
        return Finding("certificate", True, held, NOTHING, {"word": word, "until": until})
    text = Bilingual(f"{what.said.vi}; {held.vi}", f"{what.said.en}; {held.en} ({said.get('why', '')})")
    good = word in _PASSING and until - now > SOON_MS
    return Finding("certificate", good, text, NOTHING if good else what.do, {"word": word, "until": until})


def _held(until: int) -> Bilingual:
    if not until:
        return Bilingual("chưa có chứng thư", "no certificate yet")
    day = local(until).date().isoformat()
    return Bilingual(f"chứng thư có giá trị đến {day}", f"a certificate until {day}")
