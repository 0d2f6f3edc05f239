"""What stays when one picture of a set or a page of a book changes: the others, the title, the texts.

Also reads changes of words only: a page's text, a book's title. Paints nothing.
"""

import re

from ..state import Brief, ImageUse, Seen
from .pointing import Pointing
from .questions import Unclear
from .quotes import HELD, quoted, without_quotes
from .request import Request

LONGEST_TITLE = 120
LONGEST_TEXT = 2000
TEXT = r"(?:text|words|caption|sentence|writing|line|story)"
SAYS = re.compile(rf"\b(?:{TEXT}|says?|reads?|(?:should|shall|must)\s+(?:say|read)|write|caption)\b", re.I)
PAGE = re.compile(r"\bpage\b", re.I)
UNQUOTED = re.compile(
    rf"\b(?:change|set|make|rewrite|replace|update|edit)\b[^:\n]*?\b{TEXT}\b"
    rf"[^:\n]*?(?:\s+(?:to|into|with)\b\s*:?|:)\s*(?P<text>\S.*)$",
    re.I | re.S,
)
OF_PAGE = re.compile(r"^(?:of|on|for|below|under)\s", re.I)
TITLE = re.compile(
    rf"\b(?:(?:change|set|make|rename|retitle)\b[^{HELD[1:-1]}]*?\b(?:title|name|book|story)\b|"
    rf"(?:call|name|rename|retitle)\s+(?:the\s+(?:book|story)|it)\b|\bthe\s+title\s+(?:is|should|shall|must)\b)"
    rf"[^{HELD[1:-1]}]*?(?P<title>{HELD})",
    re.I,
)


def kept(brief: Brief, source: Seen, request: Request) -> Brief:
    """The brief with all pictures that lie beside its source, so that the set or book stays whole."""
    table = request.table
    if not table.is_set or source.id not in table.ids:
        return brief
    uses = (
        brief.images
        if any(use.role == "source" for use in brief.images)
        else (
            *brief.images,
            ImageUse(id=source.id, role="source"),
        )
    )
    return brief.model_copy(update={"images": uses, "title": table.title, **table.pages.in_brief})


class Words:
    """Reads changes of a book's words."""

    def __init__(self, pointing: Pointing) -> None:
        self._pointing = pointing

    def brief(self, request: Request) -> Brief | None:
        """The change of a page's text or of the title; None where a message asks for none.

        Raises `Unclear` where there is no such page.
        """
        if request.table.title and (match := TITLE.search(request.text)) and not PAGE.search(request.text):
            title = quoted(match["title"], request.quotes)[:LONGEST_TITLE]
            return _with_words(request, title, request.table.texts, ())
        text = self._text(request)
        if not text:
            return None
        pointed = self._pointing.pointed(request, UNQUOTED.sub("", request.text) or request.text)
        page = pointed.picture or self._pointing.pointed(request).picture
        if page is None:
            return None
        return self._page(page, text, request)

    def _text(self, request: Request) -> str:
        """The new text of a page, "" where the message is about something else."""
        marks = re.findall(HELD, request.text)
        around = without_quotes(request.text)
        if len(marks) == 1 and PAGE.search(around) and SAYS.search(around) and len(around.split()) <= 14:
            return quoted(marks[0], request.quotes)
        match = UNQUOTED.search(request.text)
        if not match or marks or not PAGE.search(request.text):
            return ""
        return "" if OF_PAGE.match(match["text"]) else match["text"].strip()

    def _page(self, page: Seen, text: str, request: Request) -> Brief:
        table = request.table
        if not table.title or page.id not in table.ids:
            raise Unclear("There is no book here whose text I could change; what shall the book be about?")
        texts = [text[:LONGEST_TEXT] if id == page.id else table.text_of(id) for id in table.ids]
        return _with_words(request, table.title, tuple(texts), (ImageUse(id=page.id, role="source"),))


def _with_words(request: Request, title: str, texts: tuple[str, ...], uses: tuple[ImageUse, ...]) -> Brief:
    ids = request.table.ids
    whole = tuple(texts) if texts else ("",) * len(ids)
    return Brief(task="edit", operation="edit", images=uses, keeps=ids, title=title, texts=whole)
