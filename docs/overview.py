"""Draws the picture at the top of the README from a real run: python docs/overview.py"""

from pathlib import Path

import stratode

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    stratode.run(ROOT / "examples" / "chen2024_l_dry_s.yaml").picture(ROOT / "docs" / "_static" / "overview.png")
