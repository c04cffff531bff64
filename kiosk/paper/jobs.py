"""What goes to the printer as frozen values: a slip with the paper that it is for, and for a ticket whose it is.

The printer's worker knows which print mode its printer takes, and rendering belongs in its thread: so a job holds the
slip's blocks, and its bytes are made when the worker asks for them.
"""

from dataclasses import dataclass

from drivers.ports import PrintMode
from kiosk.core.words.slip import Slip
from kiosk.paper.encode import Paper, slip_bytes


@dataclass(frozen=True)
class SlipJob:
    """Any slip (`drivers.ports.PrintJob`)."""

    slip: Slip
    paper: Paper

    def encoded(self, mode: PrintMode) -> bytes:
        return slip_bytes(self.slip, self.paper, mode)


@dataclass(frozen=True)
class TicketJob(SlipJob):
    """`visit`: the token of the visit whose number is printed; `copy`: how often it was sent before."""

    visit: str
    copy: int
