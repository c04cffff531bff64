"""`./scripts/demo`: the dev stack in a folder, its addresses for programs and for people, until Ctrl-C or SIGTERM.

Standard output gets one line of JSON with all addresses, for programs; people read on standard error who can sign in
and where. Only the command line is read before it is known to be good, so that a bare clone can refuse a wrong word
before it installs anything.
"""

import argparse
import json
import signal
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.host.command_line import Parser, port

if TYPE_CHECKING:
    from kiosk.config.options import Config
    from kiosk.simulation.dev_stack import DevStack


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/demo", description="The whole kiosk on this machine, with simulated hardware.")
    made.add_argument("--port", type=port, default=8080, help="port of the pages (8080); 0: any free one")
    said = "no window on this desk; the cabinet page shows the screen"
    made.add_argument("--headless", action="store_true", help=said)
    made.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="holds everything (./data)")
    said = "use this running broker, mqtt://host:port"
    made.add_argument("--broker", type=_broker, metavar="URL", help=said)
    said = "the broker from the wheel, even with mosquitto here"
    made.add_argument("--embedded-broker", action="store_true", help=said)
    return made


def _broker(text: str) -> str:
    try:
        at = urlsplit(text)
        good = at.scheme == "mqtt" and bool(at.hostname) and at.port != 0
    except ValueError:  # a port that is none
        good = False
    if not good:
        raise argparse.ArgumentTypeError(f"{text!r} is not mqtt://host:port")
    return text


def main(argv: Sequence[str] | None = None) -> int:
    """0 stopped, 2 it cannot stand here: one line says why."""
    asked = parser().parse_args(argv)
    from kiosk.config.diagnostics.problems import ConfigError
    from kiosk.simulation.dev_stack import EMBEDDED, DevStack
    from kiosk.simulation.folder import DevStackError

    _leave_on_signals()
    broker = asked.broker or (EMBEDDED if asked.embedded_broker else "")
    stack = DevStack(asked.data, asked.port, broker=broker, headless=asked.headless)
    try:
        _start(stack)
        signal.pause()
    except (DevStackError, ConfigError, OSError) as trouble:
        print(f"demo: {trouble}", file=sys.stderr)
        return 2
    finally:
        stack.stop()
    return 0


def _start(stack: "DevStack") -> None:
    """Started, and said where."""
    from kiosk.config.load import load
    from kiosk.host.progress import Progress
    from kiosk.simulation.dev_stack import PROGRAMS

    with Progress(len(PROGRAMS)) as progress:

        def waits_for(names: Collection[str]) -> None:
            progress.reach(len(PROGRAMS) - len(names), f"chờ · waiting for {', '.join(names)}" if names else "")

        stack.start(waits_for=waits_for)
    print(json.dumps(stack.addresses), flush=True)
    print(where(stack.addresses, load(stack.config)), file=sys.stderr, flush=True)


def where(addresses: dict[str, str], config: "Config") -> str:
    """For people: what can be opened, and who signs in there with which PIN."""
    from kiosk.config.pin_hash import DEMO_PIN, DEMO_SUPERVISOR_PIN

    own = "PIN trong kiosk.toml · the PIN of kiosk.toml"
    officers = [officer.id for officer in config.officers if not officer.pin]
    rows = (
        ("Tủ lấy số · cabinet", "cabinet", "chạm, bấm nút, xem phiếu · touch, press, see the slip"),
        ("Cán bộ · officer", "console", f"{officers[0]} … {officers[-1]}, PIN {DEMO_PIN}" if officers else own),
        ("Bảng gọi số · board", "board", "ai cũng xem được · no sign-in"),
        (
            "Lãnh đạo bộ phận · supervisor",
            "supervisor",
            own if config.console.supervisor_pin else f"PIN {DEMO_SUPERVISOR_PIN}",
        ),
        ("Kỹ thuật viên · technician", "technician", own if config.kiosk.pin else f"PIN {DEMO_PIN}"),
        ("Thành phố · city", "city", f"đánh giá đã nhận · what it has, in {addresses['data']}/city.db"),
    )
    wide = max(len(addresses[key]) for _, key, _ in rows)
    lines = [f"  {name:<29} {addresses[key]:<{wide}} {says}" for name, key, says in rows]
    head = "Máy đang chạy, mở trong trình duyệt · The kiosk runs, open in a browser:"
    return "\n".join([head, *lines, "Ctrl-C: dừng · stop"])


def _leave_on_signals() -> None:
    """SIGINT and SIGTERM end the program by SystemExit(0), once: a second one must not break the clean stop."""

    def leave(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(0)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, leave)


if __name__ == "__main__":
    sys.exit(main())
