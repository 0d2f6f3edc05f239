"""A conversation of the page, downloaded by its button, makes the same pictures without a screen."""

import base64
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from agent_fakes import WordyPainter
from PIL import Image
from studio import Studio, served, visiting
from triptych.agent.limits import Limits
from triptych.agent.replay import replayed
from triptych.agent.replay_sources import Sources
from triptych.models import catalog
from triptych.models.card import Card
from triptych.models.flux2 import Flux2Painter
from triptych.models.picture import Picture
from triptych.tools.assets import Store
from triptych.ui.assembly import Loaders, Models
from triptych.ui.cli import app
from typer.testing import CliRunner

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEARD_MS = 30_000
USERS = {"ann": "a long word", "bob": "another word"}


@pytest.fixture(scope="module")
def painter() -> Flux2Painter:
    """The embedded painter in a hurry."""
    card = catalog.card("pocket")
    assert isinstance(card, Card)
    hurried = card.settings.model_copy(update={"num_inference_steps": 6})
    return Flux2Painter(card.model_copy(update={"settings": hurried}))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, painter: Flux2Painter) -> Iterator[Studio]:
    """Without a critic: each picture is painted once."""
    with served(tmp_path_factory.mktemp("page"), Models(painter, None, None, Limits())) as studio:
        yield studio


def pixels(store: Store) -> dict[str, str]:
    return {one.id: Picture.of(store.open(one.id)).sha256 for one in store.records()}


def six_turns(browser: "Browser", studio: Studio, photo: Path, folder: Path) -> Path:
    """Typed and clicked in the page; the file that its button gives."""
    with visiting(browser, studio.url, accept_downloads=True) as visitor:
        page = visitor.page
        page.set_default_timeout(HEARD_MS)
        visitor.say("a red cat in the snow")
        visitor.told("Here is your picture: i1.")
        visitor.say("make it blue")
        visitor.told("Changed: i2, made from i1.")
        page.locator(".tri-move[data-act=undo]").click()
        visitor.told("Undone. On the table: i1.")
        visitor.say("two pictures of a dog, one on the beach and one in the forest")
        visitor.told("Here are two pictures: i3 and i4.")
        page.locator("input[type=file]").first.set_input_files(photo)
        page.locator(".tri-box .thumbnail-item").wait_for()
        visitor.say("make it green")
        visitor.told("Changed: i6, made from i5.")
        page.locator(".tri-small .tri-frame[data-pick=i6]").click()
        visitor.press("Enlarge 2×")
        visitor.told("i7")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download this conversation as a task file").click()
        download.value.save_as(folder / download.value.suggested_filename)
    return folder / download.value.suggested_filename


def test_six_turns_of_the_page_come_out_byte_by_byte(
    browser: "Browser", studio: Studio, painter: Flux2Painter, tmp_path: Path
) -> None:
    photo = tmp_path / "ball.png"
    Image.radial_gradient("L").convert("RGB").save(photo)
    packed = six_turns(browser, studio, photo, tmp_path)
    assert packed.name == "a-red-cat-in-the-snow.zip"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    loaders = Loaders(painter=lambda _: painter)
    ran = CliRunner().invoke(app, ["run", str(packed.with_suffix(".yaml")), "--json"], obj=loaders)
    assert ran.exit_code == 0, ran.output
    assert len(json.loads(ran.stdout)["turns"]) == 6
    project = tmp_path / "a-red-cat-in-the-snow-results" / "project"
    store = Store(project)
    painted = [store.path(one.id) for one in store.records() if not one.upload]
    assert pixels(store) == pixels(studio.projects.store(None))
    for path in painted:
        again = replayed(path, painter, None, Sources(project, ()))
        assert (again.identical, again.differs) == (True, ())


def task_of(url: str, thread: str, user: str) -> tuple[str, str]:
    """The name and the text of the file that a user is given by name and password."""
    request = Request(f"{url}tasks/{thread}")
    request.add_header("Authorization", "Basic " + base64.b64encode(user.encode()).decode())
    with urlopen(request) as response:
        return response.headers.get_filename() or "", response.read().decode()


def test_a_conversation_is_given_to_its_user_alone(tmp_path: Path) -> None:
    with served(tmp_path, Models(WordyPainter(), None, None, Limits()), users=USERS) as studio:
        list(studio.projects.jobs("ann").project.session("first").say("a cat"))
        studio.projects.jobs("ann").rename("first", "../一只 cat")
        name, text = task_of(studio.url, "first", "ann:a long word")
        assert name == "一只-cat.yaml"
        assert "say: a cat" in text
        for thread, user, status in (
            ("first", "bob:another word", "404"),
            ("first", "ann:wrong", "401"),
            ("never", "ann:a long word", "404"),
            ("..%2Ffirst", "ann:a long word", "404"),
        ):
            with pytest.raises(HTTPError, match=status) as refused:
                task_of(studio.url, thread, user)
            refused.value.close()
