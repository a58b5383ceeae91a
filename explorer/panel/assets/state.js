/* The state of the page in its address: readable while it is short, packed in the fragment where
   it is long. The query says what is shown, in the order it was done; the fragment holds what
   only this page needs: the choice (`sel`), and in copied links what they showed (`was`). */
(function () {
  "use strict";
  const graph = (window.researchGraph = window.researchGraph || {});
  const LONGEST = 1800; // characters of an address that mail and chat leave whole
  const STAYS = ["ego", "a", "b", "from", "to"]; // in the query even of a packed address: what the page is about

  /* Query text a person can read: what may stand as it is in a query is not encoded. */
  function readable(params) {
    const plain = (text) =>
      encodeURIComponent(text).replace(/%(3A|2C|2F|40|3B)/g, (code) => decodeURIComponent(code));
    return [...params].map(([name, value]) => `${plain(name)}=${plain(value)}`).join("&");
  }

  async function through(stream, bytes) {
    const out = new Blob([bytes]).stream().pipeThrough(stream);
    return new Uint8Array(await new Response(out).arrayBuffer());
  }

  /* Bytes as base64 for addresses, and back; the latter throws where it is none. */
  function encode(bytes) {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  const decode = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  const pack = async (text) => encode(
    await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text)));

  /* The packed text, or null where it is damaged. */
  async function unpack(packed) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(
        await through(new DecompressionStream("deflate-raw"), decode(packed)));
    } catch (error) {
      return null; // cut off, or another's
    }
  }

  function fragment() {
    const text = location.hash.slice(1);
    return new URLSearchParams(text.includes("=") ? text : "");
  }

  /* The address of a state: path, query and fragment, which also keeps what the controls hold. */
  async function addressOf(query, extra) {
    let more = new URLSearchParams([...(graph.viewState?.() || []), ...Object.entries(extra)]);
    let search = readable(query);
    const stays = readable(new URLSearchParams(
      STAYS.flatMap((name) => query.getAll(name).slice(0, 1).map((value) => [name, value]))));
    const length = location.origin.length + location.pathname.length + search.length +
      readable(more).length;
    if (length > LONGEST && search !== stays) {
      more = new URLSearchParams([["s", await pack(search)], ...more]);
      search = stays;
    }
    const hash = readable(more);
    return `${location.pathname}${search && `?${search}`}${hash && `#${hash}`}`;
  }

  /* The state that the page's address names; `damaged` where its packed part cannot be read. */
  async function queryOfAddress() {
    const here = new URLSearchParams(location.search);
    const packed = fragment().get("s") ?? here.get("s");
    if (!packed) return { query: here, damaged: false };
    const text = await unpack(packed);
    if (text === null) {
      here.delete("s");
      return { query: here, damaged: true };
    }
    const inner = new URLSearchParams(text);
    if (!here.has("s")) return { query: inner, damaged: false };
    const own = [...here].filter(([name]) => !["s", "do"].includes(name) && !inner.has(name));
    const late = here.getAll("do").map((each) => ["do", each]);
    return { query: new URLSearchParams([...own, ...inner, ...late]), damaged: false };
  }

  /* What the panel asks the server with: as it is, or packed where it is long. */
  async function asked(query) {
    const text = readable(query);
    return text.length > LONGEST ? `s=${await pack(text)}` : text;
  }

  graph.address = { readable, encode, decode, pack, unpack, fragment, addressOf, queryOfAddress, asked };
})();
