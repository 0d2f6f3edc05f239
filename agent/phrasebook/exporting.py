"""Books bound as they are wished: new ones, the one on the table, and pictures that are made one."""

import re
from collections.abc import Callable

from ..pages import Pages
from ..state import Binding, Brief
from .book_wishes import SECOND, joined, only_binds, take_binding
from .questions import Unclear
from .quotes import HELD, quoted
from .request import Request
from .wishes import POLITE

A_BOOK = r"an?\s+(?:(?:picture|photo|story|children's)[\s-]*)*(?:book|album)"
ITS_PICTURES = (
    r"(?:(?:all\s+(?:of\s+)?)?(?:this|these|those|the|my)(?:\s+(?:last|above))?(?:\s+\w+)?\s+(?:pictures|images|drawings|paintings|"
    r"photos|photographs|sketches|uploads)|"
    r"(?:all\s+of\s+)?(?:them|these|those))"
)
COLLECT = re.compile(
    rf"(?:(?:make|bind|create|build|put\s+together)\s+(?:me\s+)?{A_BOOK}\s+(?:out\s+)?(?:of|from|with)\s+{ITS_PICTURES}|"
    rf"(?:bind|make|turn|put|collect|combine)\s+{ITS_PICTURES}\s+(?:together\s+)?(?:as|into|in|to)\s+{A_BOOK})"
    rf"(?:[\s,]*(?:called|titled|entitled|named|with\s+the\s+title)\s+(?P<title>{HELD}|[^,.]{{1,80}}?))?[\s.!]*",
    re.I,
)
FIRST = re.compile(
    r"[\s,;.]*\b(?:and\s+|but\s+)?(?:(?:let\s+me\s+(?:see|edit|check|approve)|show\s+me)\s+(?:the\s+)?(?:story\s?board|plan|pages|texts)"
    r"(?:\s+(?:first|before(?:\s+you\s+(?:paint|draw))?))?|(?:the\s+)?story\s?board\s+first|wait\s+for\s+my\s+(?:approval|ok(?:ay)?)|"
    r"ask\s+me\s+(?:first|before\s+(?:you\s+paint|painting)))\b",
    re.I,
)
UNTITLED = "My Picture Book"


class Exporting:
    """Reads how books are bound, and whether the storyboard is to be seen first."""

    def bound(self, request: Request, make: Callable[[Request], Brief]) -> Brief:
        """A new book that `make` reads in the text, bound as the rest of the text says."""
        text, said, notes = take_binding(request.text)
        rest = FIRST.sub(" ", text).strip()
        brief = make(request.saying(rest))
        binding = with_reading(said)
        seen = rest != text.strip()
        more = {"binding": binding, "waits": seen, "notes": (*brief.notes, *notes)}
        return brief.model_copy(update=more) if brief.operation == "book" else brief

    def brief(self, request: Request) -> Brief | None:
        """The book on the table bound anew, or the pictures there as a book; None where neither is asked."""
        table = request.table
        if not (request.uploads or table.pictures):
            return None
        text, said, notes = take_binding(POLITE.sub("", request.text.strip()) or request.text.strip())
        if match := COLLECT.fullmatch(text):
            return _collected(match, said, request)
        if request.uploads or not table.title or not only_binds(text):
            return None
        if notes:
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


def _collected(match: re.Match[str], said: Binding, request: Request) -> Brief:
    """Each picture that came or lies there is a page; where nobody wrote a text, it is what it shows."""
    table = request.table
    pictures = request.uploads or table.pictures
    title = match["title"] or ""
    held = re.fullmatch(HELD, title.strip())
    title = quoted(title.strip(), request.quotes) if held else title.strip()
    texts = tuple(table.text_of(one.id) or _sentence(one.shows) for one in pictures)
    pages = Pages(tuple(one.id for one in pictures), texts, with_reading(said))
    return Brief(task="picture_book", operation="edit", title=title or UNTITLED, **pages.in_brief)


def _sentence(shows: str) -> str:
    return f"{shows[:1].upper()}{shows[1:]}." if shows else ""
