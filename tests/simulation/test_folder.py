"""The folder of a dev stack, and its ports."""

import random

from kiosk.simulation.folder import choose_port


def test_a_port_that_was_given_is_not_given_again_before_it_is_taken() -> None:
    """Hundreds one behind the other, whatever seed somebody sets in between: each is another one."""
    given = list[int]()
    for _ in range(300):
        random.seed(1)
        given.append(choose_port())
    assert len({*given}) == 300


def test_the_port_of_last_time_is_given_again_where_it_is_free() -> None:
    port = choose_port()
    assert [choose_port(port) for _ in range(3)] == [port] * 3
