"""Questions to a printer and what was heard, on one open line.

One question at a time, as answers carry no label; who misses one is asked again with more patience, which is then
kept: some clones answer late. What a printer can tell is learned once, when it could print: whether it answers at
all, and the strongest question that stands in line behind a slip. An ignorant printer takes such a question for
letters; ESC @ behind it clears them before they reach the paper.
"""

import time

from drivers.ports import CompletionQuery, PrinterState, WriteTimeout
from drivers.printer import status
from drivers.printer.escpos import RESET
from drivers.printer.transport import Line

WAIT_FACTORS = (1, 2, 4)  # times the usual wait, until a question counts as not answered
LOOK_S = 0.25  # seconds between two looks at the state while a slip comes out


class StatusSession:
    """Seconds: `wait` for one answer, `look` between two looks at the state; `fence`: "none" until learned."""

    def __init__(self, line: Line, wait: float, look: float = LOOK_S) -> None:
        self._line, self._wait, self._look = line, wait, look
        self._heard = b""
        self._number = 0
        self.why = ""
        self.answered = False
        self._patience: tuple[int, ...] = WAIT_FACTORS
        self.fence: CompletionQuery = "none"

    def state(self, late: float = 0) -> PrinterState:
        """`unknown` when it does not answer; `late`: seconds more, as bytes may stand before the question. Raises
        OSError when the device is gone."""
        answers: dict[int, int | None] = {}
        for n in status.QUESTIONS:
            answers[n] = self._asked(n, late)
            if answers[n] is None:
                break
        state = status.judge(answers)
        self.answered = self.answered or state != "unknown"
        self._patience = WAIT_FACTORS if self.answered else WAIT_FACTORS[:1]
        self.why = status.broken(self._asked(3, 0)) if state == "error" else ""
        return state

    def learn(self) -> None:
        """The strongest fence of a printer that answers and could print just now."""
        self.fence = "dle-eot"
        for kind in ("gs-h", "gs-r"):
            mark = self._fence(kind)
            try:
                self._line.write(mark + RESET, self._wait)
            except WriteTimeout:
                return
            if self._passes(kind, 2 * self._wait):
                self.fence = kind
                return

    def behind(self) -> bytes:
        """What to send behind the next slip."""
        return self._fence(self.fence)

    def came_out(self, seconds: float, settle: float) -> PrinterState:
        """The state once the slip is known to be out, or the first trouble; `unknown`: nothing told within `seconds`.
        Without a question in line: clean for `settle` seconds."""
        end = time.monotonic() + seconds
        while self.fence in ("gs-h", "gs-r") and not self._passes(self.fence, self._look):
            state = self.state(late=self._look)
            if status.passed(self.fence, self._number, self._heard):
                break
            if state in status.CANNOT_PRINT or time.monotonic() > end:
                return state if state in status.CANNOT_PRINT else "unknown"
        return "ok" if self.fence == "gs-h" else self._clean(seconds, settle)

    def _clean(self, late: float, settle: float) -> PrinterState:
        state = self.state(late)
        end = time.monotonic() + settle
        while state in status.GOOD and (left := end - time.monotonic()) > 0:
            self._listen(min(self._look, left))
            state = self.state()
        return state

    def _fence(self, kind: CompletionQuery) -> bytes:
        self._number += 1
        self._heard = b""
        return status.fence(kind, self._number)

    def _passes(self, kind: CompletionQuery, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not status.passed(kind, self._number, self._heard):
            left = end - time.monotonic()
            if left <= 0:
                return False
            self._listen(left)
        return True

    def _asked(self, n: int, late: float) -> int | None:
        """With growing patience; what comes to a second asking is waited for too, lest it answer the next question."""
        for times in self._patience:
            answer = self._ask(n, self._wait * times + late)
            if answer is not None:
                if times > 1:
                    self._listen(self._wait * times)
                    self._wait *= times
                return answer
        return None

    def _ask(self, n: int, seconds: float) -> int | None:
        self._listen(0)  # late answers to earlier questions
        try:
            self._line.write(status.question(n), self._wait)
        except WriteTimeout:
            return None
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            answer = status.reading(self._listen(left))
            if answer is not None:
                return answer
        return None

    def _listen(self, seconds: float) -> bytes:
        data = self._line.read(seconds)
        self._heard = (self._heard + data)[-64:]
        return data
