/* The detail card: what a node or an edge is, and why it is here, from the slice in the page.
   Pure: a slice and an id go in, a tree of Dash components comes out. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const PARTS = 6; // colours of the bar of reasons
  const SHOWN = 4; // papers of a reason before the rest is folded away
  const KIND_WORDS = {
    paper: "Paper", person: "Person", topic: "Topic", institution: "Institution",
  };

  function h(type, props, ...children) {
    return {
      namespace: "dash_html_components",
      type,
      props: { ...props, children: children.flat().filter((child) => child != null) },
    };
  }

  /* An id as a path of the site holds it: readable, and with nothing in it that ends the path. */
  graph.pathOf = (id) => encodeURIComponent(id).replaceAll("%2F", "/").replaceAll("%3A", ":");

  function pageOf(base, kind, id) {
    const path = graph.pathOf(id);
    return `${base}/${kind}/${path}`;
  }

  function kindChip(kind) {
    return h("Span", { className: `kind kind-${kind}` }, KIND_WORDS[kind] || kind);
  }

  function proof(slice, base, id) {
    const known = slice.evidence[id];
    if (!known) return h("Li", {}, id);
    const year = known.year ? ` (${known.year})` : "";
    return h("Li", {}, h("A", { href: pageOf(base, known.kind, id) }, known.label), year);
  }

  function proofs(slice, base, ids, count, rest = "the node’s page lists them") {
    const links = ids.map((id) => proof(slice, base, id));
    const parts = [h("Ul", { className: "proofs" }, links.slice(0, SHOWN))];
    if (links.length > SHOWN) {
      parts.push(
        h("Details", {},
          h("Summary", {}, `Show all ${links.length}`),
          h("Ul", { className: "proofs" }, links.slice(SHOWN)))
      );
    }
    if (count > links.length) {
      parts.push(h("P", { className: "quiet" }, `${count} in all; ${rest}.`));
    }
    return parts;
  }

  /* Citations: a paper of one end's and the other's linked to it; who cites whom by the years. */
  function pairs(slice, base, why) {
    const named = (id) => proof(slice, base, id).props.children;
    const year = (id) => slice.evidence[id]?.year || 0;
    const word = (one, other) => {
      if (!year(one) || !year(other) || year(one) === year(other)) return "cites or is cited by";
      return year(one) > year(other) ? "cites" : "is cited by";
    };
    const lines = why.pairs.map(([one, other]) =>
      h("Li", {}, ...named(one), ` ${word(one, other)} `, ...named(other)));
    const more = why.count > lines.length;
    return [
      h("Ul", { className: "proofs" }, lines),
      more ? h("P", { className: "quiet" }, `${why.count} in all; these weigh most.`) : null,
    ];
  }

  /* All reasons as one bar, as long as the score. */
  function stack(slice, why, score) {
    const told = why.map((each) => `${titleOf(slice, each)} ${each.points.toFixed(2)}`);
    return h("Div", {
      className: "stack", role: "img",
      "aria-label": `The score is the sum of its reasons: ${told.join(", ")}`,
    }, why.map((each, place) => h("Div", {
      className: `part part${place % PARTS}`, title: told[place],
      style: { width: `${(100 * each.points) / score}%` },
    })));
  }

  const titleOf = (slice, why) => slice.relations[why.relation]?.title || why.relation;

  /* To a query's page, which tells of its last run about one of these egos, or of the last run. */
  function queryLink(slice, base, query, ...egos) {
    const ran = (slice.runs || []).map((each, place) => ({ ...each, token: slice.run_tokens?.[place] }))
      .filter((each) => each.query === query);
    const about = (each) => egos.some((ego) => each.params.egos?.includes(ego));
    const run = (ran.findLast(about) || ran.at(-1))?.token;
    const href = `${base}/query/${encodeURIComponent(query)}${run ? `?run=${run}` : ""}`;
    return h("A", { href, className: "query-link", title: `The query ${query}` }, "show your query");
  }

  function reason(slice, base, why, score, place) {
    const share = score > 0 ? Math.round((100 * why.points) / score) : 0;
    return h("Section", { className: "reason" },
      h("H4", {},
        h("Span", {},
          h("Span", { className: `tone part${place % PARTS}`, "aria-hidden": "true" }),
          titleOf(slice, why)),
        h("Span", { className: "points", title: `${share} % of the score` }, why.points.toFixed(2))),
      h("P", {}, why.sentence, " · ", queryLink(slice, base, why.query, why.ego)),
      why.pairs?.length ? pairs(slice, base, why)
        : proofs(slice, base, why.evidence, why.count || 0));
  }

  function nodeCard(slice, base, node) {
    const page = pageOf(base, node.kind, node.id);
    const ego = node.score === null;
    const whose = graph.whose(slice, node);
    const explore = `${base}/explore?ego=${encodeURIComponent(node.id)}`;
    const head = [
      kindChip(node.kind),
      h("H3", { tabIndex: -1 }, h("A", { href: page }, node.label)),
      h("P", { className: "quiet" }, node.detail),
      ...[...node.marks, ...(graph.tellsOf?.(node) || [])].map((mark) =>
        h("P", { className: "mark" }, mark)),
      whose ? h("P", { className: `whose-line side-${node.side}` }, whose) : null,
      h("P", { className: "card-links" },
        h("A", { href: page }, `Open ${node.kind} page`),
        ego ? null : h("A", { href: explore }, "Explore from here"),
        ...Object.entries(graph.pairLinks(slice, base, node))
          .map(([words, href]) => h("A", { href }, words))),
    ];
    if (ego) return [head, [h("P", {}, "The graph is about this node.")]];
    const why = [...node.reasons].sort((one, other) => other.points - one.points);
    return [head, [
      h("H4", { className: "why" },
        h("Span", {}, "Why it is here"),
        h("Span", { className: "points", title: "The sum of the reasons" }, node.score.toFixed(2))),
      stack(slice, why, node.score),
      ...why.map((each, place) => reason(slice, base, each, node.score, place)),
    ]];
  }

  function edgeCard(slice, base, edge) {
    const nodes = [edge.source, edge.target].map((id) => slice.nodes.find((node) => node.id === id));
    const [one, other] = nodes.map((node) =>
      h("A", { href: pageOf(base, node.kind, node.id) }, node.label));
    const words = edge.kind.toLowerCase().replaceAll("_", " ");
    const egos = nodes.filter((node) => node.score === null);
    const whose = (egos.length ? egos : nodes).map((node) => node.id);
    // A person's page lists all papers, a paper's not all that cite it.
    const listed = edge.behind === "paper" && nodes.every((node) => node.kind !== "paper");
    const rest = listed ? "the pages of both ends list them" : "these are some of them";
    return [
      [
        h("Span", { className: "kind" }, words),
        h("H3", { tabIndex: -1 }, one, " – ", other),
      ],
      [
        h("P", {}, edge.sentence, " · ", queryLink(slice, base, edge.query, ...whose)),
        ...(edge.pairs?.length ? pairs(slice, base, edge)
          : proofs(slice, base, edge.evidence, edge.count || 0, rest)),
      ],
    ];
  }

  /* Head and body of the card of a node or an edge; null where the slice holds neither. */
  graph.buildCard = function (slice, base, id) {
    const node = slice.nodes.find((each) => each.id === id);
    if (node) return nodeCard(slice, base, node);
    const edge = slice.edges.find((each) => each.id === id);
    return edge ? edgeCard(slice, base, edge) : null;
  };
})();
