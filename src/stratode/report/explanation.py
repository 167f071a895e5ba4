"""Why two cells differ, as a table and as JSON."""

from __future__ import annotations

from stratode.design.explain import Explanation
from stratode.report.strict_json import Json
from stratode.report.table import Entry, Table


def explanation_table(explanation: Explanation) -> Table:
    """Causes, largest first, with what each adds going from A to B; the last row is their sum."""
    sampled = any(cause.standard_error for cause in explanation.causes)
    rows: list[tuple[Entry, ...]] = [
        (cause.name, cause.detail, cause.share, *((cause.standard_error,) if sampled else ())) for cause in explanation.causes
    ]
    rows.append(("together", "", explanation.b - explanation.a, *((None,) if sampled else ())))
    columns = ("Input that differs", "From, to", f"Adds to {explanation.quantity}", *(("± (standard error)",) if sampled else ()))
    title = f"{explanation.name_a} ({explanation.a:.4g}) to {explanation.name_b} ({explanation.b:.4g}): {explanation.quantity}"
    note = f"Shapley shares from {explanation.evaluations} computed cells; they sum to the difference."
    return Table(title, columns, tuple(rows), note)


def explanation_summary(explanation: Explanation) -> dict[str, Json]:
    """The same as plain JSON types."""
    return {
        "quantity": explanation.quantity,
        "a": {"recipe": explanation.name_a, "value": explanation.a},
        "b": {"recipe": explanation.name_b, "value": explanation.b},
        "causes": [
            {"input": c.name, "from_to": c.detail, "share": c.share, "standard_error": c.standard_error} for c in explanation.causes
        ],
        "cells_computed": explanation.evaluations,
    }
