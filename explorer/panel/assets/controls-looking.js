/* Controls for looking: which kinds are shown, finding a name, full screen. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});

  // -- the legend, which is also the filter of kinds ---------------------------------------

  const hidden = new Set();
  let buttons = [];
  let totals = new Map();

  graph.countKinds = function (nodes) {
    const counts = new Map();
    for (const { kind } of nodes) counts.set(kind, (counts.get(kind) || 0) + 1);
    return counts;
  };

  function press(button) {
    const kind = button.dataset.value;
    if (!hidden.delete(kind)) hidden.add(kind);
    paint();
    graph.filtered(`${button.firstChild.textContent} ${hidden.has(kind) ? "hidden" : "shown"}.`);
  }

  function paint() {
    for (const each of buttons) {
      each.setAttribute("aria-pressed", String(!hidden.has(each.dataset.value)));
    }
  }

  /* Of each kind how many are to be seen, as "3 of 30". */
  function number(shown) {
    for (const each of buttons) {
      const total = totals.get(each.dataset.value) || 0;
      const seen = shown.get(each.dataset.value) || 0;
      each.querySelector(".number").textContent = seen < total ? `${seen} of ${total}` : total;
      each.disabled = total === 0;
    }
  }

  controls.kinds = {
    start(page, at) {
      buttons = [...at("kind").querySelectorAll("button")];
      buttons.forEach((each) => each.addEventListener("click", () => press(each)));
    },
    changed(page) {
      totals = graph.countKinds(page.slice.nodes.filter((node) => node.score !== null));
      number(totals);
    },
    counted: ({ kinds }) => number(kinds),
    hidesNode: (node) => hidden.has(node.kind),
    state: () => (hidden.size ? { hidden: [...hidden].sort().join(",") } : {}),
    restore(params) {
      const known = new Set(buttons.map((each) => each.dataset.value));
      const wanted = (params.get("hidden") || "").split(",").filter(Boolean);
      hidden.clear();
      wanted.forEach((kind) => known.has(kind) && hidden.add(kind));
      paint();
      const strange = wanted.filter((kind) => !known.has(kind));
      return strange.length ? `There is no kind “${strange.join(", ")}” to hide.` : "";
    },
  };

  // -- find in graph -----------------------------------------------------------------------

  const find = { page: null, at: null, matches: [], place: -1 };
  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();

  function search() {
    const wanted = plain(find.at("text").value);
    const nodes = wanted ? find.page.slice.nodes.filter((n) => plain(n.label).includes(wanted)) : [];
    find.matches = nodes.filter((node) => graph.isShown(find.page.cy.getElementById(node.id)));
    find.place = -1;
    const more = nodes.length - find.matches.length;
    const ids = new Set(find.matches.map((node) => node.id));
    const dim = (end) => wanted !== "" && !ids.has(end.id());
    const { cy } = find.page;
    cy.batch(() => {
      graph.mark(cy.nodes(), "found", () => false);
      graph.mark(cy.nodes(), "unfound", dim);
      graph.mark(cy.edges(), "unfound", (edge) => dim(edge.source()) && dim(edge.target()));
    });
    const count = find.matches.length;
    const words = count === 1 ? "1 match" : `${count} matches`;
    tell(wanted && `${words}${more ? `, ${more} more hidden` : ""}`);
    find.at("next").hidden = count === 0;
    find.at("open").hidden = true;
  }

  function tell(text) {
    find.at("count").textContent = text;
    if (text) graph.say(text);
  }

  /* The next match, or the one before it: in sight, ringed and named. */
  function go(step) {
    const count = find.matches.length;
    if (!count) return;
    find.place = (find.place + step + count) % count;
    const told = find.matches[find.place];
    const node = find.page.cy.getElementById(told.id);
    find.page.cy.nodes(".found").removeClass("found");
    node.addClass("found");
    graph.nameApart(find.page.cy);
    find.page.walked = node;
    const { x, y } = node.renderedPosition();
    if (x < 0 || y < 0 || x > find.page.cy.width() || y > find.page.cy.height()) {
      find.page.cy.center(node);
      graph.setMoved(true);
    }
    find.at("count").textContent = `${find.place + 1} of ${count}`;
    graph.say(`${find.place + 1} of ${count}: ${told.label}, ${told.kind}.`);
    find.at("open").hidden = false;
  }

  function suggest(page) {
    const list = document.getElementById(`${find.at("text").id}-list`);
    list.replaceChildren(...page.slice.nodes.map((node) => {
      const option = document.createElement("option");
      option.value = node.label;
      return option;
    }));
  }

  function listenToFind(at) {
    at("text").addEventListener("input", () => {
      search();
      graph.keep();
    });
    at("text").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && at("text").value) {
        at("text").value = "";
        search();
        graph.keep();
      } else if (event.key === "Enter") {
        go(event.shiftKey ? -1 : 1);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    at("next").addEventListener("click", () => go(1)); // a hand on glass has no Enter
    at("open").addEventListener("click", () => graph.select(
      find.page.cy.getElementById(find.matches[Math.max(find.place, 0)].id)));
  }

  controls.find = {
    start(page, at) {
      find.at = at;
      listenToFind(at);
    },
    changed(page) {
      find.page = page;
      suggest(page);
      search();
    },
    counted: () => find.at("text").value && search(),
    state: () => (find.at("text").value ? { find: find.at("text").value } : {}),
    restore(params) {
      find.at("text").value = params.get("find") || "";
      search();
    },
  };

  // -- full screen -------------------------------------------------------------------------

  const stage = () => document.querySelector("#research-graph .graph-stage");
  const isFull = () => stage().classList.contains("full-screen");

  function setFull(full) {
    if (full === isFull()) return;
    stage().classList.toggle("full-screen", full);
    document.documentElement.classList.toggle("behind-full-screen", full);
    const button = document.getElementById("graph-full-screen");
    button.setAttribute("aria-pressed", String(full));
    button.title = full ? "Leave full screen" : "Full screen";
    graph.say(full ? "Full screen. Escape leaves it." : "Full screen left.");
    requestAnimationFrame(() => requestAnimationFrame(graph.show));
  }

  function toggleFull() {
    if (isFull()) {
      if (document.fullscreenElement) document.exitFullscreen();
      setFull(false);
      return;
    }
    setFull(true);  // at once; where the browser refuses, the page alone is filled
    stage().requestFullscreen?.().catch(() => undefined);
  }

  controls.screen = {
    drawn: false,
    start() {
      document.getElementById("graph-full-screen").addEventListener("click", toggleFull);
      document.addEventListener("fullscreenchange", () => setFull(!!document.fullscreenElement));
      document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !isFull() || document.querySelector("dialog[open]")) return;
        const free = document.getElementById("detail-card").hidden || document.fullscreenElement;
        if (!free) return; // one press of Escape closes one thing, here the card
        event.preventDefault(); // and goes no step back in the graph
        toggleFull();
      });
    },
  };
})();
