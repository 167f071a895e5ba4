"""JSON that every reader accepts: no NaN, no Infinity; what does not exist is null and says why."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from enum import Enum

import numpy as np

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def strict(value: object, reasons: dict[str, str], at: str = "") -> Json:
    """`value` as plain JSON types; a number that is not finite becomes null and its place enters `reasons`.

    Args:
        value: numbers, text, enumerations, arrays, mappings and sequences of these.
        reasons: filled with {"rates[0].mean_voltage_V": "not a number"} for every null made here.
        at: where `value` stands, for `reasons`.

    Raises:
        TypeError: a value of another kind.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Enum):
        return strict(value.value, reasons, at)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return _finite(float(value), reasons, at)
    if isinstance(value, np.ndarray):
        return [strict(item, reasons, f"{at}[{i}]") for i, item in enumerate(value.tolist())]
    if isinstance(value, Mapping):
        return {str(key): strict(item, reasons, f"{at}.{key}" if at else str(key)) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [strict(item, reasons, f"{at}[{i}]") for i, item in enumerate(value)]
    raise TypeError(f"{at or 'value'}: must be a number, text, list or mapping to become JSON; received {type(value).__name__}")


def dumps(value: object) -> str:
    """`value` as indented JSON text, keys as given.

    Raises:
        ValueError: a number is not finite; pass it through :func:`strict` first.
    """
    return json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2)


def _finite(value: float, reasons: dict[str, str], at: str) -> float | None:
    if math.isfinite(value):
        return value
    reasons[at] = "not a number" if math.isnan(value) else "without bound"
    return None
