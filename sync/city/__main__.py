"""`kiosk-city --broker URL --db URL`: the reference city subscriber. Exit codes: 0 done, 2 wrong use."""

import argparse
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version

from kiosk.host.command_line import Parser, add_version
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.connection import broker_at


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    with _told_to_stop() as stop:  # before the database is made, which takes a while on a slow disk
        try:
            subscriber = _subscriber(args)
        except (ValueError, OSError) as error:
            print(f"kiosk-city: {error}", file=sys.stderr)
            return 2
        subscriber.run(stop.fileno())
    return 0


def _subscriber(args: argparse.Namespace) -> Subscriber:
    """Raises ValueError, StoreError."""
    units = [unit for unit in args.units.split(",") if unit]
    name = "city-" + sha256(f"{args.db} {args.units}".encode()).hexdigest()[:12]
    return Subscriber(broker_at(args.broker), lambda: Store.open(args.db), units, name, group=args.shared, say=_say)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city", description="Stores what the kiosks of some units send.")
    add_version(parser, lambda: version("may-lay-so"))
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://[user:password@]host[:1883]")
    parser.add_argument("--db", required=True, metavar="URL", help="sqlite:///PATH or postgresql://…")
    parser.add_argument("--units", default="", metavar="H55/92,…", help="only these units (default: all)")
    parser.add_argument("--shared", default="", metavar="GROUP", help="share the work with others of this group")
    return parser


@contextmanager
def _told_to_stop() -> Iterator[socket.socket]:
    """Readable once SIGTERM or SIGINT came."""
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    with woken, waker:
        signal.set_wakeup_fd(waker.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        yield woken
        signal.set_wakeup_fd(-1)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
