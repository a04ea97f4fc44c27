"""A person at a browser, with a mouse or with the keyboard alone."""

from captcha.models import CaptchaStore
from playwright.sync_api import Locator, Page


#: More than any page of ours has: who comes so far is in a trap or has passed by.
_MOST_TABS = 120
_IS_FOCUSED = "element => element === document.activeElement"
_IS_OF_THE_GROUP = """element => element === document.activeElement || (
    element.type === "radio" && document.activeElement.type === "radio" &&
    element.name === document.activeElement.name)"""


class Citizen:
    """Does what people do on a page; with ``keyboard`` by Tab, arrows and Enter."""

    def __init__(self, page: Page, *, keyboard: bool) -> None:
        self.page, self.keyboard = page, keyboard

    def press(self, target: Locator) -> None:
        """Press a button or follow a link, and wait for the page it leads to."""
        with self.page.expect_navigation():
            if self.keyboard:
                self._go_to(target)
                self.page.keyboard.press("Enter")
            else:
                target.click()

    def choose(self, target: Locator) -> None:
        """Choose a radio button, or tick a box that is not ticked."""
        if not self.keyboard:
            target.check()
            return
        self._go_to(target, _IS_OF_THE_GROUP)
        self.page.keyboard.press("Space")
        for _ in range(20):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"cannot be chosen by keyboard: {target}")

    def write(self, target: Locator, text: str) -> None:
        """Put a text into a field."""
        if not self.keyboard:
            target.fill(text)
            return
        self._go_to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def solve(self) -> None:
        """Type in the digits of the picture, if the page shows one."""
        field = self.page.locator("[name=captcha_1]")
        if field.count():
            key = self.page.locator("[name=captcha_0]").input_value()
            self.write(field, CaptchaStore.objects.get(hashkey=key).response)

    def _go_to(self, target: Locator, arrived: str = _IS_FOCUSED) -> None:
        """Press Tab until the target has the focus."""
        for _ in range(_MOST_TABS):
            if target.evaluate(arrived):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"cannot be reached by keyboard: {target}")
