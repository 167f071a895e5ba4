"""How often intervals hold the truth over many simulated measurements."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from stratode.lab.estimate import found

FEW, MANY = 25, 400
LEAST_OF_FEW = 0.8  # a nominal 95 % falls below in about 1 of 1000 tests of 25 seeds
NOMINAL = (0.90, 0.985)


def shares(run: Callable[[np.random.Generator], Any], truths: Mapping[str, float], seeds: int, first: int = 0) -> dict[str, float]:
    """Share of the seeds whose interval holds the truth, by symbol."""
    hits: dict[str, list[bool]] = {symbol: [] for symbol in truths}
    for seed in range(first, first + seeds):
        result = run(np.random.default_rng(seed))
        for symbol, truth in truths.items():
            one = found(result.estimates, symbol)
            assert one.low is not None, symbol
            assert one.high is not None, symbol
            hits[symbol].append(one.low <= truth <= one.high)
    return {symbol: float(np.mean(hit)) for symbol, hit in hits.items()}


def names_of_cautions(result: Any) -> Sequence[str]:
    """The names of an analysis' cautions and of its estimates'."""
    return [caution.name for caution in (*result.cautions, *(c for one in result.estimates for c in one.cautions))]
