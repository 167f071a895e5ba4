"""What sensitivities say, in words."""

from __future__ import annotations

from stratode.design.sensitivity import Method, Sensitivities, Sensitivity
from stratode.report.lab_units import number, rate
from stratode.report.sensitivity.response import Response, acting
from stratode.report.words import cautions

TOLD = 3  # inputs a sentence names


def paragraph(one: Response) -> str:
    """What moves the capacity of one recipe most, rate by rate, and how it was found."""
    silent = [f"At {rate(c)} nothing is delivered, so that no change can be told." for c in one.silent]
    return " ".join([*(_sentence(result) for result in one.results), *silent, *_trust(one), *cautions(one.cell.assumptions)])


def _sentence(result: Sensitivities) -> str:
    strongest = [_effect(s) for s in acting(result)[:TOLD]]
    gives = f"At {result.c_rate:g}C the cell gives {number(result.specific_capacity)} mAh/g"
    return f"{gives}; {_listed(strongest)}." if strongest else f"{gives}; none of the inputs asked for changes that."


def _effect(one: Sensitivity) -> str:
    does = "adds" if one.specific_capacity > 0.0 else "takes"
    return f"{one.input.kicked} of {one.input.name} {does} {number(abs(one.specific_capacity * one.input.kick), 2)} mAh/g"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _trust(one: Response) -> list[str]:
    """Which inputs were found by reruns, and why."""
    rerun = {s.input.name for result in one.results for s in result.each if s.method is Method.RERUNS}
    if not rerun:
        return []
    whole = max(len(result.each) for result in one.results)
    which = "All inputs" if len(rerun) == whole else f"{len(rerun)} of {whole} inputs"
    reasons = list(dict.fromkeys(result.rerun_because for result in one.results if result.rerun_because))
    return [f"{which} were found from differences of reruns: {'; '.join(reasons)}."]
