"""Current interruption on exact answers of a sphere: the diffusivity, the resistance, the checks."""

import numpy as np
import pytest
from tests.lab.titration.synthetic import gitt

from stratode.lab.record import CURRENT, TIME, VOLTAGE, Origin, Record
from stratode.lab.titration.hosts import Host, Slab, Sphere
from stratode.lab.titration.pauses import Interruptions, interrupt

BALL, TRUTH = Sphere(5e-6), 1e-14  # r^2/D is 2500 s
EVERY, PAUSE, ROUNDS, RISE = 300.0, 10.0, 14, 2e-5  # s, s, 1, V/s of the mean


def made(diffusivity: float = TRUTH, noise: float = 2e-6, seed: int = 0, pause: float = PAUSE, host: Host = BALL) -> Record:
    """A long charge with pauses: each switch starts an answer of the host, all of them added."""
    t, flowing, switches = [], [], []
    now = 0.0
    for _ in range(ROUNDS):
        t += [now + np.arange(0.0, EVERY, 5.0), now + EVERY + pause * np.linspace(0.0, 1.0, 60, endpoint=False) ** 2]
        flowing += [np.ones(60), np.zeros(60)]
        switches += [(now, 1.0), (now + EVERY, -1.0)]
        now += EVERY + pause
    t.append(now + np.arange(0.0, EVERY, 5.0))
    flowing.append(np.ones(60))
    switches.append((now, 1.0))
    time, on = np.concatenate(t), np.concatenate(flowing)
    rate = diffusivity / host.length**2
    rise = sum(sign * host.surface(rate * np.maximum(time - at, 0.0)) for at, sign in switches) * RISE / float(host.mean(np.array(rate)))
    v = 3.7 + rise + 0.01 * on + noise * np.random.default_rng(seed).standard_normal(time.size)
    return Record({TIME: time, VOLTAGE: v, CURRENT: 1e-3 * on}, Origin("ici.csv", "made"))


def late(found: Interruptions):
    return found.pauses[ROUNDS - 2]


def test_a_sphere_gives_back_its_diffusivity_and_the_resistance():
    one = late(interrupt(made(noise=1e-9, pause=2.0), BALL))
    assert one.diffusivity is not None
    assert one.diffusivity.value == pytest.approx(TRUTH, rel=0.06)  # sqrt(theta) of the pause is 0.03
    assert one.resistance.value == pytest.approx(10.0, rel=5e-3)


def test_the_first_pauses_come_before_a_steady_profile_and_are_told():
    found = interrupt(made(1e-15), BALL)
    assert "not_steady" in {caution.name for caution in found.pauses[1].cautions}
    assert "not_steady" not in {caution.name for caution in late(interrupt(made(), BALL)).cautions}


def test_the_ends_of_a_series_have_no_slope():
    found = interrupt(made(), BALL)
    assert [one.pause.number for one in found.pauses if one.diffusivity is None] == [1, ROUNDS]
    assert found.pauses[0].cautions[0].name == "no_neighbours"


def test_a_pause_that_feels_the_far_end_is_told():
    assert "pause_too_long" in {c.name for c in late(interrupt(made(1e-13, pause=60.0), BALL)).cautions}


def test_a_titration_holds_no_pauses():
    with pytest.raises(ValueError, match="must hold pauses of a constant current"):
        interrupt(gitt(BALL, TRUTH), BALL)


def covered(seeds: int) -> tuple[float, float]:
    """Of diffusivity and resistance, on a film: it answers in sqrt(t) exactly."""
    inside, film = np.zeros(2), Slab(5e-6)
    for seed in range(seeds):
        found = late(interrupt(made(noise=2e-5, seed=seed, pause=2.0, host=film), film))
        truths = (TRUTH, found.diffusivity), (10.0, found.resistance)
        inside += [float(e is not None and e.low <= truth <= e.high) for truth, e in truths]
    return inside[0] / seeds, inside[1] / seeds


def test_intervals_cover_the_truth():
    assert min(covered(12)) >= 0.75


@pytest.mark.slow
def test_intervals_cover_the_truth_of_many_seeds():
    for rate in covered(200):
        assert 0.90 <= rate <= 0.98
