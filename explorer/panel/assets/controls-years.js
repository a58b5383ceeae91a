/* Controls of time: which years count, drawn over how many papers each has, and a film of them. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const controls = (graph.controls = graph.controls || {});
  const SVG = "http://www.w3.org/2000/svg";
  const HIGH = 44; // of the tallest bar
  const SECOND = 1000;
  const REST = 200; // ms after the last change of the years until they are asked for
  const valueOf = (slider) => document.getElementById(`${slider.id}-value`);

  /* Papers per year among all that the slice shows or names as evidence. */
  graph.papersByYear = function (slice) {
    const counts = new Map();
    for (const each of Object.values(slice.evidence)) {
      if (each.kind === "paper" && each.year) {
        counts.set(each.year, (counts.get(each.year) || 0) + 1);
      }
    }
    return counts;
  };

  /* The first year in which a reason of a node is dated, by its id; null where none is. */
  function birthsOf(slice) {
    return new Map(slice.nodes.map((node) => {
      const dated = node.reasons.flatMap((why) => why.years);
      return [node.id, dated.length ? Math.min(...dated) : null];
    }));
  }

  /* First and last year of both sliders and of the bars: of all papers and reasons there are, and
     of what is asked for. Null where no year is known. */
  function axisOf(slice, counts) {
    const births = [...birthsOf(slice).values()];
    const found = [...counts.keys(), ...births, ...askedYears(slice.asked)].filter(Boolean);
    return found.length ? { first: Math.min(...found), last: Math.max(...found) } : null;
  }

  // -- which years count -------------------------------------------------------------------

  const years = { at: null, ego: null, counts: new Map(), first: 0, last: 0, whole: false,
    resting: 0 };

  /* First and last year asked for; null where it is open. The last step about years counts. */
  function askedYears(asked) {
    const step = asked.do.filter((each) => each.startsWith("years:")).at(-1);
    if (!step) return [asked.since, asked.until];
    return step.slice("years:".length).split("-").map((text) => Number(text) || null);
  }

  function drawBars() {
    const { counts, first, last } = years;
    const most = Math.max(...counts.values(), 1);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${last - first + 1} ${HIGH}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    const [busiest] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
    svg.setAttribute("aria-label", `Papers per year, ${first} to ${last}; `
      + `most in ${busiest[0]}: ${busiest[1]}`);
    for (const [year, count] of counts) {
      const bar = document.createElementNS(SVG, "rect");
      const height = Math.max((HIGH * count) / most, 2);
      const spot = { x: year - first + 0.1, y: HIGH - height, width: 0.8, height };
      Object.entries(spot).forEach(([name, value]) => bar.setAttribute(name, value));
      bar.dataset.year = year;
      svg.append(bar);
    }
    years.at("bars").replaceChildren(svg);
  }

  function chosenYears() {
    const ends = ["since", "until"].map((part) => Number(years.at(part).value));
    return [Math.min(...ends), Math.max(...ends)];
  }

  function paintYears() {
    const [since, until] = chosenYears();
    for (const part of ["since", "until"]) {
      valueOf(years.at(part)).textContent = years.at(part).value;
    }
    let papers = 0;
    for (const bar of years.at("bars").querySelectorAll("rect")) {
      const inside = since <= bar.dataset.year && bar.dataset.year <= until;
      bar.classList.toggle("inside", inside);
      if (inside) papers += years.counts.get(Number(bar.dataset.year));
    }
    years.at("count").textContent = `${papers} papers of ${since} to ${until} are evidence here`;
  }

  /* A key that is held changes the years many times a second; they are asked for as it rests. */
  function applyYears() {
    clearTimeout(years.resting);
    years.resting = setTimeout(() => {
      years.resting = 0;
      const [since, until] = chosenYears();
      const open = since === years.first && until === years.last;
      graph.step("years", open ? "-" : `${since}-${until}`);
    }, REST);
  }

  function setUp(page, counts) {
    const [since, until] = askedYears(page.slice.asked);
    years.counts = counts;
    Object.assign(years, axisOf(page.slice, counts));
    years.at("since").disabled = years.at("until").disabled = !counts.size;
    if (!counts.size) {
      years.at("count").textContent = "No paper here has a year.";
      return;
    }
    for (const part of ["since", "until"]) {
      Object.assign(years.at(part), { min: years.first, max: years.last });
    }
    if (!years.resting) { // else the reader's hand is on them
      years.at("since").value = since || years.first;
      years.at("until").value = until || years.last;
    }
    years.at("all").hidden = !since && !until;
    drawBars();
    paintYears();
  }

  /* Where some years count only, the bars of all years are asked for once, when looked at. */
  async function fetchWhole(page) {
    if (years.whole || !askedYears(page.slice.asked).some(Boolean)) return;
    years.whole = true;
    const address = graph.apiOf("slice", page.slice.asked, "years:-");
    const { ego } = years;
    const answer = await fetch(address).catch(() => null);
    if (ego !== years.ego) return; // a step has led elsewhere
    years.whole = Boolean(answer?.ok); // else asked for again when looked at again
    if (!answer?.ok) return;
    setUp(page, graph.papersByYear(await answer.json()));
    if (film.at) setAxis(page.slice);
  }

  controls.years = {
    narrows: () => askedYears(graph.page.slice.asked).some(Boolean),
    start(page, at) {
      years.at = at;
      for (const part of ["since", "until"]) {
        at(part).addEventListener("input", paintYears);
        at(part).addEventListener("change", applyYears);
      }
      at("all").addEventListener("click", () => graph.step("years", "-"));
      document.querySelector('[aria-controls="section-years"]')
        .addEventListener("click", () => fetchWhole(graph.page));
    },
    changed(page) {
      const narrow = askedYears(page.slice.asked).some(Boolean);
      const other = years.ego !== page.slice.ego;
      if (other) Object.assign(years, { ego: page.slice.ego, counts: new Map(), whole: false });
      if (!narrow) years.whole = true;  // these bars are those of all years
      setUp(page, narrow && years.counts.size ? years.counts : graph.papersByYear(page.slice));
    },
  };

  // -- the film ----------------------------------------------------------------------------

  const film = { at: null, first: 0, last: 0, start: 0, timer: null, births: new Map() };
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const upto = () => Number(film.at("year").value);

  /* The axis is that of the years above; the film starts with the first line to an ego. */
  function setAxis(slice) {
    const whole = upto() >= film.last;
    const counts = years.counts.size ? years.counts : graph.papersByYear(slice);
    Object.assign(film, axisOf(slice, counts) || { first: 0, last: 0 });
    const egos = new Set(slice.egos);
    const dated = slice.edges.filter((edge) => edge.first_year
      && (egos.has(edge.source) || egos.has(edge.target)));
    film.start = Math.max(film.first, Math.min(film.last, ...dated.map((each) => each.first_year)));
    Object.assign(film.at("year"), { min: film.first, max: film.last });
    if (whole) setYear(film.last);
    film.at("run").disabled = film.at("year").disabled = film.start === film.last;
  }

  function learn(page) {
    film.births = birthsOf(page.slice);
    film.edges = page.slice.edges;
    setAxis(page.slice);
    setYear(film.last);
  }

  function setYear(year) {
    film.at("year").value = year;
    valueOf(film.at("year")).textContent = year;
    film.at("end").hidden = year >= film.last;
  }

  function run(playing) {
    clearTimeout(film.timer);
    film.timer = playing ? setTimeout(tick, SECOND * 0.7) : null;
    name();
  }

  function name() {
    film.at("run").textContent = film.timer ? "Pause" : calm() ? "Next year" : "Play";
  }

  function tick() {
    const next = upto() + 1;
    setYear(next);
    graph.refilter();
    if (next >= film.last) {
      run(false);
      graph.filtered(`Up to ${next}.`);
    } else {
      run(true);
    }
  }

  function begin() {
    if (film.timer) {
      run(false);
      graph.filtered(`Paused at ${upto()}.`);
      return;
    }
    const next = upto() >= film.last ? film.start : upto() + (calm() ? 1 : 0);
    setYear(next);
    graph.filtered(`Up to ${next}.`);
    if (!calm()) run(true);
  }

  function listenToFilm(at) {
    at("run").addEventListener("click", begin);
    at("year").addEventListener("input", () => {
      run(false);
      setYear(upto());
      graph.refilter();
    });
    at("year").addEventListener("change", () => graph.filtered(`Up to ${upto()}.`));
    at("end").addEventListener("click", () => {
      run(false);
      setYear(film.last);
      graph.filtered("All years.");
      at("run").focus();
    });
  }

  controls.play = {
    start(page, at) {
      film.at = at;
      listenToFilm(at);
    },
    changed(page) {
      run(false);
      learn(page);
    },
    /* What has no year comes with the last one. */
    hidesNode: (node) => (film.births.get(node.id) ?? film.last) > upto(),
    hiddenEdges: () => (upto() >= film.last ? []
      : film.edges.filter((edge) => (edge.first_year ?? film.last) > upto()).map((e) => e.id)),
    counted: ({ words }) => (film.at("count").textContent = words),
    state: () => (film.at("year").disabled || upto() >= film.last ? {} : { upto: String(upto()) }),
    restore(params) {
      run(false);
      const text = params.get("upto");
      const sane = text === null || (/^\d{1,4}$/.test(text) && !film.at("year").disabled);
      setYear(sane && text !== null ? Math.min(Number(text), film.last) : film.last);
      return sane ? "" : `No year “${text}” is here to play up to; all years are shown.`;
    },
  };
})();
