"""A name put into a German text: "der kleine Bär" → "Bruno", "ein Bär" → "ein Bär namens Bruno".

Knows the words that German stories have for somebody, and no grammar.
"""

import re

from ...models.pocket.vocabulary import VOCABULARY
from ..storyboard.german import NOUNS

ARTICLE = r"(?:(?P<the>d(?:er|en|em|ie|as))|(?P<a>ein(?:e[nmr]?)?))"
LOOKS = r"(?P<looks>(?:(?!d(?:er|en|em|ie|as)\b|ein)(?:[a-zäöüß]+e[rns]?|rosa|lila)\s+){0,4})"


def in_german(text: str, kind: str, new: str, *, introduced: bool) -> tuple[str, bool]:
    """The text with the new name for who is of a kind, and whether it tells who that is."""
    known = (NOUNS[way] for way in VOCABULARY.kinds.get(kind, ()) if way in NOUNS)
    nouns = "|".join(form for noun in known for form in (noun.word, noun.other) if form)
    if not nouns:
        return text, introduced
    done = introduced or f"namens {new}" in text

    def renamed(match: re.Match[str]) -> str:
        nonlocal done
        if "ander" in match["looks"]:
            return match[0]
        if not match["a"]:
            return new
        was, done = done, True
        return match[0] if was else f"{match[0]} namens {new}"

    phrase = rf"\b(?:{ARTICLE}\s+)?{LOOKS}(?:{nouns})\b(?! namens)"
    return re.sub(phrase, renamed, text, flags=re.I), done
