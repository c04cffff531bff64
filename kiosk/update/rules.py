"""Which bundle to take, and the verdict over a version on trial. Pure.

A version is on trial from before its root is written until it was called good or bad. A version that went back is
never taken again from a stick that is still plugged in; a newer one is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Verdict = Literal["good", "wait", "bad", "went-back", "interrupted"]
TRIAL_S = 600.0  # seconds that a version on trial has, from the first try to start the touch app
STEADY_S = 20.0  # seconds that the touch app must have stood
MAX_RESTARTS = 10  # times that it was started again


@dataclass(frozen=True)
class Offer:
    """A bundle that was found: its file and the version it says it is."""

    path: str
    version: str


@dataclass(frozen=True)
class Standing:
    """What is remembered on the data partition. `trial`: the version that is being or was written, not judged yet;
    `before`: the one that wrote it, "" for one of before this was remembered."""

    trial: str = ""
    refused: frozenset[str] = frozenset()
    before: str = ""


@dataclass(frozen=True)
class Health:
    """The touch app as systemd sees it. `steady`: seconds since its picture stood, 0 while it does not;
    `restarts`: how often it was started again; `waited`: seconds since the first start was tried."""

    steady: float
    restarts: int
    waited: float


def order(version: str) -> tuple[int, ...]:
    """`0.2.0.20261125` → (0, 2, 0, 20261125), which compares as versions do."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def choose(offers: Iterable[Offer], running: str, standing: Standing, quiet: bool, asked: bool = False) -> Offer | None:
    """The newest bundle that is newer than what runs and has not failed here; only while the office is quiet.

    `asked`: a technician stands there and wants it, whatever the hour and whatever failed before. While the running
    version is not known to be good the other root is the way back, and nobody writes over it.
    """
    if not asked and (standing.trial or not quiet):
        return None
    fresh = [offer for offer in offers if is_fresh(offer.version, running, standing, asked)]
    return max(fresh, key=lambda offer: order(offer.version), default=None)


def is_fresh(version: str, running: str, standing: Standing, asked: bool) -> bool:
    """Newer than what runs, and not one that failed here before, unless asked for. Never while the running one is on
    trial or failed itself."""
    if running == standing.trial or running in standing.refused:
        return False
    return order(version) > order(running) and (asked or version not in standing.refused)


def judge(running: str, standing: Standing, first: bool, health: Health) -> Verdict:
    """What is to be said of the running root. `first`: U-Boot's order begins with it.

    Not on trial: good at once, so that a screen that is broken today never brings back last year's version. On trial,
    and another version runs: the power went before the new root was whole (then the order still begins with the running
    one), or the new one did not even start and U-Boot went back.
    """
    if running in standing.refused:
        return "bad"
    if standing.trial and standing.trial != running:
        return "interrupted" if first else "went-back"
    if not standing.trial or health.steady >= STEADY_S:
        return "good"
    return "bad" if health.waited >= TRIAL_S or health.restarts >= MAX_RESTARTS else "wait"


def settled(standing: Standing, verdict: Verdict) -> Standing:
    """What is remembered after a verdict."""
    if verdict == "wait" or not standing.trial:
        return standing
    failed = verdict in ("bad", "went-back")
    return replace(standing, trial="", refused=standing.refused | {standing.trial} if failed else standing.refused)


def may_change_settings(standing: Standing | None) -> bool:
    """May kiosk.toml hold sealed PINs? The other root may come back at any start (three cuts of the power are enough):
    only when it too reads them, which a version does that remembers who wrote it, or when there never was another.
    `standing`: None on a card that was never updated."""
    return standing is None or (not standing.trial and bool(standing.before))


def reason(verdict: Verdict) -> str | None:
    """Why a version is not the one that runs, for the journal; empty when it is, None when nothing is to be told."""
    return {"good": "", "bad": "no healthy home screen", "went-back": "did not start"}.get(verdict)
