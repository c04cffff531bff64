"""When the log is folded back: a pure rule."""

import pytest

from kiosk.app.journal_news import FOLD_ROWS, QUIET_MS, SHORT_QUIET_MS, quiet_before_fold
from kiosk.core.state.losses import AHEAD


@pytest.mark.parametrize(
    ("rows", "numbers", "quiet"),
    [
        (0, 0, None),
        (1, 1, QUIET_MS),
        (FOLD_ROWS - 1, AHEAD // 2 - 1, QUIET_MS),
        (FOLD_ROWS, 0, SHORT_QUIET_MS),
        (30, AHEAD // 2, SHORT_QUIET_MS),
        (60, AHEAD - 1, 0),
    ],
)
def test_the_log_waits_for_quiet_by_what_is_in_it(rows: int, numbers: int, quiet: int | None) -> None:
    """A minute whatever the rows, ten seconds for many; never when nothing was written; at once before a loss could
    hide as many numbers as are left out after one."""
    assert quiet_before_fold(rows, numbers) == quiet
