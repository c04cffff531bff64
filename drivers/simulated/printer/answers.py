"""What a printer at the far end says when it comes to a question that stands in line with its data: GS r 1 (paper),
GS ( H function 48 (all before this was printed), GS I (who it is). DLE EOT, answered at once, is in personality.py.

Sources: Epson's "ESC/POS Application Programming Guide", GS r, GS ( H and GS I. A printer that does not know a
question takes its rest for text, as clones do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.simulated.printer.commands import Command

PAPER, DONE, NAME, PRESENT = b"\x1dr", b"\x1d(H", b"\x1dI", b"\x1de\x05"
_DONE_HEAD = 7  # bytes of GS ( H fn 48 before its four id letters


@dataclass(frozen=True)
class Talks:
    """`paper`: answers GS r; `done`: answers GS ( H; `names`: what it says to GS I n (66: maker, 67: model);
    `presenter`: it has one (GS e)."""

    paper: bool = True
    done: bool = True
    names: Mapping[int, str] = field(default_factory=dict)
    presenter: bool = False

    def knows(self, command: Command) -> bool:
        known = {PAPER: self.paper, DONE: self.done, NAME: bool(self.names), PRESENT: self.presenter}
        return known.get(command.name, True)


MUTE = Talks(paper=False, done=False)


def answer(command: Command, talks: Talks, low: bool) -> bytes:
    """What comes back once the printer has come to `command`; `low`: its paper is near the end."""
    if command.name == PAPER:
        return b"\x03" if low else b"\x00"
    if command.name == DONE:
        return b'7"' + command.data[_DONE_HEAD:] + b"\x00"
    if command.name == NAME and (name := talks.names.get(command.data[2])):
        return b"_" + name.encode("ascii") + b"\x00"
    return b""
