"""Styles that are somebody's own: "in the style of van Gogh", "like a child's drawing". Knows no picture."""

import re

from ...models.vocabulary import Vocabulary
from .lexicon import Lexicon
from .pointing import NOUN
from .questions import Unable
from .sizes import without

WHOSE = (
    rf"(?!(?:this|that|the|my|it|i\d)\b|{NOUN}\b)"
    r"(?P<whose>(?:(?!\b(?:in|on|at|with|and|but|for)\b)[^,.;:!?\n]){2,40})"
)
LIKE = re.compile(
    r"[\s,]*\b(?:(?:(?:painted|drawn|done)\s+)?(?:in|to)\s+(?:the\s+|a\s+)?(?:(?:art|painting|drawing)\s+)?"
    rf"(?:style|manner|spirit)\s+of|(?:as\s+(?:if\s+)?)?(?:painted|drawn|made)\s+by|à\s+la)\s+{WHOSE}",
    re.I,
)
BY_A_CHILD = re.compile(
    r"[\s,]*\b(?:like|as)\s+(?:if\s+)?(?:an?\s+)?(?P<whose>(?:child(?:ren)?|kid)s?['’]?s?\s+(?:drawing|picture|painting)s?)\b",
    re.I,
)
ASKED = re.compile(
    r"\W*(?:(?:please|can|could|would|you|now|make|paint|draw|do|redo|it|this|that|them|be)\b\W*)*", re.I
)


class Artists:
    """Takes such a style out of a text for a painter that has only the styles of its vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._styles = tuple(vocabulary.styles)
        self._lexicon = lexicon

    def without(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text without it, and what is said of that. Raises `Unable` where nothing else is asked for."""
        match = LIKE.search(text) or BY_A_CHILD.search(text)
        if not match or any(word.group == "style" for word in self._lexicon.words(match["whose"])):
            return text, ()
        *first, last = self._styles
        note = f"I have no style “{match['whose'].strip()}”; my styles are {', '.join(first)} and {last}."
        rest = without(text, match)
        if ASKED.fullmatch(rest):
            raise Unable(f"{note} Say, for example, “in {last}”.")
        return rest, (note,)
