"""Validity of a depolarisation: the polarisation before it must have reached a steady gradient."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing
from stratode.evidence.finding import Severity

FAMILY = "relaxation"
SOURCE = "Harned & French 1945, Ann. N. Y. Acad. Sci. 46, 267; modes of a slab: Crank, The Mathematics of Diffusion, 2nd ed., ch. 4"
THIRD = 1.0 / 3.0


def _steady(case: Case, rule: Check) -> Iterator[Looked]:
    """Time of polarisation against the relaxation time that was concluded from it."""
    relaxed = next((node for _, node in case.all_of("relaxation_time")), None)
    for _, time in case.all_of("polarisation_time"):
        if relaxed is None:
            continue
        pair = Comparison(time, relaxed, ">=")
        yield pair
        if pair.gap > 0.0:
            share, most = (
                a / b for a, b in ((float(time.values({})), float(relaxed.values({}))), (time.interval.high, relaxed.interval.low))
            )
            severity = Severity.HIGH if most < THIRD else Severity.MEDIUM
            title = (
                f"time of polarisation {shown(time.interval, time)}: {share:.0%} of the relaxation time {shown(relaxed.interval, relaxed)}"
            )
            words = (
                f"The cell was polarised for {shown(time.interval, time)}, which is {share:.0%} of the relaxation time that is concluded, "
                f"{shown(relaxed.interval, relaxed)}. A steady gradient is not reached; the decay then holds faster modes beside the "
                f"slowest, and a single exponential gives no diffusivity unless its late part alone is used."
            )
            yield differing(rule, case, pair, title, words, severity)


RULES = (
    Check(
        "polarised to a steady gradient", FAMILY, "time of polarisation >= L^2 / (pi^2 D_eff)", SOURCE,
        ("polarisation_time", "relaxation_time", "thickness", "effective_diffusivity"), _steady,
    ),
)  # fmt: skip
