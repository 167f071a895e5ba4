"""Films whose tensile tests are simulated."""

import numpy as np

from stratode.lab.mechanics.specimen import Specimen
from stratode.lab.record import Origin

HERE = Origin("film.csv", "simulated")
MODULUS, KNEE = 2.0e6, 0.08  # Pa, strain


def stress(strain: np.ndarray) -> np.ndarray:
    """A rubbery film: straight up to the knee, then softer, never falling."""
    beyond = np.clip(strain - KNEE, 0.0, None)
    return MODULUS * np.minimum(strain, KNEE) + 0.25 * MODULUS * KNEE * np.log1p(beyond / KNEE) + 0.02e6 * beyond


def film(rng: np.random.Generator, elongation: float = 7.31, noise: float = 2e3, toe: float = 0.0, breaks: bool = True) -> Specimen:
    """One test: dense at small strains, 20 points after the break."""
    end = elongation * (1.03 if breaks else 1.0)
    strain = np.concatenate([np.linspace(0.0, 0.3, 150), np.linspace(0.3, end, 450)[1:]])
    strain[1:] += rng.random() * 0.01
    ideal = stress(np.clip(strain - toe, 0.0, None))
    return Specimen(strain, np.where((strain <= elongation) | (not breaks), ideal, 0.0) + noise * rng.standard_normal(strain.size), HERE)
