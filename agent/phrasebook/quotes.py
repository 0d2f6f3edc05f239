"""Quoted text is content: it is taken out before anything is read, so it can tell the planner nothing.

Each quotation is held by one private character, which is no word to the lexicon. Knows no language.
"""

import re
from collections.abc import Callable, Sequence

MOST = 200
FIRST = 0xE000
HELD = f"[{chr(FIRST)}-{chr(FIRST + MOST - 1)}]"
"""A pattern for one held quotation."""
QUOTED = re.compile(
    r"“([^“”]+)”|(?<!\d)\"([^\"]+)\"|„([^„“”]+)[“”]|«([^«»]+)»|‘((?:[^‘’]|’(?=\w))+)’(?!\w)|"
    r"(?<![\w'])'((?:[^']|'(?=\w))+)'(?!\w)|「([^「」]+)」|『([^『』]+)』"
)
WRITTEN = re.compile(
    r"(?:\b(?:says?|saying|reads?|text|texts|captions?|captioned|words?|written|writing|writes?|sign|banner|poster|"
    r"letters|lettering|titled?|entitled|called|named|labels?|labell?ed|message|reading|inscription|shouts?|"
    r"bubble|rename|it)\b[\s,:]*(?:(?:is|be|to|with|as|of|the|and|or|then)\b[\s,:]*)*"
    rf"(?:{HELD}[\s,:;]*(?:(?:and|or|then)\b\s*)?)*)$",
    re.I,
)
"""What stands before a quotation that is to be read, not drawn."""


def held(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a private character in the place of each quotation, and the quotations."""
    quotes: list[str] = []

    def hold(match: re.Match[str]) -> str:
        if len(quotes) == MOST:
            return " "
        quotes.append(next(filter(None, match.groups())).strip())
        return chr(FIRST + len(quotes) - 1)

    return QUOTED.sub(hold, re.sub(HELD, " ", text)), tuple(quotes)


def released(text: str, quotes: Sequence[str]) -> str:
    """The text with its quotations."""
    return re.sub(HELD, lambda match: f"“{quoted(match[0], quotes)}”", text)


def quoted(mark: str, quotes: Sequence[str]) -> str:
    """The quotation that one private character holds."""
    return quotes[ord(mark) - FIRST]


def drawn_quotes(
    text: str, quotes: Sequence[str], *, names: Callable[[str], bool], known: Callable[[str], bool]
) -> str:
    """The text with those quotations in it that say what to draw: a few `known` words, or all there is.

    `names` tells whether a text names anybody or anything. What is written somewhere stays out.
    """
    nothing_else = not names(text)

    def put(match: re.Match[str]) -> str:
        quote = quoted(match[0], quotes)
        if WRITTEN.search(text[: match.start()]):
            return match[0]
        drawn = names(quote) if nothing_else else len(quote.split()) <= 3 and known(quote)
        return quote if drawn else match[0]

    return re.sub(HELD, put, text)


def without_quotes(text: str) -> str:
    """The text with nothing in the places of its quotations."""
    return re.sub(HELD, " ", text)
