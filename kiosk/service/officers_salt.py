"""The salt of this kiosk by which its officers are opaque: made at the console's first start, told when it is new.

Whoever knows the officers' sign-in names would find a plain hash of one by trying them all. The city sees by
`setting.changed` from when on the same officer has another reference; what ties the two together is told to nobody, or
the former one, which could be tried, would give the new one away (docs/decisions/0019).
"""

import hashlib
import secrets
import sys
from pathlib import Path

from kiosk.config.paths import salt_path
from kiosk.core.record.events import Fact, SettingChanged
from kiosk.host.salt_file import Salt, salt_at
from kiosk.journal.errors import translated_errors
from kiosk.journal.journal import Journal

OPTION, AUTHOR = "privacy.officer_salt", "kiosk"


def salt_of(journal: Journal) -> bytes:
    """Beside this journal, on the reserve where the disk is full. Without one officers would have no reference, or a
    plain one, so nobody goes on: raises JournalError."""
    own = journal.on_reserve(lambda: _read(salt_path(journal.path.parent)))
    if own.made:
        print(f"kiosk console: {own.made}", file=sys.stderr, flush=True)
        told = SettingChanged(OPTION, AUTHOR, hashlib.sha256(secrets.token_bytes(32) + own.value).hexdigest())
        journal.transact(lambda state, now: (Fact(told),) if state.day else ())
    return own.value


def _read(path: Path) -> Salt:
    with translated_errors(path):
        return salt_at(path)
