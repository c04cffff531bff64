"""`kiosk-city rights LIST`: the broker's rights from a list of kiosks; `kiosk-city cut NAME`: its open line is ended.

Exit codes: 0 done, 2 wrong use, a list that cannot be read, a broker that does not answer.
"""

import argparse
import select
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.host.command_line import Parser
from kiosk.host.files import write_whole
from sync.city.broker.rights import acl, common_name, sources
from sync.connection import Wire
from sync.line.address import Broker, broker_at

ANSWER_S = 20.0  # seconds until the broker must have let us in


def rights(argv: Sequence[str]) -> int:
    args = _rights_parser().parse_args(argv)
    return _told("rights", lambda: _write(args))


def _write(args: argparse.Namespace) -> None:
    """Raises ValueError, OSError."""
    kiosks = sources(_lines(args.list))
    text = acl(kiosks, args.city or ["city"])
    if args.to is None:
        print(text, end="")
    elif args.to.is_file() and args.to.read_text(encoding="utf-8") == text:
        print(f"{args.to}: as it was, {len(kiosks)} kiosks")
    else:
        write_whole(args.to, text.encode())
        print(f"{args.to}: {len(kiosks)} kiosks; let the broker read it: systemctl reload mosquitto")


def _lines(file: Path) -> list[str]:
    """Raises ValueError that names the file, OSError."""
    try:
        return (sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")).splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: no text in UTF-8") from error


def cut(argv: Sequence[str]) -> int:
    """The broker names each line by its certificate: whoever comes under that name takes its place, and leaves."""
    args = _cut_parser().parse_args(argv)
    return _told("cut", lambda: _cut(broker_at(args.broker), args.name))


def _cut(broker: Broker, names: Sequence[str]) -> None:
    """Raises ValueError, OSError."""
    for name in [common_name(source) for given in names for source in sources([given])]:
        _take_over(broker, name)
        print(f"{name}: no line of it is open; a certificate that is not revoked may come back")


def _take_over(broker: Broker, name: str) -> None:
    """Raises OSError."""
    wire, deadline = Wire(broker, name), time.monotonic() + ANSWER_S
    wire.dial()
    try:
        while not wire.up:
            readable, _, _ = select.select(wire.readers(), wire.writers(), [], 0.1)
            wire.pump(bool(readable))
            why = next((news.why for news in wire.news if news.kind == "down"), "")
            if why or time.monotonic() > deadline:
                raise OSError(f"--broker {broker.at}: {why or 'no answer'}")
    finally:
        wire.close()


def _told(name: str, work: Callable[[], None]) -> int:
    try:
        work()
    except (ValueError, OSError) as error:
        print(f"kiosk-city {name}: {error}", file=sys.stderr)
        return 2
    return 0


def _rights_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city rights", description="The broker's acl_file, made from a list of kiosks.")
    parser.add_argument("list", type=Path, metavar="LIST", help="a kiosk a line, as /H55/92/08/000/k1; -: read from us")
    parser.add_argument(
        "--city", action="append", metavar="NAME", help="in the city's own certificate (default: city); repeatable"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="written there, whole or not at all (default: printed)")
    return parser


def _cut_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city cut", description="Ends the open line of a kiosk whose certificate was revoked.")
    parser.add_argument("name", nargs="+", metavar="NAME", help="as /H55/92/08/000/k1 or H55.92.08.000.k1")
    parser.add_argument(
        "--broker", default="mqtt://127.0.0.1:1884", metavar="URL", help="its keeper's door (default: %(default)s)"
    )
    return parser
