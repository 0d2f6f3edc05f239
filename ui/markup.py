"""HTML of the page from `templates/*.html` (Jinja). Whatever is filled in is escaped; knows no turns.

A template has `word(key, **slots)` and `native(slot, english)` in the reader's language, and the addresses of
pictures and threads.
"""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..agent.plan_edits import field_of, text_of
from .addresses import image_url, record_url, thread_url, thumbnail_url
from .words import word
from .world_words import native

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    auto_reload=False,
)
_TEMPLATES.globals |= {
    "image_url": image_url,
    "thumbnail_url": thumbnail_url,
    "record_url": record_url,
    "thread_url": thread_url,
    "field_of": field_of,
    "text_of": text_of,
}


def markup(template: str, language: str, **values: object) -> str:
    """The HTML of `templates/<template>.html` with these values, in that language."""
    spoken = {"word": partial(word, language=language), "native": partial(native, language=language)}
    return _TEMPLATES.get_template(f"{template}.html").render(**spoken, language=language, **values)
