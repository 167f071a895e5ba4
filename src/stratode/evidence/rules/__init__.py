"""All rules, one module a family: what numbers of a cell must fulfil."""

from stratode.evidence.engine.relation import Relation
from stratode.evidence.engine.rule import Rule
from stratode.evidence.rules import (
    arithmetic,
    closure,
    definitions,
    duplicates,
    energy,
    implied,
    kinetics,
    lifetime,
    material,
    ohmic,
    order,
    relaxation,
    salt,
    samples,
    slurry,
    solid,
    statements,
    structure,
    wetting,
    windows,
)

_FAMILIES = (
    arithmetic,
    closure,
    definitions,
    duplicates,
    energy,
    implied,
    kinetics,
    lifetime,
    material,
    ohmic,
    order,
    relaxation,
    salt,
    samples,
    slurry,
    solid,
    statements,
    structure,
    wetting,
    windows,
)

RELATIONS: tuple[Relation, ...] = tuple(relation for family in _FAMILIES for relation in getattr(family, "RELATIONS", ()))
RULES: tuple[Rule, ...] = tuple(rule for family in _FAMILIES for rule in getattr(family, "RULES", ()))
