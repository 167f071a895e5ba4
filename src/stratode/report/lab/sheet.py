"""What is shown of one measurement that was evaluated, whatever the analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Origin
from stratode.report.table import Table


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure of the page.

    Args:
        figure: drawn.
        caption: what it shows, in a sentence; its text alternative too.
    """

    figure: go.Figure
    caption: str


def no_drawings() -> Sequence[Drawing]:
    """None."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One measurement with what came out of it.

    Args:
        name: of the data: the file's, numbered where several are alike.
        result: what the analysis returned, for use in Python.
        origins: of the records that were used.
        estimates: the numbers.
        words: what they say, verdicts first; paragraphs.
        cautions: of the analysis as a whole; those of reading stand in `origins`, those of one number with it.
        tables: further ones, each with a short name for files and sheets; shown on the page.
        data: long ones behind the figures, each with a short name; written to files, not shown.
        drawings: called when a page is made.
        details: what the JSON object holds beside the estimates, under keys of the verb's own.
        recipe: lines of a recipe (YAML) that state what was measured; "" where no field of a recipe takes it.
    """

    name: str
    result: Any
    origins: tuple[Origin, ...]
    estimates: tuple[Estimate, ...]
    words: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()
    data: tuple[tuple[str, Table], ...] = ()
    drawings: Callable[[], Sequence[Drawing]] = no_drawings
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    recipe: str = ""


def all_cautions(sheet: Sheet) -> tuple[Caution, ...]:
    """Everything to beware of: on reading, of the analysis, of single numbers; each once."""
    read = (caution for origin in sheet.origins for caution in origin.cautions)
    single = (caution for estimate in sheet.estimates for caution in estimate.cautions)
    return tuple(dict.fromkeys((*read, *sheet.cautions, *single)))
