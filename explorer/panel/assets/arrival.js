/* How the graph arrives: dash-cytoscape makes an empty Cytoscape, and the slice of the page is put
   into it at once, styled and placed, before the browser paints. Handing the elements through Dash
   instead costs its store, React's diff and a second styling: measured, more than drawing them. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  let made = null;

  /* Dash looks for a cookie with each request. This site sets none; browsers ask another process
     for them, and in a sandbox the mere question throws. */
  Object.defineProperty(document, "cookie", { get: () => "", set() {} });

  /* Set by dash-cytoscape as it mounts, before it adds its own listeners. Those would tell Dash of
     each step of a pan and of every hover, and Dash would compare all elements each time; nothing
     here asks Dash about them. */
  Object.defineProperty(window, "cy", {
    configurable: true,
    get: () => made,
    set(cy) {
      made = cy;
      cy.on = () => cy;
      queueMicrotask(() => {
        delete cy.on;
        arrive(cy);
      });
    },
  });

  /* The page holds its slice; a frame, which was painted without it, has been given it. */
  function read(id) {
    const script = document.getElementById(id);
    return script ? JSON.parse(script.textContent) : null;
  }

  function arrive(cy) {
    const { page } = graph;
    page.slice = graph.given?.slice || read("slice-data");
    page.drawing = graph.given?.drawing || read("graph-drawing");
    if (!page.slice || !page.drawing) {
      graph.say("There is no graph in this page.");
      return;
    }
    page.cy = cy;
    const labelled = graph.labelled(cy, page.drawing.tiers, 1);
    const rules = graph.resolveColours(page.drawing.stylesheet);
    const { resting } = page.drawing;
    drawAtOnce(cy.renderer());
    drawEdgesStraight(cy.renderer());
    cy.style().fromJson(rules.slice(0, resting)); // nothing stays of those that dash-cytoscape has
    cy.add(page.drawing.elements.map((each) => (each.position ? labelled(each) : each)));
    styleAtOnce(cy);
    cy.style().append(rules.slice(resting));
    graph.begin(cy);
  }

  /* Looks of elements that nothing has been computed of yet. Cytoscape would ask of each property
     of each element what hangs on it, and match each with the rules of what readers do. */
  function styleAtOnce(cy) {
    const style = cy.style();
    style.checkTriggers = () => {};
    cy.elements().cleanStyle();
    delete style.checkTriggers;
  }

  /* The first picture is drawn straight, once. Cytoscape would first draw every element into a
     texture and those into a layer, to be quick in the frames of a pan: measured, half of the time
     of the first picture. It makes them when they are needed. */
  function drawAtOnce(renderer) {
    renderer.drawLayeredElements = function (context, elements) {
      delete this.drawLayeredElements;
      this.data.lyrTxrCache.firstGet = false;
      this.drawElements(context, elements);
    };
  }

  /* Edges are lines: to draw one takes less than to ask Cytoscape's caches for it, which hold no
     edges. Those out of sight are left out, as it would. */
  function drawEdgesStraight(renderer) {
    const { drawCachedElement } = renderer;
    renderer.drawCachedElement = function (context, element, ratio, extent, ...rest) {
      if (element.isNode()) {
        drawCachedElement.call(this, context, element, ratio, extent, ...rest);
      } else if (element.visible() && !(extent && isOutside(element, extent))) {
        this.drawElement(context, element);
      }
    };
  }

  function isOutside(edge, { x1, y1, x2, y2 }) {
    const [one, other] = [edge.source().position(), edge.target().position()];
    return Math.max(one.x, other.x) < x1 || Math.min(one.x, other.x) > x2 ||
      Math.max(one.y, other.y) < y1 || Math.min(one.y, other.y) > y2;
  }

  /* The looks of the graph, in the colours that the page has now. */
  graph.dress = function (cy) {
    cy.style().fromJson(graph.resolveColours(graph.page.drawing.stylesheet)).update();
  };
})();
