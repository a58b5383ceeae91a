"""A Chromium for browser tests, with the few waits they need."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import (
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

SCREENSHOTS = Path(__file__).parent / "screenshots"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
SIZES = {"wide": (1280, 900), "middle": (768, 1024), "narrow": (360, 780)}
WAIT_SECONDS = 15.0
# What a page throws that is amid a change: asked again.
PASSING = (NoSuchElementException, StaleElementReferenceException, JavascriptException)


def programs() -> tuple[str | None, str | None]:
    """Debian's chromium and chromedriver, where they are installed."""
    return shutil.which("chromium"), shutil.which("chromedriver")


class Browser:
    """A thin cover of selenium's driver, in Dash's testing vocabulary.

    ``driver`` is selenium's own, for whatever is not here.
    """

    def __init__(self, chromium: str, chromedriver: str) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in FLAGS:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(chromedriver))
        self.home = self.driver.current_window_handle
        self.expected: list[str] = []

    def open(self, url: str) -> None:
        self.driver.get(url)

    def resize(self, width: int, height: int) -> None:
        """Give the page this viewport, whatever the window's frame."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def scheme(self, name: str, *, calm: bool = False) -> None:
        """Make the page believe that its reader prefers ``light`` or ``dark``, and no motion."""
        motion = "reduce" if calm else "no-preference"
        features = {"prefers-color-scheme": name, "prefers-reduced-motion": motion}
        told = [{"name": each, "value": value} for each, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: object) -> Any:
        """What a script in the page returns."""
        return self.driver.execute_script(script, *arguments)

    def wait_until(self, true: Callable[[], object], what: str, seconds: float = 0.0) -> Any:
        """Wait for a true answer and give it."""
        wait: WebDriverWait[Any] = WebDriverWait(
            self.driver, seconds or WAIT_SECONDS, 0.05, ignored_exceptions=PASSING
        )
        return wait.until(lambda _driver: true(), f"waited for {what}")

    def wait_for_element(self, selector: str, seconds: float = 0.0) -> WebElement:
        """The first visible element of a CSS selector."""

        def visible() -> WebElement | None:
            return next((e for e in self.find_all(selector) if e.is_displayed()), None)

        found: WebElement = self.wait_until(visible, selector, seconds)
        return found

    def wait_for_text(self, selector: str, text: str, seconds: float = 0.0) -> WebElement:
        """The element, once it holds a text."""

        def holds() -> WebElement | None:
            return next((e for e in self.find_all(selector) if text in e.text), None)

        found: WebElement = self.wait_until(holds, f"{text!r} in {selector}", seconds)
        return found

    def wait_for_script(self, expression: str, seconds: float = 0.0) -> Any:
        """The value of a JavaScript expression, once it is true."""
        return self.wait_until(lambda: self.run(f"return {expression}"), expression, seconds)

    def console(self) -> list[str]:
        """Console lines since the last call, as ``LEVEL text``."""
        lines = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [f"{line['level']} {line['message']}" for line in lines]

    def expect_console(self, pattern: str) -> None:
        """Say that this test provokes a SEVERE line, as a failed request is one."""
        self.expected.append(pattern)

    def severe(self) -> list[str]:
        """SEVERE console lines that nobody said to expect."""
        return [
            line
            for line in self.console()
            if line.startswith("SEVERE") and not any(re.search(p, line) for p in self.expected)
        ]

    def screenshot(self, name: str) -> Path:
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.png"
        self.driver.save_screenshot(str(path))
        return path

    def reset(self) -> None:
        """As a new reader: one empty page, no cookies or storage, wide and light."""
        for window in self.driver.window_handles:
            if window != self.home:  # left over by a test that failed
                self.driver.switch_to.window(window)
                self.driver.close()
        self.driver.switch_to.window(self.home)
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        self.resize(*SIZES["wide"])
        self.scheme("light")
        self.console()
        self.expected.clear()
