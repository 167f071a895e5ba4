"""A whole page around what is reported: one self-contained HTML text that asks nothing of any network."""

from __future__ import annotations

from importlib import metadata, resources

from plotly.offline import get_plotlyjs

from stratode.report.markup import Plots, text

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
)


def document(heading: str, kind: str, body: str, closing: str, plots: Plots) -> str:
    """A whole page around `body` (HTML); the other texts are plain."""
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">',
            f"<title>{text(heading)} · stratode</title><style>{_asset('page.css')}</style></head><body><main>",
            f"<header><p>{text(kind)}</p><h1>{text(heading)}</h1></header>",
            body,
            f"<footer>{text(f'Computed with stratode {version()}. {closing}')}</footer></main>",
            plots.block(),
            f"<script>{get_plotlyjs()}</script><script>{_asset('page.js')}</script></body></html>",
        )
    )


def version() -> str:
    """The installed version of stratode."""
    return metadata.version("stratode")


def _asset(name: str) -> str:
    return resources.files("stratode.report").joinpath(name).read_text(encoding="utf-8")
