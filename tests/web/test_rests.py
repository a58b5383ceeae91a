"""What a slice says of the evidence behind its reasons: shares, venues, what depends on what."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from explorer.graph.lens import sole_paper
from loaders.sample import FEATURED

EGOS = [*(FEATURED[name] for name in ("Qi Tian", "Vincent Larivière")), "openalex:W2048185449"]


@pytest.fixture(params=EGOS)
def shown(client: FlaskClient, request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/slice/{request.param}").get_json()
    return found


def test_shares_of_all_evidence_sum_to_the_points(shown: dict[str, Any]) -> None:
    reasons = [why for node in shown["nodes"] for why in node["reasons"]]
    assert any(why["complete"] for why in reasons)
    for why in reasons:
        assert 0 < len(why["shares"]) <= len(why["evidence"])
        total = sum(why["shares"])
        assert total <= why["points"] + 1e-5
        if why["complete"]:
            assert total == pytest.approx(why["points"], abs=1e-5)
        assert why["rests"] is None or len(why["rests"]) == len(why["shares"])


def test_what_a_piece_rests_on_is_named_as_a_paper(shown: dict[str, Any]) -> None:
    evidence = shown["evidence"]
    for node in shown["nodes"]:
        for why in node["reasons"]:
            kinds = {evidence[each]["kind"] for each in why["evidence"][: len(why["shares"])]}
            assert (kinds == {"paper"}) == (why["rests"] is None)
            for side in (side for sides in why["rests"] or () for side in sides):
                assert {evidence[p]["kind"] for p in side["papers"]} <= {"paper"}


def test_venues_of_papers_are_told_and_nothing_elses(shown: dict[str, Any]) -> None:
    told = shown["evidence"].values()
    assert any(each["venue"] for each in told if each["kind"] == "paper")
    assert not any(each["venue"] for each in told if each["kind"] != "paper")


def test_who_depends_on_one_paper_is_told(shown: dict[str, Any]) -> None:
    for node in shown["nodes"]:
        assert node["depends_on"] == sole_paper(node["id"], node["reasons"])
        assert node["depends_on"] is None or node["depends_on"] in shown["evidence"]
