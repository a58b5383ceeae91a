"""Other forms of our score, each to be compared with the one the product has."""

from __future__ import annotations

from functools import partial
from math import inf

import numpy as np

from explorer.graph.relations import by_authors, by_degree
from tests.bench.quality_baselines import ties_by_position
from tests.bench.quality_metrics import Floats
from tests.bench.quality_scores import (
    COMMON,
    WEIGHTS,
    Graph,
    Method,
    coauthorship,
    common_collaborators,
    hubs,
    same_institution,
    score,
    shared_topic,
)

EVERYBODY = 1_000_000


def _strangers(graph: Graph, ego: int) -> Floats:
    found = common_collaborators(graph, ego)
    found[graph.ties.at(ego)[0]] = 0.0
    return found


def _by_coauthors(graph: Graph, ego: int) -> Floats:
    return common_collaborators(graph, ego, hub=hubs(by_degree, graph.known))


def _by_share(graph: Graph, ego: int) -> Floats:
    return common_collaborators(graph, ego, hub=hubs(by_authors, graph.known))


def _form(method: Method) -> Method:
    return score(WEIGHTS, **{COMMON: method})


FORMS: dict[str, Method] = {
    "only for people without a joint paper": _form(_strangers),
    "through all collaborators": _form(
        partial(common_collaborators, strongest=EVERYBODY, reach=inf)
    ),
    "through the strongest 50": _form(partial(common_collaborators, strongest=50)),
    "through the strongest 10": _form(partial(common_collaborators, strongest=10)),
    "hub 1/ln(2 + co-authors)": _form(_by_coauthors),
    "hub 1/(co-authors − 1)": _form(_by_share),
    "root of the product of the ties": _form(
        partial(common_collaborators, tie=lambda mine, theirs: np.sqrt(mine * theirs))
    ),
    "every tie counts 1": _form(
        partial(common_collaborators, tie=lambda mine, theirs: np.ones(len(mine)))
    ),
}
TOPICS_ALONE = "topics alone"
TOPICS_UNBOUNDED = "topics alone, without the rule"
REACHES: dict[str, Method] = {
    "our score": score(WEIGHTS),
    "our score, without the rule": score(
        WEIGHTS,
        shared_topic=partial(shared_topic, reach=inf),
        same_institution=partial(same_institution, reach=inf),
    ),
    TOPICS_ALONE: shared_topic,
    TOPICS_UNBOUNDED: partial(shared_topic, reach=inf),
}
ROLES: dict[str, Method] = {
    "every author counts 1": coauthorship,
    "middle authors 0.5": ties_by_position(0.5),
    "middle authors 0.25": ties_by_position(0.25),
    "the other in the middle 0.5, the ego 1": ties_by_position(0.5, both=False),
}
HALF_LIVES = (2.5, 5.0, 7.5, 20.0, inf)  # years
