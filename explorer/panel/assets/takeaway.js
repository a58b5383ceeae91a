/* The links that take the graph away: after each step they lead to what is shown. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const PLURAL = {
    paper: "papers", person: "people", topic: "topics", institution: "institutions",
  };

  /* The arguments that give the slice of a request, as the slice repeats it. */
  function argumentsOf(asked) {
    const pairs = asked.egos.slice(1).map((id) => ["with", id]);
    for (const [kind, most] of Object.entries(asked.kinds)) pairs.push([PLURAL[kind], most]);
    const weights = Object.entries(asked.weights).map(([name, weight]) => `${name}:${weight}`);
    if (weights.length) pairs.push(["weight", weights.join(",")]);
    for (const name of ["since", "until", "budget", "widen"]) {
      if (asked[name] != null) pairs.push([name, asked[name]]);
    }
    if (asked.depth > 1) pairs.push(["depth", asked.depth]);
    asked.do.forEach((step) => pairs.push(["do", step]));
    return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  }

  function changed(page) {
    const { asked } = page.slice;
    for (const link of document.querySelectorAll(".takeaway a[data-format]")) {
      const query = argumentsOf(asked);
      query.set("format", link.dataset.format);
      const { api } = link.closest(".takeaway").dataset;
      link.setAttribute("href", `${api}${graph.pathOf(asked.egos[0])}?${query}`);
    }
  }

  graph.parts = graph.parts || [];
  graph.parts.push({ changed });
})();
