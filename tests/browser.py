"""A page in a browser that selenium drives, with short names for what tests do there."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMEDRIVER = shutil.which("chromedriver")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1400,1000"
).split()

_ARRIVED = "const arrived = new Promise(done => addEventListener('hashchange', () => setTimeout(done), {once: true}));"


def start_driver(profile: Path) -> Any:
    """Start headless Chromium with a profile folder of its own."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))


class Browser(SimpleNamespace):
    """The page in a browser, with short names for what tests do there."""

    driver: Any
    url: str

    def open(self, fragment: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(self.url + fragment)

    def js(self, code: str, *arguments: object) -> Any:
        return self.driver.execute_script(code, *arguments)

    def follow(self, link: Any) -> None:
        """Click a link within the page, and wait until the page has gone there."""
        self.js(f"{_ARRIVED} arguments[0].click(); return arrived", link)

    def back(self) -> None:
        """Go back within the page, and wait until it is there."""
        self.js(f"{_ARRIVED} history.back(); return arrived")

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.js(
            "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.textContent)",
            selector,
        )
        return found

    def text(self, selector: str) -> str:
        return "".join(self.texts(selector))

    def chip(self, group: str, name: str) -> Any:
        return self.one(f"#{group} [data-name={name}]")

    def go(self, act: Callable[[], object]) -> None:
        """Do what changes the address, and wait until the page has followed; that happens some time after the click."""
        self.js("window.went = new Promise(done => addEventListener('hashchange', () => done(), {once: true}))")
        act()
        self.js("return window.went")

    def find(self, wanted: str) -> None:
        self.js("const q = document.getElementById('query'); q.value = arguments[0]; q.dispatchEvent(new Event('input'))", wanted)  # fmt: skip

    def emulate(self, **media: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": media.pop("scheme", "light")}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features, **media})

    def wide(self, width: int, height: int = 1000) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
