"""Who may say and hear what at the broker, made from a list of kiosks: the text of mosquitto's `acl_file`. Pure.

A pattern with `%u` cannot turn `H55.92.08.000.k1`, the name in a kiosk's certificate, into the levels of its topic. So
each kiosk has a section of its own, and what no section allows is refused. Whoever is taken out of the list has no
section, and an open line of his is mute from the next reload on (mosquitto.conf(5), `acl_file`; mosquitto(8), SIGHUP).
"""

import re
from collections.abc import Iterable, Sequence

from sync.envelope import ROOT, Unreadable, place

WRITES = ("rating", "visit", "device", "state", "want/#")  # a kiosk, its own
READS = ("ack/#", "ask/#", "back/#", "config")  # a kiosk, its own; the city alone writes them
MOST_LETTERS = 64  # of a common name in a certificate (RFC 5280, A.1, ub-common-name)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class BadList(ValueError):
    """A list of kiosks, or a name, that no rights can be made from; says where."""


def sources(lines: Iterable[str]) -> list[str]:
    """The kiosks of a list, `/H55/92/08/000/k1` or `H55.92.08.000.k1` a line, sorted; blank lines and what stands
    behind `#` are passed by. Raises BadList."""
    found = dict[str, str]()
    for number, line in enumerate(lines, start=1):
        if word := line.partition("#")[0].strip():
            _add(found, word, f"line {number}")
    return sorted(found.values())


def _add(found: dict[str, str], word: str, where: str) -> None:
    source = word if word.startswith("/") else f"/{word.replace('.', '/')}"
    try:
        place(f"{ROOT}{source}/state")
    except Unreadable as error:
        raise BadList(f"{where}: {word[:80]!r} is no kiosk: expected /H55/92/08/000/k1") from error
    name = common_name(source)
    if len(name) > MOST_LETTERS:
        raise BadList(f"{where}: {name} is longer than the {MOST_LETTERS} letters of a name in a certificate")
    if found.setdefault(name, source) != source:
        raise BadList(f"{where}: {source} and {found[name]} would both be {name} in a certificate")


def common_name(source: str) -> str:
    """What a kiosk is called in its certificate: `/H55/92/08/000/k1` → `H55.92.08.000.k1`."""
    return source.strip("/").replace("/", ".")


def acl(kiosks: Sequence[str], cities: Sequence[str]) -> str:
    """`kiosks`: as `sources` has them; `cities`: names in the certificates of those that write the city's words. Raises
    BadList."""
    taken = {common_name(source) for source in kiosks}
    for name in cities:
        if name in taken or not _NAME.fullmatch(name):
            raise BadList(f"--city {name[:80]}: no name in a certificate, or a kiosk's")
    depths = sorted({source.count("/") for source in kiosks})
    head = [f"# {len(kiosks)} kiosks; made by kiosk-city rights: change the list of kiosks, not this file"]
    sections = [_city(name, depths) for name in cities] + [_kiosk(source) for source in kiosks]
    return "\n".join(["\n".join(section) + "\n" for section in (head, *sections)])


def _city(name: str, depths: Sequence[int]) -> list[str]:
    """By wildcards: a list of each kiosk's topics would be looked through at every acknowledgement."""
    boxes = ["/+" * depth for depth in depths]
    return [
        f"user {name}",
        f"topic read {ROOT}/#",
        *(f"topic write {ROOT}{box}/{tail}" for box in boxes for tail in READS),
    ]


def _kiosk(source: str) -> list[str]:
    writes = [f"topic write {ROOT}{source}/{tail}" for tail in WRITES]
    return [f"user {common_name(source)}", *writes, *(f"topic read {ROOT}{source}/{tail}" for tail in READS)]
