/* The links that take the graph away: after each step they lead to what is shown. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});

  function lead(page) {
    const { asked } = page.slice;
    for (const link of document.querySelectorAll(".takeaway a[data-format]")) {
      const query = graph.argumentsOf(asked);
      query.set("format", link.dataset.format);
      const { api } = link.closest(".takeaway").dataset;
      link.setAttribute("href", `${api}${graph.pathOf(asked.egos[0])}?${query}`);
    }
  }

  graph.parts = graph.parts || [];
  graph.parts.push({ changed: lead, followed: lead });
})();
