/* Kinds of nodes in words, and a slice's request in the words of an address: what several scripts
   say, said once. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  // Plurals are also the names of the arguments that say how many of a kind are wanted.
  const PLURALS = {
    person: "people", paper: "papers", topic: "topics", institution: "institutions",
  };

  graph.pluralOf = (kind) => PLURALS[kind] || `${kind}s`;

  /* "1 person", "1,234 papers", "50 or more topics". */
  graph.countOf = (kind, count, more = false) =>
    `${count.toLocaleString("en")}${more ? " or more" : ""} ` +
    (count === 1 && !more ? kind : graph.pluralOf(kind));

  /* The address at which the API tells of a slice, asked with what the slice says it was asked:
     its page there, as "slice" or "clusters"; steps are taken after all others. */
  graph.apiOf = function (page, asked, ...steps) {
    const query = graph.argumentsOf(asked);
    steps.forEach((step) => query.append("do", step));
    return `${graph.base()}/api/${page}/${graph.pathOf(asked.egos[0])}?${query}`;
  };

  graph.argumentsOf = function (asked) {
    const pairs = asked.egos.slice(1).map((id) => ["with", id]);
    for (const [kind, most] of Object.entries(asked.kinds)) {
      pairs.push([graph.pluralOf(kind), most]);
    }
    const weights = Object.entries(asked.weights).map(([name, weight]) => `${name}:${weight}`);
    if (weights.length) pairs.push(["weight", weights.join(",")]);
    for (const name of ["since", "until", "budget", "widen"]) {
      if (asked[name] != null) pairs.push([name, asked[name]]);
    }
    if (asked.depth > 1) pairs.push(["depth", asked.depth]);
    // The last step is the one that "widen" stands for.
    const steps = asked.widen ? asked.do.slice(0, -1) : asked.do;
    steps.forEach((step) => pairs.push(["do", step]));
    return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  };
})();
