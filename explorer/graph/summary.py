"""A slice in a few sentences, for readers who do not see its picture. Pure.

Comes in: the JSON of a slice. Goes out: what it is about, how many are shown of how many, the
strongest people with why, its topics and institutions, and what was cut. Of introduction routes,
who stands on each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.graph.words import counted, listed
from explorer.model import NodeKind

STRONGEST = 3  # people told with their reason
ORDER = (NodeKind.PERSON, NodeKind.PAPER, NodeKind.TOPIC, NodeKind.INSTITUTION)
# What the strongest people are to the one ego, by its kind: singular, plural.
PEOPLE: Mapping[str, tuple[str, str]] = {
    "person": ("The strongest collaborator is", "The strongest collaborators are"),
    "topic": ("Whoever writes most about it is", "Those who write most about it are"),
}
ROUTES = "introduction"  # the one relation of a slice that is routes between two people
NEAREST = ("The person nearest to it is", "The people nearest to it are")
Json = Mapping[str, Any]


def summarise(graph_slice: Json) -> tuple[str, ...]:
    """The five sentences, each with its full stop; of routes, one for each and two around them."""
    if ROUTES in graph_slice["relations"]:
        return _routes(graph_slice)
    shown = _by_kind(graph_slice["nodes"])
    return (
        _about(graph_slice),
        _counts(graph_slice, shown),
        _people(graph_slice, shown),
        _places(shown),
        _cut(graph_slice),
    )


def _routes(graph_slice: Json) -> tuple[str, ...]:
    """Whom they lead to, each of them, and the date of the data."""
    egos, nodes = _egos(graph_slice), graph_slice["nodes"]
    others = counted(len(nodes) - len(egos), "person", "people")
    links = counted(len(graph_slice["edges"]), "step")
    ends = f"from {egos[0]['label']} to {egos[-1]['label']}"
    routes = {
        why["sentence"]
        for node in nodes for why in node["reasons"] if why["relation"] == ROUTES
    }  # fmt: skip
    told = sorted(routes, key=lambda text: int(text.split()[1]))  # "Route 2 of 5: …"
    known = {ego["id"] for ego in egos}
    direct = [edge for edge in graph_slice["edges"] if {edge["source"], edge["target"]} == known]
    return (
        f"These are routes {ends}: {others} between them, and {links}.",
        *(f"They know each other themselves: {edge['sentence']}." for edge in direct),
        *(f"{text}." for text in told),
        f"The data is as of {_date(graph_slice)}.",
    )


def _by_kind(nodes: Sequence[Json]) -> dict[str, list[Json]]:
    """All but the egos, the strongest first."""
    ranked = sorted(
        (node for node in nodes if node["score"] is not None),
        key=lambda node: (-node["score"], node["id"]),
    )
    return {kind: [node for node in ranked if node["kind"] == kind] for kind in NodeKind}


def _egos(graph_slice: Json) -> list[Json]:
    return [node for node in graph_slice["nodes"] if node["score"] is None]


def _about(graph_slice: Json) -> str:
    nodes, egos = graph_slice["nodes"], _egos(graph_slice)
    others = counted(len(nodes) - len(egos), "node")
    links = counted(len(graph_slice["edges"]), "link")
    if len(egos) == 1:
        ego = egos[0]
        known = ", ".join(
            part for part in (ego["kind"], ego["detail"].replace(" · ", ", ")) if part
        )
        return f"This graph is about {ego['label']} ({known}), with {others} around and {links}."
    names = listed([ego["label"] for ego in egos])
    return f"This graph is about {names}, with {others} between and around them and {links}."


def _counts(graph_slice: Json, shown: Mapping[str, Sequence[Json]]) -> str:
    by_kind = {cut["kind"]: cut for cut in graph_slice["cut"]}
    parts = [_count(by_kind[kind], kind) for kind in ORDER if kind in by_kind]
    if not parts:
        return "Nothing is shown around it."
    return f"Shown are {_and(parts)}{_brought(graph_slice, shown, by_kind)}."


def _brought(
    graph_slice: Json, shown: Mapping[str, Sequence[Json]], cuts: Mapping[str, Json]
) -> str:
    """How many are shown that are no neighbours of the egos, and around whom they are."""
    beyond = sum(
        len(nodes) - (cuts[kind]["shown"] if kind in cuts else 0) for kind, nodes in shown.items()
    )
    if beyond <= 0:
        return ""
    ring = graph_slice.get("second_ring")
    brought = [each["id"] for each in graph_slice["expanded"]] + (ring["around"] if ring else [])
    labels = {node["id"]: node["label"] for node in graph_slice["nodes"]}
    around = [labels[each] for each in dict.fromkeys(brought) if each in labels]
    place = f", around {listed(around)}" if around else ""
    return f"; beyond them {counted(beyond, 'node')} more{place}"


def _count(cut: Json, kind: NodeKind) -> str:
    shown, available = cut["shown"], cut["available"]
    if not available:
        return f"no {kind.plural}, for none {'were found' if cut['more'] else 'are linked'}"
    if shown == available:
        which = f"all {available:,} {kind.plural}" if available > 1 else f"the only {kind}"
        found = f" that {'were' if available > 1 else 'was'} found" if cut["more"] else ""
        return f"{which}{found}"
    least = "at least " if cut["more"] else ""
    return f"{shown or 'none'} of {least}{counted(available, kind.value, kind.plural)}"


def _people(graph_slice: Json, shown: Mapping[str, Sequence[Json]]) -> str:
    egos = _egos(graph_slice)
    people = shown[NodeKind.PERSON]
    kind = egos[0]["kind"] if len(egos) == 1 else ""
    if kind == "person":
        wrote = [each for each in people if _wrote_together(each)]
        people, kind = (wrote, kind) if wrote else (people, "")
    if not people:
        others = sorted(
            (node for nodes in shown.values() for node in nodes),
            key=lambda node: (-node["score"], node["id"]),
        )[:STRONGEST]
        if not others:
            return "Nobody and nothing is near it."
        return f"No people are shown; strongest are {_with_reasons(others, egos)}."
    one, several = PEOPLE.get(kind, NEAREST)
    first = people[:STRONGEST]
    return f"{one if len(first) == 1 else several} {_with_reasons(first, egos)}."


def _wrote_together(node: Json) -> bool:
    return any(reason["relation"] == "coauthorship" for reason in node["reasons"])


def _with_reasons(nodes: Sequence[Json], egos: Sequence[Json]) -> str:
    return "; ".join(_with_reason(node, {ego["id"] for ego in egos}) for node in nodes)


def _with_reason(node: Json, egos: set[str]) -> str:
    best = max(node["reasons"], key=lambda reason: float(reason["points"]), default=None)
    if best is None:
        return str(node["label"])
    text = str(best["sentence"])
    if egos == {best["ego"]}:  # else it starts with the name of whom it speaks
        text = text[0].lower() + text[1:]
    return f"{node['label']} ({text})"


def _places(shown: Mapping[str, Sequence[Json]]) -> str:
    parts = []
    for kind in (NodeKind.TOPIC, NodeKind.INSTITUTION):
        names = [node["label"] for node in shown[kind]]
        if len(names) == 1:
            parts.append(f"the only {kind} is {names[0]}")
        elif names:
            parts.append(f"the nearest {kind.plural} are {listed(names)}")
        else:
            parts.append(f"no {kind.plural} are shown")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _cut(graph_slice: Json) -> str:
    by_kind = {cut["kind"]: cut for cut in graph_slice["cut"]}
    parts = [text for kind in ORDER if kind in by_kind for text in _left(by_kind[kind], kind)]
    found = " that was found" if any(cut["more"] for cut in by_kind.values()) else ""
    left = f"Left out are {_and(parts)}" if parts else f"Nothing{found} is left out"
    late = "; some may be missing, for the database did not answer in time"
    partial = late if graph_slice["partial"] else ""
    return f"{left}{partial}; the data is as of {_date(graph_slice)}."


def _date(graph_slice: Json) -> str:
    return graph_slice["data_as_of"] or "an unknown date"


def _left(cut: Json, kind: NodeKind) -> Iterator[str]:
    left = cut["available"] - cut["shown"] - cut["hidden"]
    if left <= 0:
        return
    least = "at least " if cut["more"] else ""
    limit = "" if cut["threshold"] is None else f" that score below {cut['threshold']:.2g}"
    yield f"{least}{counted(left, kind.value, kind.plural)}{limit}"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
