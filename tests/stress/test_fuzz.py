"""A few thousand mutated inputs; `make soak` reads a million and watches the time."""

import pytest

from tests.stress.fuzz import fuzz


@pytest.mark.parametrize("seed", range(4))
def test_readers_refuse_mutated_input_and_nothing_else_comes_out(seed: int) -> None:
    told = fuzz(seed, range(1000))
    assert told.broken == ()
    assert told.read > 100
    assert told.refused > 100
