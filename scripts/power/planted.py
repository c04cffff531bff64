"""Three defects that a power cut would punish, planted over the real code from outside, so that the harness shows that
it finds them."""

from collections.abc import Callable, Sequence

from kiosk.app import print_jobs
from kiosk.app.app import App
from kiosk.core.record.events import Fact
from kiosk.core.state.fold import fold
from kiosk.host import files
from kiosk.journal import opening
from kiosk.journal.journal import Journal, Written
from kiosk.core.calendar.moment import Moment


def normal_sync() -> None:
    """`synchronous = NORMAL`: a commit comes back before its rows are on disk."""
    opening._WRITING = ("synchronous = NORMAL", *(p for p in opening._WRITING if "synchronous" not in p))


def print_early() -> None:
    """The printer gets its job inside the transaction, before COMMIT."""
    append, apps = Journal._append, list[App]()
    begin = App.__init__

    def remember(app: App, *parts: object) -> None:
        begin(app, *parts)  # type: ignore[arg-type]  # handed on as they came
        apps[:] = [app]

    def early(journal: Journal, facts: Sequence[Fact], now: Moment) -> list[Written]:
        written, state = append(journal, facts, now), journal.state
        for recorded, _, _ in written:
            state = fold(state, recorded)
            job = print_jobs.job_of(apps[0].slips, state, recorded) if apps else None
            if job and apps[0].devices.printer:
                apps[0].devices.printer.tickets = lambda token, s=state: s.visits[token].ticket  # type: ignore[attr-defined]
                apps[0].devices.printer.print(job)
        return written

    App.__init__, Journal._append = remember, early  # type: ignore[method-assign]


def no_folder_sync() -> None:
    """A file is renamed into place, and its folder is not synced."""
    files.sync_folder = lambda folder: None


PLANTS: dict[str, Callable[[], None]] = {
    "normal-sync": normal_sync,
    "print-early": print_early,
    "no-folder-sync": no_folder_sync,
}


def plant(names: Sequence[str]) -> None:
    for name in names:
        PLANTS[name]()
