"""Who wants to know how somebody rated, as code: everything that was read, and nothing else, goes in; levels come out.

Three ways: by hashing every candidate against every hash that was read; by what moved in what can be read when somebody
pressed, learned from all other presses, as if their levels were known; by the one hash on a closing slip, with the
heads of the other streams known. The attacker knows each rating but for its level and its salt, and who was served.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.core.office.scales import SCALES
from kiosk.core.record.chain import canonical
from kiosk.core.record.checkpoints import paper_of

LEVELS = tuple(SCALES["vn4"].levels)
Seen = Mapping[str, str]  # what was read, by where
Event = dict[str, Any]
Sign = frozenset[tuple[str, str]]  # where something moved, and how
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_SALT = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
LEVEL, TRIED_SALT, BEFORE = b'"level":9', b'"salt":"?"', b'"prevhash":"?"'  # where something is tried
_RANDOM = re.compile(r"[0-9a-f]{16,}")


@dataclass(frozen=True, repr=False)  # a red test would show megabytes
class Read:
    """`signs`: of each press, in order; `chains`: each press and what was learned of it later, as the attacker imagines
    them, with a level and a salt that are not to be looked at; `groups`: what everybody in the room knew of a press."""

    signs: Sequence[Sign]
    groups: Sequence[object]
    chains: Sequence[Sequence[Event]]
    texts: Sequence[str]

    @property
    def hashes(self) -> frozenset[str]:
        return frozenset(found for text in self.texts for found in _HASH.findall(text))

    @property
    def salts(self) -> frozenset[str]:
        """ "" too: what if there were none."""
        return frozenset({"", *(found for text in self.texts for found in _SALT.findall(text))})


def sign_of(before: Seen, after: Seen) -> Sign:
    """What moved: by how much the numbers in it, or the length where there are more or fewer of them."""
    places = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return frozenset((name, _step(before.get(name, ""), after.get(name, ""))) for name in places)


def _step(before: str, after: str) -> str:
    was, now = ([int(n) for n in re.findall(r"\d+", _RANDOM.sub("", text))] for text in (before, after))
    if len(was) == len(now):
        return json.dumps([b - a for a, b in zip(was, now, strict=True)])
    return f"{len(after) - len(before)} letters"


def guesses(read: Read, levels: Sequence[int]) -> list[int]:
    """A level for each press. `levels`: the true ones; of a press all others are looked at, and never its own."""
    return [found or by_sign(n, read, levels) for n, found in enumerate(by_hashing(read))]


def by_hashing(read: Read) -> list[int]:
    """The level under which a hash of the press, or of what came of it, is among those that were read; 0 for none."""
    hashes, salts = read.hashes, read.salts
    tries = [(level, salt) for level in LEVELS for salt in sorted(salts)]
    forms = map(_forms, read.chains)
    return [next((level for level, salt in tries if _hashes(form, level, salt) & hashes), 0) for form in forms]


def _forms(chain: Sequence[Event]) -> list[bytes]:
    """What is hashed of each event, with a mark where something is to be tried."""
    given, *later = ({k: v for k, v in event.items() if k != "hash"} for event in chain)
    marked = [given | {"data": given["data"] | {"level": 9}}, *({**event, "prevhash": "?"} for event in later)]
    return [canonical(event | {"data": event["data"] | {"salt": "?"}}) for event in marked]


def _hashes(forms: Sequence[bytes], level: int, salt: str) -> frozenset[str]:
    """Of a press and of all that was learned of it, each behind the one before."""
    found, before = set[str](), ""
    for form in forms:
        filled = form.replace(LEVEL, b'"level":%d' % level).replace(BEFORE, b'"prevhash":"%s"' % before.encode())
        before = hashlib.sha256(filled.replace(TRIED_SALT, b'"salt":"%s"' % salt.encode())).hexdigest()
        found.add(before)
    return frozenset(found)


def by_sign(n: int, read: Read, levels: Sequence[int]) -> int:
    """The likeliest level of the other presses at which the same moved; of its group where none did."""
    others = [(read.signs[k], read.groups[k], levels[k]) for k in range(len(levels)) if k != n]
    alike = [level for sign, group, level in others if (sign, group) == (read.signs[n], read.groups[n])]
    return likeliest(alike or [level for _, group, level in others if group == read.groups[n]])


def likeliest(levels: Iterable[int]) -> int:
    return max(Counter(levels).items(), key=lambda found: (found[1], found[0]))[0]


def by_shares(read: Read, levels: Sequence[int]) -> int:
    """How many levels somebody guesses who read nothing and knows the office's shares."""
    groups: dict[object, list[int]] = {}
    for group, level in zip(read.groups, levels, strict=True):
        groups.setdefault(group, []).append(level)
    return sum(max(Counter(found).values()) for found in groups.values())


def by_paper(paper: str, salt: str, heads: Mapping[str, Any], chain: Sequence[Event]) -> int:
    """The level of the day's last press, by the closing slip's one hash and its salt, both in hex; 0 for none. `heads`:
    those of the other streams, and the number of the ratings."""
    for level in LEVELS:
        for hash_ in _hashes(_forms(chain), level, ""):
            tried = {**heads, "rating": {**heads["rating"], "hash": hash_}}
            if paper_of(tried, salt) == paper:
                return level
    return 0
