"""The printer: a worker of its own that asks, sends, and says truly what became of a slip.

One thread owns the device. It sleeps until a job, an unplugging or the next question is due; nobody waits for it.
Before a slip the printer is asked: without paper or with an open cover nothing is sent. Behind the cut stands the
strongest question that it was found to answer (session.py): told → printed; a printer that never answers →
sent; anything else once bytes went out → doubtful, and the next thing it gets is RESYNC. One that answered before and
is silent now counts as switched off: nothing is sent until it answers. A missing printer is news (DeviceFailed), no
error: it is looked for again at most 3 s later. A call to it that does not come back (hanging.py) is told of: the slip
in hand is doubtful, or failed where no byte of it went out, all others fail at once, and none of them is printed when
the call is back. A print mode counts for the printer that it was confirmed for: another
one on the same wire gets raster. Where nothing holds back what a printer has no room for, a slip goes out at the pace
of its paper (pace.py).
"""

import os
import select
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from drivers.hanging import HANGS_S, Watch
from drivers.ports import DeviceFailed, Post, PrinterSaid, PrinterState, PrintJob, PrintMode, SlipEnded, WriteTimeout
from drivers.printer import status
from drivers.printer.escpos import RESYNC
from drivers.printer.identity import UNKNOWN, identity
from drivers.printer.pace import MM_S, send_slip
from drivers.printer.session import LOOK_S, WAIT_FACTORS, StatusSession
from drivers.printer.transport import STUCK_S, Line, Where, wire_s
from drivers.printer.watched_line import open_watched
from drivers.reopen import Reopened, now_ms
from drivers.supervised import kept_alive

RETRY_S = (0.5, 1.0, 2.0, 3.0)  # seconds until a missing printer is looked for again
TROUBLED_POLL = 2.0  # seconds between questions while it cannot print: paper may come back
_KERNEL_BUFFER = 4096  # bytes that may still stand before a question on the wire
_LASTED_MS = 5000  # a connection that ended sooner was not let in
_HELD = "it takes no bytes"
_HUNG = "hangs"


class EscposPrinter:
    """The port `Printer` for a printer on any wire; never raises for a missing device.

    `post`: where inputs go, from the worker's thread. `silent`: it is known never to answer. `print_mode` is used
    while the printer says that it is `print_mode_for` (identity.py), else raster. Seconds: `poll` between
    idle questions, `troubled` while it cannot print, `settle` after the cut until a clean printer counts as having
    printed, `answer` for one question, `look` between two looks at the state while a slip comes out,
    `stuck` for a write that does not move, `out` for a slip to come out of a
    printer that has all its bytes, `retry` until a missing one is sought, `hangs` for a call that is never back.
    `mm_s`: of its paper, `rest`: waits so many
    seconds; both where nothing else holds us back.
    """

    def __init__(
        self,
        post: Post,
        where: Where,
        *,
        silent: bool = False,
        print_mode: PrintMode = "raster",
        print_mode_for: str = UNKNOWN,
        poll: float = 20.0,
        troubled: float = TROUBLED_POLL,
        settle: float = 1.5,
        answer: float = 0.3,
        look: float = LOOK_S,
        stuck: float = STUCK_S,
        out: float = 12.0,
        retry: Sequence[float] = RETRY_S,
        hangs: float = HANGS_S,
        mm_s: float = MM_S,
        rest: Callable[[float], object] = time.sleep,
    ) -> None:
        self._post = post
        waits = [round(1000 * seconds) for seconds in retry]
        self._watch = Watch("printer", self._hangs, hangs)
        opens = partial(open_watched, where, self._watch)
        self._found = Reopened[Line]("printer", opens, post, waits, self._opened, self._lost)
        self._where, self._baud, self._mm_s, self._rest = where, where.pace, mm_s, rest
        self._silent, self._poll, self._troubled, self._settle = silent, poll, troubled, settle
        self._answer, self._look, self._stuck, self._out = answer, look, stuck, out
        self._wanted, self._mode_for = print_mode, print_mode_for
        self._who: str | None = None
        self._jobs: deque[PrintJob] = deque()
        self._word: SlipEnded | None = None
        self._talk: StatusSession | None = None
        self._state: PrinterState = "unknown"
        self._said: PrinterState | None = None
        self._doubt = True
        self._closing = False
        self._heard, self._bell = os.pipe()
        self._worker = kept_alive("printer", self._goes_on, self._found.lost)

    def print(self, job: PrintJob) -> None:
        """Queues a slip, whose bytes are made when its turn comes, by the worker; returns at once."""
        self._jobs.append(job)
        if self._watch.hangs:
            self._fail_all()
        else:
            os.write(self._bell, b"j")

    def state(self) -> PrinterState:
        return self._state

    def print_mode(self) -> PrintMode:
        """How the next slip goes out."""
        return self._wanted if self._who == self._mode_for else "raster"

    def close(self) -> None:
        """Ends after the slip in hand; slips that still wait are not printed and get no word. A worker that hangs is
        left to itself, with what it needs."""
        self._closing = True
        os.write(self._bell, b"c")
        if self._watch.ended(self._worker):
            os.close(self._bell)
            os.close(self._heard)

    # --- while a call of the worker hangs, in other threads ---

    def _hangs(self, why: str) -> None:
        """Everybody is told; the worker cannot go on before this returns."""
        self._state = "offline"
        self._found.tell(DeviceFailed("printer", f"printer: {self._where}: {why}", "failed"))
        if self._word is not None:
            word, self._word = self._word, None
            self._post(replace(word, why=_HUNG))
        self._fail_all()

    def _fail_all(self) -> None:
        with suppress(IndexError):  # two threads may be at it
            while True:
                self._post(SlipEnded(self._jobs.popleft(), "failed", _HUNG))

    # --- the worker -------------------------------------------------------------------------------------------

    def _goes_on(self) -> bool:
        """One turn; False at the end of all."""
        if self._closing:
            self._lost(self._line)
            return False
        self._turn()
        return True

    def _turn(self) -> None:
        """Find the printer or ask it, do the waiting jobs, then sleep. A job that waits is worth a look at any time."""
        if self._line is None:
            (self._found.look if self._jobs else self._found.poll)(now_ms())
            if self._line is not None:
                self._ask_state()
        elif not self._jobs:
            self._resync()
            if self._doubt and self._where.kind == "network":
                self._found.renew(now_ms())  # with it goes what it did not take
            if self._line is not None:
                self._ask_state()
        while self._jobs and not self._closing:
            self._do(self._jobs.popleft())
        if not self._closing:
            self._sleep()

    @property
    def _line(self) -> Line | None:
        return self._found.device

    def _opened(self, line: Line) -> None:
        """Nothing is known of it yet. Raises OSError when it is gone already."""
        self._since = now_ms()
        self._talk = StatusSession(line, self._answer, self._look)
        self._doubt, self._state, self._who = True, "unknown", None
        self._resync()

    def _lost(self, line: Line | None) -> None:
        if line is not None:
            line.close()
        self._talk, self._state, self._said = None, "offline", None

    def _sleep(self) -> None:
        poll = select.poll()
        poll.register(self._heard, select.POLLIN)
        fd = self._line.fileno() if self._line is not None else None
        if fd is not None:
            poll.register(fd, select.POLLRDHUP)  # wakes when it is unplugged, and for nothing that it may say
        events = dict(poll.poll(self._pause()))
        if self._heard in events:
            os.read(self._heard, 256)
        if fd in events:
            self._ended()

    def _ended(self) -> None:
        """Unplugged; or a connection that its printer ended because nobody printed: made anew, which is no news."""
        if self._where.kind != "network" or now_ms() - self._since < _LASTED_MS:
            raise OSError("the printer ended the connection" if self._where.kind == "network" else "it was unplugged")
        self._found.renew(now_ms())

    def _pause(self) -> float | None:
        """Milliseconds until there is something to do unasked, or None."""
        if self._line is None:
            return self._found.ms_until_due(now_ms())
        if self._silent and not self._doubt:
            return None
        return 1000 * (self._troubled if self._state in status.CANNOT_PRINT else self._poll)

    # --- one slip ---------------------------------------------------------------------------------------------

    def _do(self, job: PrintJob) -> None:
        """Its last word is posted, whatever is raised on the way: `_word` is the one that holds until then. None: it
        was told, as a call hung."""
        self._word = SlipEnded(job, "failed", "missing")
        try:
            if self._line is not None:
                self._word = self._tried(job)
        finally:
            word, self._word = self._word, None
            if word is not None:
                self._post(word)

    def _tried(self, job: PrintJob) -> SlipEnded:
        self._resync()
        before = self._ask_state() if self._doubt or (self._talk and self._talk.answered) else self._state
        if before in status.CANNOT_PRINT:
            return SlipEnded(job, "failed", before)
        return self._sent(job, job.encoded(self.print_mode()))

    def _sent(self, job: PrintJob, data: bytes) -> SlipEnded:
        assert self._talk is not None
        self._doubt, told = True, self._state != "unknown"
        self._word = SlipEnded(job, "doubtful", "unplugged")
        try:
            self._write(data + self._talk.behind(), told)
            after = self._talk.came_out(self._out + wire_s(_KERNEL_BUFFER, self._baud), self._settle) if told else "ok"
        except WriteTimeout:
            return SlipEnded(job, "doubtful", "stuck")
        self._doubt = after not in status.GOOD
        if not told:
            return SlipEnded(job, "sent", "none")
        if self._doubt:
            return SlipEnded(job, "doubtful", self._keep(after))
        return SlipEnded(job, "printed", self._talk.fence)

    def _resync(self) -> None:
        """After any doubt, and before any question: behind half a GS v 0 a question would be read as its size, and
        the printer would wait for a picture of megabytes."""
        if not self._doubt:
            return
        try:
            self._write(RESYNC)
            self._doubt = False
        except WriteTimeout:
            self._doubt = True

    def _write(self, data: bytes, heard: bool = True) -> None:
        assert self._line is not None
        send_slip(self._line, self._where, data, self._stuck, self._mm_s, heard=heard, rest=self._rest)

    # --- status -----------------------------------------------------------------------------------------------

    def _ask_state(self) -> PrinterState:
        """Asks, keeps and (when it changed) posts the state. Raises OSError when the device is gone. One that did not
        even take RESYNC is not asked: it says by its flow control, or its full buffer, that it cannot."""
        assert self._talk is not None
        if self._doubt:
            return self._keep("offline", _HELD)
        state: PrinterState = "unknown" if self._silent else self._talk.state()
        if state in status.GOOD and self._talk.fence == "none":
            self._talk.learn()
        self._meet(state)
        return self._keep(state)

    def _meet(self, state: PrinterState) -> None:
        """Who it is, asked once it can print, and again after it was silent: it may have been exchanged."""
        assert self._line is not None and self._talk is not None
        if self._who is None and state in status.GOOD:
            asked = self._wanted != "raster"
            self._who = identity(self._line, self._answer, patient=WAIT_FACTORS[-1]) if asked else UNKNOWN
        elif state == "unknown":
            self._who = None if self._talk.answered else UNKNOWN

    def _keep(self, state: PrinterState, why: str = "") -> PrinterState:
        assert self._talk is not None
        if state == "unknown" and self._talk.answered:
            state, self._doubt = "silent", True  # switched off, it forgets; half a command may stand before the next
        self._state = state
        if state != self._said:
            self._said = state
            self._post(PrinterSaid(state, why or self._talk.why or self._other()))
        return state

    def _other(self) -> str:
        met = self._who if self._state in status.GOOD else None
        if met in (None, self._mode_for) or self._wanted == "raster":
            return ""
        return f"{met} is not printer.print_mode_for: raster"
