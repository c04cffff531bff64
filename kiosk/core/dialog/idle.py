"""How long a screen waits for its visitor before it takes them to have gone.

A slower office gives all screens more time at once: `Rules.home` is the home screen's, and the others' grow with it.
"""

from kiosk.core.dialog.dialog import Dialog, Screen
from kiosk.core.office.rules import Rules

HOME_MS = 30_000  # the home screen's time, for which the others' are
IDLE_MS: dict[Screen, int] = {
    "home": HOME_MS,
    "closed": 30_000,
    "out-of-order": 30_000,
    "ticket": 20_000,
    "another": 20_000,
    "rate": 30_000,
    "thanks": 12_000,
    "fields": 45_000,
    "procedures": 60_000,
    "documents": 90_000,  # they are read, and copied by who has no printer
    "refill": 60_000,
    "paper-check": 60_000,
    "turn-roll": 60_000,
}  # "which-counter": the office's own, `Rules.which`
THANKS_MS = 4_000  # which answer was taken is seen for so long at least, however quick the office is
NO_SLIP_MS = 45_000  # a number without a slip stays long enough to be noted or photographed


def idle_in(dialog: Dialog, now: int, rules: Rules, no_slip: bool = False) -> int | None:
    """Milliseconds until this visitor is taken to have gone; None when the screen is at rest already.

    `no_slip`: the number is only on the screen."""
    if dialog.is_at_rest():
        return None
    return max(0, dialog.since + _limit(dialog.screen, rules, no_slip) - now)


def _limit(screen: Screen, rules: Rules, no_slip: bool) -> int:
    if screen == "which-counter":
        return rules.which
    limit = NO_SLIP_MS if screen == "ticket" and no_slip else IDLE_MS[screen]
    return max(limit * rules.home // HOME_MS, THANKS_MS if screen == "thanks" else 0)
