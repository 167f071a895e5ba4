"""Sphinx settings; the reference pages are written from the package itself at the start of every build."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import reference

project = "stratode"
author = "stratode contributors"
project_copyright = "stratode contributors"
extensions = ["myst_parser", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "stratode"
html_static_path = ["_static"]
exclude_patterns = [
    "_build",
    "_generated/*",
    "tutorial.ipynb",
    "verification_results.md",
    "structure_verification_results.md",
    "lab_titration_results.md",
]
# the last three are shown by other pages


def setup(app) -> None:
    app.connect("builder-inited", lambda app: reference.write_all(Path(app.srcdir) / "_generated"))
