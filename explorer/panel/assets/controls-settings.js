/* What is not as it came, for who opens a link or has shut a section: the tab of its section is
   marked, and where nodes are hidden a line says how many are shown and brings back the others. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const tabs = () => [...document.querySelectorAll(".control-tabs .tab")];
  const holds = (control) => Object.keys(control.state?.() || {}).length > 0;
  const isSet = (control) => holds(control) || Boolean(control.narrows?.());

  /* The tabs of sections that hold a control for which `wanted` says so. */
  function tabsOf(used, wanted) {
    const found = Object.keys(used).filter((name) => wanted(used[name]));
    return tabs().filter((tab) => found.some((name) =>
      byId(tab.getAttribute("aria-controls")).querySelector(`.control-${name}`)));
  }

  graph.markSettings = function (used) {
    const marked = tabsOf(used, isSet);
    for (const tab of tabs()) {
      const set = marked.includes(tab);
      if (tab.hasAttribute("data-set") === set) continue;
      tab.toggleAttribute("data-set", set);
      if (!set) {
        tab.querySelector(".spoken").remove();
        continue;
      }
      const words = document.createElement("span");
      words.className = "spoken";
      words.textContent = ", changed";
      tab.append(words);
    }
  };

  graph.tellHidden = function ({ shown, total, words }) {
    const line = byId("graph-hidden");
    if (!line) return;
    const focused = line.contains(document.activeElement);
    line.hidden = shown === total;
    byId("graph-hidden-count").textContent = `${words}.`;
    if (line.hidden && focused) byId("graph-box")?.focus({ preventScroll: true });
  };

  /* What a link has set: the section of it is opened, first of all the one with the key of the
     colours, and what is hidden is said. */
  graph.tellSettings = function (used, { shown, total, words }) {
    const held = tabsOf(used, holds).filter((tab) => getComputedStyle(tab).display !== "none");
    const key = held.find((tab) => tab.getAttribute("aria-controls") === "section-colour");
    const tab = key || held[0];
    if (tab) graph.openSection(tab.getAttribute("aria-controls").slice("section-".length));
    if (shown < total) graph.say(`${words}. “Show all” below the graph brings back the others.`);
  };

  graph.listenToSettings = function (used) {
    byId("graph-hidden-all")?.addEventListener("click", () => {
      const none = new URLSearchParams();
      for (const [name, control] of Object.entries(used)) {
        if (!control.hidesNode) continue;
        control.restore(none);
        graph.touched.add(name);
      }
      graph.filtered("Nothing is hidden.");
    });
  };
})();
