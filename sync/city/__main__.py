"""`kiosk-city --broker URL --db URL`: the reference subscriber; `kiosk-city keys`, `rights` …: what it needs besides.

Exit codes: 0 done, 2 wrong use or what waiting does not mend: a database that is only away is waited for.
"""

import argparse
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.host.command_line import Parser, add_version
from kiosk.host.key_file import key_at
from kiosk.host.systemd import Heartbeat
from sync.city.access.credentials import add_broker, add_database, brokers_of, password_in, spoken
from sync.city.access.remedies import of_database
from sync.city.access.revoked import Revoked
from sync.city.access.units import is_covered, units_of, waited_for, written
from sync.city.authority.command import ca, enrol
from sync.city.broker.command import cut, rights
from sync.city.conform.command import conform
from sync.city.engine import Away
from sync.city.store import Store
from sync.city.subscriber import Subscriber
from sync.city.trust.keys import pin_of, seen

STANDBY_S = 10.0  # seconds that whoever starts with us has to take its own place


def main(argv: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else list(argv)
    command = _COMMANDS.get(words[0]) if words else None
    return command(words[1:]) if command else _listen(words)


def _listen(argv: Sequence[str]) -> int:
    args = _parser().parse_args(argv)
    with _told_to_stop() as stop:
        try:
            own, waiting = _subscriber(args, live=Heartbeat().poll), _standbys(args)
            for thread in [Thread(target=_stand_by, args=(*one, stop.fileno()), daemon=True) for one in waiting]:
                thread.start()
            own.run(stop.fileno())
        except (ValueError, OSError) as error:
            print(f"kiosk-city: {error}", file=sys.stderr)
            return 2
    return 0


def _standbys(args: argparse.Namespace) -> list[tuple[str, Subscriber]]:
    """For each part of another kiosk-city one like it, which waits for its place. Raises ValueError, OSError."""
    if args.standby and (args.shared or urlsplit(args.db).scheme != "postgresql"):
        raise ValueError("--standby needs a PostgreSQL, where the place of a part is kept, and goes without --shared")
    own, found = units_of(args.units), list[tuple[str, Subscriber]]()
    for units, oddity in waited_for(own, args.standby):
        name = written(units) or "every unit"
        if oddity:
            _say(f"--standby {name}: {oddity}")
        if not is_covered(own, units):
            other = argparse.Namespace(**{**vars(args), "units": written(units)})
            found.append((name, _subscriber(other, STANDBY_S, f"{name}: ")))
    return found


def _stand_by(units: str, subscriber: Subscriber, stop: int) -> None:
    """What ends it leaves our own part alone."""
    try:
        subscriber.run(stop)
    except Exception as error:  # noqa: BLE001 whatever it is, it is told, and the other parts go on
        _say(f"{units}: --standby ended: {error}")


def _keys(argv: Sequence[str]) -> int:
    """Beside a kiosk-city that runs, or without one."""
    args = _keys_parser().parse_args(argv)
    try:
        pins = [pin_of(text) for text in args.pin]
        with closing(Store.open(args.db, password=_database_password(args))) as store:
            for one in pins:
                store.pin(one)
            for line in [one.line for one in seen(store.sql)] or ["no kiosk has been heard yet"]:
                print(line)
    except (ValueError, OSError) as error:
        why = of_database(str(error)) if isinstance(error, Away) else str(error)
        print(f"kiosk-city keys: {why}", file=sys.stderr)
        return 2
    return 0


def _nothing() -> None:
    """A part that another serves says no sign of life: systemd watches our own."""


def _subscriber(
    args: argparse.Namespace, pause: float = 0.0, prefix: str = "", live: Callable[[], None] = _nothing
) -> Subscriber:
    """`pause`: seconds before it asks for its place; `prefix`: of its lines. Raises ValueError, OSError."""
    if bool(args.shared) != bool(args.worker):
        raise ValueError(
            "--shared GROUP needs --worker NAME, and the other way round: each of a group has a name of its own, the "
            "same one at each start"
        )
    brokers, key, password = brokers_of(args), _key(args.key), _database_password(args)
    name = _client_id(args)
    if spoken(*args.broker, args.db):
        _say("a password on the command line is read by everybody here: --password-file, --db-password-file")

    def opened() -> Store:
        return Store.open(args.db, args.trust_first, password, seat=name)

    units = units_of(args.units)
    say = partial(_say_of, prefix)
    revoked = Revoked(args.register, say) if args.register else frozenset[str]
    return Subscriber(
        brokers, opened, units, name, group=args.shared, say=say, key=key, revoked=revoked, pause=pause, live=live
    )  # fmt: skip


def _client_id(args: argparse.Namespace) -> str:
    """By which the broker knows the session again. Of all with the same words one works at a time."""
    words = [args.db, written(units_of(args.units)), *([f"{args.shared}/{args.worker}"] if args.shared else [])]
    return "city-" + sha256(" ".join(words).encode()).hexdigest()[:12]


def _database_password(args: argparse.Namespace) -> str:
    """Raises ValueError."""
    return password_in("--db-password-file", args.db_password_file)


def _made(argv: Sequence[str]) -> int:
    """Before the kiosks know it, it signs nothing: so a change of the key begins here."""
    parser = Parser(
        prog="kiosk-city key", description="Makes a key for --key where there is none; says its public half."
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    try:
        key = key_at(parser.parse_args(argv).file)
    except (ValueError, OSError) as error:
        print(f"kiosk-city key: {error}", file=sys.stderr)
        return 2
    print(key.public_key().public_bytes_raw().hex())
    return 0


def _key(file: Path | None) -> Ed25519PrivateKey | None:
    """Made at first use; its public half is said, for the kiosks' settings. Raises ValueError, OSError."""
    if file is None:
        return None
    key = key_at(file)
    _say(f"signing as city_key = {key.public_key().public_bytes_raw().hex()}")
    return key


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="kiosk-city",
        description="Stores what the kiosks of some units send. "
        f"Besides, each with --help: {', '.join(f'kiosk-city {name}' for name in _COMMANDS)}.",
    )
    add_version(parser, lambda: version("may-lay-so"))
    add_broker(parser)
    add_database(parser)
    parser.add_argument("--units", default="", metavar="H55/92,…", help="only these units (default: all)")
    parser.add_argument(
        "--standby",
        action="append",
        default=[],
        metavar="H55/93,…",
        help="another kiosk-city's --units: served from here while that one is away; repeatable",
    )
    parser.add_argument("--shared", default="", metavar="GROUP", help="share the work with others of this group")
    parser.add_argument("--worker", default="", metavar="NAME", help="with --shared: who of the group this one is")
    parser.add_argument("--key", type=Path, metavar="FILE", help="signs what is stored; made when there is none")
    parser.add_argument("--register", type=Path, metavar="FILE", help="of kiosk-city ca: who is revoked is not stored")
    parser.add_argument(
        "--trust-first",
        action="store_true",
        help="for a trial: the first key of each new kiosk is pinned by itself, whoever it is",
    )
    return parser


def _keys_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city keys", description="Lists each kiosk's keys, which are pinned, and what waits.")
    add_database(parser)
    parser.add_argument(
        "--pin", action="append", default=[], metavar="SOURCE=KEY", help="this kiosk signs with this key; repeatable"
    )
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


def _say_of(prefix: str, line: str) -> None:
    _say(prefix + line)


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "keys": _keys,
    "key": _made,
    "rights": rights,
    "cut": cut,
    "ca": ca,
    "enrol": enrol,
    "conform": conform,
}


if __name__ == "__main__":
    sys.exit(main())
