"""What the JSON object of an evaluated measurement holds."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Origin
from stratode.report.document import version
from stratode.report.lab.sheet import Sheet, all_cautions
from stratode.report.lab.units import in_lab_units
from stratode.report.strict_json import Json, strict


def summary(verb: str, sheets: Sequence[Sheet]) -> dict[str, Json]:
    """Of one measurement as it is, of several under `measurements`."""
    each = [_of(sheet) for sheet in sheets]
    head: dict[str, Json] = {"verb": verb, "stratode": version()}
    beneath: dict[str, Json] = each[0] if len(each) == 1 else {"measurements": list(each)}
    return head | beneath


def _of(sheet: Sheet) -> dict[str, Json]:
    reasons: dict[str, str] = {}
    whole = {
        "name": sheet.name,
        "read": [_origin(origin) for origin in sheet.origins],
        "estimates": [_estimate(one) for one in sheet.estimates],
        "cautions": [_caution(one) for one in all_cautions(sheet)],
        "words": list(sheet.words),
        **sheet.details,
    }
    told = strict(whole, reasons)
    if not isinstance(told, dict):
        raise TypeError(f"{sheet.name}: must become a JSON object; received {type(told).__name__}")
    return told | ({"null_because": dict(reasons)} if reasons else {}) | ({"recipe": sheet.recipe} if sheet.recipe else {})


def _origin(origin: Origin) -> dict[str, object]:
    skipped = [{"why": s.why, "count": s.count, "lines": s.lines} for s in origin.skipped]
    return {"file": origin.file, "format": origin.format, "stated": origin.stated, "skipped": skipped}


def _estimate(one: Estimate) -> dict[str, object]:
    value, low, high, unit = in_lab_units(one)
    return {
        "name": one.name,
        "symbol": one.symbol,
        "value": value,
        "low": low,
        "high": high,
        "unit": unit or "1",
        "method": one.method,
        "window": one.window,
        "cautions": [caution.name for caution in one.cautions],
    }


def _caution(caution: Caution) -> dict[str, object]:
    return {"name": caution.name, "words": caution.words}
