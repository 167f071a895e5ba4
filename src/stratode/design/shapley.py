"""Shapley shares: split the change of one number fairly over the inputs that changed.

A player's share is its marginal contribution v(S + player) - v(S), averaged over all orders in which the players can come. The
shares sum to v(all) - v(none); equal players get equal shares; a player that never matters gets nothing.

Source: Shapley 1953, in Contributions to the Theory of Games II, 307; sampled over permutations as in Castro et al. 2009,
Comput. Oper. Res. 36, 1726, doi:10.1016/j.cor.2008.04.004.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

Value = Callable[[frozenset[str]], float]
Progress = Callable[[int, int], None]

MOST_EXACT = 10  # players; 2**10 coalitions


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of v(all) - v(none), in the unit of v."""

    values: dict[str, float]
    standard_errors: dict[str, float]  # 0 for exact shares
    coalitions: int  # evaluated

    @property
    def exact(self) -> bool:
        """Whether every coalition was evaluated."""
        return not any(self.standard_errors.values())


def shapley(values: Value, players: Sequence[str]) -> dict[str, float]:
    """Shapley share of each player; see :func:`shapley_shares` for the standard errors above ten players."""
    return shapley_shares(values, players).values


def shapley_shares(
    values: Value, players: Sequence[str], *, permutation_pairs: int = 64, seed: int = 0, progress: Progress | None = None
) -> Shares:
    """Shapley shares, exact for up to ten players and from sampled permutations above.

    Args:
        values: the number for a coalition of players; called once per coalition.
        players: their names.
        permutation_pairs: sampled permutations above ten players, each used forwards and backwards.
        seed: of the sampling, so that a run can be repeated.
        progress: called with (coalitions done, coalitions in all or at most).

    Returns:
        The shares. Sampled shares still sum to v(all) - v(none); their standard errors come from the spread over pairs.

    Raises:
        ValueError: the same player twice, or fewer than two pairs to sample.
    """
    if len(set(players)) != len(players):
        twice = sorted({name for name in players if list(players).count(name) > 1})
        raise ValueError(f"players: names must differ; received {', '.join(twice)} more than once")
    if len(players) <= MOST_EXACT:
        return _exact(_Remembered(values, 2 ** len(players), progress), players)
    if permutation_pairs < 2:
        raise ValueError(f"permutation_pairs: at least 2 are needed for a standard error; received {permutation_pairs}")
    most = 2 * permutation_pairs * (len(players) - 1) + 2
    return _sampled(_Remembered(values, most, progress), players, permutation_pairs, np.random.default_rng(seed))


class _Remembered:
    """A value function that evaluates each coalition once."""

    def __init__(self, values: Value, most: int, progress: Progress | None) -> None:
        self._values, self._most, self._progress = values, most, progress
        self.known: dict[frozenset[str], float] = {}

    def __call__(self, coalition: frozenset[str]) -> float:
        if coalition not in self.known:
            self.known[coalition] = self._values(coalition)
            if self._progress is not None:
                self._progress(len(self.known), self._most)
        return self.known[coalition]


def _exact(values: _Remembered, players: Sequence[str]) -> Shares:
    n = len(players)
    shares = {}
    for player in players:
        others = [p for p in players if p != player]
        shares[player] = sum(
            (values(frozenset((*group, player))) - values(frozenset(group))) / (n * comb(n - 1, size))
            for size in range(n)
            for group in combinations(others, size)
        )
    return Shares(shares, dict.fromkeys(players, 0.0), len(values.known))


def _sampled(values: _Remembered, players: Sequence[str], pairs: int, rng: np.random.Generator) -> Shares:
    found = np.zeros((pairs, len(players)))
    for row in found:
        order = rng.permutation(len(players))
        for direction in (order, order[::-1]):
            before, coalition = values(frozenset()), frozenset[str]()
            for player in direction:
                coalition = coalition | {players[player]}
                after = values(coalition)
                row[player] += 0.5 * (after - before)
                before = after
    errors = found.std(axis=0, ddof=1) / np.sqrt(pairs)
    return Shares(
        {p: float(v) for p, v in zip(players, found.mean(axis=0), strict=True)},
        {p: float(v) for p, v in zip(players, errors, strict=True)},
        len(values.known),
    )
