"""Tests whether another card has this kiosk's journal, or another box its name at the broker."""

from collections.abc import Iterator

from kiosk.core.words.faults import WELL, words_of
from kiosk.host import card
from kiosk.journal.reading import Reader
from kiosk.service.findings import Finding


def copies(journal: Reader, own_card: str) -> Iterator[Finding]:
    """What is wrong, and nothing where nothing is; `own_card`: "" where it is not known. Raises JournalError."""
    name = journal.read_state().devices.get("name", "")
    for device, word in (("card", card.word(journal.card, own_card)), ("name", name)):
        if word not in ("", *WELL):
            words = words_of(device, word)
            yield Finding(device, False, words.said, words.do, {"state": word})
