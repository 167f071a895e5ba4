"""Names of columns as instruments write them: what is meant, its unit, and whether the negative is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

BRACKETED = re.compile(r"^(?P<name>.+?)\s*[\[(（](?P<unit>[^()\[\]（）]*)[\])）]\s*$")
SLASHED = re.compile(r"^(?P<name>.*\S)\s*/\s*(?P<unit>[^/\s][^/]*)$")
TRAILING = re.compile(r"^(?P<name>.*\S)[_\s,]+(?P<unit>[A-Za-zµμΩ°%]+)$")
PLAIN = str.maketrans(
    {"′": "'", "’": "'", "`": "'", "″": "''", '"': "''", "”": "''", "−": "-", "–": "-", "_": " ", "<": "", ">": "", "\u00a0": " "}
)
UNITS = {  # as instruments write them: as the converter of units reads them
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒"), "s"),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "分"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时"), "h"),
    **dict.fromkeys(("ohm", "ohms", "ω", "Ω".casefold(), "ohm."), "ohm"),
    **dict.fromkeys(("v", "volt", "volts"), "V"),
    **dict.fromkeys(("a", "amp", "amps", "ampere", "amperes"), "A"),
    **dict.fromkeys(("ah", "a.h", "a·h", "a*h", "amp-hr", "a-hr", "ahr", "amp-hours"), "Ah"),
    **dict.fromkeys(("wh", "w.h", "w·h", "w*h", "watt-hr", "w-hr", "whr", "watt-hours"), "Wh"),
    **dict.fromkeys(("c", "°c", "degc", "deg c", "celsius", "℃", "oc"), "degC"),
    **dict.fromkeys(("deg", "°", "degree", "degrees", "m-0", "-°", "o"), "deg"),
    **dict.fromkeys(("hz", "hertz"), "Hz"),
    **dict.fromkeys(("w", "watt", "watts"), "W"),
    **dict.fromkeys(("1", "#", "-"), "1"),
}
PREFIXED = re.compile(r"^(?P<prefix>[kmµμun])(?P<unit>ohms?|ω|v|a|a[.·*]?h|w[.·*]?h|hz|w|s)$", re.IGNORECASE)
BIG = re.compile(r"^M(?P<unit>ohms?|Ω|Ω|Hz)$")
TRAILERS = {"ms", "us", "mv", "ma", "ua", "mah", "mwh", "khz", "mhz", "mw", "pa", "psi", "k", "mohm", "kohm", "g", "mg", "mm", "um", "n"}


@dataclass(frozen=True, slots=True)
class Head:
    """One column's name, understood.

    Args:
        text: as found.
        words: without its unit, lower case, single spaces.
        unit: as the converter of units reads it; "" where none is stated.
        minus: the column holds the negative of what it names, "-Im(Z)/Ohm".
    """

    text: str
    words: str
    unit: str = ""
    minus: bool = False

    @property
    def label(self) -> str:
        """What a column is called that has no name of ours: "Negative electrode potential / V"."""
        name = self.text.strip()
        for pattern in (BRACKETED, SLASHED):
            found = pattern.match(name)
            if found and self.unit:
                return f"{found['name'].rstrip(' /').strip()} / {self.unit}"
        return name


def is_unit(text: str) -> bool:
    """Whether a text is one of the usual units."""
    plain = text.strip("()[] ")
    return plain.casefold() in UNITS or bool(BIG.match(plain) or PREFIXED.match(plain))


def unit_of(text: str) -> str:
    """A unit as the converter reads it; as found, with its dots as products, where it is none of the usual."""
    plain = text.strip()
    known = UNITS.get(plain.casefold())
    if known:
        return known
    big = BIG.match(plain)
    if big:
        return "M" + UNITS[big["unit"].casefold()]
    scaled = PREFIXED.match(plain)
    if scaled:
        return ("u" if scaled["prefix"] in "µμU" else scaled["prefix"].lower()) + UNITS[scaled["unit"].casefold()]
    return plain.replace(".", "·")


def head_of(text: str, unit: str | None = None) -> Head:
    """A column's name, understood.

    Args:
        text: as found.
        unit: where a line of its own states it.
    """
    name, stated = text.strip(), unit
    if stated is None:
        name, stated = _parted(name)
    words = " ".join(name.translate(PLAIN).casefold().split())
    minus = words.startswith("-") and len(words) > 1
    return Head(text.strip(), words[1:].strip() if minus else words, unit_of(stated) if stated else "", minus)


def _parted(name: str) -> tuple[str, str]:
    """Name and unit."""
    found = BRACKETED.match(name)
    if found and found["unit"].casefold() not in ("z", "y", "e", "i", "u"):
        return found["name"].rstrip(" /"), found["unit"]  # "I/(mA)" too
    found = SLASHED.match(name)
    if found and found["name"]:
        return found["name"], found["unit"]
    found = TRAILING.match(name)
    if found and (found["unit"].casefold() in TRAILERS or found["unit"].casefold() in UNITS):
        return found["name"], found["unit"]
    return name, ""
