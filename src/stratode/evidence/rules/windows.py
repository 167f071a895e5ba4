"""Windows of stability: potentials against lithium, against each other and against the gap between orbitals."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.evidence.claims.measures import MEASURES
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Assumption, of_assumption
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.engine.rule import Bound, Check, Looked
from stratode.evidence.engine.telling import differing
from stratode.evidence.finding import Severity
from stratode.evidence.interval import Interval

FAMILY = "windows"
SCALE = "by definition of the scale: lithium deposits at 0 V against lithium"
GAP = "Peljo & Girault 2018, Energy Environ. Sci. 11, 2306, doi:10.1039/c8ee01286e"
PLATING = Assumption("deposition of lithium", MEASURES["reduction_onset"], Interval(0.0, 0.0), SCALE)


def _above_plating(case: Case, rule: Check) -> Iterator[Looked]:
    """A reduction below 0 V is covered by the deposition of lithium."""
    for _, onset in case.all_of("reduction_onset"):
        pair = Comparison(onset, of_assumption(PLATING), ">=")
        yield pair
        if pair.gap > 0.0:
            value = shown(onset.interval, onset)
            title = f"onset of reduction {value} against lithium: below the deposition of lithium"
            words = (
                f"The onset of reduction is {value} against lithium. Lithium itself deposits at 0 V, so a current that sets in below it is "
                f"that of deposition, and the electrolyte's window ends at 0 V or above."
            )
            yield differing(rule, case, pair, title, words, Severity.HIGH)


# fmt: off
RELATIONS = (
    Relation(
        "electrochemical window", FAMILY, Slot("stability_window"), (Slot("oxidation_onset"), Slot("reduction_onset")),
        lambda oxidation_onset, reduction_onset: oxidation_onset - reduction_onset, "window = oxidation onset - reduction onset",
        "by definition",
    ),
)

RULES = (
    Bound(
        "window within the orbital gap", FAMILY, Slot("stability_window"), "<=",
        Relation(
            "orbital gap", FAMILY, Slot("stability_window", "limit"), (Slot("orbital_gap"),), lambda orbital_gap: orbital_gap,
            "gap between the orbitals / charge of an electron", GAP, tolerance=0.0,
        ),
        "A molecule gives or takes an electron at the latest at its own orbitals; in a condensed phase the window is narrower.",
    ),
    Check(
        "reduction above lithium", FAMILY, "onset of reduction >= 0 V against lithium", SCALE, ("reduction_onset",), _above_plating,
    ),
    Bound(
        "cut-off within the window", FAMILY, Slot("upper_cutoff"), "<=",
        Relation(
            "oxidation onset", FAMILY, Slot("upper_cutoff", "limit"), (Slot("oxidation_onset"),), lambda oxidation_onset: oxidation_onset,
            "onset of oxidation", "by definition", tolerance=0.0,
        ),
        "Above its onset of oxidation the electrolyte is consumed as the cell is charged; a layer that protects it would have to be shown.",
        Severity.MEDIUM,
    ),
)
