"""Pictures for the documentation, taken from a demo that is running already.

    .venv/bin/python scripts/screenshots.py http://localhost:8000

Writes to ``docs/images``. Starts no server and sends nothing.
"""

import argparse
import os

from pathlib import Path

from playwright.sync_api import sync_playwright
from services.chromium import STANDARD_ADDRESS, VARIABLE


IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
#: File name to address: what a citizen sees when the decision is made.
PICTURES = {
    "offer-page": "/hilfe-ukraine/?category=translation&postcode=02826",
}
SIZE = {"width": 1100, "height": 1000}


def take(base_url: str) -> None:
    """Open each address and keep what fits into one window."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get(VARIABLE) or STANDARD_ADDRESS,
            args=["--no-sandbox"],
        )
        page = browser.new_page(viewport=SIZE, locale="de-DE")
        for name, address in PICTURES.items():
            answer = page.goto(base_url.rstrip("/") + address, wait_until="networkidle")
            if answer is None or not answer.ok:
                raise SystemExit(f"{address} cannot be shown; is the demo running?")
            file = IMAGES / f"{name}.png"
            page.screenshot(path=file)
            print(file)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base_url", help="address of the demo's portal")
    take(parser.parse_args().base_url)
