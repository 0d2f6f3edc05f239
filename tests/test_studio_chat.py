"""The studio's conversation in a real browser, with the real embedded models."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from studio import Studio, Visitor, served, visiting
from triptych.agent.limits import Limits
from triptych.ui.assembly import Models

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, pocket_models: Models) -> Iterator[Studio]:
    with served(tmp_path_factory.mktemp("studio"), pocket_models) as studio:
        yield studio


def faults(visitor: Visitor) -> list[str]:
    """What is serious for those who cannot see the page, or use no mouse."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(visitor.page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found if fault["impact"] in SERIOUS
    ]


def test_a_first_visit(browser: "Browser", studio: Studio) -> None:
    with visiting(browser, studio.url) as visitor:
        page = visitor.page
        assert faults(visitor) == []
        page.locator(".tri-option", has_text="a cat and a dog together").click()
        page.locator(".tri-previews img").first.wait_for()
        page.reload()  # the work goes on, and comes back
        visitor.told("a cat and a dog together on the beach")
        page.locator(".tri-thumb img").first.wait_for()
        page.locator(".tri-critic summary").click()
        page.locator(".tri-critic li").first.wait_for()
        page.locator(".tri-thread-list [aria-current]", has_text="a cat and a dog").wait_for()
        assert faults(visitor) == []


def test_stop_undo_redo_and_two_tabs_in_step(browser: "Browser", studio: Studio) -> None:
    with visiting(browser, studio.url) as visitor:
        page, other = visitor.page, visitor.page.context.new_page()
        other.goto(page.url)
        other.locator(".tri-welcome").wait_for()
        visitor.say("a red fox in the snow")
        other.locator(".tri-said", has_text="a red fox in the snow").wait_for()
        visitor.told("Here is your picture")
        other.locator(".tri-told", has_text="Here is your picture").wait_for()

        page.locator(".tri-move").first.click()
        other.locator(".tri-moved", has_text="Undone.").wait_for()
        page.locator("body").click(position={"x": 700, "y": 500})
        page.keyboard.press("Control+Shift+Z")
        page.locator(".tri-moved", has_text="Done again.").wait_for()

        visitor.say("four pictures of a bear")
        page.locator(".tri-previews img").first.wait_for()
        page.keyboard.press("Escape")
        visitor.told("Stopped.")
        other.locator(".tri-told", has_text="Stopped.").wait_for()


@pytest.mark.parametrize("context", [{}, PHONE], ids=["laptop", "phone"])
def test_pictures_go_in_the_order_that_is_chosen(
    browser: "Browser", studio: Studio, tmp_path: Path, context: dict[str, Any]
) -> None:
    with visiting(browser, studio.url, **context) as visitor:
        chosen = choose(visitor, tmp_path, "green", "red", "blue")
        chosen.nth(0).focus()
        visitor.page.keyboard.press("ArrowRight")
        visitor.page.locator(".tri-order output", has_text="Picture 2 of 3").wait_for(state="attached")
        assert faults(visitor) == []
        first, last = (chosen.nth(place).bounding_box() for place in (0, 2))
        assert first is not None
        assert last is not None
        mouse = visitor.page.mouse
        mouse.move(last["x"] + 20, last["y"] + 30)
        mouse.down()
        mouse.move(first["x"] + 20, first["y"] + 30, steps=4)
        mouse.up()
        visitor.say("what is this?")
        images = visitor.page.locator(".tri-uploads img")
        images.nth(2).wait_for()
        ids = [images.nth(place).get_attribute("alt") or "" for place in range(3)]
    store = studio.projects.store(None)
    colors = [store.open(id).getpixel((5, 5)) for id in ids]
    assert colors == [(0, 0, 255), (255, 0, 0), (0, 128, 0)]


def choose(visitor: Visitor, folder: Path, *colors: str) -> "Locator":
    """Put a picture of each colour into the message; gives them as they are shown there."""
    for color in colors:
        Image.new("RGB", (64, 64), color).save(folder / f"{color}.png")
    visitor.page.locator("input[type=file]").first.set_input_files(
        [folder / f"{color}.png" for color in colors]
    )
    chosen = visitor.page.locator(".tri-box .thumbnail-wrapper")
    chosen.nth(len(colors) - 1).wait_for()
    return chosen


def test_an_earlier_message_is_said_otherwise(browser: "Browser", studio: Studio) -> None:
    with visiting(browser, studio.url) as visitor:
        page = visitor.page
        visitor.say("hello")
        visitor.told("Tell me what to draw")
        page.locator(".tri-option").first.wait_for()  # what the reply proposes
        page.locator(".tri-said").first.hover()
        page.locator(".tri-said .tri-pencil").first.click()
        page.locator(".tri-editing textarea").fill("a cat")
        page.keyboard.press("Enter")
        visitor.told("Here is your picture")
        assert page.locator(".tri-said .tri-text").all_inner_texts() == ["hello", "a cat"]


def test_a_plan_is_changed_before_it_is_done(
    browser: "Browser", tmp_path: Path, pocket_models: Models
) -> None:
    careful = replace(pocket_models, limits=Limits(approve="always"))
    with served(tmp_path, careful) as studio, visiting(browser, studio.url) as visitor:
        page = visitor.page
        visitor.say("two pictures of a red fox in the snow")
        page.locator(".tri-waits").wait_for()
        page.reload()  # the question stays
        page.locator(".tri-waits").wait_for()
        assert faults(visitor) == []
        page.locator(".tri-waits textarea").first.fill("a blue cat in a meadow")
        page.locator(".tri-waits input[type=checkbox]").nth(1).uncheck()
        visitor.press("Do it")
        visitor.told("Here is your picture")
        assert "a blue cat in a meadow" in str(studio.projects.store(None).records()[-1].request)
        visitor.say("a dog")
        visitor.press("Leave it")
        visitor.told("nothing was painted")
        visitor.say("a picture book in two pages about a fox")
        page.locator(".tri-storyboard").wait_for()  # its tab opens by itself
        page.locator(".tri-waits li", has_text="an orange fox").first.wait_for()
        texts = page.locator(".tri-waits textarea")
        assert all(texts.nth(place).input_value() for place in range(texts.count()))


def test_it_speaks_chinese(browser: "Browser", studio: Studio) -> None:
    with visiting(browser, studio.url, locale="zh-CN") as visitor:
        page = visitor.page
        page.get_by_role("heading", name="我们来画什么？").wait_for()
        page.get_by_role("tab", name="画布").wait_for()
        page.locator(".tri-option").nth(2).click()
        visitor.told("你的图片画好了")
        page.locator("[data-setting=language]").select_option("en")
        page.get_by_role("link", name="New conversation").wait_for()
        page.get_by_role("tab", name="Canvas").wait_for()


def test_it_fits_a_phone_in_the_dark(browser: "Browser", studio: Studio) -> None:
    with visiting(browser, studio.url, color_scheme="dark", **PHONE) as visitor:
        page = visitor.page
        box, tabs = page.locator(".tri-box").bounding_box(), page.locator(".tri-tabs").bounding_box()
        assert box is not None
        assert tabs is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 844 <= tabs["y"] + 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert faults(visitor) == []


def test_two_users_do_not_see_each_others_pictures(
    browser: "Browser", tmp_path: Path, pocket_models: Models
) -> None:
    users = {"ann": "a long word", "bob": "another word"}
    with served(tmp_path, pocket_models, users=users) as studio:
        for name, password in users.items():
            with browser.new_context() as profile:
                page = profile.new_page()
                page.goto(studio.url)
                page.get_by_label("username").fill(name)
                page.get_by_label("password").fill(password)
                page.get_by_role("button", name="Login").click()
                visitor = Visitor(page)
                visitor.box.wait_for()
                page.locator(".tri-welcome").wait_for()
                assert page.locator(".tri-thread-list li").count() == 0
                if name == "bob":
                    assert page.request.get(f"{studio.url}images/i1.png").status == 404
                    continue
                visitor.say("a cat")
                visitor.told("Here is your picture")
                assert page.request.get(f"{studio.url}images/i1.png").status == 200
