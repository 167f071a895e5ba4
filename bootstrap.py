"""Run a command in stratode's locked environment on a machine that has only Python (3.8 or later) and git.

    python3 bootstrap.py stratode run examples/chen2024_l_dry_s.yaml -o results/
    python3 bootstrap.py --extra dev pytest

Obtains uv from PyPI into `.uv/` beside this file, once, and hands the rest of the line to `uv run --locked`, which creates
`.venv/` from `uv.lock` (and fetches a newer Python where the system's is too old). Nothing outside this folder is changed.
Works where the system's Python refuses pip outside a virtual environment (PEP 668: an install into a stated folder is not
refused) and where it comes without pip and venv (a bare Debian): pip is then itself taken from PyPI, checked by its hash.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
HOME_OF_UV = os.path.join(HERE, ".uv")
UV = "uv>=0.7,<1"
ABOUT_PIP = "https://pypi.org/pypi/pip/json"


def main(arguments):
    """Hand `arguments` to `uv run --locked` in this project; return its exit status."""
    if not arguments:
        sys.stderr.write(__doc__)
        return 2
    uv = find_uv()
    if uv is None:
        install_uv()
        uv = find_uv()
    if uv is None:
        sys.stderr.write("bootstrap: uv was installed into %s but is not there; delete that folder and try again\n" % HOME_OF_UV)
        return 1
    command = [uv, "run", "--locked", "--project", HERE, *arguments]
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def find_uv():
    """Path of the uv program in `.uv/`, or None."""
    for place in ("bin/uv", "bin/uv.exe", "Scripts/uv.exe"):
        path = os.path.join(HOME_OF_UV, *place.split("/"))
        if os.path.exists(path):
            return path
    return None


def install_uv():
    """Put uv into `.uv/` with the system's pip, or with pip's own wheel where there is none."""
    target = ["install", "--quiet", "--disable-pip-version-check", "--target", HOME_OF_UV, UV]
    if importlib.util.find_spec("pip"):
        subprocess.check_call([sys.executable, "-m", "pip", *target])
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = download_pip(folder)
        subprocess.check_call([sys.executable, os.path.join(wheel, "pip"), *target])


def download_pip(folder):
    """Download pip's newest wheel into `folder`; return its path. Raises OSError when the download is not what PyPI announced."""
    with urllib.request.urlopen(ABOUT_PIP) as answer:
        release = json.load(answer)
    wheel = next(file for file in release["urls"] if file["packagetype"] == "bdist_wheel")
    with urllib.request.urlopen(urllib.parse.urljoin(ABOUT_PIP, wheel["url"])) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["digests"]["sha256"]:
        raise OSError("pip's download does not match the hash that PyPI states; try again")
    path = os.path.join(folder, wheel["filename"])
    with open(path, "wb") as file:
        file.write(content)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
