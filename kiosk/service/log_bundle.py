"""The log bundle for whoever repairs from afar: one tar on a USB stick, named by kiosk and date.

In it: the programs' logs, the settings without secrets and names, the kept self-tests, the last starts, what the
devices did, and which journal it is; of a damaged one what is wrong and what can be read. Never a key, a PIN, a rating,
or anything that moves because of one: no head of a chain, no hash, no number of a row or in a stream. Two bundles
around one press would tell by these whether a reason came with it (who is dissatisfied says why more often), or when a
visit's question was over; and a hash tells what was hashed to whoever can try it all.
"""

import io
import json
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kiosk.config.options import Config
from kiosk.config.paths import runtime_of, source_of
from kiosk.core.calendar.moment import iso
from kiosk.core.record.checkpoints import TYPES as CHECKPOINTS
from kiosk.host.owner import as_owner
from kiosk.host.usb_stick import no_stick, put_on
from kiosk.journal.errors import Damage, JournalError
from kiosk.journal.opening import present, read_journal
from kiosk.journal.reading import Reader
from kiosk.journal.rows import CloudEvent
from kiosk.service.findings import kept, told
from kiosk.service.start_log import FILE
from kiosk.service.told_settings import told_settings

MAX_LOG_BYTES = 1 << 20
DEVICE_EVENTS = 500
LOOKED_AT = 5 * DEVICE_EVENTS  # so that a checkpoint, which is not told, pushes no older event out
SEARCHED = 20_000  # rows of a damaged journal
TOLD = ("time", "type", "bootid", "monotonic", "clock")  # of what a device did, beside `data`
COUNTING = ("heads", "hash")  # fields of `data`: how far all streams were, and hashes
COUNTED_WHY = ("city", "disk")  # devices whose `why` counts events: how far the city was; those that were refused
TAIL = Path("/data/log")  # of the card: scripts/card/overlay/usr/lib/kiosk/keep-tail
DONE = "Đã chép nhật ký vào USB. Rút USB ra được rồi."

Parts = Iterator[tuple[str, bytes]]


def parts(config: Config, wall: int) -> Parts:
    """Each file of the bundle: its name and what is in it."""
    journal, device = _of_journal(config)
    yield "about.json", _json({"source": source_of(config), "at": iso(wall), **journal})
    yield "kiosk.toml", told_settings(Path(config.origin)).encode()
    data = Path(config.kiosk.data)
    for name, content in _file(kept(data).name, kept(data)):
        yield name, told(content.decode("utf-8", "replace")).encode()
    yield from _file(FILE, runtime_of(config) / FILE)
    yield "device.jsonl", b"".join(map(_json, device))
    yield from logs(data)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _of_journal(config: Config) -> tuple[dict[str, Any], list[Any]]:
    """Which journal it is, or what is wrong with it; and what the devices did."""
    try:
        with read_journal(config) as journal:
            return {"journal": journal.id}, _device(journal)
    except JournalError as error:
        return {"journal": str(error)}, []


def _device(journal: Reader) -> list[Any]:
    """What the devices did last, from the one stream that holds neither ratings nor tickets."""
    last, _ = journal.head("device")
    try:
        return _told(journal.after("device", max(0, last - LOOKED_AT), LOOKED_AT))[-DEVICE_EVENTS:]
    except JournalError as error:
        rows = journal.readable(after=max(0, journal.last() - SEARCHED))
        of_devices = (row for row in rows if not isinstance(row, Damage) and row["stream"] == "device")
        return [str(error), *_told(of_devices)]


def _told(events: Iterable[CloudEvent]) -> list[dict[str, Any]]:
    """When what happened, in its own words; without what counts or hashes events of any stream."""
    return [_of_device(event) for event in events if event["type"] not in CHECKPOINTS]


def _of_device(event: CloudEvent) -> dict[str, Any]:
    hidden = (*COUNTING, *(("why",) if event["data"].get("device") in COUNTED_WHY else ()))
    data = {name: value for name, value in event["data"].items() if name not in hidden}
    return {name: event[name] for name in TOLD} | {"data": data}


def logs(data: Path) -> Parts:
    """The ends of the logs: systemd's of this start, those kept on the card, and a desk's own files."""
    for path in (*sorted(TAIL.glob("*.log")), *sorted((data / "log").glob("*.log"))):
        yield from _file(f"log/{path.name}", path)
    words = ["journalctl", "--boot", "--no-pager", "--output=short-iso", "--lines=20000", "--quiet"]
    try:
        said = subprocess.run(words, capture_output=True, timeout=30, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        yield "log/systemd.log", str(error).encode()
    else:
        yield "log/systemd.log", (said.stdout or said.stderr)[-MAX_LOG_BYTES:]


def _file(name: str, path: Path) -> Parts:
    """The end of it; one that cannot be read (a link that leads where the kiosk may not go) says so in its place."""
    try:
        yield name, path.read_bytes()[-MAX_LOG_BYTES:]
    except FileNotFoundError:
        return
    except OSError as error:
        yield name, f"{error}\n".encode()


def packed(config: Config) -> tuple[str, bytes]:
    """The bundle's name, `kiosk-H55-92-08-000-k1-20261123-0815.tar.gz`, and its bytes."""
    now = present(config).wall
    made = io.BytesIO()
    with as_owner(Path(config.kiosk.data)), tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, content in parts(config, now):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), now // 1000
            tar.addfile(info, io.BytesIO(content))
    day = "".join(c for c in iso(now)[:16] if c.isdigit())
    return f"kiosk{source_of(config).replace('/', '-')}-{day[:8]}-{day[8:]}.tar.gz", made.getvalue()


def write_bundle(stick: Path | None, config: Config) -> Path:
    """Onto the stick, whole or not at all. Raises NoStick, NotWritten."""
    if stick is None:
        raise no_stick()
    return put_on(stick, *packed(config))
