"""Bands of time constants with the process that a study assigns to each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stratode.recipe.quantities import TIME
from stratode.recipe.units import read_quantity

BAND = re.compile(r"\s*(?P<name>[A-Za-z][\w ,.-]*?)\s*=\s*(?P<low>[^:=]+):(?P<high>[^:=]+)")
REMEDY = "Write for example 'R_SEI=1 ms:100 ms; R_ct=0.1 s:10 s'."


@dataclass(frozen=True, slots=True)
class Band:
    """A range of time constants.

    Args:
        name: symbol of its resistance, "R_ct".
        low, high: s.
        source: who assigns it.
    """

    name: str
    low: float
    high: float
    source: str

    def holds(self, tau: float) -> bool:
        """Whether a time constant lies in it."""
        return self.low <= tau <= self.high


HAN2025 = (
    Band("R_SEI", 1e-3, 1e-1, "han2025's band (Han et al., Energy Environ. Sci. 18 (2025) 7514)"),
    Band("R_ct", 1e-1, 10.0, "han2025's band (Han et al., Energy Environ. Sci. 18 (2025) 7514)"),
)


def bands_of(text: str) -> tuple[Band, ...]:
    """Bands that a door states, "R_SEI=1 ms:100 ms; R_ct=0.1 s:10 s".

    Raises:
        ValueError: not of that form, an end that is no time or does not lie above the other, a name that stands twice.
    """
    found: list[Band] = []
    for part in filter(str.strip, text.split(";")):
        match = BAND.fullmatch(part)
        if match is None:
            raise ValueError(f"--bands: each must be a name and two times; received '{part.strip()}'. {REMEDY}")
        low, high = (read_quantity(match[end].strip(), TIME, field="--bands").value for end in ("low", "high"))
        if not 0.0 < low < high:
            raise ValueError(f"--bands: the second time must be longer than the first; received '{part.strip()}'. {REMEDY}")
        if any(band.name == match["name"] for band in found):
            raise ValueError(f"--bands: each name must stand once; received '{match['name']}' twice. {REMEDY}")
        found.append(Band(match["name"], low, high, "band as stated"))
    if not found:
        raise ValueError(f"--bands: needs at least one band; received '{text}'. {REMEDY}")
    return tuple(found)
