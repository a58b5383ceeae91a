"""Venues: short names for the long ones of BibTeX, and the fields of well-known series."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

LONGEST_NAME = 80  # characters; a longer venue is cut at its first comma

# Series of venues (DBLP's key, or the acronym in lower case) and the field each is known for.
_FIELD_SERIES = {
    "Algorithms": "soda stoc focs alenex esa icalp",
    "Artificial intelligence": "aaai ijcai ecai uai",
    "Bioinformatics": "ismb recomb bibm",
    "Computational linguistics": (
        "acl emnlp naacl eacl coling conll tacl lrec ijcnlp aacl semeval wmt inlg sigdial"
    ),
    "Computer graphics": "siggraph eurographics",
    "Computer vision": "cvpr iccv eccv bmvc wacv accv ijcv",
    "Data mining": "kdd sdm icdm wsdm pakdd pkdd bigdataconf bigdata",
    "Databases": "sigmod vldb pvldb icde edbt pods cidr",
    "Human–computer interaction": "chi cscw uist iui",
    "Information retrieval": "sigir cikm ecir ictir trec",
    "Machine learning": "nips neurips icml iclr aistats colt jmlr acml mlsys",
    "Multimedia": "mm acmmm icmr icme mmm mmsys",
    "Networking": "sigcomm nsdi infocom mobicom imc",
    "Recommender systems": "recsys",
    "Robotics": "icra iros rss corl",
    "Security": "ccs ndss sp uss",
    "Signal processing": "icassp interspeech eusipco icip",
    "Social network analysis": "asunam asonam icwsm",
    "Software engineering": "icse fse sigsoft ase",
    "Visualization": "vis infovis eurovis",
    "World Wide Web": "www thewebconf",
}
FIELDS: Mapping[str, str] = {
    series: name for name, several in _FIELD_SERIES.items() for series in several.split()
}
# "CVPR 2012", "KDD '12", "SIGMOD Conference 2017", "Big Data 2014", "(WOAH 2021)".
_EDITION = re.compile(
    r"(?:^|[,(:\[]\s*)(?P<name>[A-Z][\w/&+-]*(?: [A-Z][\w/&+-]*){0,2})"
    r"\s+(?P<year>\d{4}|['’]\d\d)(?!\d)"
)
_LEAD = re.compile(r"^(?:in\s+)?proceedings of (?:the )?", re.I)
# Acronyms that say too little, and one venue that goes by two names.
_NAMES = {"mm": "ACM Multimedia", "bigdata": "Big Data", "bigdataconf": "Big Data"}
_SERIES = {"acm multimedia": "mm", "big data": "bigdata"}


@lru_cache(10_000)
def short_venue(text: str, year: int | None, series: str | None = None) -> str:
    """A venue's name as a reader says it; its year stands on the paper, so that editions agree.

    1. The series of the first edition named in the text, of the paper's own year or a
       neighbouring one: ``5th International Conference on Learning Representations, ICLR 2017,
       Toulon`` is ``ICLR``, and ``KDD '12`` is ``KDD``.
    2. Where there is none but the series is in the table of fields: its acronym.
    3. Else the name without ``Proceedings of the``, cut at a comma where it is longer than 80
       characters.

    Args:
        text: the venue, decoded.
        year: of the paper.
        series: DBLP's key of the series, where the source has one.
    """
    for found in _EDITION.finditer(text):
        edition = int(found["year"]) if found["year"].isdigit() else _century(found["year"])
        name = found["name"].removesuffix(" Conference")
        if sum(c.isupper() for c in name) > 1 and (year is None or abs(edition - year) <= 1):
            return _NAMES.get(name.casefold(), name)
    if series is not None and series in FIELDS:
        return _NAMES.get(series, series.upper())
    name = _LEAD.sub("", text)
    return name if len(name) <= LONGEST_NAME else name.partition(",")[0]


@lru_cache(10_000)
def series_of(venue: str | None) -> str | None:
    """The series in the table of fields that a shortened venue names: ``CVPR`` is ``cvpr``."""
    name = (venue or "").casefold()
    series = _SERIES.get(name, name)
    return series if series in FIELDS else None


def _century(short: str) -> int:
    """``'12`` is 2012, ``'97`` is 1997."""
    two = int(short[1:])
    return two + (1900 if two >= 50 else 2000)
