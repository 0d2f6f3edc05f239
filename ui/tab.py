"""What a tab of the studio is: the one contract between the page and its parts.

A tab is one class in one module (`canvas_tab.py` is the example) and one line in `app.py`'s `TABS`:

- `name` is its id; the words `tab_<name>` are its title. Its own words are `ui/words/<name>_tab.toml`, its
  style `ui/styles/<name>_tab.css`; both are found by themselves.
- `build()` makes its components, inside the tab, and says which of them show the thread.
- `shown(scene)` gives the value of each of those, in that order. It is called on every change of the thread
  (several times a second while one paints, in any language), for each open page: it must be quick, read
  pixels nowhere, keep nothing, and give plain values that compare equal where nothing changed: text, numbers,
  lists, `gr.update(...)`. Only what differs from the time before is sent.
- `listen(page)` connects what the user does. Listeners take `page.thread` (and `page.language`) as an input
  and `request: gr.Request`, ask `page.jobs(request)` for the user's own jobs, begin something there
  (`jobs.say`, `jobs.begin`), and return at once: what comes of it reaches every open page by `shown`.
  Each listener takes `**QUIET`, or `**TELLING` where it may warn.

What is drawn as HTML is `keyed()` (`keyed.py`): its pieces change in place, and say what was clicked. A
visible button with `data-shortcut="ArrowRight"` is clicked by that key, too, where nobody is typing.

Pictures are shown by their address (`addresses.image_url`, `thumbnail_url`), never by path and never as
pixels. All text goes through `html.escape` where it becomes HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import gradio as gr
from gradio.components import Component

from .jobs import Jobs
from .projects import Projects
from .scene import Scene
from .words import language_of, word

QUIET: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_limit": None,
    "queue": False,
}
"""How every listener is made: no public endpoint, no spinner, no waiting for others, answered at once."""
TELLING: dict[str, Any] = {**QUIET, "queue": True}
"""How a listener is made that may warn: Gradio tells warnings through its queue, and drops them outside."""


@dataclass(frozen=True)
class Page:
    """What the parts of a page share: the thread's name, the user's language, the message box and the tabs.

    `thread` and `language` are inputs of listeners: a name that the user may have typed, and a BCP 47 tag.
    `picked` is the id of the picture that the user pointed at last, in any part; "" is the last on the table.
    Any part may set it, and listen to its `change`.
    """

    blocks: gr.Blocks
    projects: Projects
    thread: gr.Textbox
    language: gr.Textbox
    picked: gr.Textbox
    box: gr.MultimodalTextbox
    tabs: gr.Tabs

    def jobs(self, request: gr.Request) -> Jobs:
        """The jobs of the user who asks; nobody else's."""
        return self.projects.jobs(request.username)

    def warn(self, key: str, language: str, **slots: object) -> None:
        """Tell the user, in passing, something of `words/`; from a listener that was made with `TELLING`."""
        gr.Warning(word(key, language_of(language), **slots), title="Triptych")


class Part(Protocol):
    """A part of the page: a tab, the chat, the sidebar."""

    def build(self) -> Sequence[Component]:
        """Make the components; give those that show the thread."""

    def listen(self, page: Page) -> None:
        """Connect what the user does."""

    def shown(self, scene: Scene) -> Sequence[Any]:
        """The value of each component that `build` gave."""


class Tab(Part, Protocol):
    """A part under a title, as this module's docstring says."""

    name: str
