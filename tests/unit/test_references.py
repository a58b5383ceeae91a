"""What a paper cites outside the graph, and who says so."""

from hypothesis import given
from hypothesis import strategies as st

from explorer.holdings import Holding, release
from explorer.references import outside_of, said_outside

WORKS = st.sets(st.sampled_from(["openalex:W1", "doi:10.1/a/b", "bib:a/b#c", "田"]), min_size=1)


@given(st.dictionaries(st.sampled_from(["d", "e e", "f#g"]), WORKS, min_size=2))
def test_what_each_dataset_says_is_kept_and_read_again(said: dict[str, set[str]]) -> None:
    kept = outside_of(list(said), said)
    assert set(kept["references_outside"] or ()) == set().union(*said.values())
    assert said_outside(list(said), kept["references_outside"], kept["outside_by"]) == said
    _, *rest = said
    alone = said_outside(rest, kept["references_outside"], kept["outside_by"])
    assert alone == {name: said[name] for name in rest}


def test_a_paper_of_one_dataset_needs_no_names() -> None:
    kept = outside_of(["d"], {"d": {"b", "a"}})
    assert kept == {"references_outside": ["a", "b"], "outside_by": None}
    assert said_outside(["d"], ["a", "b"], None) == {"d": {"a", "b"}}
    assert outside_of(["d", "e"], {"d": set(), "e": set()}) == {
        "references_outside": None, "outside_by": None,
    }  # fmt: skip


def test_a_dataset_that_goes_takes_its_references_with_it() -> None:
    values = {"references_outside": ["a", "b"], "outside_by": ["d/a", "e/a", "e/b", "f/b"]}
    change = release(Holding(("d", "e", "f"), ("d#1", "e#2", "f#3"), {}, values), "e")
    assert change is not None
    assert change["references_outside"] == ["a", "b"]
    assert change["outside_by"] == ["d/a", "f/b"]
    left = release(Holding(("d", "e"), ("d#1", "e#2"), {}, {**values, "outside_by": ["e/b"]}), "e")
    assert left is not None
    assert (left["references_outside"], left["outside_by"]) == (None, None)
