"""Names from stories: "draw Bruno in the city", once a book told of a bear called Bruno. Knows no others."""

import re

from ..situation import Situation
from .lexicon import Lexicon

INTRODUCED = re.compile(r"(?P<before>(?:[\w-]+\s+){1,6})called\s+(?P<name>[A-Z][\w-]{1,23})")


def names_in(situation: Situation, lexicon: Lexicon) -> dict[str, str]:
    """Name → kind, of everybody whom a book of this thread introduced."""
    names: dict[str, str] = {}
    for moment in situation.moments:
        for text in moment.texts:
            for match in INTRODUCED.finditer(text[:500]):
                kinds = [word.name for word in lexicon.words(match["before"]) if word.group == "kind"]
                if kinds:
                    names[match["name"]] = kinds[-1]
    return names


def with_kinds(text: str, names: dict[str, str], *, keep: bool) -> str:
    """ "the bear" for "Bruno", or to `keep` it "the bear called Bruno"; who is introduced anew stays."""
    for name, kind in names.items():
        known = rf"(?<!called )(?<!named )\b{re.escape(name)}\b(?:'s|’s)?(?!,? the\b)"
        text = re.sub(known, f"the {kind} called {name}" if keep else f"the {kind}", text)
    return text
