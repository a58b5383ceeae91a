/* Which labels stand in the live graph, and on which side of their nodes. The server has found room
   for those that stand at rest and for closer looks, see explorer/export/labels.py; room for the
   names of what a reader points at, walks to or finds is looked for here. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const BELOW = 2;
  const SIDES = [BELOW, 6, 4, 8, 3, 9, 1, 7]; // keys of a number pad, with the node on 5
  const ALL_LABELS = 0.62; // needed at less than this share of the smallest size: show them all
  const UNSEEN = ["dim", "off", "fallen", "unfound", "unlit"];
  const EDGE = 8; // units that a shifted name keeps from the edge of the picture
  const LINE = 1.2; // height of a label, over the size of its letters
  // What a name costs where it stands: to cover a node, a dim one, to silence another label or move
  // an ego's, to leave the picture, to cover a name or a node that a reader asks for as well.
  const COST = { node: 1, dim: 0.1, label: 3, ego: 30, outside: 100, wanted: 10000 };

  // -- sides -----------------------------------------------------------------------------------

  const steps = (side) => [((side - 1) % 3) - 1, 1 - Math.floor((side - 1) / 3)];

  function hang({ aside, corner, margin }, side) {
    const [along, down] = steps(side);
    return { dx: along * (down ? corner : aside), dy: down * (along ? corner : margin) };
  }

  function classesOf(side) {
    const [along, down] = steps(side);
    return { leftward: along < 0, rightward: along > 0, upward: down < 0, level: down === 0 };
  }

  function setSide(node, side, shift = 0) {
    const hung = hang(node.data(), side);
    hung.dx += shift;
    if (node.data("dx") !== hung.dx || node.data("dy") !== hung.dy) node.data(hung);
    for (const [name, holds] of Object.entries(classesOf(side))) {
      if (node.hasClass(name) !== holds) node.toggleClass(name, holds);
    }
  }

  // -- labels at rest and at a zoom ------------------------------------------------------------

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
    return { tier: Math.max(tier, 0), all: needed < ALL_LABELS * tiers[0].scale };
  };

  const sideIn = (data, tier) => Number(data.sides[tier]);

  graph.showLabels = function (cy, tiers, closer) {
    const { tier, all } = graph.labelTier(tiers, closer);
    const key = `${tier} ${all}`;
    if (cy.scratch("_labels") === key) return;
    cy.scratch("_labels", key);
    cy.batch(() => {
      const nodes = cy.nodes();
      tiers.forEach((_, index) => graph.mark(nodes, `tier${index}`, () => index === tier));
      graph.mark(nodes, "named", (node) => all || sideIn(node.data(), tier) > 0);
      nodes.forEach((node) => setSide(node, sideIn(node.data(), tier) || BELOW));
    });
    graph.nameApart(cy);
  };

  /* The same for nodes that are about to be added. */
  graph.labelled = function (cy, tiers, closer) {
    const { tier, all } = graph.labelTier(tiers, closer);
    cy.scratch("_labels", `${tier} ${all}`);
    return (element) => {
      const side = sideIn(element.data, tier);
      const held = Object.entries({ ...classesOf(side || BELOW), named: all || side > 0 })
        .filter(([, holds]) => holds).map(([name]) => name);
      const data = { ...element.data, ...hang(element.data, side || BELOW) };
      return { ...element, data, classes: [`tier${tier}`, ...held].join(" ") };
    };
  };

  // -- names besides those ---------------------------------------------------------------------

  const ruler = document.createElement("canvas").getContext("2d");
  const widths = new Map();

  function widthOf(node, size) {
    const font = `${node.style("font-weight")} ${size}px ${node.style("font-family")}`;
    const key = `${font} ${node.data("label")}`;
    if (!widths.has(key)) {
      ruler.font = font;
      widths.set(key, ruler.measureText(node.data("label")).width);
    }
    return widths.get(key);
  }

  const standsAt = (node) => [
    node.hasClass("rightward") - node.hasClass("leftward"),
    node.hasClass("level") ? 0 : node.hasClass("upward") ? -1 : 1,
  ];

  /* Where the label of a node is, in the units of the slice, on a side of it or as it stands. */
  graph.labelBox = function (node, side = null) {
    const size = node.numericStyle("font-size");
    const [along, down] = side ? steps(side) : standsAt(node);
    const { dx, dy } = side ? hang(node.data(), side) : node.data();
    const { x, y } = node.position();
    const half = node.data("size") / 2;
    const wide = widthOf(node, size);
    const left = x + along * half + dx - (wide * (1 - along)) / 2;
    const top = y + down * half + dy - (size * (1 - down)) / 2;
    return { left, top, right: left + wide, bottom: top + LINE * size };
  };

  graph.bodyBox = function (node) {
    const { x, y } = node.position();
    const half = node.data("size") / 2;
    return { left: x - half, top: y - half, right: x + half, bottom: y + half };
  };

  const meet = (one, other) => one.left < other.right && other.left < one.right &&
    one.top < other.bottom && other.top < one.bottom;

  const seen = (node) => !UNSEEN.some((name) => node.hasClass(name));

  /* A side of a node for its name; above and below it the name is shifted into the picture. */
  function spotAt(node, side) {
    const { x1, x2 } = node.cy().extent();
    const box = graph.labelBox(node, side);
    const free = steps(side)[0] === 0;
    const shift = free
      ? Math.max(0, x1 + EDGE - box.left) + Math.min(0, x2 - EDGE - box.right) : 0;
    return { side, shift, box: { ...box, left: box.left + shift, right: box.right + shift } };
  }

  function costOf(box, node, around) {
    const { x1, y1, x2, y2 } = node.cy().extent();
    const inside = box.left >= x1 && box.top >= y1 && box.right <= x2 && box.bottom <= y2;
    let cost = inside ? 0 : COST.outside;
    for (const other of around) {
      if (other.node !== node && meet(box, other.box)) cost += other.cost;
    }
    return cost;
  }

  /* The names that stand besides the labels of this zoom each take the side that hides least, and
     stand above all; a label that would run into one is silent as long as it stands. */
  graph.nameApart = function (cy) {
    const tier = Number.parseInt(cy.scratch("_labels"), 10);
    const before = cy.scratch("_apart") || [];
    const wanted = cy.nodes(".shown, .found").filter(seen);
    const extra = wanted.not(".named");
    if (!before.length && wanted.empty()) return;
    cy.batch(() => {
      for (const node of before) {
        if (node.inside()) setSide(node, sideIn(node.data(), tier) || BELOW);
      }
      const silent = placeNames(cy, wanted, extra);
      graph.mark(cy.nodes(), "muted", (node) => silent.has(node));
    });
  };

  /* Place each of these names, and egos' labels that are in their way elsewhere; the nodes whose
     labels make room. */
  function placeNames(cy, wanted, extra) {
    const standing = cy.nodes(".named").filter(seen);
    const egos = standing.filter("[ego = 1]");
    const label = (node, cost) => ({ node, box: graph.labelBox(node), cost });
    const cost = (node) => (wanted.has(node) ? COST.wanted : seen(node) ? COST.node : COST.dim);
    const labels = standing.not(egos).not(wanted).map((node) => label(node, COST.label));
    const bodies = cy.nodes().not(".off")
      .map((node) => ({ node, box: graph.bodyBox(node), cost: cost(node) }));
    const names = standing.not(egos).intersection(wanted).map((node) => label(node, COST.wanted));
    const moved = [];
    const place = (node, around) => {
      const spots = SIDES.map((side) => spotAt(node, side));
      const costs = spots.map(({ box }) => costOf(box, node, around));
      const { side, shift } = spots[costs.indexOf(Math.min(...costs))];
      setSide(node, side, shift);
      names.push(label(node, COST.wanted));
      moved.push(node);
    };
    const inTheWay = ({ node, box }) => [...names, ...bodies].some((other) =>
      other.cost === COST.wanted && other.node !== node && meet(box, other.box));
    const told = egos.map((node) => label(node, COST.ego));
    extra.forEach((node) => place(node, [...labels, ...bodies, ...names, ...told]));
    for (const ego of told) {
      if (inTheWay(ego)) place(ego.node, [...labels, ...bodies, ...names]);
    }
    cy.scratch("_apart", moved);
    return new Set(labels.filter(inTheWay).map(({ node }) => node));
  }
})();
