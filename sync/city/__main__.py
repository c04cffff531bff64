"""`kiosk-city --broker URL --db URL`: the reference city subscriber. Exit codes: 0 done, 2 wrong use."""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version

from kiosk.host.command_line import Parser, add_version
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.connection import broker_at


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    units = [unit for unit in args.units.split(",") if unit]
    try:
        broker = broker_at(args.broker)
        name = "city-" + sha256(f"{args.db} {args.units}".encode()).hexdigest()[:12]
        subscriber = Subscriber(broker, lambda: Store.open(args.db), units, name, group=args.shared, say=_say)
    except (ValueError, OSError) as error:
        print(f"kiosk-city: {error}", file=sys.stderr)
        return 2
    run(subscriber)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city", description="Stores what the kiosks of some units send.")
    add_version(parser, lambda: version("may-lay-so"))
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://[user:password@]host[:1883]")
    parser.add_argument("--db", required=True, metavar="URL", help="sqlite:///PATH or postgresql://…")
    parser.add_argument("--units", default="", metavar="H55/92,…", help="only these units (default: all)")
    parser.add_argument("--shared", default="", metavar="GROUP", help="share the work with others of this group")
    return parser


def run(subscriber: Subscriber) -> None:
    """Until SIGTERM or SIGINT."""
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    with woken, waker:
        signal.set_wakeup_fd(waker.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        subscriber.run(woken.fileno())
        signal.set_wakeup_fd(-1)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
