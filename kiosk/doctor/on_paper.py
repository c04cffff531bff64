"""The self-test on the kiosk's own paper: at the first start of a card, and for whoever asks (`kiosk doctor --paper`).

Printed as raster, which every printer understands, and only while no app holds the printer. What cannot be printed is
said and changes nothing of the result.
"""

import sys
from collections.abc import Sequence

from drivers.ports import Missing, WriteTimeout
from drivers.printer.pace import send_slip
from drivers.printer.transport import open_line
from kiosk.config.options import Config
from kiosk.config.paths import source_of
from kiosk.devices.opening import found_at, where_of
from kiosk.journal.opening import present
from kiosk.paper.encode import paper_of, slip_bytes
from kiosk.paper.office import selftest_slip
from kiosk.service.findings import Finding


def print_findings(config: Config, findings: Sequence[Finding]) -> bool:
    """Whether the printer took it."""
    printer = config.printer
    where = where_of(printer)
    rows = [(one.device, one.good, one.do.vi or one.said.vi) for one in findings if one.device != "app"]
    slip = selftest_slip(config.office, source_of(config), present(config).told, found_at(config), rows)
    data = slip_bytes(slip, paper_of(printer), "raster")
    try:
        line = open_line(where)
        try:
            send_slip(line, where, data)
        finally:
            line.close()
    except (Missing, WriteTimeout, OSError) as error:
        print(f"the self-test could not be printed: {error}", file=sys.stderr, flush=True)
        return False
    return True
