"""Validity of diffusivities in the active material: against the size of its particles, and against the spectrum they were read from."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10, pi

import numpy as np

from stratode.design.reaction import diffusion_time
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow, found
from stratode.evidence.finding import Severity

FAMILY = "solid"
CRANK = "Crank, The Mathematics of Diffusion, 2nd ed., ch. 6; Weppner & Huggins 1977, doi:10.1149/1.2133112"
WARBURG = "Ho, Raistrick & Huggins 1980, doi:10.1149/1.2129668; band of charge transfer: Han et al. 2025, doi:10.1039/d5ee01785h"
MEASURED = ("GITT", "EIS", "CV")
SHARE = 30.0  # discharge times over r^2/D; below r^2 / (15 D t) = 1/2 % of the capacity stays out of reach
LEAST = 60.0  # s; r^2/D from which no method that takes minutes is in doubt, however slow the discharges
DECADE = 10.0


def _in_particles(case: Case, rule: Check) -> Iterator[Looked]:
    """A measured D at which particles are even long before a discharge, or a pulse, ends is not what limits in them."""
    diameter = case.best("particle_diameter")
    rates = [dict(claim.conditions).get("rate", 0.0) for claim in case.sample.claims]
    fastest = max(rates, default=0.0)
    against, allowed = "a minute", LEAST
    if fastest > 0.0 and 3600.0 / fastest / SHARE < LEAST:
        against, allowed = f"{3600.0 / fastest:.4g} s of a discharge at {fastest:g}C", 3600.0 / fastest / SHARE
    limit = follow(_largest(allowed), {"particle_diameter": diameter})
    for _, values in case.known.of("solid_diffusivity"):
        for D in [node for node in values if node.claim and node.claim.basis in MEASURED]:
            time = follow(_TIME, {"particle_diameter": diameter, "solid_diffusivity": D})
            if limit is None or time is None:
                continue
            pair = Comparison(D, limit, "<=")
            yield pair
            if pair.gap > 0.0:
                took = shown(time.interval, time)
                title = f"diffusivity in the active material {shown(D.interval, D)}: r^2/D is {took}, against {against}"
                words = (
                    f"With particles of {shown(diameter.interval, diameter) if diameter else ''} the diffusivity of {shown(D.interval, D)} "
                    f"evens a particle out in r^2/D = {took}, against {against}. Diffusion in these particles then limits nothing, and a "
                    f"transient of minutes is not theirs: such a number is an apparent one, as an evaluation gives it with the electrode's "
                    f"area or thickness in place of the particles'."
                )
                yield differing(rule, case, pair, title, words, Severity.MEDIUM if D.basis == "EIS" else Severity.HIGH)


_TIME = Relation(
    "diffusion time", FAMILY, Slot("relaxation_time"), (Slot("particle_diameter"), Slot("solid_diffusivity")),
    lambda particle_diameter, solid_diffusivity: np.asarray(diffusion_time(0.5 * particle_diameter, solid_diffusivity)),
    "r^2 / D", CRANK, tolerance=0.0,
)  # fmt: skip


def _largest(time: float) -> Relation:
    """The diffusivity at which r^2/D takes so many s."""
    return product_of(
        "particles even in time", FAMILY, Slot("solid_diffusivity", "limit"), {"particle_diameter": 2},
        f"r^2 / {time:.3g} s", CRANK, constant=diffusion_time(0.5, time),
    )  # fmt: skip


def _warburg(case: Case, rule: Check) -> Iterator[Looked]:
    """A diffusivity from a spectrum needs a line of half-infinite diffusion below the arc of charge transfer."""
    arc = follow(_ARC, {"charge_transfer_time": case.best("charge_transfer_time")})
    for _, lowest in case.all_of("lowest_frequency"):
        for _, values in case.known.of("solid_diffusivity"):
            for D in [node for node in values if node.claim and node.claim.basis == "EIS"]:
                if arc is None:
                    continue
                yield Comparison(lowest, arc, "<=")
                most = log10(arc.interval.high / lowest.interval.low)
                if lowest.interval.high * DECADE > arc.interval.low:
                    yield found(rule, case, Severity.MEDIUM, *_left(lowest, arc, most), (D, lowest, arc), readings=(_PLOT,))


_PLOT = "a plot of Z' over omega^-1/2 that is straight over a decade, from lower frequencies where need be"


def _left(lowest: Node, arc: Node, most: float) -> tuple[str, str]:
    """Title and words."""
    low, below = shown(lowest.interval, lowest), shown(arc.interval, arc)
    left = f"at most {most:.1f} decades are" if most > 0.0 else "nothing is"
    title = f"diffusivity from a spectrum that ends at {low}: {left} left below the arc of charge transfer"
    words = (
        f"The line of half-infinite diffusion lies below the arc of charge transfer, f < 1/(2 pi tau) = {below}. The spectrum ends at "
        f"{low}, so {left} left for it. Whether there is a straight range needs the plot of Z' over omega^-1/2."
    )
    return title, words


_ARC = product_of(
    "arc of charge transfer", FAMILY, Slot("lowest_frequency", "limit"), {"charge_transfer_time": -1},
    "f = 1 / (2 pi tau)", WARBURG, constant=1.0 / (2.0 * pi), tolerance=0.0,
)  # fmt: skip

RULES = (
    Check(
        "diffusivity against particles", FAMILY, f"measured D <= {SHARE:g} r^2 / fastest discharge time, or r^2 / {LEAST:g} s",
        CRANK, ("solid_diffusivity", "particle_diameter"), _in_particles,
    ),
    Check(
        "line below the arc", FAMILY, "lowest frequency <= a tenth of 1 / (2 pi tau of charge transfer)", WARBURG,
        ("solid_diffusivity", "lowest_frequency", "charge_transfer_time"), _warburg,
    ),
)  # fmt: skip
