"""The project's cast, by words: who is in it, who comes in, who is locked, who goes. Paints nothing.

"Add Mia, an orange cat with a blue hat, to the cast" makes a sheet of her; "change Mia in the cast: a brown
cat" makes a new one.
"""

import re
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Brief, CastChange
from ..storyboard.casting import Casting, Person
from ..storyboard.names import find_names
from .fitting import Fitter
from .lexicon import Lexicon
from .named import introduced
from .questions import Unclear
from .quotes import without_quotes
from .reading import read
from .request import Request
from .scene import Scene
from .wishes import plainly

CAST = r"(?:the|my|our)\s+cast"
ASKS = re.compile(
    rf"(?:who(?:'s|’s|\s+is|\s+are)\s+(?:all\s+)?in\s+{CAST}|(?:show|list|tell)(?:\s+me)?\s+(?:{CAST}|(?:the|my|all|our)\s+"
    rf"(?:the\s+)?characters)|(?:the\s+)?cast)[\s.?!]*",
    re.I,
)
NAME = r"(?P<name>[^\W\d_][\w -]{0,38}?)"
LOCK = re.compile(rf"(?P<un>un-?)?(?:lock|freeze|protect)\s+{NAME}(?:\s+in\s+{CAST})?[\s.!]*", re.I)
REMOVE = re.compile(rf"(?:remove|delete|take|drop)\s+{NAME}\s+(?:out\s+of|from|off)\s+{CAST}[\s.!]*", re.I)
ADD = re.compile(
    rf"(?:(?:add|put|take|bring)\s+(?P<who>.+?)[\s,]+(?:in)?to\s+{CAST}|"
    rf"(?:add|put|new)\s+(?:to|in)\s+{CAST}\s*:?\s*(?P<new>.+?)|"
    rf"(?:change|redo|update)\s+(?P<old>[^\W\d_][\w -]{{0,38}}?)\s+in\s+{CAST}\s*(?:to|into|:|,)\s*"
    r"(?P<looks>.+?))[\s.!]*",
    re.I | re.S,
)
WHO = "Who shall come into the cast? Say, for example, “add Mia, an orange cat with a blue hat, to the cast”."


class Company:
    """Reads what is said of the cast in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._casting = Casting(vocabulary)

    def brief(self, request: Request) -> Brief | None:
        """What is to be done with the cast; None where a message is about something else."""
        text = plainly(request.text)
        if ASKS.fullmatch(text):
            return _change(CastChange())
        if match := ADD.fullmatch(text):
            return self._added(match, request)
        if (match := REMOVE.fullmatch(text)) and (name := _known(match["name"], request)):
            return _change(CastChange(remove=(name,)))
        if (match := LOCK.fullmatch(text)) and (name := _known(match["name"], request)):
            return _change(CastChange(unlock=(name,)) if match["un"] else CastChange(lock=(name,)))
        return None

    def _added(self, match: re.Match[str], request: Request) -> Brief:
        """A new sheet, or one in the place of an old one."""
        said = match["who"] or match["new"] or match["looks"]
        name, rest = (match["old"], said) if match["old"] else self._name(said, request)
        reading = request.standing.on(read(without_quotes(rest), self._lexicon))
        if not reading.figures:
            raise Unclear(WHO)
        fitter = Fitter(self._words)
        noun = replace(reading.figures[0], number=1, plural=False)
        clothes = next(iter(reading.clothes), None)
        noun = replace(noun, clothing=noun.clothing or clothes)
        scene: Scene = fitter.spelled_out(fitter.cast([noun]))
        figure = replace(scene.figures[0], facing=None, without=None)
        person = Person(_known(name, request) or name or figure.kind.title(), figure)
        style = next(iter(reading.styles), None)
        sheet = self._casting.sheet(person, style)
        return Brief(task="cast", operation="cast", cast=(sheet,), notes=tuple(fitter.notes))

    def _name(self, said: str, request: Request) -> tuple[str, str]:
        """ "Mia" of "Mia, an orange cat", "Mia the cat" and "a cat called Mia", and the rest."""
        names, rest = find_names(said, request.quotes, self._lexicon)
        if names.hero:
            return names.hero, rest
        known, rest = introduced(said, self._lexicon)
        if known:
            return next(iter(known)), rest
        first, comma, after = said.partition(",")
        is_name = comma and not read(without_quotes(first), self._lexicon).figures
        return (first.strip(), after) if is_name else ("", said)


def _change(change: CastChange) -> Brief:
    return Brief(task="cast", operation="cast", cast_change=change)


def _known(name: str, request: Request) -> str:
    """The name of a member as the cast has it; "" where there is none."""
    names = {member.name.lower(): member.name for member in request.situation.cast}
    return names.get(name.strip().lower(), "")
