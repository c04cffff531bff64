"""Events as rows of the file, and a journal in memory that somebody without the kiosk's key works on."""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.record.chain import GENESIS, hash_of
from kiosk.core.record.checkpoints import paper_of, signed_part
from kiosk.core.record.events import Checkpoint
from kiosk.journal.proof.known import Claim, Known
from kiosk.journal.proof.verdict import Verdict
from kiosk.journal.proof.walk import verdict
from kiosk.journal.rows import Row

CloudEvent = dict[str, Any]


def stored(event: CloudEvent) -> Row:
    """The row of an event, as it stands in the file."""
    data = json.dumps(event["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head = tuple(event[name] for name in ("seq", "id", "type", "stream", "sequence", "time"))
    links = (event.get("correlationid"), event.get("causationid"))
    tail = (event["source"], *links, event["bootid"], event["monotonic"], event["clock"], 2)
    return (*head, data, event["prevhash"], event["hash"], *tail)


def chained(events: Sequence[CloudEvent], since: int, key: Ed25519PrivateKey | None = None) -> list[CloudEvent]:
    """Numbered and hashed anew from row `since` on, so that each fits behind the one before; `key`: every checkpoint
    from there on is signed anew."""
    made = list(events[: since - 1])
    heads = {event["stream"]: {"sequence": event["sequence"], "hash": event["hash"]} for event in made}
    for row, event in enumerate(events[since - 1 :], since):
        head = heads.get(event["stream"], {"sequence": 0, "hash": GENESIS})
        event = {**event, "seq": row, "sequence": head["sequence"] + 1, "prevhash": head["hash"]}
        event["id"] = f"{event['journal']}-{event['stream']}-{event['sequence']}"
        if key and event["type"] == Checkpoint.TYPE:
            event["data"] = signed({**event["data"], "heads": dict(heads), "rows": row - 1}, key)
        event["hash"] = hash_of(event)
        heads[event["stream"]] = {"sequence": event["sequence"], "hash": event["hash"]}
        made.append(event)
    return made


def signed(data: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """A checkpoint's data with a true hash for paper and a true signature of this key."""
    data = {**data, "key": key.public_key().public_bytes_raw().hex(), "paper": paper_of(data["heads"], data["salt"])}
    return {**data, "signature": key.sign(signed_part(Checkpoint.TYPE, data)).hex()}


def heads_of(events: Sequence[CloudEvent], by: str = "the city") -> tuple[Claim, ...]:
    last = {event["stream"]: event for event in events}
    return tuple(Claim(by, stream, event["sequence"], event["hash"]) for stream, event in last.items())


def looked_through(events: Sequence[CloudEvent], known: Known, journal: str) -> Verdict:
    """As `kiosk journal verify` does: the file itself is sound, and its counter was set right."""
    places = {(event["stream"], event["sequence"]): (event["seq"], event["hash"]) for event in events}
    return verdict(journal, [], [[*map(stored, events)]], len(events), lambda s, n: places.get((s, n)), known)
