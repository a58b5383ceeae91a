"""axe-core, fetched once by npm: the rules of WCAG 2.2 as a program, newer than the package's own.

axe-selenium-python runs it; the release of that package for Python 3.11 brings rules from before
WCAG 2.1.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "4.14.1"
FILE = Path(__file__).parent / "browser" / "lib" / f"axe-core-{VERSION}.min.js"


class Unavailable(Exception):
    """The rules are not here; the text says why."""


def script() -> Path:
    """The file of rules; npm fetches it the first time."""
    if FILE.exists():
        return FILE
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("it is fetched by npm, which is not installed")
    FILE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FILE.parent) as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", f"axe-core@{VERSION}", "--pack-destination", folder],
            cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"npm could not fetch it: {done.stderr.strip()[-300:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as pack:
            pack.extract("package/axe.min.js", folder, filter="data")
        Path(folder, "package", "axe.min.js").rename(FILE)
    return FILE
