/* How the live graph takes the place of the server's picture: the same viewport, the same
   colours, the same labels. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const ALL_LABELS = 0.62; // labels needed at less than this share of their size: show them all

  const CONTRAST = "(prefers-contrast: more), (forced-colors: active)";
  const CLEAR = { edge: { "line-opacity": 0.6 }, "node.dim": { opacity: 0.4 } };
  /* What readers may ask for that changes the colours of the page. */
  graph.COLOUR_QUERIES = ["(prefers-color-scheme: dark)", ...CONTRAST.split(", ")];

  /* The stylesheet with its colours as the page has them now. All are asked for before the first
     is read, so that the browser computes styles once. */
  graph.resolveColours = function (stylesheet) {
    const probes = document.createElement("span");
    probes.style.forcedColorAdjust = "none"; // else every colour would become that of text
    const section = document.getElementById("research-graph") || document.body;
    const known = new Map();
    for (const { style } of stylesheet) {
      for (const value of Object.values(style)) {
        if (!isColour(value) || known.has(value)) continue;
        const probe = document.createElement("span");
        probe.style.color = value;
        probes.append(probe);
        known.set(value, probe);
      }
    }
    section.append(probes);
    for (const [value, probe] of known) known.set(value, getComputedStyle(probe).color);
    probes.remove();
    const clear = matchMedia(CONTRAST).matches ? CLEAR : {};
    return stylesheet.map(({ selector, style }) => ({
      selector,
      style: Object.fromEntries(
        Object.entries({ ...style, ...clear[selector] })
          .map(([name, value]) => [name, known.get(value) ?? value])
      ),
    }));
  };

  const isColour = (value) => typeof value === "string" && value.startsWith("var(");

  graph.restZoom = (cy, view) => Math.min(cy.width() / view.width, cy.height() / view.height);

  /* As an SVG with preserveAspectRatio="xMidYMid meet" maps its viewBox; in so many ms. */
  graph.fitView = function (cy, view, duration = 0) {
    cy.resize();
    const zoom = graph.restZoom(cy, view);
    const pan = {
      x: (cy.width() - zoom * view.width) / 2 - zoom * view.x,
      y: (cy.height() - zoom * view.height) / 2 - zoom * view.y,
    };
    if (duration) cy.animate({ zoom, pan, duration });
    else cy.viewport({ zoom, pan });
    return zoom;
  };

  /* Where the graph is no wider than this: as the server's picture has it, which a frame fills. */
  function small(widest) {
    const { width, height } = graph.page.drawing.view;
    const low = Math.round((widest * height) / width) + graph.around;
    return `(max-width: ${widest}px)${graph.around ? `, (max-height: ${low}px)` : ""}`;
  }

  /* Which labels stand, and how large, in a page of this width and at this zoom: the closer
     a reader looks, the smaller the labels need to be, and the more of them fit. */
  graph.labelTier = function (tiers, closer) {
    const fits = ({ widest }) => widest === null || window.matchMedia(small(widest)).matches;
    const crowding = graph.page.drawing.crowding || 1;
    const needed = (tiers.filter(fits).at(-1).scale * crowding) / closer;
    const tier = tiers.findLastIndex((each) => each.scale <= needed * 1.01);
    return { tier: Math.max(tier, 0), all: needed < ALL_LABELS };
  };

  graph.showLabels = function (cy, tiers, closer) {
    const { tier, all } = graph.labelTier(tiers, closer);
    const key = `${tier} ${all}`;
    if (cy.scratch("_labels") === key) return;
    cy.scratch("_labels", key);
    cy.batch(() => {
      tiers.forEach((_, index) => graph.mark(cy.nodes(), `tier${index}`, () => index === tier));
      graph.mark(cy.nodes(), "named", (node) => all || node.data("tier") >= tier);
    });
  };

  /* The same for nodes that are about to be added: their classes, by the tier of their label. */
  graph.labelClasses = function (cy, tiers, closer) {
    const { tier, all } = graph.labelTier(tiers, closer);
    cy.scratch("_labels", `${tier} ${all}`);
    return (own) => (all || own >= tier ? `tier${tier} named` : `tier${tier}`);
  };

  /* Give a class to those of these elements for which `holds` says so, and take it from the others.
     Cytoscape would compute the looks of all anew, whether or not their class has changed. */
  graph.mark = function (elements, name, holds) {
    elements.filter((each) => each.hasClass(name) !== Boolean(holds(each))).toggleClass(name);
  };

  /* Dim all but these, with these nodes named; nothing brings all back. */
  graph.light = function (cy, kept, named) {
    cy.batch(() => {
      graph.mark(cy.elements(), "dim", (each) => kept && !kept.has(each));
      graph.mark(cy.edges(), "lit", (edge) => kept?.has(edge));
      for (const name of ["near", "shown"]) {
        graph.mark(cy.nodes(), name, (node) => named?.has(node));
      }
    });
  };

  /* Dim all but an element and what it touches. */
  graph.highlight = function (cy, element) {
    if (!element) graph.light(cy);
    else if (element.isNode()) graph.light(cy, element.closedNeighborhood(), element);
    else graph.light(cy, element.union(element.connectedNodes()), element.connectedNodes());
  };
})();
