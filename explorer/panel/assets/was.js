/* What a shared link showed when it was made, kept in the link itself, so that the page can tell
   what has changed since. Where the nodes are few, all ids and places are packed. Where they are
   many, a digest: a short hash of each id, sorted and written as gaps (Golomb-Rice), and each place
   modulo 32, or one sum of all places. Of a node that is gone a digest holds no name; the page knows
   some by their hash. */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const LONGEST = 1400; // characters: 100 ids, a digest of 350 nodes, of 1,100 without places
  const ASIDE = 1; // units of a slice by which a node may stand elsewhere without being told
  const NAMED = 12; // nodes of each list that a message names
  const UNSURE = "Some may stand elsewhere: a link to so many nodes does not keep where each stood.";
  const SIGN = "~"; // begins a digest
  const WRAP = 31; // places of a digest are kept modulo 32
  // How many bits of a hash, and whether places: the finest that fits. Of 1,000 new nodes the
  // coarser takes one in 65 for one that was there.
  const DIGESTS = [{ size: 20, places: true }, { size: 16, places: false }];
  const HEAD = [["size", 5], ["places", 1], ["count", 16]]; // fields of a digest, and their bits

  // -- bits ------------------------------------------------------------------------------------

  function writer() {
    const bytes = [];
    let used = 0;
    return {
      bytes,
      write(value, count) {
        for (let place = count - 1; place >= 0; place -= 1) {
          if (used % 8 === 0) bytes.push(0);
          bytes[bytes.length - 1] |= ((value >>> place) & 1) << (7 - (used % 8));
          used += 1;
        }
      },
    };
  }

  function reader(bytes) {
    let used = 0;
    return function read(count) {
      let value = 0;
      for (let place = 0; place < count; place += 1) {
        if (used >= 8 * bytes.length) throw new RangeError("the digest is cut off");
        value = (value << 1) | ((bytes[used >> 3] >> (7 - (used % 8))) & 1);
        used += 1;
      }
      return value;
    };
  }

  /* 32 bits of a text: FNV-1a, then mixed so that each bit hangs on all of it. */
  function hash(text) {
    let found = 0x811c9dc5;
    for (let place = 0; place < text.length; place += 1) {
      found = Math.imul(found ^ text.charCodeAt(place), 0x01000193);
    }
    found = Math.imul(found ^ (found >>> 16), 0x85ebca6b);
    found = Math.imul(found ^ (found >>> 13), 0xc2b2ae35);
    return (found ^ (found >>> 16)) >>> 0;
  }

  // -- a digest --------------------------------------------------------------------------------

  /* Bits of the lower part of a gap: about those of the mean gap. */
  const lower = ({ size, count }) =>
    Math.max(0, Math.floor(Math.log2((0.7 * 2 ** size) / (count || 1))));
  const short = (id, size) => hash(id) >>> (32 - size);

  const lineOf = ({ id, x, y }) => `${id}\t${Math.round(x)}\t${Math.round(y)}`;

  /* A number that tells whether any of many nodes stands elsewhere, not which. */
  const sumOfPlaces = (nodes) => nodes.reduce((sum, node) => (sum + hash(lineOf(node))) | 0, 0);

  function digest(nodes, { size, places }) {
    const head = { size, places: Number(places), count: nodes.length };
    const { bytes, write } = writer();
    for (const [name, bits] of HEAD) write(head[name], bits);
    const low = lower(head);
    let last = 0;
    const sorted = nodes.map(({ id, x, y }) => ({ key: short(id, size), x, y }))
      .sort((one, other) => one.key - other.key);
    for (const { key, x, y } of sorted) {
      const gap = key - last;
      for (let rest = gap >>> low; rest; rest -= 1) write(1, 1);
      write(0, 1);
      write(gap, low);
      if (places) [x, y].forEach((value) => write(Math.round(value) & WRAP, 5));
      last = key;
    }
    if (!places) write(sumOfPlaces(nodes), 32);
    const text = graph.address.encode(bytes);
    return `${SIGN}${text}.${hash(text).toString(36)}`;
  }

  /* The sum at the end of a digest; null where an earlier release wrote none. */
  function left(read) {
    try {
      return read(32);
    } catch (error) {
      return null;
    }
  }

  /* What a digest holds, `{ size, places, nodes, sum }`; null where it is damaged. */
  function decode(text) {
    const [body, sum] = text.slice(SIGN.length).split(".");
    if (hash(body).toString(36) !== sum) return null;
    try {
      const read = reader(graph.address.decode(body));
      const head = Object.fromEntries(HEAD.map(([name, bits]) => [name, read(bits)]));
      const low = lower(head);
      let key = 0;
      const nodes = Array.from({ length: head.count }, () => {
        let high = 0;
        while (read(1)) high += 1;
        key += high * 2 ** low + read(low);
        return head.places ? { key, x: read(5), y: read(5) } : { key };
      });
      return { ...head, nodes, sum: head.places ? null : left(read) };
    } catch (error) {
      return null; // of another kind, or cut off
    }
  }

  // -- what has changed ------------------------------------------------------------------------

  const apart = (one, other) => {
    const gap = (one - Math.round(other)) & WRAP;
    return Math.min(gap, WRAP + 1 - gap) > ASIDE;
  };

  function sinceDigest(slice, { size, places, nodes, sum }) {
    const left = new Map();
    for (const each of nodes) left.set(each.key, [...(left.get(each.key) || []), each]);
    const found = { gone: [], come: [], moved: [] };
    for (const { id, x, y } of slice.nodes) {
      const old = left.get(short(id, size))?.pop();
      if (!old) found.come.push(id);
      else if (places && (apart(old.x, x) || apart(old.y, y))) found.moved.push(id);
    }
    const known = [...Object.keys(slice.evidence), ...slice.hidden.map((each) => each.id)];
    const names = new Map(known.map((id) => [short(id, size), id]));
    found.unsure = sum !== null && sum !== sumOfPlaces(slice.nodes);
    found.gone = [...left.values()].flat().map(({ key }) => names.get(key) ?? null);
    return found;
  }

  function sinceLines(slice, lines) {
    const was = new Map(lines.split("\n").map((line) => {
      const [id, x, y] = line.split("\t");
      return [id, { x: Number(x), y: Number(y) }];
    }));
    const now = new Set(slice.nodes.map((node) => node.id));
    return {
      gone: [...was.keys()].filter((id) => !now.has(id)),
      come: [...now].filter((id) => !was.has(id)),
      moved: slice.nodes.filter(({ id, x, y }) => {
        const old = was.get(id);
        return old && Math.hypot(old.x - x, old.y - y) > ASIDE;
      }).map((node) => node.id),
    };
  }

  function nameOf(slice, id) {
    const node = slice.nodes.find((each) => each.id === id);
    const known = node || slice.evidence[id] || slice.hidden.find((each) => each.id === id);
    return known?.label || id;
  }

  function told(slice, ids, one, many) {
    if (!ids.length) return [];
    const figure = (number) => number.toLocaleString("en");
    const count = ids.length === 1 ? one : `${figure(ids.length)} ${many}`;
    const names = ids.filter((id) => id !== null).slice(0, NAMED).map((id) => nameOf(slice, id));
    const more = ids.length - names.length;
    if (!names.length) return [`${count}.`];
    return [`${count}: ${names.join("; ")}${more ? ` and ${figure(more)} more` : ""}.`];
  }

  /* What a slice shows, for a link; nothing where that is too much for any link. */
  async function tell({ nodes }) {
    const packed = await graph.address.pack(nodes.map(lineOf).join("\n"));
    if (packed.length < LONGEST) return packed;
    return DIGESTS.map((how) => digest(nodes, how)).find((text) => text.length < LONGEST) || "";
  }

  /* What has changed since a link told of a slice, in sentences; null where it is damaged. */
  async function changes(slice, text) {
    const held = text.startsWith(SIGN) ? decode(text) : await graph.address.unpack(text);
    if (!held) return null;
    const since = text.startsWith(SIGN) ? sinceDigest(slice, held) : sinceLines(slice, held);
    return [
      ...told(slice, since.gone, "A node is no longer shown", "nodes are no longer shown"),
      ...told(slice, since.moved, "A node stands elsewhere", "nodes stand elsewhere"),
      ...told(slice, since.come, "A node is new", "nodes are new"),
      ...(since.unsure ? [UNSURE] : []),
    ];
  }

  graph.was = { tell, changes, nameOf };
})();
