"""A page in a browser that selenium drives, with short names for what tests do there."""

from types import SimpleNamespace
from typing import Any


class Browser(SimpleNamespace):
    """The page in a browser, with short names for what tests do there."""

    driver: Any
    url: str

    def open(self, fragment: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(self.url + fragment)

    def js(self, code: str, *arguments: object) -> Any:
        return self.driver.execute_script(code, *arguments)

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

    def find(self, wanted: str) -> None:
        self.js("const q = document.getElementById('query'); q.value = arguments[0]; q.dispatchEvent(new Event('input'))", wanted)  # fmt: skip

    def emulate(self, **media: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": media.pop("scheme", "light")}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features, **media})

    def wide(self, width: int, height: int = 1000) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
