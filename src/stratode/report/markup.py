"""HTML pieces. Every text that comes from a recipe passes through :func:`text`."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field

import plotly.graph_objects as go

from stratode.report.table import Table


def text(value: str) -> str:
    """Untrusted text as HTML: no mark-up survives."""
    return html.escape(value, quote=True)


def table_html(table: Table, *, caption: bool = True) -> str:
    """A table with its header scoped for screen readers; numbers align right. Empty for a table without rows."""
    if not table.rows:
        return ""
    numeric = [all(not isinstance(row[j], str) for row in table.rows) for j in range(len(table.columns))]
    kinds = [' class="number"' if flag else "" for flag in numeric]
    head = "".join(f'<th scope="col"{kind}>{text(column)}</th>' for column, kind in zip(table.columns, kinds, strict=True))
    body = []
    for row in table.texts():
        first = f'<th scope="row">{text(row[0])}</th>' if not numeric[0] else f'<td class="number">{text(row[0])}</td>'
        rest = "".join(f"<td{kind}>{text(item)}</td>" for item, kind in zip(row[1:], kinds[1:], strict=True))
        body.append(f"<tr>{first}{rest}</tr>")
    title = f"<caption>{text(table.title)}</caption>" if caption else ""
    note = f'<p class="note">{text(table.note)}</p>' if table.note else ""
    return f'<div class="scroll"><table>{title}<thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>{note}'


@dataclass
class Plots:
    """The figures of one page: each gets a place in the text, all their data go into one block at its end."""

    figures: dict[str, str] = field(default_factory=dict)

    def place(self, fig: go.Figure, caption: str) -> str:
        """HTML of the place of `fig`; `caption` stands below it and is its text alternative."""
        name = f"plot-{len(self.figures) + 1}"
        self.figures[name] = fig.to_json()
        height = int(fig.layout.height or 420)
        return (
            f'<figure><div class="plot" id="{name}" role="img" aria-label="{text(caption)}" style="height:{height}px"></div>'
            f"<figcaption>{text(caption)}</figcaption></figure>"
        )

    def block(self) -> str:
        """The data of all figures as a script block that cannot be left from within."""
        whole = "{" + ",".join(f"{json.dumps(name)}:{data}" for name, data in self.figures.items()) + "}"
        safe = whole.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return f'<script type="application/json" id="figures">{safe}</script>'
