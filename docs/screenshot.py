"""Makes docs/screenshot.png from a running site: ``python docs/screenshot.py URL``.

The address is one that ``explorer demo`` prints. Chromium and chromedriver are found on PATH.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests' browser is used

from tests.chromium import Browser, programs

WIDTH = 1280
MARGIN = 32  # pixels below the graph
FILE = Path(__file__).parent / "screenshot.png"


def main(url: str) -> None:
    """Open the page, wait for the live graph, and take its picture."""
    chromium, chromedriver = programs()
    if chromium is None or chromedriver is None:
        sys.exit("Chromium and chromedriver are needed: apt install chromium chromium-driver")
    browser = Browser(chromium, chromedriver)
    try:
        browser.resize(WIDTH, WIDTH)
        browser.open(url)
        end = "document.querySelector('.graph-frame').getBoundingClientRect().bottom"
        browser.resize(WIDTH, round(browser.run(f"return {end} + window.scrollY")) + MARGIN)
        browser.open(url)
        browser.wait_for_script("performance.getEntriesByName('graph-live').length")
        browser.driver.save_screenshot(str(FILE))
    finally:
        browser.driver.quit()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} URL")
    main(sys.argv[1])
