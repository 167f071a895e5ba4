"""The language in which a lab writes its steps, read into fields of a recipe, and written back from the parts of an experiment.

    charge at C/5 to 4.3 V, hold until C/20, rest 1 h
    discharge at 10 mA/cm2 for 30 min or until 2.7 V; rest until dV/dt < 0.1 mV/h
    repeat 10 times (charge at 1C to 4.3 V, discharge at 1C to 2.7 V)

Commas, semicolons, `then` and `and` chain steps. Case and spaces do not matter. What is read is text still: the schema judges
each number and its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from stratode.recipe import parts
from stratode.recipe import quantities as q
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.units import Kind, read_quantity

LONGEST = 2000  # characters of one text
DEEPEST = 3  # brackets within brackets
VERBS = {
    "charge": "charge",
    "discharge": "discharge",
    "hold": "hold",
    "rest": "rest",
    "wait": "rest",
    "relax": "rest",
    "sweep": "sweep",
    "scan": "sweep",
    "drive": "drive",
    "sine": "sine",
    "polarise": "polarise",
    "polarize": "polarise",
    "repeat": "repeat",
}
JOINTS = ("to", "until", "for", "or", "at", "from", "with")  # what a verb's further words begin with
END, TIME = "until", "max_time"
SLOTS: dict[str, dict[str, str]] = {
    "charge": {"": "charge", "at": "charge", "with": "charge", "to": END, "until": END, "for": TIME},
    "discharge": {"": "discharge", "at": "discharge", "with": "discharge", "to": END, "until": END, "for": TIME},
    "hold": {"": "hold", "at": "hold", "until": END, "to": END, "for": TIME},
    "rest": {"": "rest", "for": "rest", "until": END},
    "sweep": {"": "sweep", "at": "sweep", "with": "sweep", "from": "from", "to": END, "until": END},
    "sine": {"": "sine", "of": "sine", "with": "sine", "at": "frequency", "for": "periods"},
    "polarise": {"": "polarise", "at": "polarise", "with": "polarise", "for": TIME, "to": END, "until": END},
}
NEEDS = {
    "charge": "the current: charge at C/5",
    "discharge": "the current: discharge at C/5",
    "rest": "how long: rest 10 min",
    "sweep": "how fast: sweep at 0.1 mV/s to 4.7 V",
    "sine": "the amplitude: sine 0.1 mA/cm2 at 10 Hz for 5 periods",
    "polarise": "the current: polarise at 10 uA/cm2 for 2 h",
}
_ENDS = (q.VOLTAGE, q.VOLTAGE_RATE, q.C_RATE, q.CURRENT_DENSITY, q.SPECIFIC_CURRENT, q.CURRENT, q.TIME)
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|[()\[\]:]|[,;\n→]|->|(?<!\w)(?:then|and)(?!\w)", re.IGNORECASE)
_JOINT = re.compile(rf"@|(?<![A-Za-z_])(?:{'|'.join(JOINTS)})(?![A-Za-z_])", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?:\|?d[VUE]/dt\|?|\|?[VUEI]\|?|the voltage|voltage|the current|current)?\s*(?:[<>]=?|[≤≥=]|below|above|under|over)?\s*", re.I
)
_REPEAT = re.compile(
    r"repeat\s*(?:(?P<times>[0-9]+)\s*(?:times|rounds|x)?|(?P<cutoff>until\s+(?:the\s+)?cut\s*-?\s*off))\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One step of a text: the words, where they begin (from 1), and the fields they state."""

    text: str
    position: int
    fields: dict[str, Any]


def read_steps(text: str) -> tuple[Clause, ...]:
    """The steps that a text states, each as the fields of a step of a recipe.

    Raises:
        RecipeError: where in the text, what was expected there, and the nearest word that is known.
    """
    if len(text) > LONGEST:
        raise refused("", f"must not be longer than {LONGEST} characters", f"{len(text)} characters", "Write it as several steps.")
    text = text.replace("−", "-")  # as typeset
    found = tuple(Clause(words, start, _fields(words, start)) for start, words in _chained(text))
    if not found:
        raise refused("", "must be a step", text, "Write for example: charge at C/5 to 4.3 V, hold until C/20, rest 1 h.")
    return found


def _chained(text: str) -> list[tuple[int, str]]:
    """(position, words) of each step; words that only continue the step before are joined to it."""
    joined: list[tuple[int, str]] = []
    for start, words in _cut(text):
        stripped = words.strip()
        if not stripped:
            continue
        position = start + len(words) - len(words.lstrip()) + 1
        if joined and _JOINT.match(stripped):
            before = joined.pop()
            joined.append((before[0], f"{before[1]} {stripped}"))
        else:
            joined.append((position, stripped))
    return joined


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at its commas and the like, outside brackets and quotes."""
    start, open_at = 0, list[int]()
    for token in _TOKEN.finditer(text):
        mark, i = token[0], token.start()
        if mark in "([":
            open_at.append(i)
            if len(open_at) > DEEPEST:
                raise _trouble(
                    f"must not have more than {DEEPEST} brackets within each other", text[i:], i + 1, "Write the steps as a list."
                )
        elif mark in ")]":
            if not open_at:
                raise _trouble("must have an opening bracket for each closing one", text[i:], i + 1, "Remove it, or open it before.")
            open_at.pop()
        elif open_at or mark[0] in "\"'":
            continue
        elif mark == ":":
            if text[start:i].strip().lower().startswith("repeat"):
                break
        else:
            if mark == "," and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit():
                raise _trouble(
                    "must use a decimal point", text[start:][:40].strip(), i + 1, "Write 0.2, or a space after a comma that chains steps."
                )
            yield start, text[start:i]
            start = token.end()
    if open_at:
        raise _trouble("must close its bracket", text[open_at[-1] :], open_at[-1] + 1, "Add ')' where the repeated steps end.")
    yield start, text[start:]


def _trouble(rule: str, words: str, position: int, remedy: str) -> RecipeError:
    return refused("", f"{rule}, at character {position}", words, remedy)


def _fields(words: str, position: int) -> dict[str, Any]:
    """What one step states."""
    first = re.match(r"[^\W\d_]+", words)
    verb = VERBS.get(first[0].lower(), "") if first else ""
    if first is None or not verb:
        near = _near(first[0] if first else "", tuple(VERBS))
        remedy = f"Did you mean {near}?" if near else "Write for example: charge at C/5 to 4.3 V."
        raise _trouble(f"must begin with one of {', '.join(dict.fromkeys(VERBS.values()))}", words, position, remedy)
    if verb == "drive":
        return _drive(words[first.end() :], position)
    if verb == "repeat":
        return _repeat(words, position)
    fields: dict[str, Any] = {}
    for joint, piece in _pieces(verb, words[first.end() :], words, position):
        slot, value = _slot(verb, joint, piece, words, position)
        if slot in fields:
            raise _trouble(f"must state '{slot.replace('_', ' ')}' once", words, position, "Remove one of the two.")
        fields[slot] = value
    return _complete(verb, fields, words, position)


def _near(word: str, known: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(word[:30].lower(), known, n=1, cutoff=0.6)), "")


def _drive(rest: str, position: int) -> dict[str, Any]:
    name = rest.strip()
    name = name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name
    if not name:
        raise _trouble("must name the file of the profile", "drive", position, "Write for example: drive us06.csv.")
    return {"drive": name}


def _repeat(words: str, position: int) -> dict[str, Any]:
    """How often, and the text of the steps within."""
    head = _REPEAT.match(words)
    body = words[head.end() :].strip() if head else ""
    inner = body[1:-1] if body[:1] + body[-1:] in ("()", "[]") else body.removeprefix(":") if body.startswith(":") else ""
    if head is None or not inner.strip():
        raise _trouble(
            "must say how often and what",
            words,
            position,
            "Write for example: repeat 10 times (charge at 1C to 4.3 V, discharge at 1C to 2.7 V).",
        )
    return {"repeat": _often(head), "steps": [inner.strip()]}


def how_often(words: str) -> str | None:
    """What `repeat 10 times` or `repeat until cut-off` says of how often; None where words say no such thing."""
    head = _REPEAT.fullmatch(words.strip()) if len(words) <= LONGEST else None
    return _often(head) if head else None


def _often(head: re.Match[str]) -> str:
    return "until cut-off" if head["cutoff"] else head["times"]


def _pieces(verb: str, body: str, words: str, position: int) -> Iterator[tuple[str, str]]:
    """(joint, text) of each further word: "at C/5 to 4.3 V" is ("at", "C/5"), ("to", "4.3 V"). An `or` goes on as the joint before."""
    joint, start = "", 0
    cuts = [(m.start(), m.end(), m[0].lower()) for m in _JOINT.finditer(body)]
    for i, (begin, end, word) in enumerate([*cuts, (len(body), len(body), "")]):
        piece = body[start:begin].strip()
        if piece:
            yield joint, piece
        elif i > 0 and not (cuts[i - 1][2] == "or" and word in ("until", "for", "to")):
            raise _trouble(f"must say what comes after '{cuts[i - 1][2]}'", words, position, f"Write for example: {_example(verb)}.")
        joint = joint if word == "or" else "at" if word == "@" else word
        start = end


def _example(verb: str) -> str:
    return NEEDS.get(verb, "x: hold at 4.3 V until C/20").partition(": ")[2]


def _slot(verb: str, joint: str, piece: str, words: str, position: int) -> tuple[str, str]:
    """The field that a piece states, and its text."""
    slot = SLOTS[verb].get(joint)
    if slot is None:
        known = ", ".join(repr(word) for word in SLOTS[verb] if word)
        raise _trouble(f"must not have '{joint}' after {verb}", words, position, f"It may have {known}, as in: {_example(verb)}.")
    if slot == "periods":
        return slot, re.sub(r"\s*(?:periods?|cycles?)$", "", piece, flags=re.IGNORECASE)
    if slot != END:
        _readable(piece, verb, words, position, None)
        return slot, piece
    value = piece[match.end() :] if (match := _COMPARED.match(piece)) else piece
    kind = _readable(value, verb, words, position, _ENDS)
    return ("rest" if verb == "rest" else TIME) if kind is q.TIME else END, value


def _readable(piece: str, verb: str, words: str, position: int, kinds: tuple[Kind, ...] | None) -> Kind | None:
    """The kind of a piece among `kinds`; without them only a look for a word that is misspelt."""
    stray = next(
        (w for w in re.findall(r"[A-Za-z]{3,}", piece) if (near := _near(w, JOINTS)) and near != w.lower() and len(near) > 2), None
    )
    if stray is not None and not _is_quantity(piece):
        raise _trouble(f"must not hold '{stray[:30]}'", words, position, f"Did you mean {_near(stray, JOINTS)}?")
    if kinds is None:
        return None
    try:
        return read_quantity(piece, *kinds).kind
    except RecipeError as error:
        raise _trouble(f"{error.problems[0].rule} in '{piece[:40]}'", words, position, f"Write for example: {_example(verb)}.") from error


def _is_quantity(piece: str) -> bool:
    try:
        read_quantity(piece, *_ENDS, q.POWER_DENSITY, q.POWER, q.FREQUENCY)
    except RecipeError:
        return False
    return True


def _complete(verb: str, fields: dict[str, Any], words: str, position: int) -> dict[str, Any]:
    """The fields with what goes without saying."""
    if verb == "hold":
        return {"hold": "reached", **fields}
    if verb == "rest" and END in fields:
        if "rest" in fields:
            return fields
        return {"rest": "settled", **fields}
    if verb not in fields:
        raise _trouble(f"must say {NEEDS[verb].partition(':')[0]}", words, position, f"Write for example: {_example(verb)}.")
    return fields


# ------------------------------------------------------------------------------------------------------------ and back


def in_words(stage: parts.Stage) -> str:
    """A stage as a lab writes it: "charge at C/5 to 4.3 V". :func:`read_steps` reads it again, but for a profile's options.

    Args:
        stage: of an experiment, or a step of a rate test.
    """
    match stage:
        case parts.Current():
            return _current_in_words(stage)
        case parts.Hold(voltage, until_rate, longest, until_density):
            until = "" if until_rate is None and until_density is None else _strength(until_rate, until_density)
            held = "hold" if voltage is None else f"hold at {voltage:.6g} V"
            return held + _limits("until", until, longest)
        case parts.Rest(duration, until_rate):
            if until_rate is None:
                return f"rest {_duration(duration)}"
            return f"rest until dV/dt < {_voltage_rate(until_rate)} or for {_duration(duration)}"
        case parts.Sweep(rate, to, start):
            since = "" if start is None else f" from {start:.6g} V"
            return f"sweep at {_voltage_rate(rate)}{since} to {to:.6g} V"
        case parts.Power(density, charge, until, longest):
            verb = "charge" if charge else "discharge"
            return f"{verb} at {density:.6g} W/m2" + _limits("to", _volts(until), longest)
        case parts.Profile():
            return f'drive "{stage.name}"' if re.search(r"[\s,;:()\[\]]", stage.name) else f"drive {stage.name}"
        case parts.Sine(density, frequency, periods):
            return f"sine {_density(density)} at {frequency:.6g} Hz for {periods:.6g} periods"
        case parts.Repeat(inner, times, until_cutoff):
            often = "until cut-off" if until_cutoff else f"{times} times"
            return f"repeat {often} ({', '.join(in_words(step) for step in inner)})"


def _current_in_words(stage: parts.Current) -> str:
    verb = "charge" if stage.charge else "discharge"
    if stage.c_rate is None and stage.density is None:
        return f"{verb} at the rate under test" + _limits("to", _volts(stage.until_voltage), stage.max_time)
    if stage.until_voltage is None and stage.density is not None:
        sign = "" if stage.charge else "-"
        return f"polarise at {sign}{_density(stage.density)}" + _limits("to", "", stage.max_time)
    return f"{verb} at {_strength(stage.c_rate, stage.density)}" + _limits("to", _volts(stage.until_voltage), stage.max_time)


def _volts(voltage: float | None) -> str:
    return "" if voltage is None else f"{voltage:.6g} V"


def _limits(joint: str, end: str, longest: float | None) -> str:
    """What ends a step: " to 4.3 V", " for 10 min", " for 10 min or until 4.3 V"."""
    if longest is None:
        return f" {joint} {end}" if end else ""
    return f" for {_duration(longest)}" + (f" or until {end}" if end else "")


def _strength(c_rate: float | None, density: float | None) -> str:
    """A current: "C/5", "2C", "10 mA/cm2"."""
    if c_rate is None:
        return _density(density or 0.0)
    hours = round(1 / c_rate) if c_rate > 0 else 0
    return f"C/{hours}" if hours > 1 and abs(hours * c_rate - 1) < 1e-9 else f"{c_rate:.6g}C"


def _density(density: float) -> str:
    """A current density in the unit that a lab would choose."""
    return f"{density * 0.1:.6g} mA/cm2" if abs(density) >= 1.0 or density == 0 else f"{density * 100:.6g} uA/cm2"


def _voltage_rate(rate: float) -> str:
    """A voltage rate: sweeps in mV/s, drifts in mV/h."""
    return f"{rate * 1e3:.6g} mV/s" if rate >= 5e-6 else f"{rate * 3.6e6:.6g} mV/h"


def _duration(seconds: float) -> str:
    """A duration in the largest unit of which it is a short number."""
    units = ((86400.0, "d", 2), (3600.0, "h", 2), (60.0, "min", 1))  # and in halves of days and hours
    counts = ((parts_of * seconds / size, f"{seconds / size:.6g} {unit}") for size, unit, parts_of in units if seconds >= size)
    fit = next((text for count, text in counts if abs(count - round(count)) < 1e-9 * count), None)
    return fit or f"{seconds:.6g} s"
