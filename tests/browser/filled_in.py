"""The form of the page, filled in by a script: for tests of what comes after."""

from captcha.models import CaptchaStore


def solve(page) -> None:
    key = page.locator("[name=captcha_0]").input_value()
    page.locator("[name=captcha_1]").fill(
        CaptchaStore.objects.get(hashkey=key).response
    )


def go_to_step_two(page, category: str = "translation", postcode: str = "02826"):
    page.goto("/hilfe-ukraine/")
    page.locator(f"[name=category][value={category}]").check()
    page.locator("[name=postcode]").fill(postcode)
    page.locator(".hu-form button").click()


def fill_in(page) -> None:
    page.locator("[name=details]").fill("Ich spreche Ukrainisch und Deutsch.")
    page.locator("[name=name]").fill("Erika Muster")
    page.locator("[name=email]").fill("erika@muster.example")
    page.locator("[name=privacy]").check()
    solve(page)
