"""What other people's pages embed: its weight, its first paint, and how many a second there are.

``make bench-embed``. Two workers are asked by wrk, eight connections at once, on this machine: wrk,
the workers and the engine share its processors. Weights and status codes are asserted; times and
rates are printed beside what they should be.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from html import unescape
from pathlib import Path
from statistics import median
from urllib.parse import quote

import pytest

from explorer.config import Settings
from explorer.store import Store
from loaders.sample import FEATURED
from tests.bench.telling import reached, tell, verdict
from tests.chromium import Browser
from tests.conftest import lacking
from tests.processes import Site

SECONDS = 5
HEAVIEST = {".svg": 60_000, ".png": 150_000, "/card.png": 150_000, "/badge.svg": 2_000}
FRAME, COMPONENT = 60_000, 10_000  # bytes gzipped; of a frame, before the live graph's scripts
KEPT, DRAWN = 300, 50  # pictures a second at least: from the cache, from a kept placement
FIRST_PAINT = 300  # ms at most, warm
COLD, REPEATS = 2, 7  # openings of a frame that do not count, and that do
# Each request asks for another title, so that each picture is drawn anew on the same placement,
# as large as pictures are.
TITLES = """
local thread, number = 0, 0
function setup(each) each:set("place", thread); thread = thread + 1 end
function request()
  number = number + 1
  return wrk.format("GET", string.format("%s?title=Picture+%d+of+%d", wrk.path, number, place))
end
"""
# Notes when the frame's picture is on the screen: in the frame of time after it is in the page.
WATCH = """
requestAnimationFrame(function look() {
  if (!document.querySelector(".graph-frame > svg")) return requestAnimationFrame(look);
  setTimeout(() => performance.mark("picture"));
});
"""
PAINTED = """
const found = (name) => performance.getEntriesByName(name)[0]?.startTime;
const times = [found("first-contentful-paint"), found("picture")];
return times.every(Boolean) ? times : null;
"""


@pytest.fixture(scope="module")
def two_workers(
    arcadedb_store: Store, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a real ``explorer serve`` of two processes, on the sample."""
    log = tmp_path_factory.mktemp("embed") / "serve.log"
    with Site(
        log,
        data_dir=engine_settings.data_dir,
        workers=2,
        rate_limit="none",
        secret_key="of both workers",
    ) as site:
        yield site.url
        assert "Traceback" not in site.output, site.output


def load(url: str, *arguments: str) -> tuple[float, int]:
    """Answers a second, and how many there were; every one must be a good one."""
    if shutil.which("wrk") is None:
        lacking("wrk", "it is not installed (Debian: apt install wrk)")
    said = subprocess.run(
        ["wrk", "-t2", "-c8", f"-d{SECONDS}s", *arguments, url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    rate, count = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"(\d+) requests", said)
    assert rate is not None, said
    assert count is not None, said
    return float(rate[1]), int(count[1])


def fetch(url: str, **headers: str) -> tuple[int, bytes, Message]:
    """Status, content and headers of an answer."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=given), timeout=30
        ) as found:
            return found.status, found.read(), found.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def weigh(url: str) -> int:
    """Bytes of an answer as browsers get it; a second visit asks for none, or gets none."""
    status, content, told = fetch(url, Accept_Encoding="gzip")
    assert status == 200, url
    if "immutable" not in told["Cache-Control"]:
        again = fetch(url, Accept_Encoding="gzip", If_None_Match=told["ETag"])
        assert again[:2] == (304, b""), url
    return len(content)


def rated(rate: float, least: float) -> str:
    return reached(rate, least, "a second", ",.0f")


def kilobytes(size: int, most: int) -> str:
    return verdict(size / 1000, most / 1000, "kB", ".1f")


@pytest.mark.parametrize("name", FEATURED)
def bench_weight(two_workers: str, name: str) -> None:
    told = []
    for ending, most in HEAVIEST.items():
        url = f"{two_workers}/embed/{FEATURED[name]}{ending}"
        status, content, _ = fetch(url)
        assert status == 200
        assert len(content) <= most, f"{ending}: {len(content)} bytes"
        packed = weigh(url)
        more = f" ({packed / 1000:.1f} packed)" if "svg" in ending else ""
        told.append(f"{ending} {kilobytes(len(content), most)}{more}")
    tell(f"pictures of {name}", f"{', '.join(told)}; 304 without a byte on a second visit")


@pytest.mark.parametrize("name", FEATURED)
def bench_frame_weight(two_workers: str, name: str) -> None:
    """The frame and all that it loads before its picture is on the screen, gzipped."""
    address = f"{two_workers}/embed/{FEATURED[name]}"
    page = fetch(address)[1].decode()
    head = page.partition("</head>")[0]
    links = re.findall(r'<(?:script|link rel="stylesheet")[^>]* (?:src|href)="([^"]+)"', head)
    told = {"page": weigh(address)}
    for link in links:
        file = re.sub(r"[.]v\w+(?=[.])|[?].*", "", link.rpartition("/")[2])
        told[file] = weigh(two_workers + unescape(link))
    assert {"frame.js", "frame.css", "panel.css"} <= told.keys()
    total, component = sum(told.values()), weigh(f"{two_workers}/embed.js")
    data = weigh(two_workers + unescape(re.findall(r'data-state="([^"]+)"', page)[0]))
    parts = ", ".join(f"{part} {size / 1000:.1f}" for part, size in told.items())
    tell(
        f"frame of {name}, gzipped",
        f"{kilobytes(total, FRAME)} before the live graph ({parts}), whose data are "
        f"{data / 1000:.1f} kB; embed.js {kilobytes(component, COMPONENT)}; 304 without a byte on "
        "a second visit",
    )
    assert total <= FRAME
    assert component <= COMPONENT


@pytest.mark.parametrize("form", ["json", "xml"])
def bench_oembed_again(two_workers: str, form: str) -> None:
    page = quote(f"{two_workers}/person/{FEATURED['Vincent Larivière']}", safe="")
    size = weigh(f"{two_workers}/oembed?url={page}&format={form}")
    tell(f"oEmbed as {form}", f"{size} bytes; 304 without a byte on a second visit")


@pytest.mark.parametrize("name", FEATURED)
def bench_first_paint(browser: Browser, two_workers: str, name: str) -> None:
    """From navigation to the frame's first paint, and to its picture."""
    watch = {"source": f"(() => {{{WATCH}}})()"}
    added = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", watch)
    found = []
    for number in range(COLD + REPEATS):  # the frame itself is written anew, and nothing else
        browser.open(f"{two_workers}/embed/{FEATURED[name]}?title=Opening+{number}")
        browser.wait_for_script("performance.getEntriesByName('picture').length")
        found.append(browser.wait_until(lambda: browser.run(PAINTED), "the first paint"))
        browser.wait_for_script("window.cy?.nodes?.().length > 1")  # or it disturbs the next
    browser.open("about:blank")
    browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    first, picture = (median(times) for times in zip(*found[COLD:], strict=True))
    tell(
        f"frame of {name} in Chromium",
        f"first paint {verdict(first, FIRST_PAINT)}, its picture {verdict(picture, FIRST_PAINT)}, "
        f"medians of {REPEATS}, warm",
    )
    assert len(found) == COLD + REPEATS


@pytest.mark.parametrize("ending", [".svg", ".png", "/card.png", "/badge.svg"])
def bench_kept_pictures(two_workers: str, ending: str) -> None:
    url = f"{two_workers}/embed/{FEATURED['Vincent Larivière']}{ending}"
    for _ in range(8):  # until both workers have it
        assert fetch(url)[0] == 200
    rate, count = load(url)
    tell(f"kept {ending}", f"{rated(rate, KEPT)}, {count:,} in all, none failed")
    assert count > 0


@pytest.mark.parametrize("ending", [".svg", ".png", "/card.png"])
def bench_pictures_of_a_kept_placement(two_workers: str, ending: str, tmp_path: Path) -> None:
    url = f"{two_workers}/embed/{FEATURED['Vincent Larivière']}{ending}"
    for number in range(8):
        assert fetch(f"{url}?title={number}")[0] == 200
    script = tmp_path / "titles.lua"
    script.write_text(TITLES)
    rate, count = load(url, "-s", str(script), "--timeout", "20s")
    tell(f"drawn {ending}", f"{rated(rate, DRAWN)}, {count:,} in all, none failed")
    assert count > 0
