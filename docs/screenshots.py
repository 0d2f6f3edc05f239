"""Takes the pictures of `docs/studio.md`: `python -m docs.screenshots [NAME …]`, all where none is named.

Plays a few conversations with the embedded models in a folder that is thrown away, opens the studio on it
in Debian's Chromium, and keeps what is seen as small WebPs. Knows the page's parts by their classes.
"""

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from triptych.agent.limits import Limits
from triptych.models import catalog
from triptych.ui.assembly import Loaders, Models, eyes_of
from triptych.ui.projects import opened
from triptych.ui.server import launched
from triptych.ui.studio_settings import StudioSettings

from benchmarks.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parent / "studio"
MOST_BYTES = 70_000
QUALITY = 80
LOADED = "[...document.images].every((image) => image.complete || image.loading === 'lazy')"
SETTLED_MS = 1000
LAPTOP = {"viewport": {"width": 1280, "height": 760}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "device_scale_factor": 1.5}

Shot = Callable[["Page"], Any]


SAID = {
    "set": ("a fox with a blue scarf in the meadow, on the beach, in the forest and in the snow",),
    "versions": (
        "a red cat with a blue hat in the snow",
        "make the hat green",
        "undo that",
        "make the cat orange",
    ),
    "cast": ("a picture book in four pages about a fox called Finn who finds a star",),
    "chinese": ("一只戴蓝帽子的红猫在雪地里",),
}
"""Thread → what is said in it, to the end."""
ASKED = {
    "plan": "three pictures of a blue dog: on the beach, in the forest, at night",
    "storyboard": "a picture book in four pages about a bear called Bo, show me the storyboard first",
}
"""Thread → what is left waiting for an answer."""


def play(models: Models, folder: Path) -> None:
    """Say it all."""
    careful = replace(models, limits=Limits(approve="always"))
    with careful.project(folder) as project:
        for thread, text in ASKED.items():
            list(project.session(thread).say(text, seed=1))
    with models.project(folder) as project:
        for thread, texts in SAID.items():
            for number, text in enumerate(texts, start=1):
                list(project.session(thread).say(text, seed=number))


def still(_: "Page") -> None:
    """Nothing is done."""


def tab(name: str) -> Shot:
    """A tab is opened."""

    def shown(page: "Page") -> None:
        page.get_by_role("tab", name=name, exact=True).click()

    return shown


def versions(page: "Page") -> None:
    """Two pictures are compared."""
    tab("Versions")(page)
    for id in ("i5", "i6"):
        page.locator(f"[data-look={id}]").first.click()


def masked(page: "Page") -> None:
    """A mask lies over the hat."""
    tab("Edit")(page)
    page.locator("tri-easel img").evaluate("image => image.decode()")
    drag(page, ".tri-paint", (0.42, 0.33), (0.58, 0.33))
    page.get_by_label("What becomes different").fill("a yellow hat")


def boxes(page: "Page") -> None:
    """Two boxes are drawn and named."""
    tab("Layout")(page)
    for text, start, end in (
        ("a red cat", (0.06, 0.35), (0.45, 0.92)),
        ("a blue ball", (0.58, 0.55), (0.9, 0.88)),
    ):
        drag(page, ".tri-ground", start, end)
        page.keyboard.type(text)
    page.get_by_label("What the whole picture shows").fill("a red cat and a blue ball on the beach")


def reading(page: "Page") -> None:
    """The book is open on its first pages."""
    tab("Book")(page)
    reader = page.frame_locator(".tri-read")
    for _ in range(2):
        reader.locator("#next").click()


def drag(page: "Page", area: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move, let go; in fractions of the area."""
    page.locator(area).scroll_into_view_if_needed()
    box = page.locator(area).bounding_box()
    assert box is not None
    (x, y), (to_x, to_y) = (
        (box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=8)
    page.mouse.up()


SHOTS: dict[str, tuple[str, Shot, dict[str, Any]]] = {
    "plan": ("plan", tab("Canvas"), LAPTOP),
    "set": ("set", tab("Canvas"), LAPTOP),
    "versions": ("versions", versions, LAPTOP),
    "edit": ("versions", masked, LAPTOP),
    "layout": ("versions", boxes, LAPTOP),
    "cast": ("cast", tab("Cast"), LAPTOP),
    "storyboard": ("storyboard", tab("Book"), LAPTOP),
    "book": ("cast", reading, LAPTOP),
    "models": ("set", tab("Models"), LAPTOP),
    "chinese": ("chinese", tab("画布"), {**LAPTOP, "locale": "zh-CN"}),
    "dark": ("set", tab("Canvas"), {**LAPTOP, "color_scheme": "dark"}),
    "dark-versions": ("versions", versions, {**LAPTOP, "color_scheme": "dark"}),
    "chinese-models": ("chinese", tab("模型"), {**LAPTOP, "locale": "zh-CN"}),
    "phone": ("set", still, PHONE),
}
"""File → thread, what is done there, and the kind of screen."""


def main(names: list[str]) -> None:
    """Take them."""
    with tempfile.TemporaryDirectory() as folder, studio(Path(folder)) as url, chromium() as browser:
        for name in names or SHOTS:
            thread, act, screen = SHOTS[name]
            shot = taken(browser, f"{url}?thread={thread}", act, screen)
            (FOLDER / f"{name}.webp").write_bytes(shot)
            print(f"{name}.webp  {len(shot) / 1000:.0f} kB")


@contextlib.contextmanager
def studio(folder: Path) -> Iterator[str]:
    """The address of a studio in which all was said."""
    models = Models(catalog.load("pocket"), eyes_of(None, Loaders()), None, Limits())
    play(models, folder)
    with (
        opened(folder, models, StudioSettings(users={})) as projects,
        launched(projects, "127.0.0.1", 0) as url,
    ):
        yield url


def taken(browser: "Browser", url: str, act: Shot, screen: dict[str, Any]) -> bytes:
    """What a visitor sees, as a small picture."""
    with contextlib.closing(browser.new_context(**screen)) as profile:
        page = profile.new_page()
        page.goto(url)
        page.locator(".tri-talk .tri-said").first.wait_for()
        act(page)
        page.wait_for_function(LOADED)
        page.wait_for_timeout(SETTLED_MS)
        return small(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))


def small(screenshot: Image.Image) -> bytes:
    """As WebP, in which letters are sharp and painted colours are their own."""
    buffer = io.BytesIO()
    screenshot.save(buffer, "WEBP", quality=QUALITY, method=6)
    return buffer.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
