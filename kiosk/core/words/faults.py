"""What is wrong with a part of the kiosk, and what to do about it, by its device and state (fault_table.py).

Whoever tells of a part takes its words from here: the officers' page, the technician's page, the doctor, the page that
answers when all else is dead, /healthz, the word to the city. A citizen reads of no cause: only that no slip comes.
A part and a state without a row are told as they are, and never by another's words; tests/core/words/test_faults.py
finds every state that a driver or program can raise, and refuses one that has no row.
"""

from collections.abc import Iterator, Mapping

from kiosk.core.words.bilingual import Bilingual
from kiosk.core.words.fault_table import TABLE
from kiosk.core.words.fault_words import CALL, Words

WELL = ("ok", "unknown")  # unknown: a printer that never answers, which prints all the same
DEVICES = tuple(dict.fromkeys(key[0] for key in TABLE))


def words_of(device: str, state: str, why: str = "") -> Words:
    """`why`: as in the journal's event; a cause that has no words of its own is told by its state."""
    return TABLE.get((device, state, why)) or TABLE.get((device, state)) or _plain(device, state)


def _plain(device: str, state: str) -> Words:
    """Of what nobody has put in words: its own names, whose fault it is not to say more."""
    said = Bilingual(f"{device}: {state}", f"{device} is {state}")
    do = Bilingual("chạy kiosk doctor", "run kiosk doctor; docs/hardware.md")
    return Words(said, do, f"Có thiết bị của máy báo lỗi ({device}: {state}). {CALL}")


def faults(states: Mapping[str, str], whys: Mapping[str, str]) -> Iterator[tuple[str, Words]]:
    """Of all parts that are not well, in the table's order; those that it does not know are last. `states`, `whys`: by
    device, as the journal has them."""
    known = [device for device in DEVICES if device in states]
    for device in (*known, *sorted(set(states) - set(known))):
        if states[device] not in WELL:
            yield device, words_of(device, states[device], whys.get(device, ""))


def sentences(states: Mapping[str, str], whys: Mapping[str, str]) -> dict[str, Bilingual]:
    """The same, one sentence for each."""
    return {device: words.sentence() for device, words in faults(states, whys)}
