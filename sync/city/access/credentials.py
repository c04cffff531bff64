"""What lets the city in at broker and database, read from files: a command line is read by everybody on the machine."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from sync.city.access.remedies import OPTIONS
from sync.line.address import BadFile, Broker, broker_at, tls

LONGEST = 1_000  # letters of a password


def add_broker(parser: argparse.ArgumentParser) -> None:
    url = "mqtt://[user@]host[:1883] or mqtts://…[:8883]; again for each further node of a cluster"
    parser.add_argument("--broker", required=True, action="append", metavar="URL", help=url)
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="the broker's password, its first line")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="whose certificate the broker has (default: system's)")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="ours, for the broker, in PEM")
    parser.add_argument("--certificate-key", type=Path, metavar="FILE", help="its key, where that is in another file")


def add_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", required=True, metavar="URL", help="sqlite:///PATH or postgresql://[user@]host/NAME")
    parser.add_argument("--db-password-file", type=Path, metavar="FILE", help="PostgreSQL's password, its first line")


def brokers_of(args: argparse.Namespace) -> list[Broker]:
    """One for each `--broker`. Every file is looked at now, and again at each connection, for certificates are renewed.
    Raises ValueError that names the option."""
    files = zip(OPTIONS.values(), (args.ca, args.certificate, args.certificate_key), strict=True)
    named = {option: str(file or "") for option, file in files}
    password = password_in("--password-file", args.password_file)
    brokers = [broker_at(url, "", password, *named.values()) for url in args.broker]
    given = [option for option, file in named.items() if file]
    if any(broker.password and not broker.user for broker in brokers):
        raise ValueError("--broker: a password needs its user, as mqtts://user@host")
    if given and not all(broker.tls for broker in brokers):
        raise ValueError(f"{given[0]}: needs a broker by TLS, as mqtts://host")
    if args.certificate_key and not args.certificate:
        raise ValueError("--certificate-key: needs --certificate")
    if brokers[0].tls:
        _look_at(brokers[0])
    return brokers


def _look_at(broker: Broker) -> None:
    """At its files. Raises ValueError that names the option."""
    try:
        tls(broker)
    except BadFile as error:
        raise ValueError(f"{OPTIONS[error.part]} {error.file}: {error.why}") from error


def password_in(option: str, file: Path | None) -> str:
    """ "" without a file. Raises ValueError that names the option."""
    if file is None:
        return ""
    try:
        line = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{option} {file}: {getattr(error, 'strerror', None) or error}") from error
    if not 0 < len(line) <= LONGEST:
        raise ValueError(f"{option} {file}: its first line is empty or longer than {LONGEST} letters")
    return line


def spoken(*urls: str) -> bool:
    """Whether a password stands in one of these addresses, and so on the command line."""
    return any(urlsplit(url).password for url in urls)
