"""A batch is held without the collector of cycles, which goes on behind it whatever happened."""

import gc

import pytest

from sync.city.batch.memory import uncollected


def test_the_collector_rests_while_a_batch_is_held_and_goes_on_behind_it() -> None:
    """Also behind one that failed."""
    with pytest.raises(ValueError), uncollected():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()


def test_of_two_that_overlap_none_leaves_it_at_rest() -> None:
    """Two threads of one city: whoever ends first, it goes on in the end."""
    for first_out in (0, 1):
        held = [uncollected(), uncollected()]
        for one in held:
            one.__enter__()
        held[first_out].__exit__(None, None, None)
        held[1 - first_out].__exit__(None, None, None)
        assert gc.isenabled()
