"""doccano's own pages in a browser: what an annotator sees and does there."""

import time
from collections.abc import Mapping
from typing import Any

from selenium.webdriver import ActionChains
from selenium.webdriver.support.ui import WebDriverWait

_FIND = """
for (const text of document.querySelectorAll("svg text")) {
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.indexOf(arguments[0]);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + arguments[0].length);
    text.scrollIntoView({block: "center"});
    const box = range.getBoundingClientRect();
    return [box.left, box.right, (box.top + box.bottom) / 2];
  }
}
return null;
"""


class DoccanoPage:
    """A tab in which somebody is logged in, with doccano's pages in Chinese."""

    def __init__(self, driver: Any, url: str, cookies: Mapping[str, str]) -> None:
        self.driver, self.url = driver, url
        driver.get(f"{url}auth")
        driver.delete_all_cookies()
        for name, value in cookies.items():
            driver.add_cookie({"name": name, "value": value})

    def open(self, path: str, awaited: str) -> None:
        """Open a page and wait until it shows a text."""
        self.driver.get(f"{self.url}zh/{path}")
        self.wait_for(awaited)

    def wait_for(self, text: str) -> None:
        WebDriverWait(self.driver, 60).until(lambda _: text in self.text(), f"{text} is not shown")

    def text(self) -> str:
        return str(self.driver.execute_script("return document.body.innerText + [...document.querySelectorAll('svg text')].map(t => t.textContent).join('\\n')"))  # fmt: skip

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def mark(self, surface: str, label: str) -> None:
        """Mark a text with the mouse, and choose a label in the menu that opens."""
        self.settle()
        wait = WebDriverWait(self.driver, 30)
        left, right, middle = wait.until(lambda driver: driver.execute_script(_FIND, surface))
        drag = ActionChains(self.driver)
        drag.w3c_actions.pointer_action.move_to_location(int(left) + 2, int(middle))
        drag.click_and_hold()
        drag.w3c_actions.pointer_action.move_to_location(int((left + right) / 2), int(middle))
        drag.w3c_actions.pointer_action.move_to_location(int(right) - 2, int(middle))
        drag.release().perform()
        item = f"//*[contains(@class, 'menuable__content__active')]//*[normalize-space(text())='{label}']"
        wait.until(lambda driver: driver.find_elements("xpath", item))[0].click()
        wait.until(lambda driver: not any(menu.is_displayed() for menu in driver.find_elements("xpath", item)))

    def settle(self) -> None:
        """Wait until the page has sent what it had to send, and half a second more for what it does then."""
        count = "return performance.getEntriesByType('resource').length"
        seen = -1
        while seen != (seen := self.driver.execute_script(count)):
            time.sleep(0.5)

    def press(self, key: str) -> None:
        """Press a hot key."""
        ActionChains(self.driver).send_keys(key).perform()

    def tick(self) -> None:
        """Mark the document as done."""
        self.settle()
        self.press("\ue007")  # Enter
        self.settle()
