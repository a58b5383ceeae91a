/* Where the card stands: on the side where it hides less of what it is about. Where it hides some
   on either, as an end of a long link, the graph makes room and goes back later. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const MOVE = 260; // ms
  const INSET = 10; // CSS pixels from the card to the edge of the graph, as card.css has it
  const CLEAR = 14; // CSS pixels around what is to be seen
  const TOOLS = 56; // CSS pixels at the right that the buttons of the graph take

  let aside = null; // the view before the graph made room, and the one that has it

  const viewOf = (cy) => ({ zoom: cy.zoom(), pan: { ...cy.pan() } });
  const same = (one, other) => Math.abs(one.zoom - other.zoom) < 0.001 &&
    Math.hypot(one.pan.x - other.pan.x, one.pan.y - other.pan.y) < 1;

  /* The view that a reader has chosen: without the room that was made for the last card. */
  function ownView(cy) {
    return aside && (aside.moving || same(viewOf(cy), aside.to)) ? aside.from : viewOf(cy);
  }

  /* Left and right edges of the nodes that an element is about, on the screen. */
  function reach(element, { zoom, pan }) {
    const nodes = element.isNode() ? element : element.connectedNodes();
    return nodes.map((node) => {
      const x = node.position("x") * zoom + pan.x;
      const half = (node.data("size") / 2) * zoom;
      return { left: x - half, right: x + half };
    });
  }

  /* How much of the graph's width the card covers: none where it is a sheet below. Before it is
     shown, its width is as the rule says it. */
  function cover(cy) {
    const { position, width } = getComputedStyle(document.getElementById("detail-card"));
    if (position !== "absolute") return 0;
    const lengths = [...width.matchAll(/([\d.]+)(px|%)/g)]
      .map(([, number, unit]) => (unit === "px" ? 1 : cy.width() / 100) * Number(number));
    return Math.min(...lengths) + INSET;
  }

  function hides(cy, atLeft, spans) {
    const wide = cover(cy);
    const [from, to] = atLeft ? [0, wide] : [cy.width() - wide, cy.width()];
    return spans.filter(({ left, right }) => left < to && right > from).length;
  }

  graph.cardAtLeft = function (element) {
    const { cy } = graph.page;
    const spans = reach(element, ownView(cy));
    const [right, left] = [false, true].map((atLeft) => hides(cy, atLeft, spans));
    if (right !== left) return left < right;
    const middle = spans.reduce((sum, span) => sum + span.left + span.right, 0) / spans.length / 2;
    return middle > cy.width() / 2;
  };

  /* The nearest view in which it is in the free part, smaller if need be. */
  function roomFor(cy, element, atLeft, from) {
    const space = {
      left: CLEAR + (atLeft ? cover(cy) : 0),
      right: cy.width() - CLEAR - (atLeft ? TOOLS : cover(cy)),
    };
    const ends = (view) => {
      const spans = reach(element, view);
      return { left: Math.min(...spans.map((span) => span.left)),
        right: Math.max(...spans.map((span) => span.right)) };
    };
    const before = ends(from);
    const shrink = Math.min(1, (space.right - space.left) / (before.right - before.left));
    const height = cy.height() / 2;
    const to = { zoom: from.zoom * shrink, // around the middle, from top to bottom
      pan: { x: from.pan.x * shrink, y: height + (from.pan.y - height) * shrink } };
    const { left, right } = ends(to);
    if (left < space.left) to.pan.x += space.left - left;
    else if (right > space.right) to.pan.x -= right - space.right;
    return to;
  }

  function go(cy, view) {
    cy.stop();
    if (calm()) return cy.viewport(view);
    if (aside) aside.moving = true;
    const mine = aside;
    cy.animate({ ...view, duration: MOVE, complete: () => mine && (mine.moving = false) });
  }

  function goBack(cy) {
    if (!aside) return;
    const { from } = aside;
    const stayed = aside.moving || same(viewOf(cy), aside.to);
    aside = null;
    if (stayed) go(cy, from);
  }

  function makeRoom(cy, element) {
    const from = ownView(cy);
    const atLeft = graph.cardAtLeft(element);
    if (!hides(cy, atLeft, reach(element, from))) return goBack(cy);
    aside = { from, to: roomFor(cy, element, atLeft, from), moving: false };
    go(cy, aside.to);
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    chose({ cy }, element) {
      if (element) makeRoom(cy, element);
      else goBack(cy);
    },
  });
})();
