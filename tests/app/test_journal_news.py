"""When the log is folded back: a pure rule."""

import pytest

from kiosk.app.journal_news import APART_MS, FOLD_ROWS, QUIET_MS, SHORT_QUIET_MS, Wait, wait_before_fold
from kiosk.core.state.losses import AHEAD


@pytest.mark.parametrize(
    ("rows", "numbers", "wait"),
    [
        (0, 0, None),
        (1, 1, Wait(QUIET_MS, APART_MS)),
        (FOLD_ROWS - 1, AHEAD // 2 - 1, Wait(QUIET_MS, APART_MS)),
        (FOLD_ROWS, 0, Wait(SHORT_QUIET_MS, 0)),
        (30, AHEAD // 2, Wait(SHORT_QUIET_MS, 0)),
        (60, AHEAD - 1, Wait(0, 0)),
    ],
)
def test_the_log_waits_for_quiet_by_what_is_in_it(rows: int, numbers: int, wait: Wait | None) -> None:
    """A minute whatever the rows and not twice within a quarter of an hour, ten seconds for many; never when nothing
    was written; at once before a loss could hide as many numbers as are left out after one."""
    assert wait_before_fold(rows, numbers) == wait
