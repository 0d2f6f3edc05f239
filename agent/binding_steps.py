"""The step that binds a book, with all that was said of how. Paints nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

from .state import Binding, Brief, Step


def bound(brief: Brief, images: Sequence[str], texts: Sequence[str]) -> Step:
    """The book of a brief with these pages; `images` are ids or names."""
    pages = [
        {"image": image, "text": text, **more}
        for image, text, more in zip(images, texts, _page_by_page(brief.binding, len(images)), strict=True)
    ]
    arguments = {"title": brief.title, "pages": pages, **_whole(brief.binding)}
    return Step(tool="book", arguments=arguments)


def _page_by_page(binding: Binding, pages: int) -> Iterator[dict[str, str]]:
    seconds = binding.second_texts or ("",) * pages
    layouts = binding.layouts or (None,) * pages
    for second, layout in zip(seconds, layouts, strict=True):
        yield {**({"second_text": second} if second else {}), **({"layout": layout} if layout else {})}


def _whole(binding: Binding) -> dict[str, Any]:
    said = binding.model_dump(exclude_defaults=True, exclude={"second_texts", "layouts"})
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
