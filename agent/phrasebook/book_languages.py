"""In which languages a book shall be told: "in German and English", "bilingual". Translates nothing.

Stories are told in English; what is asked beyond that is said openly, and how two languages come about.
"""

import re

LANGUAGE = (
    r"(?:English|German|Spanish|French|Chinese|Mandarin|Japanese|Italian|Portuguese|Dutch|Russian|Polish|"
    r"Turkish|Arabic|Korean|Ukrainian|Swedish|Danish|Norwegian|Finnish|Greek|Czech|Hindi|Latin)"
)
BOTH = rf"{LANGUAGE}(?:\s*(?:,|-|/|&|\band\b|\bwith\b|\bplus\b)\s*(?:in\s+)?{LANGUAGE})*"
IN_LANGUAGES = re.compile(
    rf"[\s,]*\b(?:(?:(?:written|told|with\s+(?:the\s+)?texts?)\s+)?in\s+(?:{BOTH}|(?:two|both)\s+languages)|"
    rf"bilingual(?:ly)?(?:[\s,:]*{BOTH})?)\b(?:\s+(?:below|underneath|texts?|together))*",
    re.I,
)
SECOND = (
    "I cannot translate a story. Give the second texts yourself, such as: page 1 should also say “…”; both "
    "stand on the page then."
)
IN_ENGLISH = "I tell stories in English only so far."


def take_languages(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the languages that it asks for, and what is to be said of them."""
    match = IN_LANGUAGES.search(text)
    if not match:
        return text, ()
    named = [name.lower() for name in re.findall(LANGUAGE, match[0], re.I)]
    english = (IN_ENGLISH,) if named and named != ["english"] else ()
    second = (SECOND,) if len(named) != 1 else ()
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), (*english, *second)
