"""Salt in the pores: the current that diffusion sustains.

The bound is :func:`stratode.design.salt.sustained_current`: on average over a discharge the salt's gradient must carry (1 - t+) i f
less what the stored salt gives, f least where the delivered share u of the capacity lies next to the separator. After a long discharge of
an electrode alone it is i <= 2 F D_eff dc / ((1 - t+) u L) with dc = 3 c0 / u, the parabola with mean c0 that salt conservation allows; a
membrane of the same electrolyte behind the electrode holds part of the salt at the highest concentration and lowers dc (to 1.5 c0 where
it holds as much as the electrode). At any time, for constant D and t+ and a discharge from rest. The effective diffusivity is that of
the pores, L^2 / (pi^2 t_re), so that the flux per area has the electrolyte's share as a further factor.

D and t+ are those at c0. Where the current is drawn the salt is thinner, and liquid electrolytes conduct it better there: up to 1 M the
gain over a whole discharge is within `CONSTANT`, from there on it grows to :data:`GAIN` at 2 M (:func:`thinned`).
"""

from __future__ import annotations

from math import pi

import numpy as np

from stratode.design.path import Section
from stratode.design.salt import sustained_current
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.rule import Bound
from stratode.evidence.rules import share

FAMILY = "salt"
SOURCE = (
    "Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12 and 22, integrated over a discharge; D of concentration: "
    "Nyman et al. 2008, doi:10.1016/j.electacta.2008.04.023"
)
_TEXT = (
    "mean over a discharge from rest of what diffusion carries, salt conserved: F c0 S / ((1 - t+) A - F c0 B / Q), "
    "above 1 M with a diffusivity that rises as the salt is drawn from, up to 3 times,"
)
CONSTANT = 0.20  # share by which a discharge may carry more than constant D and t+ do, up to 1 M
GAIN = 3.0  # times, from 2 M on
ONE, TWO = 1e3, 2e3  # mol/m3
_SALT = (Slot("effective_diffusivity"), Slot("electrolyte_volume_share"), Slot("salt_concentration"), Slot("transference"))


def thinned(concentration: float) -> float:
    """How many times the current of constant D at c0 a discharge may reach, because D rises as the salt is drawn from.

    Steady profiles of an electrode alone with D(c), parabola in the integral of D: within 1.1 at 1 M, 1.5 at 1.4 M, 2.9 at 2 M
    (Nyman et al. 2008), 1.04, 1.1 and 1.4 (Landesfeind & Gasteiger 2019).

    Args:
        concentration: mol/m3.
    """
    return 1.0 + (GAIN - 1.0) * min(max((concentration - ONE) / (TWO - ONE), 0.0), 1.0)


@np.vectorize
def _through(
    u: float, charge: float, thickness: float, D: float, eps: float, c0: float, t_plus: float, behind: float, tortuosity: float
) -> float:
    """A/m2; `behind` the electrode lies a membrane of so many m."""
    sections = (
        Section("beyond reach", (1.0 - u) * thickness, eps, eps, 0.0, 0.0, None, 0.0),
        Section("electrode", u * thickness, eps, eps, 0.0, 1.0, None, 0.0),
        Section("membrane", behind, 1.0, tortuosity, 1.0, 1.0, None, 0.0),
    )
    return sustained_current(sections, thinned(c0) * D, c0, t_plus, charge)


def _alone(membrane_thickness: float = 0.0, tortuosity: float = 1.0, **given: np.ndarray) -> np.ndarray:
    """Of an electrode, and of a membrane behind it where its thickness and the electrode's tortuosity are given."""
    u = share.delivered(*(given[slot.key] for slot in share.SLOTS))
    salt = (given[slot.key] for slot in _SALT)
    return np.asarray(_through(u, given["areal_capacity"], given["thickness"], *salt, membrane_thickness, tortuosity))


def _with_membrane(case: Case) -> bool:
    """Whether the membrane is of the electrode's own electrolyte, and known."""
    return share.dense(case.sample) and any(True for _ in case.known.of("membrane_thickness"))


# fmt: off
RELATIONS = (
    product_of(
        "relaxation time", FAMILY, "relaxation_time", {"thickness": 2, "effective_diffusivity": -1},
        "relaxation time = L^2 / (pi^2 D_eff)", "Harned & French 1945, Ann. N. Y. Acad. Sci. 46, 267", constant=1.0 / pi**2,
    ),
    product_of(
        "diffusivity in the pores", FAMILY, "effective_diffusivity", {"salt_diffusivity": 1, "tortuosity": -1},
        "diffusivity in the pores = that of the free electrolyte / tortuosity factor", "by definition of the tortuosity factor",
    ),
)

RULES = (
    Bound(
        "salt through the electrode", FAMILY, Slot("current_density"), "<=",
        Relation(
            "salt through the electrode", FAMILY, Slot("current_density", "limit"), (*share.SLOTS, Slot("thickness"), *_SALT), _alone,
            _TEXT + " of the electrode", SOURCE, tolerance=CONSTANT,
        ),
        "Above it the salt at the far end of what was discharged runs out.",
        when=lambda case: not _with_membrane(case), applies=share.against_all, widest=True,
    ),
    Bound(
        "salt through electrode and membrane", FAMILY, Slot("current_density"), "<=",
        Relation(
            "salt through electrode and membrane", FAMILY, Slot("current_density", "limit"),
            (*share.SLOTS, Slot("thickness"), *_SALT, Slot("membrane_thickness"), Slot("tortuosity")), _alone,
            _TEXT + " of the electrode and a membrane of the same electrolyte", SOURCE, tolerance=CONSTANT,
        ),
        "Above it the salt at the far end of what was discharged runs out.",
        when=_with_membrane, applies=share.against_all, widest=True,
    ),
)
