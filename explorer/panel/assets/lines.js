/* Answers that say how far they are: lines of JSON, the answer itself as the last one. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const STREAMED = "application/x-ndjson";
  graph.LINES = `${STREAMED}, application/json;q=0.9`; // what a request accepts

  /* The lines of a stream as they come; an answer may hold hundreds of pieces. */
  async function* linesOf(stream) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let pieces = [];
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (done ? decoder.decode() : decoder.decode(value, { stream: true })).split("\n");
      pieces.push(lines.shift());
      for (const next of lines) {
        yield pieces.join("");
        pieces = [next];
      }
      if (done) break;
    }
    yield pieces.join("");
  }

  /* The next line that says more than that the server is at work. */
  async function next(lines) {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new TypeError("The answer broke off.");
      if (value.trim()) return JSON.parse(value);
    }
  }

  /* The answer of a response. Where it is streamed, `tell` is given each ring that comes before,
     and `rest` gives what comes after a part that is sent ahead; one that breaks off is no answer. */
  graph.readLines = async function (response, tell) {
    const kind = response.headers.get("Content-Type") || "";
    if (!kind.startsWith(STREAMED)) return response.json();
    const lines = linesOf(response.body);
    let told = await next(lines);
    for (; "ring" in told; told = await next(lines)) tell(told);
    return told.more ? { ...told, rest: () => next(lines) } : told;
  };
})();
