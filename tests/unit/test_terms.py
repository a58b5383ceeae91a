"""Derived topics: which word sequences of titles become terms, and which do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model import About, Topic
from loaders import terms
from loaders.bibtex import SOURCE
from loaders.term_words import GENERIC, NEVER_FIRST, NEVER_LAST, STOP
from loaders.terms import Term, TermCounts, Vocabulary, field_term

TITLES = [
    "Scalable Image Retrieval with Compact Codes",
    "Deep Learning Based Image Retrieval: A Novel Approach",
    "On Large Scale Image Retrieval",
    "Person Re-Identification in the Wild",
    "Unsupervised Person Re-identification",
    "Towards person reidentification",
    "Convolutional Neural Networks for Vision",
    "Pruning Convolutional Neural Network",
    "Fast Convolutional Neural Networks",
    "CNNs that Count",
    "A Novel Approach to Everything",
    "A Novel Approach to Nothing",
    "A Novel Approach to Something",
]


def vocabulary(titles: list[str]) -> Vocabulary:
    counts = TermCounts()
    for title in titles:
        counts.add(title)
    return counts.finish()


def names(titles: list[str], title: str) -> list[str]:
    return [term.name for term in vocabulary(titles).terms(title)]


def test_terms_that_several_titles_share_are_kept_with_a_readable_name():
    found = vocabulary(TITLES).terms("Image Retrieval for Person Re-Identification")
    assert found == [
        Term("derived:image-retrieval", "Image retrieval", "term", "title-terms-1", 1.0),
        Term(
            "derived:person-reidentification", "Person re-identification", "term",
            "title-terms-1", 1.0,
        ),
    ]  # fmt: skip


def test_praise_and_fragments_are_no_terms():
    kept = vocabulary(TITLES)
    found = {term.name for title in TITLES for term in kept.terms(title)}
    assert found == {"Image retrieval", "Person re-identification", "Convolutional neural networks"}


def test_a_plural_a_hyphen_and_an_acronym_are_the_same_term():
    titles = [*TITLES, "Multi-View Geometry", "Multi view geometries", "Multiview geometry"]
    assert names(titles, "CNN and multiview geometries") == [
        "Convolutional neural networks",
        "Multiview geometry",
    ]


def test_the_longest_term_wins():
    titles = TITLES + ["Web Image Retrieval"] * 3
    assert names(titles, "Web image retrieval again") == ["Web image retrieval"]
    assert names(titles, "Image retrieval again") == ["Image retrieval"]


def test_a_term_found_only_inside_a_longer_one_is_dropped():
    titles = ["Neural Architecture Search"] * 5
    assert names(titles, "Architecture search") == []


def test_no_term_crosses_punctuation_maths_or_a_stop_word():
    titles = ["Image: Retrieval", "Image of Retrieval", "Image $x$ Retrieval"] * 3
    assert len(vocabulary(titles)) == 0


def test_capitals_of_names_and_acronyms_are_kept():
    titles = ["What we learn with a hidden Markov chain, and what not"] * 3 + [
        "RGB-D Image Search"
    ] * 3
    assert names(titles, titles[0]) == ["Hidden Markov chain"]
    assert names(titles, titles[-1]) == ["RGB-D image search"]


def test_few_titles_give_few_terms_and_front_matter_none():
    assert len(vocabulary(TITLES[:2])) == 0
    assert names(["Session Details: Image Retrieval"] * 9, "Session Details: Image Retrieval") == []


def test_words_that_open_front_matter_may_stand_inside_a_title():
    assert names(["On the Editorial Board of Image Retrieval"] * 9, "Image Retrieval") == [
        "Image retrieval"
    ]


def test_at_most_four_terms_stand_on_a_paper():
    title = "Image retrieval, object detection, scene parsing, face recognition, style transfer"
    assert len(names([title] * 3, title)) == terms.MOST_TERMS


def test_rare_sequences_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(terms, "MOST_SEQUENCES", 10)
    titles = ["Image Retrieval"] * 3 + [f"Alpha{i} Beta{i} Gamma{i} Delta{i}" for i in range(30)]
    assert names(titles, "Image Retrieval") == ["Image retrieval"]


@given(st.lists(st.lists(st.sampled_from(
    ["image", "retrieval", "novel", "deep", "learning", "based", "of", "the", "networks",
     "large-scale", "re-identification", "visual", "approach", "CNN", "3D", "objects"]),
    min_size=1, max_size=6), max_size=40))  # fmt: skip
def test_no_title_gives_a_term_of_empty_words(words: list[list[str]]):
    titles = [" ".join(each) for each in words]
    kept = vocabulary(titles)
    for title in titles:
        for term in kept.terms(title):
            first, *_, last = term.id.removeprefix("derived:").split("-")
            assert not {first, last} & (GENERIC | STOP)
            assert first not in NEVER_FIRST
            assert last not in NEVER_LAST


def test_the_field_of_a_venue_is_named_by_its_series():
    found = field_term("CVPR")
    assert found == Term(
        "derived:computer-vision", "Computer vision", "field", "venue-field-1", 0.5
    )
    assert field_term("nowhere") is None
    assert field_term(None) is None


def test_a_small_library_gets_derived_topics_that_say_so_and_no_junk(tmp_path: Path):
    path = tmp_path / "small.bib"
    path.write_text(
        "".join(
            f"@inproceedings{{k{i}, title={{{title}}}, year=2012, booktitle={{X, CVPR 2012}}}}\n"
            for i, title in enumerate(TITLES)
        )
    )
    batches = [SOURCE.to_records(raw.value, "d") for raw in SOURCE.read([path])]
    topics = {t for b in batches for t in b.of(Topic) if isinstance(t, Topic)}
    assert {t.name for t in topics} == {
        "Image retrieval", "Person re-identification", "Convolutional neural networks",
        "Computer vision",
    }  # fmt: skip
    assert {(t.source, t.method) for t in topics} == {
        ("derived", "title-terms-1"), ("derived", "venue-field-1"),
    }  # fmt: skip
    assert {e.source for b in batches for e in b.of(About) if isinstance(e, About)} == {"derived"}
