"""The documentation holds: its examples run, its links lead somewhere, its generated parts are up to date."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from docs import screenshots
from docs.tool_pages import FOLDER, pages

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.fixture
def vary() -> Iterator[ModuleType]:
    """The tool of the page, as if it were a file in `tools/`."""
    tool, _ = BLOCK.findall((ROOT / "docs/writing-a-tool.md").read_text(encoding="utf-8"))
    module = ModuleType("triptych.tools.vary")
    module.__package__ = "triptych.tools"
    sys.modules[module.__name__] = module
    exec(compile(tool, "writing-a-tool.md", "exec"), vars(module))
    yield module
    del sys.modules[module.__name__]


def test_the_tool_and_the_test_of_the_page_work(vary: ModuleType, tmp_path: Path) -> None:
    assert vary.Vary.name == "vary"
    _, test = BLOCK.findall((ROOT / "docs/writing-a-tool.md").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    exec(compile(test, "writing-a-tool.md", "exec"), names)
    (run,) = (value for name, value in names.items() if name.startswith("test_"))
    assert callable(run)
    run(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    here = [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]
    assert [link for link in here if not (page.parent / link).exists()] == []


def test_pages_of_tools_say_what_the_classes_say() -> None:
    stale = [
        name
        for name, text in pages(FOLDER).items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, f"{stale} are not up to date; run `python -m docs.tool_pages` and commit what it writes"


def test_what_is_written_by_hand_stays(tmp_path: Path) -> None:
    (tmp_path / "edit.md").write_text("# edit: by hand\n\nBefore.\n", encoding="utf-8")
    once = pages(tmp_path)["edit.md"]
    assert once.startswith("# edit: by hand\n\nBefore.\n\n<!-- Written by")
    (tmp_path / "edit.md").write_text(once + "\nAfter.\n", encoding="utf-8")
    again = pages(tmp_path)["edit.md"]
    assert again.endswith("\n\nAfter.\n")
    (tmp_path / "edit.md").write_text(again, encoding="utf-8")
    assert pages(tmp_path)["edit.md"] == again


def test_the_pictures_of_the_studio_are_those_of_the_script_and_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in screenshots.FOLDER.glob("*.webp")}
    assert sizes.keys() == screenshots.SHOTS.keys()
    assert max(sizes.values()) <= screenshots.MOST_BYTES
