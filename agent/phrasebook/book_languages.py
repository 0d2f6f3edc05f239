"""In which languages a book shall be told: "in German and English", "bilingual". Translates nothing."""

import re
from collections.abc import Mapping

from .sizes import without

LANGUAGE = (
    r"(?:English|German|Spanish|French|Chinese|Mandarin|Japanese|Italian|Portuguese|Dutch|Russian|Polish|"
    r"Turkish|Arabic|Korean|Ukrainian|Swedish|Danish|Norwegian|Finnish|Greek|Czech|Hindi|Latin)"
)
CODES: Mapping[str, str] = {
    "english": "en",
    "chinese": "zh",
    "mandarin": "zh",
    "german": "de",
    "spanish": "es",
    "french": "fr",
    "japanese": "ja",
}
BOTH = rf"{LANGUAGE}(?:\s*(?:,|-|/|&|\band\b|\bwith\b|\bplus\b)\s*(?:in\s+)?{LANGUAGE})*"
BOOK = r"(?:(?:picture|story|children’s|kids)[\s-]*)*(?:book|story)"
IN_LANGUAGES = re.compile(
    rf"[\s,]*\b(?:(?:(?:written|told|with\s+(?:the\s+)?texts?)\s+)?in\s+(?:{BOTH}|(?:two|both)\s+languages)|"
    rf"bilingual(?:ly)?(?:[\s,:]*{BOTH})?|{BOTH}(?=\s+(?:an?\s+)?{BOOK}))\b(?:\s+(?:below|underneath|texts?|together))*",
    re.I,
)
SECOND = (
    "I cannot translate a story. Give the second texts yourself, such as: page 1 should also say “…”; both "
    "stand on the page then."
)
IN_THESE = "I tell stories in English, Chinese and German only so far."
ONLY_TWO = "A page has room for two languages only."
TWO = re.compile(r"\b(?:bilingual(?:ly)?|two|both)\b", re.I)


def take_languages(text: str, own: str = "en") -> tuple[str, tuple[str, ...]]:
    """The text without the languages that it asks for, and their codes; none where it asks for none.

    A bilingual book is in the user's `own` language and another one, "" where that is not to be known. A
    language that has no code here has its name.
    """
    match = IN_LANGUAGES.search(text)
    if not match:
        return text, ()
    rest = without(text, match)
    said = (name.lower() for name in re.findall(LANGUAGE, match[0], re.I))
    named = tuple(dict.fromkeys(CODES.get(name, name) for name in said))
    if len(named) > 1 or (named and not TWO.search(match[0])):
        return rest, named
    return rest, tuple(dict.fromkeys((own, *named, "en", "")))[:2]
