"""When a kiosk asks for a certificate, and by what. Pure: its certificate, the code of its settings and the time in.

From two thirds of its life on the next one is asked for, each kiosk at a moment of its own within a week: a province's
were all given out on the same days. A code that was not used yet stands above a certificate, whatever that is worth: a
technician wrote it there because the city told him to.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cryptography import x509

WEEK_MS = 7 * 86_400_000
LOOK_S = 60.0  # seconds between two looks at the clock and at the line
FIRST_S, LONGEST_S, HAND_S = 60.0, 6 * 3_600.0, 3_600.0
_NOT_MEANT = str.maketrans("", "", " -")  # as people group a code's letters
EARLY_S = 6 * 3_600.0  # seconds between two questions whether a refused certificate is still good
_PASSING = frozenset(("away", "often", "disk"))
By = Literal["code", "certificate"]


@dataclass(frozen=True)
class Held:
    """Our certificate. `start`, `end`: ms since 1970; `code`: hash of the code that brought it, `serial` its number."""

    start: int
    end: int
    serial: int
    code: str


def held(certificate: x509.Certificate, code: str) -> Held:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return Held(_ms(first.timestamp()), _ms(last.timestamp()), certificate.serial_number, code)


def renew_at(found: Held) -> int:
    """ms since 1970. The certificate's number was made by chance, and stays: no start of the program throws anew."""
    return found.start + (found.end - found.start) * 2 // 3 + found.serial % WEEK_MS


def ahead(came: Held, now: int) -> int:
    """ms by which our clock must be ahead, where a certificate that comes just now would be due by it already."""
    return now - came.start if now >= renew_at(came) else 0


def by_city(found: Held | None, now: int, ahead_ms: int) -> int:
    """The moment as the city has it. A clock that was put right since is not ahead any more."""
    return now - ahead_ms if found and now - ahead_ms >= found.start else now


def ways(found: Held | None, code: str, now: int, is_refused: bool = False) -> tuple[By, ...]:
    """By which a certificate is asked for, in turn until one works; none while there is nothing to ask. `now`: ms since
    1970; `is_refused`: the broker does not take ours, so that the city is asked whether it is good at all: it may be
    revoked, or over by another clock than this one."""
    new = code != "" and (found is None or code_hash(code) != found.code)
    due = found is not None and (is_refused or now >= renew_at(found))
    return (*(("code",) if new else ()), *(("certificate",) if due else ()))


def code_hash(code: str) -> str:
    """By which a code that was used is known again, however it is written; it opens nothing any more."""
    return hashlib.sha256(code.upper().translate(_NOT_MEANT).encode()).hexdigest()


def pause(word: str, tries: int, dice: Callable[[], float]) -> float:
    """Seconds until the next try after `tries` that failed. What a person has to mend is tried from an hour on, so
    that a wrong code is no storm; the rest from a minute. `dice` gives 0 ≤ x < 1."""
    first = FIRST_S if word in _PASSING else HAND_S
    return (0.5 + dice() / 2) * min(LONGEST_S, first * 2.0 ** min(tries - 1, 10))


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
