/* The control of colour: by kind, by the newest year of a node, or by cluster. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});
  const BY = ["kind", "year", "cluster"];
  const TONES = 8; // of clusters; further ones share the last
  const AGES = 5; // shades of years
  const SURE = 0.75; // share of the runs below which a node is marked as unsure of its cluster
  const colour = { at: null, page: null, by: "kind", clusters: null, of: new Map(), lit: null,
    failed: false };

  function newestYear(node) {
    const dated = node.reasons.flatMap((why) => why.years);
    return dated.length ? Math.max(...dated) : null;
  }

  /* Groups in the order of the key: words, members, and the class that colours them. */
  function byYear(nodes) {
    const found = nodes.map((node) => [node.id, newestYear(node)]);
    const known = found.map(([, year]) => year).filter((year) => year !== null);
    if (!known.length) return [];
    const first = Math.min(...known);
    const width = Math.max(Math.ceil((Math.max(...known) - first + 1) / AGES), 1);
    return [...Array(AGES).keys()].map((place) => {
      const from = first + place * width;
      const inside = ([, year]) => year !== null && from <= year && year < from + width;
      return {
        words: width === 1 ? String(from) : `${from}–${from + width - 1}`,
        members: found.filter(inside).map(([id]) => id), tone: `age${place + 1}`,
      };
    }).filter((group) => group.members.length);
  }

  function byCluster({ clusters }) {
    return clusters.map((each) => ({
      words: each.label, members: each.members.map((member) => member.id),
      tone: `tone${Math.min(each.id, TONES)}`, stability: each.stability, id: each.id,
      unsure: each.members.filter((member) => member.stability < SURE).map((m) => m.id),
    }));
  }

  function paint(groups) {
    const tones = [...Array(TONES).keys()].map((n) => `tone${n + 1}`)
      .concat([...Array(AGES).keys()].map((n) => `age${n + 1}`));
    colour.of = new Map(groups.flatMap((group) => group.members.map((id) => [id, group])));
    const unsure = new Set(groups.flatMap((group) => group.unsure || []));
    const groupOf = (node) => colour.of.get(node.id());
    const nodes = colour.page.cy.nodes();
    colour.lit = null;
    // Where colours tell something else, those of kinds are nowhere beside the graph.
    document.getElementById("research-graph").toggleAttribute(
      "data-recoloured", colour.by !== "kind");
    colour.page.cy.batch(() => {
      tones.forEach((tone) => graph.mark(nodes, tone, (node) => groupOf(node)?.tone === tone));
      graph.mark(nodes, "toneless", (node) =>
        colour.by !== "kind" && !groupOf(node) && !node.data("ego"));
      graph.mark(nodes, "unsure", (node) => unsure.has(node.id()));
      graph.mark(nodes, "unlit", () => false);
    });
    colour.at("key").replaceChildren(...groups.map(keyEntry));
  }

  function keyEntry(group) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `swatch ${group.tone}`;
    button.setAttribute("aria-pressed", "false");
    button.title = "Show these alone in full colour";
    const number = document.createElement("span");
    number.className = "number";
    const sure = group.stability ? `, ${Math.round(100 * group.stability)} % stable` : "";
    number.textContent = `${group.members.length}${sure}`;
    const words = document.createElement("span");
    words.append(group.words, " ", number);
    button.append(words);
    button.addEventListener("click", () => light(group, button));
    return button;
  }

  function light(group, button) {
    colour.lit = colour.lit === group ? null : group;
    for (const each of colour.at("key").querySelectorAll("button")) {
      each.setAttribute("aria-pressed", String(each === button && colour.lit === group));
    }
    const inside = new Set(colour.lit?.members);
    graph.mark(colour.page.cy.nodes(), "unlit", (node) =>
      colour.lit !== null && !inside.has(node.id()) && !node.data("ego"));
    graph.say(colour.lit ? `${group.words}: ${group.members.length} nodes.` : "All nodes.");
  }

  async function askClusters({ slice }) {
    const answer = await fetch(graph.apiOf("clusters", slice.asked)).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  async function recolour() {
    const { page, by } = colour;
    const tell = (text) => (colour.at("count").textContent = text);
    tell("");
    if (by === "cluster" && !colour.clusters) {
      colour.failed = false;
      tell("Looking for clusters…");
      paint([]);
      const found = await askClusters(page);
      if (page !== colour.page || by !== colour.by) return;
      colour.clusters = found;
      colour.failed = !found;
      if (!found) return tell("The clusters could not be found. Choose them again to retry.");
    }
    const others = page.slice.nodes.filter((node) => node.score !== null);
    paint(by === "kind" ? [] : by === "year" ? byYear(others) : byCluster(colour.clusters));
    if (by === "year") tell("By the newest year of what a node is here for.");
    if (by === "cluster") {
      const { method, seeds, alone } = colour.clusters;
      tell(`${method}, ${seeds.length} runs; dashed: kept there by less than `
        + `${100 * SURE} % of them.${alone.length ? ` ${alone.length} nodes in none.` : ""}`);
    }
  }

  function choose(by) {
    colour.by = BY.includes(by) ? by : "kind";
    for (const radio of colour.at("by").querySelectorAll("input")) {
      radio.checked = radio.value === colour.by;
    }
    return recolour();
  }

  async function take(by) {
    await choose(by);
    graph.say(`Colour by ${colour.by}. ${colour.at("count").textContent}`);
    graph.keep();
  }

  controls.colour = {
    start(page, at) {
      colour.at = at;
      at("by").addEventListener("change", (event) => take(event.target.value));
      // What is chosen already changes nothing; but who chooses it again may ask again.
      at("by").addEventListener("click", ({ target }) => {
        if (colour.failed && target.value === colour.by) take(target.value);
      });
    },
    changed(page) {
      Object.assign(colour, { page: { ...page }, clusters: null });
      if (colour.by !== "kind") recolour();
    },
    state: () => (colour.by === "kind" ? {} : { colour: colour.by }),
    restore(params) {
      const by = params.get("colour") ?? "kind";
      if (by !== colour.by) choose(by);
      return BY.includes(by) ? "" : `Nodes are not coloured by “${by}”; they are by kind.`;
    },
    /* What the card says of a node. */
    tells(node) {
      const group = colour.by === "cluster" && colour.of.get(node.id);
      if (!group) return [];
      const member = colour.clusters.clusters.find((each) => each.id === group.id)
        .members.find((each) => each.id === node.id);
      return [`Cluster “${group.words}”: ${Math.round(100 * member.stability)} % of the `
        + `${colour.clusters.seeds.length} runs keep it there.`];
    },
  };
})();
