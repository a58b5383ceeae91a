/* A slice about two people: whose a node is, in words on its card and counted in the legend. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  graph.parts = graph.parts || [];
  const OWN = {
    person: ["wrote with", "wrote with"], paper: ["wrote it", "wrote it"],
    topic: ["write about it", "writes about it"], institution: ["were there", "was there"],
  };

  function egosOf(slice) {
    const ids = slice.egos || [slice.ego];
    const found = ids.map((id) => slice.nodes.find((node) => node.id === id));
    return found.filter(Boolean);
  }

  /* Whose a node is, as a sentence; nothing in a slice that is not about two people. */
  graph.whose = function (slice, node) {
    const [a, b] = egosOf(slice);
    if (!a || !b || !node.side || node.score === null) return "";
    const [both, one] = OWN[node.kind];
    const end = node.kind === "person" ? " them" : "";
    const sentences = {
      both: `Shared: ${a.label} and ${b.label} both ${both}${end}`,
      a: `Only ${a.label} ${one}${end}`,
      b: `Only ${b.label} ${one}${end}`,
      neither: `Neither’s own: near ${a.label} or ${b.label} in other ways`,
    };
    return sentences[node.side] || "";
  };

  /* Pages about two people, for the card of one who is not the ego: address by words. */
  graph.pairLinks = function (slice, base, node) {
    const ego = slice.nodes.find((each) => each.id === slice.ego);
    if (node.kind !== "person" || !ego || ego.kind !== "person" || node.id === ego.id) return {};
    const address = (path, names) => `${base}/${path}?${new URLSearchParams(names)}`;
    return { [`Compare with ${ego.label}`]: address("compare", { a: ego.id, b: node.id }) };
  };

  function count(page) {
    const legend = document.getElementById("side-legend");
    if (!legend) return;
    const things = page.slice.nodes.filter((node) => node.score !== null);
    legend.hidden = !things.some((node) => node.side);
    legend.querySelectorAll("[data-side]").forEach((figure) => {
      const side = figure.dataset.side;
      figure.textContent = things.filter((node) => node.side === side).length;
    });
  }

  // Controls that ask for another slice, or judge what routes do not have.
  const OF_SLICES = ["strength", "relations", "years", "play", "colour", "sole"];

  /* Routes are drawn as they were found: what changes a neighbourhood has nothing to work on. */
  function hold(page) {
    if (!("fixed" in document.getElementById("research-graph").dataset)) return;
    graph.step = graph.replaceQuery = () => {
      graph.say("Routes stay as they were found. Open a person to go on from there.");
      return Promise.resolve(false);
    };
    page.cy.autoungrabify(true);
    for (const name of OF_SLICES) {
      delete graph.controls[name]; // nor does an address set it
      document.querySelector(`.control-${name}`)?.remove();
    }
  }

  graph.parts.push({ start: hold, changed: count });
})();
