"""What lets the city in at broker and database, read from files: a command line is read by everybody on the machine."""

import argparse
import ssl
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sync.connection import Broker, broker_at

LONGEST = 1_000  # letters of a password


def add_broker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://[user@]host[:1883] or mqtts://…[:8883]")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="the broker's password, its first line")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="whose certificate the broker has (default: system's)")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="ours, for the broker, in PEM")
    parser.add_argument("--certificate-key", type=Path, metavar="FILE", help="its key, where that is in another file")


def add_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", required=True, metavar="URL", help="sqlite:///PATH or postgresql://[user@]host/NAME")
    parser.add_argument("--db-password-file", type=Path, metavar="FILE", help="PostgreSQL's password, its first line")


def broker_of(args: argparse.Namespace) -> Broker:
    """Every file is looked at now, and again at each connection, for certificates are renewed. Raises ValueError that
    names the option."""
    broker = broker_at(args.broker, password=password_in("--password-file", args.password_file))
    if broker.password and not broker.user:
        raise ValueError("--broker: a password needs its user, as mqtts://user@host")
    files = {"--ca": args.ca, "--certificate": args.certificate, "--certificate-key": args.certificate_key}
    given = [option for option, file in files.items() if file]
    if given and not broker.tls:
        raise ValueError(f"{given[0]}: needs a broker by TLS, as mqtts://host")
    if args.certificate_key and not args.certificate:
        raise ValueError("--certificate-key: needs --certificate")
    context = partial(_context, args.ca, args.certificate, args.certificate_key)
    if broker.tls:
        context()
    return replace(broker, context=context)


def _context(ca: Path | None, certificate: Path | None, key: Path | None) -> ssl.SSLContext:
    """Raises ValueError. A locked key is refused: nobody sits at a terminal to be asked."""
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ValueError(f"--ca {ca}: {_reason(error)}") from error
    if certificate:
        try:
            context.load_cert_chain(certificate, key, lambda: "")
        except (OSError, ValueError) as error:
            raise ValueError(f"--certificate {certificate}: {_reason(error)}") from error
    return context


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"no certificate or key in PEM that fits ({error.reason or error})"
    return getattr(error, "strerror", None) or str(error)


def password_in(option: str, file: Path | None) -> str:
    """ "" without a file. Raises ValueError that names the option."""
    if file is None:
        return ""
    try:
        line = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{option} {file}: {_reason(error)}") from error
    if not 0 < len(line) <= LONGEST:
        raise ValueError(f"{option} {file}: its first line is empty or longer than {LONGEST} letters")
    return line


def spoken(*urls: str) -> bool:
    """Whether a password stands in one of these addresses, and so on the command line."""
    return any(urlsplit(url).password for url in urls)
