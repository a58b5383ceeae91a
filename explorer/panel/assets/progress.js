/* What a reader sees while the graph works on something slow: what it is, how far it has come, a
   way to stop it; and when it fails, why, and a way to try again. The last good graph stays. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const SHOWN_AFTER = 300; // ms; what is quicker needs no words
  const LIMIT = 45; // seconds until a step is given up
  const ONE = { // of what a ring finds
    papers: "paper", people: "person", topics: "topic", institutions: "institution", links: "link",
  };
  const STOPPED = "Stopped. The graph is as it was.";
  let strip = null;
  let current = null; // the work that the strip is about

  function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  function button(text, action) {
    const made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  /* One element over the graph, made when it is first needed. */
  function frame() {
    if (strip?.isConnected) return strip;
    strip = make("div", "graph-progress");
    strip.id = "graph-progress";
    strip.setAttribute("role", "group");
    strip.setAttribute("aria-label", "Progress of the graph");
    document.querySelector("#research-graph .graph-stage")?.append(strip);
    return strip;
  }

  function draw(look, parts, buttons) {
    const box = frame();
    const focused = box.contains(document.activeElement);
    const words = make("div", "graph-progress-words");
    words.append(...parts.filter(Boolean));
    const row = make("div", "graph-progress-buttons");
    row.append(...buttons.filter(Boolean));
    box.dataset.look = look;
    box.replaceChildren(...(look === "busy" ? [ring()] : []), words, row);
    box.hidden = false;
    if (focused) (box.querySelector("button") || graphBox()).focus({ preventScroll: true });
  }

  const graphBox = () => document.getElementById("graph-box");

  function hide() {
    current = null;
    if (!strip || strip.hidden) return;
    const focused = strip.contains(document.activeElement);
    strip.hidden = true;
    strip.replaceChildren();
    if (focused) graphBox()?.focus({ preventScroll: true });
  }

  function ring() {
    const made = make("div", "graph-ring");
    made.setAttribute("role", "progressbar");
    made.setAttribute("aria-label", "Progress");
    return made;
  }

  // -- while it works ----------------------------------------------------------------------------

  function list(parts) {
    const last = parts.pop() || "";
    return parts.length ? `${parts.join(", ")} and ${last}` : last;
  }

  /* What has been found, and what is asked for now, as "Step 2 of 3. 34 papers and 87 people
     found. Looking for topics…". */
  function ringWords({ found, now, step, steps }) {
    const kinds = [...found].filter(([ring]) => ring in ONE);
    return [
      steps > 1 && step ? `Step ${step} of ${steps}.` : "",
      kinds.length ? `${list(kinds.map(([ring, count]) => graph.countOf(ONE[ring], count)))} found.` : "",
      now && now in ONE ? `Looking for ${now}…` : "",
      now === "places" ? "Finding their places…" : "",
    ].filter(Boolean).join(" ");
  }

  function showBusy(work) {
    const { what, controller } = work.told;
    const stop = controller && button("Cancel", () => controller.abort());
    work.counts = make("p", "quiet");
    work.clock = make("p", "quiet");
    draw("busy", [make("p", "", `${what}…`), work.counts, work.clock], [stop]);
    graph.say(`${what}…`, { unseen: true });
    step(work);
  }

  /* The ring fills with what the server has told, and until then with the time that is over. */
  function step(work) {
    if (current !== work) return;
    clearTimeout(work.timer);
    const seconds = (performance.now() - work.started) / 1000;
    const share = work.share ?? seconds / work.limit;
    const bar = strip.querySelector(".graph-ring");
    bar?.style.setProperty("--share", Math.min(1, share).toFixed(3));
    if (work.share !== null) bar?.setAttribute("aria-valuenow", Math.round(100 * share));
    const words = ringWords(work);
    if (work.counts.textContent !== words) work.counts.textContent = words;
    const left = seconds > 2 ? `${Math.floor(seconds)} s; given up after ${work.limit} s` : "";
    if (work.clock.textContent !== left) work.clock.textContent = left;
    work.timer = setTimeout(() => step(work), 250);
  }

  /* A ring that the server has asked for, or found. Each step counts from nothing. */
  graph.progress = function ({ ring, found, step: number, steps, share }) {
    const work = current;
    if (!work) return;
    if (number !== work.step) work.found = new Map();
    if (found !== null) work.found.set(ring, found);
    Object.assign(work, { now: found === null ? ring : "", step: number, steps, share });
    if (work.counts) step(work);
  };

  // -- how it ends -------------------------------------------------------------------------------

  function showFailure(work, error) {
    const { what, again } = work.told;
    const foreseen = "hint" in error;
    if (!foreseen) console.error(error);
    const message = foreseen ? error.message : "Something is wrong in this page.";
    const hint = foreseen ? error.hint || "" : "Load the page again.";
    const retry = again && button("Try again", () => {
      hide();
      again();
    });
    draw("failed", [
      make("p", "", `${what}: that could not be done. ${message}`),
      hint && make("p", "quiet", hint),
      make("p", "quiet", work.told.stands || "The graph is as it was."),
    ], [retry, button("Close", hide)]);
    graph.say(`${what}: that could not be done. ${message} ${hint}`, { unseen: true });
  }

  /* A slice of which parts came too late is shown, and says what may be missing. */
  function showPartial(slice, again) {
    const late = slice.partial || [];
    if (!late.length) return false;
    const rings = late.map((each) => `${each.ring}: ${each.reason}`);
    draw("partial", [
      make("p", "", "Partial: some of it took too long and may be missing."),
      ...[...new Set(rings)].map((text) => make("p", "quiet", text)),
    ], [again && button("Try again", () => {
      hide();
      again();
    }), button("Close", hide)]);
    graph.say("The graph is partial: some of it took too long.", { unseen: true });
    return true;
  }

  function timeout(work) {
    const error = new Error(`It took longer than ${work.limit} seconds and was given up.`);
    error.hint = "Ask for less: fewer kinds, or a shorter range of years.";
    work.late = error;
    work.told.controller?.abort();
  }

  /* Show the progress of some work, and how it ends. Settles as the work does.

     `what` it is, in words, as "Expanding Ada King"; `controller` aborts it; `again` starts it
     anew; `limit` is in seconds; `stands`, what there is where it fails, if not the same graph. */
  graph.during = async function (promise, told) {
    const work = { told, started: performance.now(), limit: told.limit || LIMIT, share: null,
      found: new Map(), now: "", step: 0, steps: 0 };
    if (current) clearTimeout(current.timer);
    hide();
    current = work;
    work.timer = setTimeout(() => current === work && showBusy(work), SHOWN_AFTER);
    const deadline = setTimeout(() => timeout(work), 1000 * work.limit);
    try {
      const answer = await promise;
      if (current === work) {
        hide();
        showPartial(answer?.slice || {}, told.again);
      }
      return answer;
    } catch (error) {
      const failed = work.late || error;
      if (current === work && failed.name === "AbortError") {
        hide();
        graph.say(STOPPED);
      } else if (current === work) {
        showFailure(work, failed);
      }
      throw failed;
    } finally {
      clearTimeout(deadline);
      clearTimeout(work.timer);
    }
  };

  graph.parts = graph.parts || [];
  graph.parts.push({
    start(page) {
      showPartial(page.slice, () => location.reload());
    },
  });
})();
