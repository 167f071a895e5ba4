"""Shapley shares: the four axioms, games with known answers, and sampling beside them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratode.design.shapley import shapley, shapley_shares

PLAYERS = ("a", "b", "c", "d")
COALITIONS = [frozenset(group) for size in range(5) for group in combinations(PLAYERS, size)]


@given(st.lists(st.floats(-1e3, 1e3), min_size=16, max_size=16))
def test_shares_sum_to_the_difference(numbers):
    game = dict(zip(COALITIONS, numbers, strict=True))
    shares = shapley(game.__getitem__, PLAYERS)
    assert sum(shares.values()) == pytest.approx(game[frozenset(PLAYERS)] - game[frozenset()], abs=1e-9)


@given(st.lists(st.floats(-1e3, 1e3), min_size=16, max_size=16), st.lists(st.floats(-1e3, 1e3), min_size=16, max_size=16))
def test_shares_of_a_sum_of_games_are_sums_of_shares(first, second):
    one, two = dict(zip(COALITIONS, first, strict=True)), dict(zip(COALITIONS, second, strict=True))
    both = shapley(lambda s: one[s] + two[s], PLAYERS)
    apart = [shapley(game.__getitem__, PLAYERS) for game in (one, two)]
    assert all(both[p] == pytest.approx(apart[0][p] + apart[1][p], abs=1e-9) for p in PLAYERS)


@given(st.lists(st.floats(-1e3, 1e3), min_size=12, max_size=12))
def test_players_that_can_be_exchanged_share_alike(numbers):
    """The value knows how many of a and b there are, not which."""
    table = iter(numbers)
    values = {(n, c, d): next(table) for n in range(3) for c in (0, 1) for d in (0, 1)}
    shares = shapley(lambda s: values[len(s & {"a", "b"}), "c" in s, "d" in s], PLAYERS)
    assert shares["a"] == pytest.approx(shares["b"], abs=1e-9)


def test_a_player_that_never_matters_gets_nothing():
    assert shapley(lambda s: float(len(s - {"d"}) ** 2), PLAYERS)["d"] == 0.0


def test_an_additive_game_gives_each_its_own():
    worth = {"a": 1.0, "b": -2.0, "c": 0.5, "d": 7.0}
    assert shapley(lambda s: 10.0 + sum(worth[p] for p in s), PLAYERS) == pytest.approx(worth)


def test_glove_game():
    """One left glove, two right gloves; a pair is worth 1: 2/3, 1/6, 1/6 (the textbook example)."""
    shares = shapley(lambda s: float("left" in s and len(s) > 1), ("left", "right 1", "right 2"))
    assert shares == pytest.approx({"left": 2 / 3, "right 1": 1 / 6, "right 2": 1 / 6})


def test_an_interaction_is_halved():
    assert shapley(lambda s: 3.0 * ("a" in s) + 4.0 * (s >= {"a", "b"}), ("a", "b")) == pytest.approx({"a": 5.0, "b": 2.0})


def test_no_players_no_shares():
    assert shapley(lambda s: 5.0, ()) == {}


def test_each_coalition_is_evaluated_once_and_reported():
    seen, done = [], []

    def game(coalition):
        seen.append(coalition)
        return float(len(coalition))

    shares = shapley_shares(game, PLAYERS, progress=lambda k, n: done.append((k, n)))
    assert sorted(map(sorted, seen)) == sorted(map(sorted, COALITIONS))
    assert shares.coalitions == 16
    assert shares.exact
    assert done == [(k, 16) for k in range(1, 17)]


# ------------------------------------------------------------------------------------------------------------- sampled

MANY = tuple("abcdefghijklm")


def three_together(coalition):
    """Every player adds 1; a, b and c together add 9 more: shares 4, 4, 4 and 1 for each other player."""
    return len(coalition) + 9.0 * (coalition >= {"a", "b", "c"})


def test_sampled_shares_agree_with_the_exact_ones_within_their_errors():
    shares = shapley_shares(three_together, MANY, permutation_pairs=200, seed=1)
    assert not shares.exact
    assert shares.values["m"] == pytest.approx(1.0)
    for player in "abc":
        assert abs(shares.values[player] - 4.0) < 4.0 * shares.standard_errors[player]
        assert 0.0 < shares.standard_errors[player] < 0.5
    assert sum(shares.values.values()) == pytest.approx(22.0)


def test_standard_error_is_the_spread_over_repeats():
    found = [shapley_shares(three_together, MANY, permutation_pairs=25, seed=seed) for seed in range(200)]
    mean = sum(s.values["a"] for s in found) / 200
    spread = (sum((s.values["a"] - mean) ** 2 for s in found) / 199) ** 0.5
    said = sum(s.standard_errors["a"] for s in found) / 200
    assert said == pytest.approx(spread, rel=0.2)


def test_sampling_is_repeatable():
    one, two = (shapley_shares(three_together, MANY, permutation_pairs=5, seed=3) for _ in range(2))
    assert one == two


def test_bad_calls_are_refused():
    with pytest.raises(ValueError, match="players: names must differ; received a more than once"):
        shapley(lambda s: 0.0, ("a", "b", "a"))
    with pytest.raises(ValueError, match="permutation_pairs: at least 2"):
        shapley_shares(lambda s: 0.0, MANY, permutation_pairs=1)
