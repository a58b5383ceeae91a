"""What a paper's page says of authors that are missing, and of money."""

from __future__ import annotations

from explorer.config import Settings
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Store
from explorer.web.app import create_app

BREAKS_OFF = "The source breaks its list of authors off"
UNLISTED = "authors the source does not list"


def test_a_page_says_where_authors_are_missing_and_who_paid(empty_store: Store) -> None:
    cut = Paper("w:1", "One", 2020, authors_count=2932, authors_truncated=True,
                awards=("NSF <x> · 7", "DFG"))  # fmt: skip
    whole = Paper("w:2", "Two", 2020, authors_count=3)
    links = [Authorship("p:1", paper, 1) for paper in ("w:1", "w:2")]
    empty_store.write(Batch([cut, whole, Person("p:1", "Ada")], links), dataset="d", run_id="r")
    client = create_app(settings=Settings(), store=empty_store).test_client()
    one, two = (client.get(f"/paper/{id}").text for id in ("w:1", "w:2"))
    assert BREAKS_OFF in one
    assert f"2,931 {UNLISTED}" in one
    assert "NSF &lt;x&gt; · 7; DFG" in one
    assert BREAKS_OFF not in two
    assert "2 authors the source gives no id for" in two
    assert "Funding" not in two
