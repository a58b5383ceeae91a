"""The graph that loads are measured on is as uneven as it says, and the same each time."""

from __future__ import annotations

from collections import Counter

from loaders.openalex import to_records
from tests.bench.power_law import MOST_AUTHORS, works

PAPERS = 3000
WORKS = list(works(PAPERS))


def test_the_same_seed_gives_the_same_works_and_another_one_others() -> None:
    assert list(works(20, seed=1)) == list(works(20, seed=1))
    assert list(works(20, seed=1)) != list(works(20, seed=2))


def test_every_work_is_one_that_the_loader_takes() -> None:
    for work in WORKS:
        batch = to_records(work, "made")
        assert len(batch.edges) >= len(work["authorships"]) + len(work["topics"])


def test_author_lists_and_citations_have_a_heavy_tail() -> None:
    sizes = sorted(len(work["authorships"]) for work in WORKS)
    assert sizes[0] == 1
    assert 3 <= sum(sizes) / PAPERS <= 5
    assert sizes[PAPERS // 2] <= 3
    assert 100 < sizes[-1] <= MOST_AUTHORS
    cited = Counter(each for work in WORKS for each in work["referenced_works"])
    inside = [cited[work["id"]] for work in WORKS]
    assert max(inside) > 20 * sum(inside) / PAPERS


def test_references_go_back_in_time_or_outside() -> None:
    ids = {work["id"]: place for place, work in enumerate(WORKS)}
    outside = 0
    for place, work in enumerate(WORKS):
        assert all(ids.get(each, -1) < place for each in work["referenced_works"])
        outside += sum(each not in ids for each in work["referenced_works"])
    assert outside > PAPERS


def test_a_hub_has_more_papers_and_co_authors_than_anybody_else() -> None:
    papers = [
        {each["author"]["id"] for each in work["authorships"]} for work in works(PAPERS, hub=300)
    ]
    wrote = Counter(author for authors in papers for author in authors)
    [(hub, most), (_, second)] = wrote.most_common(2)
    assert most >= 300
    assert most > 1.5 * second
    with_hub = [authors for authors in papers if hub in authors]
    assert len(set[str]().union(*with_hub)) > most
