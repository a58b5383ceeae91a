/* What lies outside of the view: counted and told after a step, and the button that shows the
   whole graph is marked until it does. The camera moves only where a reader moves it. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const EDGE = 8; // CSS pixels of a node that must be in view
  const button = () => document.getElementById("graph-zoom-fit");
  let marked = false;

  /* Where the slice has the nodes: some may still be on their way there. */
  function outside({ cy, slice }) {
    const { x1, y1, x2, y2 } = cy.extent();
    const edge = EDGE / cy.zoom();
    return slice.nodes.filter(({ id, x, y }) => !cy.getElementById(id).hasClass("off")
      && (x - x1 < edge || y - y1 < edge || x2 - x < edge || y2 - y < edge)).length;
  }

  function mark(on) {
    marked = on;
    button()?.toggleAttribute("data-wanted", on);
  }

  /* A sentence on how many there are, if any. */
  graph.tellOutside = function () {
    const count = outside(graph.page);
    mark(count > 0);
    if (!count) return "";
    const lie = count === 1 ? "1 node lies" : `${count} nodes lie`;
    return `${lie} outside the view: ${button()?.textContent || "zooming out"} shows all.`;
  };

  graph.parts = graph.parts || [];
  graph.parts.push({
    start(page) {
      page.cy.on("viewport", () => {
        if (marked) mark(outside(page) > 0);
      });
    },
  });
})();
