/* How the live graph takes the place of the server's picture: the same viewport, the same
   colours, the same labels. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const CONTRAST = "(prefers-contrast: more), (forced-colors: active)";
  let due = null;
  const FAINT = { opacity: 0.4 };
  const CLEAR = {
    edge: { "line-opacity": 0.6 }, "edge.dim": { "line-opacity": 0.2 },
    "edge.fallen, edge.unfound": { "line-opacity": 0.2 },
    "node.dim": FAINT, "node.fallen, node.unfound, node.unlit": FAINT,
  };
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

  /* Give a class to those of these elements for which `holds` says so, and take it from the others.
     Cytoscape would compute the looks of all anew, whether or not their class has changed. */
  graph.mark = function (elements, name, holds) {
    elements.filter((each) => each.hasClass(name) !== Boolean(holds(each))).toggleClass(name);
  };

  /* Have `light` dim or bring back what it does once what has just been done is on the screen: the
     looks of all elements are computed for it. Of several in one frame the last one counts. */
  graph.lightSoon = function (light) {
    if (!due) requestAnimationFrame(() => setTimeout(lightNow));
    due = light;
  };

  function lightNow() {
    const light = due;
    due = null;
    light?.();
  }

  /* Dim all but these, with these nodes named; nothing brings all back. */
  graph.light = function (cy, kept, named) {
    due = null;
    cy.batch(() => {
      graph.mark(cy.elements(), "dim", (each) => kept && !kept.has(each));
      graph.mark(cy.edges(), "lit", (edge) => kept?.has(edge));
      for (const name of ["near", "shown"]) {
        graph.mark(cy.nodes(), name, (node) => named?.has(node));
      }
    });
    graph.nameApart(cy);
  };

  /* Dim all but an element and what it touches; `faced`, a neighbour, is named with it. */
  graph.highlight = function (cy, element, faced = cy.collection()) {
    if (!element) graph.light(cy);
    else if (element.isNode()) graph.light(cy, element.closedNeighborhood(), element.union(faced));
    else graph.light(cy, element.union(element.connectedNodes()), element.connectedNodes());
  };
})();
