/* "Embed this": the graph as it is now, for another page. A dialog with choices, a preview, and the
   code of each form: the web component, a frame, a picture, a badge, a link that oEmbed understands.
   A page that links to `#graph-embed` opens it. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const byId = (id) => document.getElementById(id);
  const PAUSE = 350; // ms after the last key until the preview follows
  const FITTING = ["style", "max-width:100%;height:auto"]; // in a page of any width
  const WIDTH = 800; // CSS pixels, where nobody chooses
  const USUAL_VIEW = { width: 1280, height: 800 }; // of a slice, where the page shows routes
  const HERE = "#graph-embed";
  const ABOUT = {
    badge: "For a README or a home page: a line, 20 pixels high, that leads to the graph.",
    picture: "For a README, a CV, an e-mail or a print: no scripts, names are text, a few kilobytes.",
    frame: "The live graph, in any page that allows frames. Its height is fixed.",
    component: "The live graph, as high as it needs; loaded when a reader comes near. What stands " +
      "inside is shown where scripts are blocked.",
    link: "Paste it on a line of its own in WordPress and others: they ask for the graph by oEmbed.",
  };
  let now = null; // the state of the page when the dialog was opened
  let due = 0;
  let linked = false; // whether the address that was opened asks for the dialog
  let turn = 0; // of the previews; a late weight of an older one is not told

  const dialog = () => byId("embed-dialog");
  const form = () => dialog().querySelector("form");
  const value = (name) => form().elements[name].value.trim();
  const checked = (name) => [...form().querySelectorAll(`[name="${name}"]`)]
    .filter((box) => box.checked).map((box) => box.value);

  // -- what is embedded --------------------------------------------------------------------------

  /* The arguments of the page that shape its graph; those that the dialog asks for stand apart. */
  async function readState() {
    const query = graph.query();
    const { others: given, title, arguments: names } = dialog().dataset;
    const others = given ? JSON.parse(given)
      : [...query.getAll("ego").slice(1), ...query.getAll("with"), ...query.getAll("b")];
    const shaping = names.split(" ");
    const kept = [...query].filter(([name]) =>
      shaping.includes(name) && name !== "since" && name !== "kinds");
    const rest = new URLSearchParams([...others.map((id) => ["with", id]), ...kept]);
    const { slice } = graph.page;
    const id = byId("research-graph").dataset.ego;
    return {
      id, others, title: title || slice.title, view: given ? USUAL_VIEW : slice.view,
      label: slice.nodes.find((each) => each.id === id)?.label || slice.title,
      query: await graph.address.asked(rest),
      since: query.get("since") || "",
      kinds: query.get("kinds")?.split(",") || null,
    };
  }

  /* What the reader chose, as arguments of an address; the usual is left out. */
  function choices(names) {
    const all = [...form().querySelectorAll('[name="kinds"]')].length;
    const kinds = checked("kinds");
    const controls = checked("controls");
    const given = {
      theme: value("theme") === "auto" ? "" : value("theme"),
      title: value("title") === now.title ? "" : value("title"),
      since: value("since"),
      kinds: kinds.length === all || !kinds.length ? "" : kinds.join(","),
      controls: controls.join(",") === dialog().dataset.usual ? "" : controls.join(",") || "none",
      width: value("width"),
      height: value("height"),
    };
    return Object.entries(given).filter(([name, text]) => text && names.includes(name));
  }

  const SLICE = ["since", "kinds"];
  const LOOK = ["theme", "title", "controls"];

  function address(path, names, query = now.query) {
    const more = graph.address.readable(new URLSearchParams(choices(names)));
    const all = [query, more].filter(Boolean).join("&");
    return `${dialog().dataset.site}${path}${all && `?${all}`}`;
  }

  const frameAddress = () => address(`embed/${graph.pathOf(now.id)}`, [...SLICE, ...LOOK]);
  const pictureAddress = () => address(
    `embed/${graph.pathOf(now.id)}.svg`, [...SLICE, "theme", "title", "width", "height"]);

  /* A badge names its node; of several it has to be told. */
  const badgeTitle = () => value("title") || (now.others.length ? now.title : "");

  function badgeAddress() {
    const asked = badgeTitle() ? { title: badgeTitle() } : {};
    const query = graph.address.readable(new URLSearchParams(asked));
    return `${dialog().dataset.site}embed/${graph.pathOf(now.id)}/badge.svg${query && `?${query}`}`;
  }

  const IMAGES = { picture: pictureAddress, badge: badgeAddress };

  /* The page of the graph: a node's own, or the explorer's for several. */
  function pageAddress(names) {
    if (!now.others.length) {
      return address(`${dialog().dataset.kind}/${graph.pathOf(now.id)}`, names);
    }
    const ego = graph.address.readable(new URLSearchParams({ ego: now.id }));
    return address("explore", names, [ego, now.query].filter(Boolean).join("&"));
  }

  // -- the code ----------------------------------------------------------------------------------

  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const attributes = (pairs) => pairs.map(([name, text]) => ` ${name}="${quoted(text)}"`).join("");
  const title = () => value("title") || now.title;

  /* Markdown: what would end the brackets is escaped. */
  const inText = (text) => text.replace(/[\\[\]]/g, "\\$&").replace(/[<>]/g, "");
  const inLink = (url) => url.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll(" ", "%20");

  const IMAGE_CODES = {
    markdown: (url, words) =>
      `[![${inText(words)}](${inLink(url)})](${inLink(pageAddress(SLICE))})`,
    html: (url, words, more) => `<a${attributes([["href", pageAddress(SLICE)]])}>` +
      `<img${attributes([["src", url], ["alt", words], ...more])}></a>`,
  };

  const CODES = {
    picture: () => IMAGE_CODES[value("markup")](
      pictureAddress(), title(), [FITTING, ["width", value("width") || String(WIDTH)]]),
    badge: () => IMAGE_CODES[value("markup")](
      badgeAddress(), `research graph: ${badgeTitle() || now.label}`, [["style", "max-width:100%"]]),
    frame: () => `<iframe${attributes([
      ["src", frameAddress()], ["title", title()], ["width", value("width") || "100%"],
      ["height", value("height") || String(naturalHeight())], ["style", "border: 0; max-width: 100%"],
      ["loading", "lazy"], ["allow", "fullscreen"],
    ])}></iframe>`,
    component: () => {
      const page = pageAddress([]);
      const wanted = attributes(choices([...SLICE, ...LOOK, "height"]));
      const picture = attributes([["src", pictureAddress()], ["alt", title()], FITTING]);
      return `<script src="${quoted(dialog().dataset.site)}embed.js" async></script>\n` +
        `<research-graph src="${quoted(page)}"${wanted}>\n` +
        `  <a href="${quoted(pageAddress(SLICE))}"><img${picture}></a>\n</research-graph>`;
    },
    link: () => pageAddress(SLICE),
  };

  /* Of a frame of the chosen width, with the words around its graph. */
  function naturalHeight() {
    const { width, height } = now.view;
    const wide = Number(value("width")) || WIDTH;
    return Math.round(Math.min(Math.max((wide * height) / width, 300), 900) + 130);
  }

  // -- the preview, and what it weighs -----------------------------------------------------------

  function drawPreview(kind) {
    const frame = !(kind in IMAGES);
    const shown = document.createElement(frame ? "iframe" : "img");
    if (frame) {
      shown.title = "Preview";
      const high = value("height") || (kind === "component" ? 0 : naturalHeight());
      shown.style.height = `${Math.min(high || 460, 700)}px`;
    } else {
      shown.alt = `Preview: ${title()}`;
    }
    shown.src = local(frame ? frameAddress() : IMAGES[kind]());
    byId("embed-preview").replaceChildren(shown);
    weigh(kind, ++turn);
  }

  /* The same address on the origin that the page is read from, which may be another's than the one
     that is told to the world. */
  function local(url) {
    const site = dialog().dataset.site;
    return `${graph.base()}/${url.slice(site.length)}`;
  }

  /* An answer, with how many bytes it is on its way. */
  async function read(url) {
    const response = await fetch(url, { credentials: "omit" });
    const body = await response.blob();
    if (!response.ok) {
      const text = await body.text();
      throw new Error(text.startsWith("{") ? JSON.parse(text).error : "");
    }
    return { body, bytes: Number(response.headers.get("Content-Length")) || body.size };
  }

  const bytesOf = async (url) => (await read(local(url))).bytes;

  /* A frame, with the sheets and scripts that come before its picture is on the screen. */
  async function frameBytes() {
    const { body, bytes } = await read(local(frameAddress()));
    const page = new DOMParser().parseFromString(await body.text(), "text/html");
    const parts = page.querySelectorAll('link[rel="stylesheet"], script[src]');
    const answers = [...parts].map((each) => read(each.getAttribute("href") || each.getAttribute("src")));
    return (await Promise.all(answers)).reduce((sum, each) => sum + each.bytes, bytes);
  }

  const kilobytes = (bytes) => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} KB`;

  /* What the live graph loads after the picture, as this page has loaded it. */
  function liveBytes() {
    return performance.getEntriesByType("resource")
      .filter((each) => each.initiatorType === "script" && each.name.includes("/panel/"))
      .reduce((sum, each) => sum + each.encodedBodySize, 0);
  }

  async function weigh(kind, mine) {
    const line = byId("embed-weight");
    let words = "";
    try {
      if (kind in IMAGES) {
        const weight = kilobytes(await bytesOf(IMAGES[kind]()));
        const picture = byId("embed-preview").querySelector("img");
        await picture.decode();
        words = `${weight} in all, ${picture.naturalWidth} × ${picture.naturalHeight} pixels.`;
      } else {
        const first = kilobytes(await frameBytes());
        const script = kind === "component"
          ? `${kilobytes(await bytesOf(`${dialog().dataset.site}embed.js`))} of script, then ` : "";
        const high = value("height") || (kind === "frame" ? naturalHeight() : "");
        words = `${high ? `${high} pixels high.` : "As high as the graph needs."} ` +
          `${script}${first} until the picture is on the screen; then the live graph, ` +
          `${kilobytes(liveBytes())}, once for all graphs.`;
      }
    } catch (error) {
      words = error.message && !(error instanceof TypeError) ? error.message
        : "The site does not answer; the preview may be missing.";
    }
    if (mine === turn) line.textContent = words;
  }

  // -- the dialog --------------------------------------------------------------------------------

  function follow() {
    const [kind] = checked("form");
    for (const part of form().querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(kind);
    }
    form().elements.title.placeholder = kind === "badge" && !now.others.length ? now.label : now.title;
    byId("embed-about").textContent = ABOUT[kind];
    byId("embed-text").value = CODES[kind]();
    const told = checked("kinds").length ? "" : "With none chosen, all kinds are shown.";
    const beside = byId("embed-kinds-told");
    const news = told !== beside.textContent && !beside.closest("[data-for]").hidden;
    byId("embed-copied").textContent = news ? told : ""; // heard at once; the other on coming to it
    beside.textContent = told;
    clearTimeout(due);
    due = setTimeout(() => drawPreview(kind), PAUSE);
  }

  async function open() {
    now = await readState();
    form().elements.since.value = now.since;
    for (const box of form().querySelectorAll('[name="kinds"]')) {
      box.checked = !now.kinds || now.kinds.includes(box.value);
    }
    dialog().showModal();
    byId("embed-heading").focus();
    follow();
  }

  /* A frame that nobody sees need not live. */
  function rest() {
    clearTimeout(due);
    turn += 1;
    byId("embed-preview").replaceChildren();
    byId("embed-weight").textContent = "";
    byId("embed-open").focus();
  }

  async function copy() {
    const field = byId("embed-text");
    let done = true;
    try {
      await navigator.clipboard.writeText(field.value);
    } catch (error) { // browsers allow it to pages under HTTPS only
      field.select();
      done = document.execCommand("copy");
    }
    byId("embed-copied").textContent = done ? "Copied." : "Press Ctrl and C to copy it.";
    if (!done) field.select();
  }

  graph.parts = graph.parts || [];
  graph.parts.push({
    start() {
      if (!dialog() || !byId("embed-open")) return;
      byId("embed-open").addEventListener("click", open);
      byId("embed-open").disabled = false;
      form().addEventListener("input", follow);
      form().addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
      });
      dialog().addEventListener("close", rest);
      byId("embed-copy").addEventListener("click", copy);
      linked = location.hash === HERE;
      addEventListener("hashchange", () => location.hash === HERE && !dialog().open && open());
    },
    stepped() { // the page knows its state by now
      if (linked) open();
      linked = false;
    },
  });
})();
