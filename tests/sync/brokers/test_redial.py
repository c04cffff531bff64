"""When the courier tries again, and where: by a machine whose network and clock a test sets."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sync.line.address import Broker
from sync.line.redial import SPREAD_S, Redial
from sync.line.signs import EVERY_S, JUMP_MS, Signs, are_better, look

HOME, AWAY = Signs(frozenset({"eth0 0 0"}), 0), Signs(frozenset(), 0)
A, B, C = (Broker(name, 1883) for name in "abc")


class Machine:
    """`signs` as the machine has them; a die that always shows nearly the most."""

    def __init__(self, brokers: Sequence[Broker] = (A,), signs: Signs = AWAY) -> None:
        self.signs = signs
        self.redial = Redial(brokers, lambda: 0.99, lambda: self.signs, 0.0)

    def fails(self, now: float, served: bool = False, code: int = 0, reached: bool = False) -> None:
        self.redial.over(now, served=served, held=served, code=code, reached=reached)

    def tries_at(self, now: float, patience: float = 700.0) -> float:
        """Seconds until it tries, looking as often as it is due."""
        at = now
        while not self.redial.is_due(at):
            at = max(self.redial.due(), at + 0.001)
            assert at - now < patience
        return at - now


@pytest.mark.parametrize(
    "better",
    [HOME, Signs(frozenset({"wlan0"}), 0), Signs(frozenset(), 3 * 365 * 86_400_000)],
    ids=["a route", "a carrier", "the clock"],
)
def test_a_try_is_made_at_once_when_network_or_clock_come_back(better: Signs) -> None:
    """After refusals that want pauses of minutes."""
    machine = Machine()
    for _ in range(12):
        machine.fails(0.0, reached=True, code=0x87)
    assert machine.tries_at(0.0) > 500.0
    machine.fails(1_000.0, reached=True)
    machine.signs = better
    assert machine.tries_at(1_000.0) <= EVERY_S + SPREAD_S
    machine.fails(1_010.0)
    assert machine.tries_at(1_010.0) <= 2.0


@pytest.mark.parametrize(
    "after", [HOME, AWAY, Signs(HOME.ways, JUMP_MS)], ids=["the same", "a cable pulled", "a clock that is steered"]
)
def test_what_is_no_better_changes_no_pause(after: Signs) -> None:
    """A route that goes brings no broker nearer."""
    assert not are_better(HOME, after)


def test_addresses_are_tried_in_turn_and_one_that_takes_us_is_kept() -> None:
    """A round of all of them counts as one try."""
    machine = Machine((A, B, C))
    met = []
    for _ in range(4):
        met.append(machine.redial.broker)
        machine.fails(0.0)
    assert met == [A, B, C, A] and machine.tries_at(0.0) <= 1.0  # the second round has begun
    assert machine.redial.broker == B
    machine.fails(10.0, served=True)
    assert machine.redial.broker == B
    machine.fails(20.0, served=True, code=0x9C)  # "use another server"
    assert machine.redial.broker == C
    alone = Machine((A,))
    alone.fails(0.0, served=True, code=0x9C)
    assert alone.redial.broker == A


def test_the_kernels_tables_are_read_without_their_counters(tmp_path: Path) -> None:
    """Routes of the loopback and counters of use say nothing; carriers do; a file that is not there neither."""
    assert look(5, tmp_path) == Signs(frozenset(), 5)
    net, sys = tmp_path / "proc/net", tmp_path / "sys/class/net"
    net.mkdir(parents=True)
    row = "eth0\t00000000\t0101A8C0\t0003\t{}\t{}\t100\t00000000\t0\t0\t0"
    found = []
    for counter in (0, 7):
        (net / "route").write_text("Iface\tDestination\n" + row.format(counter, counter) + "\n")
        six = f"{'0' * 32} 00 {'0' * 32} 00 fe80{'0' * 28} 00000400 {counter:08x} {counter:08x} 00000003    {{}}\n"
        (net / "ipv6_route").write_text(six.format("eth0") + six.format("lo"))
        found.append(look(0, tmp_path))
    assert found[0] == found[1] and len(found[0].ways) == 2
    for name, carrier in (("eth0", "1"), ("wlan0", "0"), ("lo", "1")):
        (sys / name).mkdir(parents=True)
        (sys / name / "carrier").write_text(carrier + "\n")
    assert look(0, tmp_path).ways - found[0].ways == {"eth0"}


def test_this_machine_has_signs() -> None:
    """The real files are read as they are."""
    assert look(0).ways or not Path("/proc/net/route").read_text().splitlines()[1:]
