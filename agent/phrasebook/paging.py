"""Pages of a book moved, locked, laid out and put on the cover, by words. Paints nothing.

The same goes for the pictures of a set, where it can: they change places and are locked as pages are.
"""

import re

from ..pages import Pages
from ..state import Brief
from .book_wishes import take_binding
from .pointing import NOUN, ORDINAL, SMALL_NUMBER, at_place, place
from .questions import Unclear
from .quotes import HELD, quoted
from .request import Request
from .wishes import plainly

A_PAGE = (
    rf"(?:the\s+)?(?:{NOUN}s?\s+)?(?:number\s+|no\.?\s*)?(?:{SMALL_NUMBER}|{ORDINAL})"
    rf"(?:\s+(?:{NOUN}|ones?|pages))?"
)
NAMED = re.compile(rf"{ORDINAL}|\b(?:{SMALL_NUMBER})\b(?!\s+{NOUN}\b)", re.I)
AND = r"\s*(?:,\s*(?:and\s+)?|\band\b|&|\bwith\b|\bfor\b|\bto\b|-)\s*"
SWAP = re.compile(
    rf"(?:swap|switch|exchange|change(?=\s+the\s+places))(?:\s+(?:the\s+)?(?:places|order)\s+of)?\s+(?:the\s+)?(?:pages|pictures|images)?\s*"
    rf"(?:(?P<one>{A_PAGE}){AND}(?P<other>{A_PAGE})|(?:them|these|those|both|the\s+two|them\s+both))[\s.!]*",
    re.I,
)
END = (
    r"(?:to\s+)?(?:the\s+)?(?P<end>front|beginning|start|end|back|"
    r"(?:first|last)(?:\s+(?:place|position))?)"
)
MOVE = re.compile(
    rf"(?:move|put|bring|shift|take)\s+(?P<page>{A_PAGE})\s+(?:(?:to\s+|at\s+|be\s+)?{END}|"
    rf"(?:to\s+)?(?:right\s+)?(?P<side>before|after|behind|in\s+front\s+of)\s+(?P<by>{A_PAGE})|"
    rf"to\s+(?:place|position|number)\s+(?P<to>{SMALL_NUMBER}))[\s.!]*",
    re.I,
)
ORDER = re.compile(
    rf"(?:re-?order|re-?arrange|order|arrange|sort)\s+(?:the\s+|my\s+)?(?:pages|pictures|images|book)\s*(?:[:,]|as|to|like|in\s+the\s+order)?"
    rf"\s*(?P<all>(?:{SMALL_NUMBER})(?:[\s,]+(?:and\s+)?(?:{SMALL_NUMBER}))+)[\s.!]*",
    re.I,
)
LOCK = re.compile(
    rf"(?P<un>un-?)?(?P<verb>lock|freeze|protect|pin)\s+(?:(?P<all>all(?:\s+(?:the\s+)?(?:pages|pictures|of\s+(?:it|them)))?|everything|"
    rf"(?:the|this)\s+(?:whole\s+)?(?:book|set)|every\s+page)|(?P<which>{A_PAGE}(?:{AND}{A_PAGE})*))[\s.!]*",
    re.I,
)
COVER = re.compile(
    rf"(?:(?:use|put|take|show|set|place)\s+)?(?P<page>{A_PAGE})\s+(?:(?:be|is|should\s+be|goes)\s+)?(?:on|as|for|to)\s+(?:the\s+)?(?:front\s+)?cover"
    rf"(?:\s+(?:picture|image))?[\s.!]*",
    re.I,
)
ALSO = re.compile(
    rf"(?:(?P<page>{A_PAGE})\s+(?:(?:should|shall|must)\s+)?also\s+(?:says?|reads?)|"
    rf"(?:the\s+)?second\s+text\s+(?:of|on|for)\s+(?P<on>{A_PAGE})\s*(?:is|should\s+be|:|=)?)\s*:?\s*(?P<text>{HELD})[\s.!]*",
    re.I,
)
LAID_OUT = re.compile(
    rf"(?:(?:make|set|lay\s+out|print|put|show)\s+)?(?P<page>{A_PAGE})\s*(?:with|in|as|,)?[\s.!]*", re.I
)
FRONT = ("front", "beginning", "start", "first")


class Paging:
    """Reads moves of pages, locks and covers. Raises `Unclear` where such a page is not there."""

    def brief(self, request: Request) -> Brief | None:
        """What becomes of the pages on the table; None where a message asks for none of this."""
        if not request.table.is_set or request.uploads:
            return None
        text = plainly(request.text)
        if match := LOCK.fullmatch(text):
            return _locked(match, request)
        for pattern, arranged in ((SWAP, _swapped), (MOVE, _moved), (ORDER, _ordered)):
            if match := pattern.fullmatch(text):
                order = arranged(match, request)
                return _kept(request, request.table.pages.arranged(order))
        return self._of_a_book(text, request) if request.table.title else None

    def _of_a_book(self, text: str, request: Request) -> Brief | None:
        table = request.table
        if match := COVER.fullmatch(text):
            picture = table.ids[_index(match["page"], request)]
            cover = table.binding.model_copy(update={"cover": picture})
            return _kept(request, Pages(table.ids, table.texts, cover))
        if match := ALSO.fullmatch(text):
            at = _index(match["page"] or match["on"], request)
            return _kept(request, table.pages.with_second_text(at, quoted(match["text"], request.quotes)))
        rest, said = take_binding(text)
        if said.layout and (match := LAID_OUT.fullmatch(rest)) and said.model_fields_set == {"layout"}:
            return _kept(request, table.pages.with_layout(_index(match["page"], request), said.layout))
        return None


def _kept(request: Request, pages: Pages) -> Brief:
    """The book, or set, with its pages so; a book is bound anew."""
    return Brief(task="edit", operation="edit", title=request.table.title, **pages.in_brief)


def _locked(match: re.Match[str], request: Request) -> Brief:
    """The pages that are locked then."""
    table = request.table
    named = {table.ids[n] for n in _indices(match["which"], request)} if match["which"] else {*table.ids}
    before = {*table.locked}
    after = before - named if match["un"] else before | named
    locks = tuple(id for id in table.ids if id in after)
    return Brief(task="edit", operation="lock", title=table.title, locks=locks, **table.pages.in_brief)


def _swapped(match: re.Match[str], request: Request) -> list[int]:
    many = len(request.table.ids)
    if not match["one"] and many > 2:
        raise Unclear(f"There are {many} pictures here; which two shall I swap?")
    one, other = (_index(match[which], request) for which in ("one", "other")) if match["one"] else (0, 1)
    order = [*range(len(request.table.ids))]
    order[one], order[other] = other, one
    return order


def _moved(match: re.Match[str], request: Request) -> list[int]:
    page = _index(match["page"], request)
    order = [n for n in range(len(request.table.ids)) if n != page]
    if match["end"]:
        at = 0 if match["end"].lower().startswith(FRONT) else len(order)
    elif match["to"]:
        at = _index(match["to"], request)
    else:
        by = _index(match["by"], request)
        if by == page:
            raise Unclear("A page cannot stand beside itself. Where shall it go?")
        at = order.index(by) + (match["side"].lower() in ("after", "behind"))
    return [*order[:at], page, *order[at:]]


def _ordered(match: re.Match[str], request: Request) -> list[int]:
    order, pages = _indices(match["all"], request), len(request.table.ids)
    if sorted(order) != [*range(pages)]:
        raise Unclear(f"There are {pages} pages; name each of them once, in the order that you want.")
    return order


def _indices(said: str, request: Request) -> list[int]:
    return [_index(one[0], request) for one in NAMED.finditer(said)]


def _index(said: str, request: Request) -> int:
    """The place of a page on the table, from 0."""
    match = NAMED.search(said)
    assert match is not None  # the patterns name a page
    picture = at_place(place(match[0]), request, page=True)
    return request.table.ids.index(picture.id)
