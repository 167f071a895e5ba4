"""Reads a claims file: YAML, checked field by field, every problem with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from stratode.evidence.claims.claim import Claim, Component, Conditions, Paper, Sample, Slurry, Statement
from stratode.evidence.claims.measures import CYCLE, MEASURES, PARTS, RATE, REFERENCE_CYCLE, REFERENCE_RATE, TEMPERATURE, Measure
from stratode.evidence.claims.value import Value, read_value
from stratode.recipe import quantities as q
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.reader import Document, read_bytes, read_yaml
from stratode.recipe.units import QUANTITY, Kind, read_quantity

ROOM = 25.0 + 273.15  # K, of a value without a temperature
KEYS = {"rate": RATE, "against": REFERENCE_RATE, "cycle": CYCLE, "since": REFERENCE_CYCLE, "temperature": TEMPERATURE}
KINDS = {RATE: q.C_RATE, REFERENCE_RATE: q.C_RATE, CYCLE: q.COUNT, REFERENCE_CYCLE: q.COUNT, TEMPERATURE: q.TEMPERATURE}
DEFAULTS = {CYCLE: 1.0, REFERENCE_CYCLE: 1.0, TEMPERATURE: ROOM}
TOP = ("paper", "common", "samples", "statements")
OF_PAPER = ("name", "title", "doi")
OF_SAMPLE = ("about", "active", "traits", "like", "slurry", "claims")
OF_CLAIM = (*KEYS, "on", "at", "note", "property", "value")
OF_SLURRY = ("active", "parts", "complete", "leaves", "at")
OF_STATEMENT = ("larger", "than", "because", "twin", "of", "same", "and", "in", *KEYS, "by", "at")
SHAPES = (("larger", "than", "larger"), ("twin", "of", "isotropic twin"), ("same", "and", "same electrode"))
MOST_CLAIMS = 2000
MOST_CONDITIONS = 60  # rates and cycles of one quantity of a sample; all of them are set against each other


@dataclass
class _Found:
    """Problems and properties met so far in one file."""

    problems: list[Problem] = field(default_factory=list)
    properties: dict[str, Measure] = field(default_factory=dict)

    def take(self, error: RecipeError) -> None:
        self.problems.extend(error.problems)


def read_paper(path: str | Path) -> Paper:
    """The claims that a file holds.

    Raises:
        RecipeError: with every problem of the file, each with its line.
    """
    path = Path(path)
    return paper_of(read_yaml(read_bytes(path), str(path)), path.stem)


def paper_of(document: Document, name: str = "claims") -> Paper:
    """The claims of a document that has been read.

    Raises:
        RecipeError: with every problem.
    """
    found, content = _Found(), document.content
    _only(content, TOP, "", found)
    head = _mapping(content.get("paper", {}), "paper", found)
    _only(head, OF_PAPER, "paper", found)
    stated = _mapping(content.get("samples", {}), "samples", found)
    if not stated:
        found.take(refused("samples", "must name at least one sample", None, "`stratode audit --template` prints a file to begin from."))
    common = list(_items(content.get("common", []), "common", found))
    samples = tuple(_sample(str(key), stated, common, found) for key in stated)
    statements = tuple(_statements(content.get("statements", []), [sample.name for sample in samples], found))
    if sum(len(sample.claims) for sample in samples) > MOST_CLAIMS:
        found.take(refused("samples", f"must not hold more than {MOST_CLAIMS} claims", None, "Split the paper into several files."))
    for sample in samples:
        _countable(sample, found)
    if found.problems:
        placed = (p if p.line else Problem(p.field, p.rule, p.received, p.remedy, document.line_of(p.field)) for p in found.problems)
        raise RecipeError(tuple(dict.fromkeys(placed)), document.source)
    texts = (str(head.get("name", name)), str(head.get("title", "")), str(head.get("doi", "")))
    return Paper(*texts, samples, statements, document.source)


# ------------------------------------------------------------------------------------------------------------------- samples


def _sample(name: str, stated: Mapping[str, Any], common: list[tuple[str, Mapping[str, Any]]], found: _Found) -> Sample:
    place = f"samples.{name}"
    given = _mapping(stated[name], place, found)
    _only(given, OF_SAMPLE, place, found)
    chain = tuple(_chain(name, stated, found))
    traits: dict[str, str] = {}
    claims: dict[str, Claim] = {}
    slurry = None
    for each in reversed(chain):  # from the farthest relative to the sample itself
        own = stated[each] if isinstance(stated[each], dict) else {}
        here = f"samples.{each}"
        traits |= {str(k): str(v) for k, v in _mapping(own.get("traits", {}), f"{here}.traits", found).items()}
        if "temperature" in traits:
            try:
                read_quantity(traits["temperature"], q.TEMPERATURE, field=f"{here}.traits.temperature")
            except RecipeError as error:
                found.take(error)
        if "active" in own:
            traits["active"] = str(own["active"])
        if "slurry" in own:
            slurry = _slurry(own["slurry"], f"{here}.slurry", found)
        news = [claim for at, item in _items(own.get("claims", []), f"{here}.claims", found) if (claim := _claim(at, item, name, found))]
        replaced = {(claim.measure.name, claim.conditions) for claim in news}
        claims = {key: old for key, old in claims.items() if (old.measure.name, old.conditions) not in replaced}
        claims |= {claim.key: claim for claim in news}
    shared = [claim for at, item in common if (claim := _claim(at, item, name, found))]
    own_measures = {(claim.measure.name, claim.conditions) for claim in claims.values()}
    kept = [claim for claim in shared if (claim.measure.name, claim.conditions) not in own_measures]
    return Sample(name, (*claims.values(), *kept), traits, slurry)


def _countable(sample: Sample, found: _Found) -> None:
    """A quantity at very many rates or cycles takes the audit minutes and tells no more than the ends do."""
    conditions: dict[str, set[Conditions]] = {}
    for claim in sample.claims:
        conditions.setdefault(claim.measure.name, set()).add(claim.conditions)
    for name, held in conditions.items():
        if len(held) > MOST_CONDITIONS:
            rule = f"must not state {name} at more than {MOST_CONDITIONS} rates or cycles"
            found.take(refused(f"samples.{sample.name}", rule, str(len(held)), "Keep the first, the last, and those that the text names."))


def _chain(name: str, stated: Mapping[str, Any], found: _Found) -> Iterator[str]:
    """The sample and those that it is like, nearest first."""
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        yield name
        own = stated[name] if isinstance(stated[name], dict) else {}
        if "like" not in own:
            return
        other = str(own["like"])
        if other not in stated:
            found.take(_unknown(f"samples.{name}.like", "must name another sample", other, list(stated)))
            return
        name = other
    found.take(refused(f"samples.{seen[0]}.like", "must not lead back to the sample itself", name, "Remove one of the lines."))


def _slurry(given: Any, place: str, found: _Found) -> Slurry | None:
    told = _mapping(given, place, found)
    _only(told, OF_SLURRY, place, found)
    parts = _mapping(told.get("parts", {}), f"{place}.parts", found)
    leaves = told.get("leaves", [])
    leaving = [str(x) for x in leaves] if isinstance(leaves, list) else [str(leaves)]
    active = str(told.get("active", ""))
    if active not in parts:
        remedy = "Write the name under which it stands among the parts."
        found.take(refused(f"{place}.active", "must be one of the parts", active or None, remedy))
        return None
    components = []
    for name, amount in parts.items():
        try:
            components.append(Component(str(name), read_value(amount, PARTS, f"{place}.parts.{name}"), str(name) in leaving))
        except RecipeError as error:
            found.take(error)
    complete = str(told.get("complete", "yes")).lower() not in ("no", "false")
    return Slurry(active, tuple(components), complete, str(told.get("at", "")))


# -------------------------------------------------------------------------------------------------------------------- claims


def _claim(place: str, item: Mapping[str, Any], sample: str, found: _Found) -> Claim | None:
    """The claim that an item states; None, and its problem kept, where it states none."""
    try:
        measure, key = _measure_of(place, item, found)
        value = read_value(item[key], measure, f"{place}.{key}")
        conditions = _conditions(item, measure, place)
        basis = _basis(item, measure, place)
        if measure.name == "loading" and basis:  # then it has a name of its own
            measure, basis = MEASURES[f"{basis}_loading"], ""
    except RecipeError as error:
        found.take(error)
        return None
    where = place.removeprefix("samples.").replace(".claims.", ".")
    return Claim(where, sample, measure, value, conditions, basis, str(item.get("at", "")), str(item.get("note", "")))


def _measure_of(place: str, item: Mapping[str, Any], found: _Found) -> tuple[Measure, str]:
    """What the item is about, and the key of its value."""
    names = [key for key in item if key not in OF_CLAIM]
    if "property" in item:
        if names or "value" not in item:
            raise refused(place, "must state one property with its value", names[0] if names else None, "Write property and value.")
        return _property(str(item["property"]), item["value"], f"{place}.value", found), "value"
    if len(names) != 1:
        rule = "must state exactly one quantity"
        raise refused(place, rule, ", ".join(names) or None, "Write for example `loading: 22 mg/cm2`; list another quantity apart.")
    if names[0] not in MEASURES:
        raise _unknown(f"{place}.{names[0]}", "must be a quantity that is known", names[0], list(MEASURES))
    return MEASURES[names[0]], names[0]


def _property(name: str, value: Any, place: str, found: _Found) -> Measure:
    """A quantity that only sentences compare: it takes the unit of its first value."""
    if name not in found.properties:
        match = QUANTITY.fullmatch(str(value))
        unit = match["unit"] if match else ""
        kind = Kind(name, unit, "59 N/m")
        read_quantity(str(value), kind, field=place)
        found.properties[name] = Measure(name, name, kind, unit, -1e30, 1e30, (RATE, CYCLE, TEMPERATURE))
    return found.properties[name]


def _conditions(item: Mapping[str, Any], measure: Measure, place: str) -> Conditions:
    stated: dict[str, float] = {}
    for key, name in KEYS.items():
        if key in item:
            if name not in measure.depends_on:
                remedy = (
                    "Remove it."
                    if not measure.depends_on
                    else f"It takes {', '.join(k for k, n in KEYS.items() if n in measure.depends_on)}."
                )
                raise refused(f"{place}.{key}", f"must not be stated for {measure.noun}", item[key], remedy)
            stated[name] = read_quantity(item[key], KINDS[name], field=f"{place}.{key}").value
    for name in measure.depends_on:
        if name in DEFAULTS:
            stated.setdefault(name, DEFAULTS[name])
    return frozenset(stated.items())


def _basis(item: Mapping[str, Any], measure: Measure, place: str) -> str:
    basis = str(item.get("on", ""))
    if basis and basis not in measure.bases:
        choices = " or ".join(measure.bases)
        rule = f"must be {choices}" if choices else f"must not be stated for {measure.noun}"
        raise refused(f"{place}.on", rule, basis, f"Write {measure.bases[0]}." if choices else "Remove it.")
    return basis


# ---------------------------------------------------------------------------------------------------------------- statements


def _statements(given: Any, samples: list[str], found: _Found) -> Iterator[Statement]:
    for place, item in _items(given, "statements", found):
        try:
            yield _statement(place, item, samples, found)
        except RecipeError as error:
            found.take(error)


def _statement(place: str, item: Mapping[str, Any], samples: list[str], found: _Found) -> Statement:
    _only(item, OF_STATEMENT, place, found)
    shape = next((shape for shape in SHAPES if shape[0] in item), None)
    if shape is None:
        raise refused(place, "must compare two samples", None, "Write larger and than; or twin and of; or same and and.")
    first, second, kind = shape
    names = [str(item.get(key, "")) for key in (first, second)]
    for key, name in zip((first, second), names, strict=True):
        if name not in samples:
            raise _unknown(f"{place}.{key}", "must name a sample", name, samples)
    measure = None
    if kind == "larger":
        measure = _compared(place, item, found)
    trait = str(item.get("because", ""))
    factor: Value | None = None
    if "by" in item:
        factor = read_value(item["by"], Measure("factor", "factor", q.NUMBER, "", 1.0, 1e12), f"{place}.by")
    conditions = _conditions(item, measure, place) if measure is not None else frozenset()
    return Statement(place, "because" if trait else kind, names[0], names[1], measure, conditions, factor, trait, str(item.get("at", "")))


def _compared(place: str, item: Mapping[str, Any], found: _Found) -> Measure:
    name = str(item.get("in", ""))
    if name in MEASURES:
        return MEASURES[name]
    if name in found.properties:
        return found.properties[name]
    raise _unknown(
        f"{place}.in", "must be a quantity that is known, or a property that samples state", name, [*MEASURES, *found.properties]
    )


# --------------------------------------------------------------------------------------------------------------------- shape


def _unknown(place: str, rule: str, received: str, known: list[str]) -> RecipeError:
    near = get_close_matches(received, known, n=1, cutoff=0.5)
    listed = ", ".join(known[:6]) + (", ..." if len(known) > 6 else "")
    remedy = f"Did you mean '{near[0]}'?" if near else f"Known: {listed}. `stratode audit --template` lists all quantities."
    return refused(place, rule, received, remedy)


def _only(given: Mapping[str, Any], known: tuple[str, ...], place: str, found: _Found) -> None:
    for key in given:
        if key not in known:
            near = get_close_matches(str(key), known, n=1, cutoff=0.5)
            remedy = f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(known)}."
            found.take(refused(f"{place}.{key}".lstrip("."), "must be a key that is known here", str(key), remedy))


def _mapping(given: Any, place: str, found: _Found) -> Mapping[str, Any]:
    if isinstance(given, dict):
        return given
    if given not in ("", None):
        found.take(refused(place, "must be a mapping of keys and values", given, "See `stratode audit --template`."))
    return {}


def _items(given: Any, place: str, found: _Found) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(place, mapping) of each item of a list."""
    if not isinstance(given, list):
        if given not in ("", None):
            found.take(refused(place, "must be a list, each item beginning with a dash", given, "See `stratode audit --template`."))
        return
    for index, item in enumerate(given):
        if isinstance(item, dict):
            yield f"{place}.{index}", item
        else:
            found.take(
                refused(f"{place}.{index}", "must be a mapping such as `loading: 22 mg/cm2`", item, "See `stratode audit --template`.")
            )
