"""The tabs in a real browser: pictures looked at, gone back to, changed by hand, laid out, cast."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.request import urlopen

import numpy as np
import pytest
from studio import Studio, Visitor, served, visiting
from triptych.tools.members import Members
from triptych.ui.assembly import Models

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

HEARD_MS = 240_000


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, pocket_models: Models) -> Iterator[Studio]:
    """The embedded painter without a critic: each picture is painted once."""
    models = Models(pocket_models.painter, None, None, pocket_models.limits)
    with served(tmp_path_factory.mktemp("tabs"), models) as open_studio:
        yield open_studio


@pytest.fixture(scope="module")
def visitor(browser: "Browser", studio: Studio) -> Iterator[Visitor]:
    """Somebody who asked for a cat; the tests below are what they do with it, one after the other."""
    with visiting(browser, studio.url + "?thread=tabs", viewport={"width": 1440, "height": 900}) as guest:
        guest.page.set_default_timeout(HEARD_MS)
        guest.say("a red cat wearing a blue hat in the snow")
        guest.told("Here is your picture: i1.")
        yield guest


def tab(visitor: Visitor, name: str) -> None:
    """Open a tab; on a phone the last ones are in a menu."""
    named = visitor.page.get_by_role("tab", name=name, exact=True)
    if named.is_visible():
        named.click()
    else:
        visitor.page.locator(".overflow-menu > button").click()
        visitor.page.locator(".overflow-dropdown button", has_text=name).click()


def picture(studio: Studio, id: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.int16]]":
    return np.asarray(studio.projects.store(None).open(id)).astype(np.int16)


def drag(area: "Locator", start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move, let go; in fractions of the area."""
    box = area.bounding_box()
    assert box is not None
    (x, y), (to_x, to_y) = (
        (box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in (start, end)
    )
    mouse = area.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(to_x, to_y, steps=6)
    mouse.up()


def test_a_mask_painted_by_hand_is_where_the_picture_changes(visitor: Visitor, studio: Studio) -> None:
    page = visitor.page
    tab(visitor, "Edit")
    page.locator("tri-easel img").evaluate("image => image.decode()")  # only then it has its size
    drag(page.locator(".tri-paint"), (0.5, 0.35), (0.5, 0.55))  # over the cat, wherever it stands a little
    page.locator(".tri-paint").press("Space")
    page.get_by_label("What becomes different").fill("make the cat blue")
    visitor.press("Change it")
    visitor.told("Changed: i3, made from i1.")
    store = studio.projects.store(None)
    mask = np.asarray(store.open("i2"))
    assert set(np.unique(mask)) == {0, 255}
    changed = (picture(studio, "i3") != picture(studio, "i1")).any(-1)
    assert changed.any()
    assert changed[224:].mean() == 0
    call = store.get("i3").call
    assert call is not None
    assert (call["arguments"]["image"], call["arguments"]["mask"]) == ("i1", "i2")
    assert page.locator(".tri-said").last.get_by_text("i1: make the cat blue").is_visible()


def test_a_colour_is_chosen_from_those_the_painter_knows(visitor: Visitor, studio: Studio) -> None:
    page = visitor.page
    page.get_by_text("Recolour", exact=True).click()
    page.locator("tri-easel .tri-frame, .tri-edit-strip .tri-frame[data-pick=i1]").first.click()
    assert page.get_by_label("Which thing").input_value() == "cat"
    assert page.locator(".tri-swatches input").count() == 8
    page.locator(".tri-swatches label[title=purple]").click()
    visitor.press("Recolour it")
    visitor.told("i4")
    call = studio.projects.store(None).get("i4").call
    assert call is not None
    assert call["tool"] == "recolor"
    assert (call["arguments"]["what"], call["arguments"]["color"]) == ("cat", "purple")


def test_a_form_that_lacks_something_says_what(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_text("Move", exact=True).click()
    visitor.press("Move it")
    page.get_by_text("Choose a thing, and drag it").wait_for()
    page.locator(".tri-paint").press("ArrowRight")
    assert page.get_by_label("To the right").input_value() == "2"


@pytest.mark.parametrize(
    ("mode", "button", "field", "tool"),
    [("Move", "Move it", "To the right", "move"), ("More or less", "Do it so far", "", "adjust")],
)
def test_a_picture_is_changed_by_amounts(
    visitor: Visitor, studio: Studio, mode: str, button: str, field: str, tool: str
) -> None:
    page = visitor.page
    page.locator(".tri-edit-strip .tri-frame[data-pick=i1]").click()
    page.get_by_text(mode, exact=True).click()
    if field:
        page.get_by_label(field).fill("12")
    told = page.locator(".tri-told").count()
    visitor.press(button)
    page.locator(".tri-told").nth(told).wait_for()
    record = studio.projects.store(None).records()[-1]
    assert record.call is not None
    assert (record.call["tool"], record.call["arguments"]["image"]) == (tool, "i1")
    assert (picture(studio, record.id) != picture(studio, "i1")).any()


def test_a_word_glows_where_it_is_in_the_picture(visitor: Visitor) -> None:
    page = visitor.page
    page.locator(".tri-edit-strip .tri-frame[data-pick=i1]").click()
    page.get_by_text("Explain", exact=True).click()
    page.get_by_label("Which thing").fill("hat")
    visitor.press("Show me")
    page.locator(".tri-edit-now figure", has_text="hat").wait_for()


def test_a_picture_is_looked_at_beside_the_one_it_came_from(visitor: Visitor, studio: Studio) -> None:
    page = visitor.page
    tab(visitor, "Canvas")
    page.locator(".tri-small .tri-frame[data-pick=i3]").click()
    page.locator("tri-viewer.tri-compared .tri-then[src='/images/i1.png']").wait_for(state="attached")
    page.locator("tri-viewer .tri-now[src='/images/i3.png']").wait_for()
    page.locator(".tri-slide input").press("End")
    page.keyboard.press("Escape")
    page.locator(".tri-stage").press("+")
    assert page.locator("tri-viewer output").inner_text() == "125 %"
    page.locator(".tri-stage").press("ArrowRight")
    page.locator("tri-viewer .tri-now[src='/images/i1.png']").wait_for()
    page.get_by_role("button", name="Use as reference").click()
    assert visitor.box.input_value() == "like i1 "
    visitor.box.fill("")
    with urlopen(studio.url + "records/i3.json") as answer:
        assert json.load(answer)["parents"] == ["i1"]


def test_one_goes_back_in_the_tree_and_compares_two(visitor: Visitor, studio: Studio) -> None:
    page = visitor.page
    tab(visitor, "Versions")
    page.locator("[data-look=i3]").first.click()
    page.locator("[data-look=i1]").first.click()
    page.locator("tri-compare figure:visible").nth(1).wait_for()
    page.locator(".tri-tree .tri-back", has_text="a red cat wearing a blue hat in the snow").press("Enter")
    page.locator(".tri-here [data-look=i1]").wait_for()
    assert studio.projects.jobs(None).project.session("tabs").history().table == ("i1",)


def test_what_is_deleted_comes_back_also_from_beside_the_table(visitor: Visitor, studio: Studio) -> None:
    page, session = visitor.page, studio.projects.jobs(None).project.session("tabs")
    page.locator("tri-compare figure:visible", has_text="i3").get_by_role("button", name="Delete").click()
    visitor.told("Deleted: i3; undo brings it back.")
    page.locator(".tri-deleted img").wait_for()
    assert session.history().deleted == ("i3",)
    page.get_by_role("button", name="Bring back i3").click()
    page.locator(".tri-deleted").wait_for(state="detached")
    assert (session.history().deleted, session.history().table) == ((), ("i1",))


def test_boxes_are_drawn_named_and_painted(visitor: Visitor, studio: Studio) -> None:
    page = visitor.page
    tab(visitor, "Layout")
    ground = page.locator(".tri-ground")
    ground.wait_for()
    drag(ground, (0.1, 0.3), (0.45, 0.9))
    page.keyboard.type("a red cat")
    page.get_by_role("button", name="Add a box").press("Enter")
    page.keyboard.type("a blue ball")
    page.locator(".tri-shape").nth(1).focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.get_by_label("What the whole picture shows").fill("a red cat and a blue ball on the beach")
    visitor.press("Paint it")
    page.locator(".tri-painted i").nth(1).wait_for()
    record = studio.projects.store(None).records()[-1]
    assert record.call is not None
    cat, ball = record.call["arguments"]["boxes"]
    assert (cat["description"], ball["description"]) == ("a red cat", "a blue ball")
    assert cat["left"] == pytest.approx(0.1, abs=0.02)
    assert ball["left"] > 0.5


def test_a_character_comes_in_and_is_locked(visitor: Visitor, studio: Studio) -> None:
    page = visitor.page
    tab(visitor, "Cast")
    page.locator(".tri-member-new [name=name]").fill("Mia")
    page.locator(".tri-member-new [name=kind]").select_option("cat")
    page.locator(".tri-member-new [name=color]").select_option("orange")
    visitor.press("Paint the sheet")
    page.locator(".tri-member h3", has_text="Mia").wait_for()
    visitor.press("Lock")
    page.locator(".tri-locked").wait_for()
    (mia,) = Members(studio.folder).listed()
    assert (mia.kind, mia.color, mia.locked) == ("cat", "orange", True)


def test_models_say_what_is_here_and_what_is_used(visitor: Visitor) -> None:
    tab(visitor, "Models")
    visitor.page.locator(".tri-model[open] summary", has_text="pocket").get_by_text("in use").wait_for()


@pytest.mark.parametrize("name", ["Canvas", "Versions", "Edit", "Layout", "Cast", "Models"])
def test_no_tab_shuts_anybody_out(visitor: Visitor, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab(visitor, name)
    visitor.page.wait_for_timeout(200)
    found = axe.Axe().run(visitor.page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in serious] == []


@pytest.mark.parametrize("name", ["画布", "版本", "编辑", "布局", "角色", "模型"])
def test_no_tab_is_wider_than_a_phone(phone: Visitor, name: str) -> None:
    tab(phone, name)
    phone.page.wait_for_timeout(200)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "None" not in phone.page.locator("[role=tabpanel]:visible").inner_text()


@pytest.fixture(scope="module")
def phone(browser: "Browser", studio: Studio) -> Iterator[Visitor]:
    with visiting(
        browser, studio.url + "?thread=tabs", viewport={"width": 390, "height": 844}, locale="zh-CN"
    ) as guest:
        yield guest
