"""How long a printer's line may take for what is sent: one reckoning for the worker and the doctor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.transport import send


class Recorder:
    """A line that takes everything and keeps each write with its limit."""

    def __init__(self) -> None:
        self.writes = list[tuple[bytes, float]]()

    def write(self, data: bytes, seconds: float) -> None:
        self.writes.append((data, seconds))

    def settle(self, seconds: float) -> None:
        return None

    def read(self, seconds: float) -> bytes:
        return b""

    def fileno(self) -> None:
        return None

    def close(self) -> None:
        raise AssertionError("whoever opened it closes it")


@given(st.binary(max_size=5000), st.sampled_from([9600, 19200, 115200]))
def test_everything_goes_out_in_order_and_in_pieces(data: bytes, baud: int) -> None:
    """A kilobyte at most, so that a long slip is stuck as soon as a short one."""
    line = Recorder()
    send(line, data, baud)
    assert b"".join(piece for piece, _ in line.writes) == data
    assert all(0 < len(piece) <= 1024 for piece, _ in line.writes)


@pytest.mark.parametrize(("baud", "stuck", "limit"), [(9600, 2.0, 4.1333), (19200, 2.0, 3.0667), (115200, 0.5, 0.6778)])
def test_a_piece_has_twice_its_time_on_the_wire(baud: int, stuck: float, limit: float) -> None:
    """And the seconds that a printer may take nothing."""
    line = Recorder()
    send(line, bytes(3000), baud, stuck)
    assert [round(seconds, 4) for _, seconds in line.writes] == [limit] * 3
