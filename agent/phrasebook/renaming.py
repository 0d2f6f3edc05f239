"""How somebody is called from now on: "the bear should be called Bruno", "rename Little Bear to Bruno".

The cast knows the new name, and a book on the table is bound anew with it; nothing is painted. Who is in no
cast comes into it with the picture that lies there.
"""

import re
from dataclasses import dataclass

from ...tools.members import Member
from ..pages import Pages
from ..state import Brief, CastChange
from .calling import Old, in_book
from .lexicon import Lexicon
from .questions import Unclear
from .quotes import HELD, quoted
from .reading import read
from .request import Request
from .wishes import plainly

NEW = rf"(?P<new>{HELD}|[^\W\d_][\w'’-]{{0,30}}(?:\s+(?-i:[A-Z])[\w'’-]{{0,20}}){{0,2}})"
WHO = r"(?P<who>(?:(?:the|my|our|this)\s+)?[^\W\d_][\w-]*(?:\s+[\w-]+){0,3}?)"
BE = r"(?:is|are|shall\s+be|should\s+be|will\s+be|must\s+be|is\s+to\s+be|needs\s+to\s+be|can\s+be|could\s+be)"
CALLING = tuple(
    re.compile(rf"{pattern}(?:[\s,]+(?:from\s+now\s+on|now|instead|please))*[\s.!]*", re.I)
    for pattern in (
        rf"{WHO}(?:\s+{BE}|['’]s)\s+(?:now\s+)?(?:called|named)\s+{NEW}",
        rf"{WHO}(?:['’]s?)?\s+name\s+{BE}\s+{NEW}",
        rf"(?:call|name)\s+{WHO}\s+{NEW}",
        rf"re-?name\s+{WHO}\s+(?:(?:to|as|into)\s+)?{NEW}",
        rf"(?:change|set)\s+{WHO}(?:['’]s?)?\s+name\s+(?:to|into|as)\s+{NEW}",
        rf"(?:change|set)\s+(?:the\s+)?name\s+of\s+{WHO}\s+(?:to|into|as)\s+{NEW}",
    )
)
PRONOUNS = frozenset(("he", "she", "it", "him", "her", "his", "its", "they", "them", "their"))
NO_NAMES = frozenset(
    ("back", "it", "off", "that", "this", "so", "a", "an", "the", "what", "and", "something")
)
WORKS = re.compile(r"\b(?:book|story|tale|title|picture|image|page|album)\b", re.I)


@dataclass(frozen=True)
class Meant:
    """Who gets a name: how that one is called and looks so far, and as whom the cast knows it."""

    old: Old
    member: Member | None = None


class Renaming:
    """Reads new names for those who are in the cast, in the book or in the picture on the table."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def brief(self, request: Request) -> Brief | None:
        """The cast, and the book, with the new name; None where a message gives none."""
        if request.uploads:
            return None
        text = plainly(request.text)
        match = next(filter(None, (pattern.fullmatch(text) for pattern in CALLING)), None)
        if not match or WORKS.search(match["who"]) or match["new"].lower() in NO_NAMES:
            return None
        held = re.fullmatch(HELD, match["new"]) is not None
        if held and request.table.title and match["who"].lower() == "it":
            return None  # that is the book's title
        new = (quoted(match["new"], request.quotes) if held else match["new"]).strip()[:36]
        meant = self._meant(match["who"], request)
        return self._named(meant, new[:1].upper() + new[1:], request) if meant and new else None

    def _named(self, meant: Meant, new: str, request: Request) -> Brief:
        change = self._in_cast(meant, new, request)
        table = request.table
        if not table.title:
            return Brief(task="cast", operation="cast", cast_change=change)
        title, texts = in_book(table.title, table.texts, meant.old, new, self._lexicon)
        seconds = table.binding.second_texts
        _, seconds = in_book("", seconds, meant.old, new, self._lexicon)
        binding = table.binding.model_copy(update={"second_texts": seconds})
        pages = Pages(table.ids, texts, binding)
        return Brief(task="edit", operation="edit", title=title, cast_change=change, **pages.in_brief)

    def _in_cast(self, meant: Meant, new: str, request: Request) -> CastChange | None:
        """Who was in the cast is there by the new name, and who was not comes in."""
        member, last = meant.member, request.table.last
        other = next((one for one in request.situation.cast if one.name.lower() == new.lower()), None)
        if other and other != member:
            raise Unclear(f"There is a {other.name} in the cast already. What else shall the name be?")
        if member and member.locked:
            raise Unclear(f"{member.name} is locked; say “unlock {member.name}” first.")
        if member:
            gone = () if other else (member.name,)
            return CastChange(keep=(member.model_copy(update={"name": new}),), remove=gone)
        if request.table.title or last is None:
            return None
        old = meant.old
        return CastChange(keep=(Member(name=new, kind=old.kind, color=old.color, sheet=(last.id,)),))

    def _meant(self, who: str, request: Request) -> Meant | None:
        """Who that is; a pronoun is the hero of the book, or who is seen in the last picture."""
        table, cast = request.table, request.situation.cast
        by_sheet = {one.sheet[0]: one for one in cast}
        here = [seen.id for seen in table.sheets] if table.title else [*by_sheet]
        known = [by_sheet[id] for id in here if id in by_sheet]
        said = re.sub(r"^(?:the|my|our|this)\s+", "", who.strip(), flags=re.I)
        for one in (*known, *cast):
            if one.name.lower() == said.lower():
                return Meant(Old(one.name, one.kind, one.color), one)
        if table.title and re.search(rf"\b{re.escape(said)}\b", " ".join((table.title, *table.texts))):
            figures = read(said, self._lexicon).figures
            if not figures and said.lower() not in PRONOUNS:
                return Meant(Old(said, "", ""))
        return self._looking(said, known, request)

    def _looking(self, said: str, known: list[Member], request: Request) -> Meant | None:
        """ "The brown bear", or whom a pronoun means."""
        figures, last = read(said, self._lexicon).figures, request.table.last
        is_pronoun = said.lower() in PRONOUNS
        if not figures and not is_pronoun:
            return None
        seen = read(last.shows, self._lexicon).figures if last else []
        wanted = figures or ([] if request.table.title else seen)
        alike = known
        if wanted:
            asked = wanted[0]
            alike = [one for one in known if one.kind == asked.name and asked.color in (None, one.color)]
        if alike:
            return Meant(Old(alike[0].name, alike[0].kind, alike[0].color), alike[0])
        noun = next((one for one in (*seen, *wanted) if not figures or one.name == figures[0].name), None)
        return Meant(Old("", noun.name, noun.color or "")) if noun else None
