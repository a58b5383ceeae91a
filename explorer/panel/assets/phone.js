/* A finger in the graph. On a phone the card is a sheet over the lower part of the screen: what was
   chosen is brought into the part above it. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const CLEAR = 28; // CSS pixels between what was chosen and the edges of what is in sight
  const FINGER = 16; // CSS pixels from a node at which a finger still means it
  const narrow = matchMedia("(max-width: 600px)");

  /* What a tap is about. A finger is broader than a node on a phone, and a node is more often
     meant than the edge beside it. */
  graph.meant = function (cy, { target, originalEvent, renderedPosition: at }) {
    const hit = target === cy ? null : target;
    if (hit?.isNode() || !originalEvent?.type.startsWith("touch")) return hit;
    let nearest = null;
    let least = FINGER;
    cy.nodes(":visible").forEach((node) => {
      const { x, y } = node.renderedPosition();
      const gap = Math.hypot(x - at.x, y - at.y) - node.renderedWidth() / 2;
      if (gap < least) [nearest, least] = [node, gap];
    });
    return nearest || hit;
  };

  /* Scroll the page, as little as will do, until a point of the screen is above the sheet. */
  function bringUp(element) {
    const sheet = document.getElementById("detail-card");
    const box = document.getElementById("graph")?.getBoundingClientRect();
    if (!box || !sheet || sheet.hidden || !narrow.matches) return;
    const at = element.isNode() ? element.renderedPosition() : element.renderedMidpoint();
    const y = box.top + at.y;
    const lowest = sheet.getBoundingClientRect().top - CLEAR;
    const top = y > lowest ? y - lowest : Math.min(0, y - CLEAR);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (top) window.scrollBy({ top, behavior: calm ? "auto" : "smooth" });
  }

  /* Once the card has its words, and so its height; the facts that follow may raise it again. */
  function watch(element) {
    const sheet = document.getElementById("detail-card");
    if (!sheet || !narrow.matches) return;
    const sized = new ResizeObserver(() => {
      if (graph.chosen()?.id() === element.id()) bringUp(element);
      else sized.disconnect();
    });
    sized.observe(sheet);
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    chose(_page, element) {
      if (element) watch(element);
    },
  });
})();
