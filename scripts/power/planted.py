"""Three defects that a power cut would punish, planted over the real code from outside, so that the harness shows that
it finds them. The code that is sold knows nothing of them."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from kiosk.app import print_jobs
from kiosk.app.app import App
from kiosk.core.state.fold import fold
from kiosk.core.state.values import State
from kiosk.host import files
from kiosk.journal import opening
from kiosk.journal.journal import Journal, Written

Attach = Callable[[object, str, object], None]


def normal_sync(attach: Attach) -> None:
    """`synchronous = NORMAL`: a commit comes back before its rows are on disk."""
    attach(opening, "_WRITING", tuple(p.replace("= FULL", "= NORMAL") for p in opening._WRITING))


def print_early(attach: Attach) -> None:
    """The printer gets its job inside the transaction, before COMMIT."""
    append, begin, apps = Journal._append, App.__init__, list[App]()

    def remembered(app: App, *parts: Any) -> None:
        begin(app, *parts)
        apps[:] = [app]

    def early(journal: Journal, *what: Any) -> list[Written]:
        written = append(journal, *what)
        state = reduce(fold, (one.recorded for one in written), journal.state)
        for app in apps:
            _print(app, written, state)
        return written

    attach(App, "__init__", remembered)
    attach(Journal, "_append", early)


def _print(app: App, written: Sequence[Written], state: State) -> None:
    tray: Any = app.devices.printer
    tray.tickets = lambda token: state.visits[token].ticket
    for one in written:
        if job := print_jobs.job_of(app.slips, state, one.recorded):
            tray.print(job)


def no_folder_sync(attach: Attach) -> None:
    """A file is renamed into place, and its folder is not synced."""
    attach(files, "sync_folder", lambda folder: None)


PLANTS: dict[str, Callable[[Attach], None]] = {
    "normal-sync": normal_sync,
    "print-early": print_early,
    "no-folder-sync": no_folder_sync,
}


def plant(names: Sequence[str]) -> None:
    for name in names:
        PLANTS[name](setattr)
