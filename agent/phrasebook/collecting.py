"""Pictures that came or lie on the table bound as a book: "make it a book", "turn these into a picture book".

Each keeps its text, or is told by what it shows; nothing is painted. One picture alone, said "it", is no book
yet: a story about who is in it is told elsewhere.
"""

import re

from ..pages import Pages
from ..state import Brief, Seen
from .book_languages import SECOND, take_languages
from .book_wishes import joined, take_binding
from .exporting import with_reading
from .lexicon import Lexicon
from .named import introduced
from .quotes import HELD, quoted
from .reading import read
from .request import Request
from .wishes import plainly

A_BOOK = (
    r"an?\s+(?:(?:nice|little|small|short)\s+)?(?:(?:picture|photo|story|children's)[\s-]*)*(?:book|album)"
)
ITS_PICTURES = (
    r"(?:(?:all\s+(?:of\s+)?)?(?:this|these|those|the|my)(?:\s+(?:last|above))?(?:\s+\w+)?\s+(?:pictures|images|drawings|paintings|"
    r"photos|photographs|sketches|uploads)|"
    r"(?:all\s+of\s+)?(?:them|these|those))"
)
IT = r"(?:it|this|that|(?:all|everything)(?:\s+(?:of\s+)?(?:it|this|that))?)"
TITLED = (
    r"(?:[\s,]*(?:called|titled|entitled|named|with\s+the\s+title)\s+"
    rf"(?P<title>{HELD}|[^,.]{{1,80}}?))?[\s.!?]*"
)
COLLECT = re.compile(
    rf"(?:(?:make|bind|create|build|put\s+together)\s+(?:me\s+)?{A_BOOK}\s+(?:out\s+)?(?:of|from|with)\s+{ITS_PICTURES}|"
    rf"(?:bind|make|turn|put|collect|combine)\s+{ITS_PICTURES}\s+(?:all\s+)?(?:together\s+)?(?:(?:as|into|in|to)\s+)?{A_BOOK}){TITLED}",
    re.I,
)
IT_AS_BOOK = re.compile(
    rf"(?:(?:make|bind|create|build)\s+(?:me\s+)?{A_BOOK}(?:\s+(?:out\s+)?(?:of|from|with)\s+{IT})?|"
    rf"(?:(?:bind|make|turn|put|collect|combine|print|show|have|want|need|get)\s+(?:me\s+)?{IT}\s+(?:together\s+)?)?"
    rf"(?:as|into|in|to)\s+{A_BOOK}|"
    rf"(?:make|have)\s+{IT}\s+(?:be(?:come)?\s+)?{A_BOOK}|"
    rf"(?:(?:can|could|may)\s+)?(?:i|we)\s+(?:(?:want|need|have|would\s+like|(?:like\s+)?to\s+have)\s+)+{IT}\s+as\s+{A_BOOK}|"
    rf"{IT}\s+(?:should|shall|must|can|could)\s+(?:be|become)\s+{A_BOOK}){TITLED}",
    re.I,
)
UNTITLED = "My Picture Book"


class Collecting:
    """Reads which pictures become a book."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def brief(self, request: Request) -> Brief | None:
        """The pictures there as a book, in their order; None where a message asks for something else."""
        table = request.table
        pictures = request.uploads or table.pictures
        text, said = take_binding(plainly(request.text))
        text, languages = take_languages(text)
        match = COLLECT.fullmatch(text) or (IT_AS_BOOK.fullmatch(text) if len(pictures) > 1 else None)
        if not match or not pictures:
            return None
        texts = tuple(table.text_of(one.id) or _sentence(one.shows) for one in pictures)
        binding = with_reading(said if request.uploads else joined(table.binding, said))
        title = _said(match["title"], request) or (table.title if not request.uploads else "")
        pages = Pages(tuple(one.id for one in pictures), texts, binding)
        return Brief(
            task="picture_book",
            operation="edit",
            title=title or self._title(pictures),
            notes=(SECOND,) if languages else (),
            **pages.in_brief,
        )

    def _title(self, pictures: tuple[Seen, ...]) -> str:
        """ "The Red Fox", where each picture shows it, or its name."""
        named = [frozenset(introduced(one.shows, self._lexicon)[0]) for one in pictures]
        if len(set(named)) == 1 and len(named[0]) == 1:
            return min(named[0])
        seen = [read(one.shows, self._lexicon).figures[:1] for one in pictures]
        heroes = {(figure.color, figure.name) for figures in seen for figure in figures if figure.count == 1}
        if not all(seen) or len({name for _, name in heroes}) != 1:
            return UNTITLED
        colors = {color for color, _ in heroes}
        words = ("the", *(colors if len(colors) == 1 else ()), next(iter(heroes))[1])
        return " ".join(word.title() for word in words if word)


def is_only_book(text: str) -> bool:
    """Whether a text wants a book of what is there, and says nothing else: "as a picture book"."""
    return IT_AS_BOOK.fullmatch(plainly(text)) is not None


def _said(title: str | None, request: Request) -> str:
    title = (title or "").strip()
    return quoted(title, request.quotes) if re.fullmatch(HELD, title) else title


def _sentence(shows: str) -> str:
    return f"{shows[:1].upper()}{shows[1:]}." if shows else ""
