"""Books bound as they are wished: new ones, and the one on the table."""

import re
from collections.abc import Callable
from dataclasses import replace

from ..pages import Pages
from ..state import Binding, Brief
from .book_languages import SECOND, take_languages
from .book_wishes import joined, only_binds, take_binding
from .dedicating import dedication, take_dedication
from .questions import Unclear
from .request import Request
from .wishes import plainly

FIRST = re.compile(
    r"[\s,;.]*\b(?:and\s+|but\s+)?(?:(?:let\s+me\s+(?:see|edit|check|approve)|show\s+me)\s+(?:the\s+)?(?:story\s?board|plan|pages|texts)"
    r"(?:\s+(?:first|before(?:\s+you\s+(?:paint|draw))?))?|(?:the\s+)?story\s?board\s+first|wait\s+for\s+my\s+(?:approval|ok(?:ay)?)|"
    r"ask\s+me\s+(?:first|before\s+(?:you\s+paint|painting)))\b",
    re.I,
)


class Exporting:
    """Reads how books are bound, and whether the storyboard is to be seen first."""

    def bound(self, request: Request, make: Callable[[Request], Brief]) -> Brief:
        """A new book that `make` reads in the text, bound as the rest of the text says."""
        text, whom = take_dedication(request.text)
        text, said = take_binding(text)
        text, languages = take_languages(text, request.situation.language)
        rest = FIRST.sub(" ", text).strip()
        brief = make(replace(request.saying(rest), languages=languages))
        told_in = next(iter(languages), request.situation.language)
        told = {"dedication": dedication(whom, told_in), "second_texts": brief.binding.second_texts}
        binding = with_reading(said.model_copy(update=told))
        more = {"binding": binding, "waits": rest != text.strip()}
        return brief.model_copy(update=more) if brief.operation == "book" else brief

    def brief(self, request: Request) -> Brief | None:
        """The book on the table bound anew; None where that is not asked."""
        table = request.table
        text, said = take_binding(plainly(request.text))
        text, languages = take_languages(text)
        if request.uploads or not table.title or not only_binds(text):
            return None
        if languages:
            raise Unclear(SECOND)
        if not said.model_fields_set and "export" not in text.lower():
            return None
        binding = with_reading(joined(table.binding, said))
        pages = Pages(table.ids, table.texts, binding)
        return Brief(task="edit", operation="edit", title=table.title, **pages.in_brief)


def with_reading(binding: Binding) -> Binding:
    """With the file that is read in the page, after those that were asked for."""
    if not binding.formats or "html" in binding.formats:
        return binding
    return binding.model_copy(update={"formats": (*binding.formats, "html")})
