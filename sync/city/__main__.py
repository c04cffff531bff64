"""`kiosk-city --broker URL --db URL`: the reference city subscriber. Exit codes: 0 done, 2 wrong use."""

import argparse
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.host.command_line import Parser, add_version
from kiosk.host.key_file import key_at
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
    """Raises ValueError, OSError."""
    units = [unit for unit in args.units.split(",") if unit]
    name = "city-" + sha256(f"{args.db} {args.units}".encode()).hexdigest()[:12]
    broker, key = broker_at(args.broker), _key(args.key)
    return Subscriber(broker, lambda: Store.open(args.db), units, name, group=args.shared, say=_say, key=key)


def _key(file: Path | None) -> Ed25519PrivateKey | None:
    """Made at first use; its public half is said, for the kiosks' settings. Raises ValueError, OSError."""
    if file is None:
        return None
    key = key_at(file)
    _say(f"signing as city_key = {key.public_key().public_bytes_raw().hex()}")
    return key


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city", description="Stores what the kiosks of some units send.")
    add_version(parser, lambda: version("may-lay-so"))
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://[user:password@]host[:1883]")
    parser.add_argument("--db", required=True, metavar="URL", help="sqlite:///PATH or postgresql://…")
    parser.add_argument("--units", default="", metavar="H55/92,…", help="only these units (default: all)")
    parser.add_argument("--shared", default="", metavar="GROUP", help="share the work with others of this group")
    parser.add_argument("--key", type=Path, metavar="FILE", help="signs what is stored; made when there is none")
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
