"""Random ways to break a recipe, each with the answer it must get. Plain data in, plain data out; every draw is reproducible."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.recipe.deep import DEEP, WRONG_USES

from stratode.recipe.answers import places
from stratode.recipe.load import from_mapping
from stratode.recipe.reader import read_yaml
from stratode.recipe.schema import Recipe
from stratode.recipe.starter import BATTERIES, starter

PLACES = dict(places(Recipe))
NUMBER = re.compile(r"^\s*[-+0-9.eE]+\s*")
OTHER_UNITS = ("um", "mg/cm2", "S/m", "V", "h", "mol/L", "mA/g", "ohm cm2", "kg", "degC", "N", "lightyear2")


@dataclass(frozen=True)
class Broken:
    """A recipe that must be refused: its content, and the fields of which at least one must be named."""

    content: Any
    fields: tuple[str, ...]
    remedy: str = ""  # must be part of the remedy


def bases() -> list[dict[str, Any]]:
    return [read_yaml(text).content for text in (*map(starter, BATTERIES), DEEP)]


def at(content: Any, path: str) -> Any:
    for part in path.split(".") if path else ():
        content = content[int(part)] if isinstance(content, list) else content[part]
    return content


def put(content: Any, path: str, value: Any) -> None:
    parent, _, key = path.rpartition(".")
    holder = at(content, parent)
    holder[int(key) if isinstance(holder, list) else key] = value


def remove(content: Any, path: str) -> None:
    parent, _, key = path.rpartition(".")
    del at(content, parent)[key]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from walk(item, f"{path}.{key}".lstrip("."))


def mappings(content: Any) -> list[str]:
    return [path for path, value in walk(content) if isinstance(value, dict)]


def place(path: str) -> str:
    return ".".join("*" if part.isdigit() else part for part in path.split("."))


def quantities(content: Any) -> list[str]:
    return sorted(from_mapping(content).quantities())


def layers(content: Any) -> list[str]:
    return [path for path in mappings(content) if place(path) in ("cathode.layers.*", "anode.layers.*")]


def misspelt_key(content: Any, draw: random.Random) -> Broken:
    path = draw.choice([p for p, _ in walk(content) if p and not p.rpartition(".")[2].isdigit()])
    parent, _, key = path.rpartition(".")
    i = draw.randrange(len(key))
    wrong = draw.choice([key[:i] + key[i + 1 :], key[:i] + key[i] + key[i:], key[:i] + draw.choice("qxzj_") + key[i + 1 :], key + "s"])
    if wrong == key or wrong in PLACES[place(parent)]:
        wrong = key + "_x"
    value = at(content, path)
    remove(content, path)
    at(content, parent)[wrong] = value
    return Broken(content, (f"{parent}.{wrong}".lstrip("."),), key if len(key) > 7 else "")


def misplaced_key(content: Any, draw: random.Random) -> Broken:
    parent = draw.choice(mappings(content))
    foreign = sorted({k for keys in PLACES.values() for k in keys} - set(PLACES[place(parent)]))
    key = draw.choice(foreign)
    at(content, parent)[key] = "1 um"
    return Broken(content, (f"{parent}.{key}".lstrip("."),))


def no_unit(content: Any, draw: random.Random) -> Broken:
    path = draw.choice([p for p in quantities(content) if re.search(r"[a-zA-Z]", at(content, p)) and "%" not in at(content, p)])
    found = NUMBER.match(at(content, path))
    put(content, path, found.group().strip() if found else "7")
    return Broken(content, (path,), "Write for example")


def wrong_dimension(content: Any, draw: random.Random) -> Broken:
    stated = from_mapping(content).quantities()
    path = draw.choice(sorted(stated))
    own = {
        "m": "um",
        "kg/m2": "mg/cm2",
        "S/m": "S/m",
        "V": "V",
        "s": "h",
        "mol/m3": "mol/L",
        "A/kg": "mA/g",
        "ohm m2": "ohm cm2",
        "kg": "kg",
        "K": "degC",
    }
    taken = {own.get(stated[path].kind.si, "")} | ({"V"} if path.endswith("until") else set())
    put(content, path, "1.5 " + draw.choice([u for u in OTHER_UNITS if u not in taken]))
    return Broken(content, (path,), "Write for example")


def no_number(content: Any, draw: random.Random) -> Broken:
    path = draw.choice(quantities(content))
    unit = NUMBER.sub("", at(content, path))
    number = draw.choice(["nan", "inf", "-inf", "1e999", "--3", "0x10", "1,5", "3..1", "5 +-", "5 +- inf", "", "many", "１２", "1" * 400])
    put(content, path, f"{number} {unit}")
    return Broken(content, (path,), "Write for example")


def out_of_range(content: Any, draw: random.Random) -> Broken:
    path = draw.choice(quantities(content))
    unit = NUMBER.sub("", at(content, path))
    put(content, path, f"{draw.choice(['-400', '-1e9', '1e12', '1e30'])} {unit}")
    return Broken(content, (path,), "Check the number")


def impossible_porosity(content: Any, draw: random.Random) -> Broken:
    path = f"{draw.choice(layers(content))}.porosity"
    put(content, path, draw.choice(["0 %", "100 %", "-3 %", "140 %", "0", "1", "1.2", "55"]))
    return Broken(content, (path,))


def wrong_type(content: Any, draw: random.Random) -> Broken:
    path = draw.choice(quantities(content))
    if place(path).endswith("protocol.rates.*"):
        path = "temperature"
    put(content, path, draw.choice([True, False, [], {}, ["1 um"], {"value": "1"}, {"a": {"b": []}}, object(), b"1 um", 1j]))
    return Broken(content, (path,))


def wrong_structure(content: Any, draw: random.Random) -> Broken:
    path = draw.choice([p for p, v in walk(content) if p and isinstance(v, dict | list)])
    old = at(content, path)
    put(content, path, draw.choice(["nonsense", "7", 7, [old] if isinstance(old, dict) else {"first": old}, [[[[]]]]]))
    return Broken(content, (path,))


def missing_field(content: Any, draw: random.Random) -> Broken:
    required = {
        "": ("cell", "cathode", "anode", "electrolyte", "protocol"),
        "cell": ("format", "area"),
        "cathode": ("layers",),
        "cathode.layers.*": ("components",),
        "cathode.layers.*.components.*": ("material", "share"),
        "anode.layers.*.components.*": ("material", "share"),
        "protocol": ("window",),
        "protocol.window": ("lower", "upper"),
    }
    path = draw.choice([f"{m}.{key}".lstrip(".") for m in mappings(content) for key in required.get(place(m), ())])
    remove(content, path)
    return Broken(content, (path,), "Add it")


def emptied_list(content: Any, draw: random.Random) -> Broken:
    path = draw.choice([p for p, v in walk(content) if isinstance(v, list) and p != "protocol.charge"])
    put(content, path, [])
    return Broken(content, (path,))


def shares_off(content: Any, draw: random.Random) -> Broken:
    layer = draw.choice(layers(content))
    parts = at(content, f"{layer}.components")
    off = ["96wt 2wt 5wt", "50wt 2wt 2wt", "96wt rest rest", "96wt 4vol rest", "99wt 3wt rest", "90vol 6vol 6vol", "rest rest rest"]
    shares = [word.replace("wt", " wt%").replace("vol", " vol%") for word in draw.choice(off).split()]
    for part, share in zip(parts, shares, strict=True):
        part["share"] = share
    return Broken(content, (f"{layer}.components",))


def over_stated(content: Any, draw: random.Random) -> Broken:
    layer = draw.choice(layers(content))
    stated = at(content, layer)
    stated.pop("thickness", None)
    stated |= {"loading": "20 mg/cm2", "porosity": "40 %", "thickness": draw.choice(["300 um", "10 um", "150 um"])}
    return Broken(content, (f"{layer}.porosity",))


def under_stated(content: Any, draw: random.Random) -> Broken:
    layer = draw.choice(layers(content))
    stated = at(content, layer)
    names = [n for n in ("loading", "thickness", "porosity") if n in stated]
    for name in draw.choice([names, names[:1], names[1:]]):
        del stated[name]
    return Broken(content, tuple(f"{layer}.{n}" for n in ("loading", "thickness", "porosity")))


def unknown_material(content: Any, draw: random.Random) -> Broken:
    path = draw.choice([p for p, _ in walk(content) if p.endswith(".material")])
    put(content, path, draw.choice(["unobtainium", at(content, path) + "xq", "", "../../etc/passwd", "water", "x" * 5000]))
    return Broken(content, (path,))


def material_of_another_kind(content: Any, draw: random.Random) -> Broken:
    path = draw.choice([p for p, _ in walk(content) if p.endswith(".material")])
    wrong = {"electrolyte": "NMC811", "separator": "copper", "collector": "NMC811", "components": "PP"}
    put(content, path, next(name for word, name in wrong.items() if word in path))
    return Broken(content, (path,))


def wrong_use(content: Any, draw: random.Random) -> Broken:
    whole = copy.deepcopy(BASES[-1])
    path, value, field = draw.choice(WRONG_USES)
    if value is None:
        remove(whole, path)
    else:
        put(whole, path, copy.deepcopy(value))
    return Broken(whole, (field,))


KINDS_OF_DAMAGE: tuple[Callable[[Any, random.Random], Broken], ...] = (
    misspelt_key,
    misplaced_key,
    no_unit,
    wrong_dimension,
    no_number,
    out_of_range,
    impossible_porosity,
    wrong_type,
    wrong_structure,
    missing_field,
    emptied_list,
    shares_off,
    over_stated,
    under_stated,
    unknown_material,
    material_of_another_kind,
    wrong_use,
)


def broken(damage: Callable[[Any, random.Random], Broken], seed: int) -> Broken:
    """One of the starters, damaged in the way of `damage`."""
    draw = random.Random(f"{damage.__name__} {seed}")
    return damage(copy.deepcopy(draw.choice(BASES)), draw)


BASES = bases()
