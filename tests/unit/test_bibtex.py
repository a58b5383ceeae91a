"""BibTeX in both forms: entries, LaTeX, names, ids and what is no paper."""

from __future__ import annotations

import doctest
import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.errors import RecordError, SourceError
from explorer.model import About, Authorship, Batch, Identity, Paper, Person, Topic
from loaders import bibfiles, latex, names
from loaders.bibfiles import read_entries
from loaders.bibtex import SOURCE
from loaders.latex import decode
from loaders.names import people, person_id, split_number
from loaders.venues import series_of, short_venue

DATA = Path(__file__).parent.parent / "data" / "bibtex"
LIBRARY = DATA / "library.bib"
LINES = DATA / "lines.json"
WORDS = st.text("abcdefghijklmnopqrstuvwxyzéøßłñ李明रΩд", min_size=2, max_size=8).map(str.title)


def records(*paths: Path) -> tuple[dict[str, Batch], list[RecordError], int]:
    """Batches by paper, rejects, and entries that gave nothing."""
    found: dict[str, Batch] = {}
    rejects, nothing = [], 0
    for raw in SOURCE.read(paths):
        try:
            batch = SOURCE.to_records(raw.value, "lab")
        except RecordError as error:
            rejects.append(error)
            continue
        for paper in batch.of(Paper):
            assert isinstance(paper, Paper)
            found[paper.id] = batch
        nothing += not batch.nodes
    return found, rejects, nothing


def paper(batch: Batch) -> Paper:
    [found] = batch.of(Paper)
    assert isinstance(found, Paper)
    return found


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "made.bib"
    path.write_text(text, encoding="utf-8")
    return path


def entry(tmp_path: Path, text: str) -> Batch:
    found, rejects, _ = records(written(tmp_path, text))
    if rejects:
        raise rejects[0]
    [batch] = found.values()
    return batch


# -- entries -------------------------------------------------------------------------------------


def test_a_dblp_entry_becomes_a_paper_with_its_people_in_order():
    batch = records(LIBRARY)[0]["dblp:conf/iclr/0001B17"]
    assert paper(batch) == Paper(
        id="dblp:conf/iclr/0001B17",
        title="The $E^2$ Bound of GAN Training, 50% Faster & Better",
        year=2017,
        date="2017",
        type="proceedings-article",
        venue="ICLR",
        doi="10.1000/abc_12",
        url="https://doi.org/10.1000/ABC_12",
        authors_count=3,
        same_as=("doi:10.1000/abc_12",),
    )
    assert list(batch.of(Person)) == [
        Person("name:lab/wei-wang-0001", "Wei Wang", Identity.NAME),
        Person("name:lab/remi-lefevre", "Rémi Lefèvre", Identity.NAME),
        Person("name:lab/guo-jun-qi", "Guo-Jun Qi", Identity.NAME),
    ]
    assert [e.position for e in batch.of(Authorship) if isinstance(e, Authorship)] == [1, 2, 3]


def test_an_entry_without_a_dblp_key_goes_by_its_doi_then_its_arxiv_id_then_its_key():
    found = records(LIBRARY)[0]
    assert set(found) == {
        "dblp:conf/iclr/0001B17",
        "doi:10.1000/xyz",
        "bib:lab/child",
        "arxiv:2001.01234",
        "bib:lab/noyear",
    }
    assert paper(found["arxiv:2001.01234"]).type == "preprint"
    assert paper(found["arxiv:2001.01234"]).arxiv == "2001.01234"


def test_macros_joined_strings_months_and_others():
    found = paper(records(LIBRARY)[0]["doi:10.1000/xyz"])
    assert (found.title, found.date, found.year) == ("A note on notes", "2019-06", 2019)
    assert found.authors_count == 3  # two are named, and there is one more at least


def test_namesakes_that_dblp_tells_apart_are_two_people():
    found = records(LIBRARY)[0]
    ids = {p.id: p.name for b in found.values() for p in b.of(Person) if isinstance(p, Person)}
    assert ids["name:lab/wei-wang-0001"] == ids["name:lab/wei-wang"] == "Wei Wang"


def test_keywords_of_the_entry_are_its_topics_and_none_are_derived():
    batch = records(LIBRARY)[0]["doi:10.1000/xyz"]
    assert list(batch.of(Topic)) == [
        Topic("keyword:note-taking", "note taking", "term", "bibtex"),
        Topic("keyword:libraries", "libraries", "term", "bibtex"),
    ]
    assert {e.source for e in batch.of(About) if isinstance(e, About)} == {"bibtex"}


def test_a_paper_takes_year_and_venue_from_the_proceedings_it_names():
    found = paper(records(LIBRARY)[0]["bib:lab/child"])
    assert (found.year, found.venue) == (2011, "PARENT")


def test_what_is_no_paper_or_stands_before_gives_nothing_and_is_no_reject():
    _, rejects, nothing = records(LIBRARY)
    assert nothing == 3  # the proceedings, the web page, the second entry of one DOI
    assert [error.field for error in rejects] == ["entry"]


def test_collections_names_and_groups():
    batch = records(LIBRARY)[0]["arxiv:2001.01234"]
    assert [p.name for p in batch.of(Person) if isinstance(p, Person)] == [
        "The Very Large Collaboration",
        "Søren Ångström",
    ]


def test_json_of_lines_gives_the_same_records_and_names_what_is_wrong():
    found, rejects, nothing = records(LINES)
    assert list(found) == ["dblp:conf/cvpr/X12"]
    assert paper(found["dblp:conf/cvpr/X12"]).venue == "CVPR"
    assert nothing == 1
    assert [error.message for error in rejects] == ["holds no BibTeX entry", "not a list of lines"]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_compressed_files_read_as_plain_ones(tmp_path: Path, suffix: str, pack: Any):
    for path in (LIBRARY, LINES):
        packed = tmp_path / f"{path.name}{suffix}"
        packed.write_bytes(pack(path.read_bytes()))
        assert records(packed)[0] == records(path)[0]


def test_a_file_read_in_pieces_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch):
    whole = [e.as_row()[1:6] for e in read_entries([LIBRARY, LINES])]
    monkeypatch.setattr(bibfiles, "PIECE", 7)
    assert [e.as_row()[1:6] for e in read_entries([LIBRARY, LINES])] == whole


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.bib", "@article{k, title={Caf\xe9}}".encode("latin-1"), "is not UTF-8"),
        ("a.bib.gz", b"no gzip at all", "is damaged"),
        ("a.bib.xz", lzma.compress(LIBRARY.read_bytes())[:-40], "breaks off"),
        ("a.json", b"[1, 2]", "is not a JSON object"),
        ("a.json", LINES.read_bytes()[:-30], "ends or breaks"),
    ],
)
def test_a_damaged_file_is_a_source_error(tmp_path: Path, name: str, content: bytes, says: str):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        list(SOURCE.read([path]))


def test_a_missing_file_is_a_source_error(tmp_path: Path):
    with pytest.raises(SourceError, match="no file"):
        list(SOURCE.read([tmp_path / "none.bib"]))


@pytest.mark.parametrize("year", ["", "in press", "to appear"])
def test_a_year_that_is_not_given_is_unknown_and_no_reason_to_reject(tmp_path: Path, year: str):
    [found] = [
        each
        for each in entry(
            tmp_path, f"@article{{k, title={{T}}, author={{A B}}, year={{{year}}}}}"
        ).nodes
        if isinstance(each, Paper)
    ]
    assert (found.year, found.date) == (None, None)


def test_a_file_that_ends_inside_an_entry_is_refused_before_anything_is_read(tmp_path: Path):
    whole = tmp_path / "whole.bib"
    whole.write_text("@article{a, title={One}, year=2000}\n")
    cut = tmp_path / "cut.bib"
    cut.write_text("@article{b, title={Two}, year=2000}\n\n@article{c, title={Thr")
    for paths in ([cut], [cut, whole], [whole, cut]):
        with pytest.raises(SourceError, match=r"cut.bib breaks off inside the entry 'c', line 3"):
            next(SOURCE.read(paths))


@pytest.mark.parametrize("year", ["20199", "1066", "2018/2019", "0"])
def test_a_year_that_is_not_plausible_is_a_record_error(tmp_path: Path, year: str):
    with pytest.raises(RecordError) as caught:
        entry(tmp_path, f"@article{{k, title={{T}}, author={{A B}}, year={{{year}}}}}")
    assert caught.value.field == "year"


def test_a_paper_needs_a_title(tmp_path: Path):
    with pytest.raises(RecordError, match="no title"):
        entry(tmp_path, "@article{k, author={A B}, year=2000}")


def test_another_paper_under_one_key_is_rejected_and_the_first_one_stays(tmp_path: Path):
    text = "@article{k, title={One}, year=2000}\n@article{k, title={Two}, year=2001}"
    found, rejects, _ = records(written(tmp_path, text))
    assert paper(found["bib:lab/k"]).title == "One"
    assert "already stands for another paper" in rejects[0].message


def test_the_more_frequent_spelling_of_a_name_is_shown_everywhere(tmp_path: Path):
    text = "".join(
        f"@article{{k{i}, title={{T{i}}}, year=2000, author={{{name}}}}}\n"
        for i, name in enumerate(["Jose Garcia", "José García", "José García"])
    )
    found, _, _ = records(written(tmp_path, text))
    assert {p for b in found.values() for p in b.of(Person)} == {
        Person("name:lab/jose-garcia", "José García", Identity.NAME)
    }


def test_a_name_that_stands_twice_on_a_paper_has_its_first_place(tmp_path: Path):
    batch = entry(tmp_path, "@article{k, title={T}, year=2000, author={A B and C D and A B}}")
    assert list(batch.of(Authorship)) == [
        Authorship("name:lab/a-b", "bib:lab/k", 1),
        Authorship("name:lab/c-d", "bib:lab/k", 2),
    ]
    assert paper(batch).authors_count == 3


def test_an_arxiv_paper_of_dblp_knows_its_arxiv_id(tmp_path: Path):
    text = (
        "@article{DBLP:journals/corr/abs-1301-3560, title={T}, year=2013, journal={CoRR},"
        " volume={abs/1301.3560}}"
    )
    found = paper(entry(tmp_path, text))
    assert (found.same_as, found.type) == (("arxiv:1301.3560",), "preprint")


def test_a_raw_value_is_json(tmp_path: Path):
    for raw in SOURCE.read([LIBRARY]):
        assert json.loads(json.dumps(raw.value)) == raw.value


# -- LaTeX ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"R{\'{e}}mi Guo{-}Jun", "Rémi Guo-Jun"),
        (r"Erd\H{o}s {\L}ukasz \c{S}\i{}", "Erdős Łukasz Şı"),
        (r"{\AA}ngstr{\"o}m stra{\ss}e {Whole {$x$} Phrase}", "Ångström straße Whole $x$ Phrase"),
        ("{GTPA:} {A} Model -- with ``quotes''", "GTPA: A Model – with “quotes”"),
        (r"Curls {\&} Whey: 50% of R&D {\'e}", "Curls & Whey: 50% of R&D é"),
        (r"of order $E^2$ and $\alpha$-stable {\'e}", r"of order $E^2$ and $\alpha$-stable é"),
        (r"L\({}_{\mbox{2, p}}\)-norm", "L${}_{2, p}$-norm"),
        (r"Deep {\(\mathscr{l}\)}\({}_{\mbox{{\(\infty\)}}}\) Encoder",
         r"Deep $\mathscr{l}{}_{\infty}$ Encoder"),
        (r"{\textdollar}{\textbackslash}theta{\textdollar}-MRF", r"$\theta$-MRF"),
        (r"{\unicode{8714}}-neighbor \emph{k}-NN \texttt{a_b}", "∊-neighbor k-NN a_b"),
        (r"Object Detection {\-} {SNIP}", "Object Detection – SNIP"),
    ],
)  # fmt: skip
def test_latex_is_decoded_and_maths_stays(text: str, plain: str):
    assert decode(text) == plain


@given(st.text(r"\{}$%&#_^~ abé'\"-()[]0", max_size=30))
@example(r"\href text")
@example(r"\frac \sqrt[")
def test_no_text_breaks_the_decoder(text: str):
    assert "\n" not in decode(text)


@given(st.text("abc éøЖ李 .,:;()?!0123456789", max_size=40))
def test_plain_text_is_not_changed_but_for_blanks(text: str):
    assert decode(text) == " ".join(text.split())


# -- names ---------------------------------------------------------------------------------------


@given(st.lists(WORDS, min_size=1, max_size=3), WORDS)
def test_both_orders_of_a_name_are_one_person(first: list[str], last: str):
    forms = [f"{' '.join(first)} {last}", f"{last}, {' '.join(first)}"]
    assert len({people(form).names for form in forms}) == 1
    assert people(forms[1]).names == (forms[0],)


@given(st.lists(WORDS.filter(lambda w: w.casefold() != "and"), min_size=1, max_size=6))
def test_names_joined_by_and_come_apart_in_order(words: list[str]):
    assert people(" and ".join(f"X {word}" for word in words)).names == tuple(
        f"X {word}" for word in words
    )


@given(WORDS, WORDS, st.integers(1, 9999).map(lambda n: f"{n:04}"))
def test_a_number_is_part_of_the_id_and_not_of_the_name(first: str, last: str, number: str):
    name = f"{first} {last} {number}"
    assert split_number(name) == (f"{first} {last}", number)
    assert person_id("d", name) != person_id("d", f"{first} {last}")


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("von Last, Jr., First", ("First von Last Jr.",)),
        ("Last, First, III", ("First Last III",)),
        ("{Barnes and Noble} and Doe, John", ("Barnes and Noble", "John Doe")),
        ("Alexander Sand and Andrea Anderson", ("Alexander Sand", "Andrea Anderson")),
        ("A B AND\n C D", ("A B", "C D")),
        ("A B and  and ?", ("A B",)),
        ("", ()),
    ],
)
def test_names(field: str, found: tuple[str, ...]):
    assert people(field).names == found


@pytest.mark.parametrize("field", ["A. Bee, C. Dee, E. Eff", "Bee, A., Dee, C."])
def test_a_list_with_commas_is_no_name(field: str):
    with pytest.raises(RecordError, match="too many commas"):
        people(field)


@given(
    st.sampled_from(["李明", "山田", "김철수", "Иван", "रमा", "รัก", "Ωμέγα", "علی"]),
    st.sampled_from(["王芳", "田中", "박영희", "Пётр", "रमी", "รุก", "Δέλτα", "حسن"]),
)
def test_names_in_any_script_keep_ids_of_their_own(one: str, other: str):
    assert person_id("d", one) != person_id("d", other)
    assert not person_id("d", one).endswith("/")


# -- venues --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("venue", "year", "series", "short"),
    [
        ("The 18th ACM SIGKDD International Conference, KDD '12, Beijing", 2012, "kdd", "KDD"),
        ("2008 IEEE Conference on Vision (CVPR 2008), Anchorage", 2008, None, "CVPR"),
        ("Proceedings of the ACM, SIGMOD Conference 2017", 2017, None, "SIGMOD"),
        ("IEEE Conference on Computer Vision, Providence, RI, USA", 2012, "cvpr", "CVPR"),
        ("Proceedings of the 27th Conference on Multimedia, MM 2019", 2019, "mm",
         "ACM Multimedia"),
        ("Proceedings of the Workshop on Looking Back at COLING 1969", 2009, None,
         "Workshop on Looking Back at COLING 1969"),
        ("Human Language Technologies: The 2009 Annual Conference", 2009, None,
         "Human Language Technologies: The 2009 Annual Conference"),
        ("", 2012, None, ""),
    ],
)  # fmt: skip
def test_long_venues_are_shortened(venue: str, year: int, series: str | None, short: str):
    assert short_venue(venue, year, series) == short


def test_the_series_of_a_short_venue_is_found_again():
    assert [series_of(v) for v in ("CVPR", "ACM Multimedia", "Nature", None)] == [
        "cvpr", "mm", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("module", [latex, names])
def test_examples_in_docstrings_hold(module: Any):
    assert doctest.testmod(module).failed == 0
