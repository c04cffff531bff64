"""`kiosk-city ca …`: the authority at work, by whoever keeps it; `kiosk-city enrol`: the desk where kiosks ask.

Exit codes: 0 done, 1 there is no such kiosk or the list of revoked ones is too old, 2 wrong use.
"""

import argparse
import os
import secrets
import shlex
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.host.command_line import Parser, port
from sync.city.authority import folder, register, rules
from sync.city.authority.desk import Desk
from sync.city.authority.rules import Entry
from sync.city.authority.server import Server, context
from sync.enrolment.est import fingerprint, name_of, source_of

SALT_BYTES = 16
FRESH, LEFT = timedelta(days=6), timedelta(days=4)  # left of a list of revoked ones: with less it is made anew, told
SOON = timedelta(days=30)  # before our own certificate ends
LOOK_S = 3_600.0  # seconds between looks at it
_FORM = "%Y-%m-%d %H:%M"


def ca(words: Sequence[str]) -> int:
    return _told("kiosk-city ca", lambda: _DO[(args := _parser().parse_args(words)).do](args))


def _told(who: str, work: Callable[[], int]) -> int:
    try:
        return work()
    except (ValueError, OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        print(f"{who}: {error}", file=sys.stderr)
        return 2


# --- the authority ---


def _make(args: argparse.Namespace) -> int:
    made = folder.make(args.folder, args.name, _now())
    print(f"ca_sha256 = {fingerprint(made.root)}")
    print(f"now move {args.folder}/root.key to a stick, and that into a safe: no day's work needs it")
    return 0


def _server(args: argparse.Namespace) -> int:
    print(folder.issue_server(folder.opened(args.folder), args.hosts, _now()))
    return 0


def _code(args: argparse.Namespace) -> int:
    """For one kiosk, once, seven days; written so that it can be put into kiosk.toml as it stands."""
    authority, name = folder.opened(args.folder), name_of(args.source)
    code, salt = rules.code_of(secrets.choice), secrets.token_bytes(SALT_BYTES)
    until = int(_now().timestamp()) + rules.CODE_S
    with authority.register.transaction() as db:
        register.give_code(db, Entry(name, salt, rules.sealed(code, salt), until))
    print(f"# {args.source}, until {_text(until)}\n[broker]")
    print(f'enrol_code = "{code}"\nca_sha256 = "{fingerprint(authority.root)}"')
    return 0


def _revoke(args: argparse.Namespace) -> int:
    """Kiosk or server; then whatever the broker needs to hear of it."""
    authority = folder.opened(args.folder)
    name = name_of(args.name) if args.name.startswith("/") else args.name
    with authority.register.transaction() as db:
        known = register.revoke(db, name, int(_now().timestamp()))
    if not known:
        print(f"kiosk-city ca: {args.name} has no certificate and no code", file=sys.stderr)
        return 1
    folder.write_crl(authority, _now())
    print(f"{name}: revoked; {args.folder / folder.CRL} says so")
    return _then(args.then, name)


def _crl(args: argparse.Namespace) -> int:
    folder.write_crl(folder.opened(args.folder), _now())
    print(f"{args.folder / folder.CRL}: until {folder.crl_until(args.folder):{_FORM}}")
    return _then(args.then)


def _then(command: str, name: str = "") -> int:
    """The broker's keeper's own command, with `REVOKED` around it. Raises CalledProcessError, OSError."""
    if command:
        subprocess.run(shlex.split(command), check=True, env={**os.environ, "REVOKED": name})
    return 0


def _list(args: argparse.Namespace) -> int:
    """1 where the list of revoked ones was not made anew: soon the broker will let nobody in."""
    authority, now = folder.opened(args.folder), _now()
    with authority.register.transaction() as db:
        kiosks, held = register.entries(db), register.held(db)
    last = {one.name: one.until for one in held if not one.revoked}
    for entry, refusal, at in kiosks:
        told = f"; refused {_text(at)}: {refusal}" if refusal else ""
        print(f"{source_of(entry.name)} {_state(entry, last.get(entry.name, 0), int(now.timestamp()))}{told}")
    for name in sorted(last.keys() - {entry.name for entry, _, _ in kiosks}):
        print(f"{name} server's certificate until {_text(last[name])}")
    return _aged(args.folder, now)


def _state(entry: Entry, until: int, now: int) -> str:
    if entry.revoked:
        return f"revoked {_text(entry.revoked)}"
    if until:
        return f"certificate until {_text(until)}" if now < until else f"certificate over since {_text(until)}"
    return f"waits with a code until {_text(entry.until)}" if now < entry.until else "no certificate, its code is over"


def _aged(where: Path, now: datetime) -> int:
    if wrong := _crl_wrong(where, now):
        print(wrong, file=sys.stderr)
    return 1 if wrong else 0


def _crl_wrong(where: Path, now: datetime) -> str:
    """ "" while the list of revoked ones is young enough."""
    until = folder.crl_until(where)
    if until and until - now > LEFT:
        return ""
    left = f"ends {until:{_FORM}}" if until else "is not there"
    return f"{where / folder.CRL} {left}: then the broker lets nobody in; run kiosk-city ca crl, or the desk"


_DO: dict[str, Callable[[argparse.Namespace], int]] = {
    "make": _make, "server": _server, "code": _code, "revoke": _revoke, "list": _list, "crl": _crl,
}  # fmt: skip


# --- the desk ---


def enrol(words: Sequence[str]) -> int:
    return _told("kiosk-city enrol", lambda: _serve(_enrol_parser().parse_args(words)))


def _serve(args: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT."""
    authority, stop = folder.opened(args.folder), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tls = context(args.certificate, args.folder / folder.CHAIN)
    host, port = args.listen
    server = Server(Desk(authority, _now, _say), tls, host, port, _say)
    threading.Thread(target=server.run, daemon=True).start()
    _say(f"enrols at port {server.port}, for an authority of ca_sha256 = {fingerprint(authority.root)}")
    _renew(args)
    while not stop.wait(LOOK_S):
        _renew(args)
    server.close()
    return 0


def _renew(args: argparse.Namespace) -> None:
    """The list of revoked ones, each day. What fails is told, and tried again at the next look."""
    try:
        until = folder.crl_until(args.folder)
        if until is None or until - _now() < FRESH:
            _crl(args)
        if (until := folder.until_of(args.certificate)) - _now() < SOON:
            _say(f"{args.certificate} ends {until:{_FORM}}: then no kiosk comes in here; kiosk-city ca server, restart")
    except (ValueError, OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        _say(f"{error}; the list of revoked ones is looked at again in an hour")
    if wrong := _crl_wrong(args.folder, _now()):
        _say(wrong)


def _listen(text: str) -> tuple[str, int]:
    host, _, number = text.rpartition(":")
    return host.strip("[]") or "0.0.0.0", port(number)


# --- words ---


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city ca", description="The city's own certificate authority.")
    todo = parser.add_subparsers(dest="do", required=True, metavar="make|server|code|revoke|list|crl")
    made = _sub(todo, "make", "a new authority; where one is, another issuing key by the root's")
    made.add_argument("--name", required=True, help="whose it is, as it stands in its certificate")
    served = _sub(todo, "server", "key and certificate for broker, enrolment desk or kiosk-city: one file")
    served.add_argument("hosts", nargs="+", metavar="HOST", help="names and addresses by which it is reached")
    coded = _sub(todo, "code", "the code by which one kiosk gets its certificate, once, within seven days")
    coded.add_argument("source", metavar="SOURCE", help="the kiosk, as /H55/92/08/000/k1")
    gone = _sub(todo, "revoke", "from now on the certificates of this name are not good")
    gone.add_argument("name", metavar="SOURCE|HOST")
    _sub(todo, "list", "each kiosk with its certificate, and why it was refused")
    for one in (gone, _sub(todo, "crl", "the list of revoked ones anew, for seven days")):
        _add_then(one)
    return parser


def _add_then(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--then", default="", metavar="COMMAND", help="run after each new list: the broker reads it")


def _sub(todo: Any, name: str, said: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = todo.add_parser(name, help=said, description=said)
    made.add_argument("--folder", type=Path, required=True, metavar="DIR", help="where the authority is kept")
    return made


def _enrol_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kiosk-city enrol", description="Gives kiosks their certificates: EST, RFC 7030.")
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="where the authority is kept")
    parser.add_argument("--certificate", type=Path, required=True, metavar="FILE", help="ours: kiosk-city ca server")
    _add_then(parser)
    parser.add_argument(
        "--listen", type=_listen, default="0.0.0.0:8443", metavar="HOST:PORT", help="where (default: 0.0.0.0:8443)"
    )
    return parser


def _text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(_FORM)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _say(line: str) -> None:
    print(line, flush=True)
