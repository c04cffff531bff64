"""A kiosk's own salt: random, for its owner alone, the same at every start; a damaged one is known, told and kept."""

import itertools
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.host.salt_file import SALT_BYTES, _value, packed, salt_at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "officers.salt"


def test_it_is_made_once_and_for_its_owner_alone(path: Path) -> None:
    """That it is a new one is told the first time only."""
    first, second = salt_at(path), salt_at(path)
    assert first.value == second.value and len(first.value) == SALT_BYTES
    assert first.made and not second.made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and [p.name for p in path.parent.iterdir()] == [path.name]


def test_each_kiosk_has_another_one(tmp_path: Path) -> None:
    """From the system's randomness, where nobody says another source."""
    made = {salt_at(tmp_path / f"{n}.salt").value for n in range(20)}
    assert len(made) == 20
    assert salt_at(tmp_path / "known.salt", lambda n: bytes(range(n))).value == bytes(range(SALT_BYTES))


DAMAGED = {
    "emptied by a power cut": b"",
    "zeros, as many as there were": bytes(32),
    "cut short": packed(b"s" * SALT_BYTES)[:-1],
    "longer": packed(b"s" * SALT_BYTES) + b"\n",
    "a bit turned": b"r" + packed(b"s" * SALT_BYTES)[1:],
    "text": b"not a salt",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_one_is_put_aside_and_told(path: Path, content: bytes) -> None:
    """A new random one takes its place: never what is left of the old, never none."""
    path.write_bytes(content)
    salt = salt_at(path)
    assert "damaged" in salt.made and "kiosk identity restore" in salt.made
    assert path.with_name("officers.salt.spoilt").read_bytes() == content
    assert salt.value not in (content[:SALT_BYTES], bytes(SALT_BYTES)) and salt_at(path) == (salt.value, "")


def test_one_that_cannot_be_read_is_an_error(path: Path) -> None:
    """No other salt is made beside it, and none is made up."""
    path.mkdir()
    with pytest.raises(OSError, match=r"officers\.salt"):
        salt_at(path)
    assert path.is_dir()


def test_two_programs_at_once_have_the_same_one(path: Path) -> None:
    """The first to write it wins."""
    numbers, found, ready = itertools.count(1), list[bytes](), threading.Barrier(4)

    def start() -> None:
        ready.wait()
        found.append(salt_at(path, lambda size: bytes([next(numbers)]) * size).value)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len({*found}) == 1


@given(st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES), st.integers(0, 255))
def test_no_flipped_bit_is_taken_for_another_salt(value: bytes, bit: int) -> None:
    """Whichever of the 256 it is."""
    content = bytearray(packed(value))
    assert _value(bytes(content)) == value
    content[bit // 8] ^= 1 << bit % 8
    assert _value(bytes(content)) is None
