"""How a book shall be bound: "as an EPUB", "in A4", "full-bleed", "for the print shop". Reads no pages."""

import re
from collections.abc import Mapping

from ...tools.book_terms import Format, Layout, PageSize
from ..state import Binding
from .sizes import without

FORMATS: Mapping[Format, str] = {
    "epub": r"epubs?|e-?books?",
    "pptx": r"ppt|power\s?points?(?:\s+presentation)?|pptx|slide\s?shows?|slides|presentation",
    "cbz": r"cbz|comic\s+(?:book\s+)?archive",
    "markdown": r"markdown|md",
    "html": r"html|web\s?(?:page|site)",
    "pdf": r"pdfs?",
    "pages": r"pngs?|single\s+pictures",
}
ANY = "|".join(FORMATS.values())
KIND = r"(?:\s+(?:file|format|document|book|version|too|as\s+well|only|instead))*"
FILES = re.compile(
    rf"[\s,]*\b(?:as|to|into|in|for)\s+(?:an?\s+|the\s+)?(?:{ANY})\b{KIND}"
    rf"(?:\s*(?:,|and|&|\+|or)\s*(?:as\s+)?(?:an?\s+)?(?:{ANY})\b{KIND})*",
    re.I,
)
SIZES: Mapping[PageSize, str] = {
    "a4": r"(?:din[\s-]*)?a4(?:\s+(?:paper|format|size|pages?))?",
    "a5": r"(?:din[\s-]*)?a5(?:\s+(?:paper|format|size|pages?))?",
    "letter": r"us\s+letter|letter(?=\s+(?:paper|format|size))(?:\s+\w+)",
    "square": r"square(?:\s+(?:pages|format)|(?=\s+(?:picture\s+)?book))",
}
SIZE = r"[\s,]*\b(?:in|on|at|to|for|with|make\s+it)?\s*(?:the\s+)?(?:page\s+size\s+)?(?:{})\b"
PICTURE = r"(?:the\s+|its\s+|their\s+|each\s+)?(?:pictures?|images?)"
WORDS = r"(?:the\s+|its\s+|their\s+)?(?:texts?|words)"
LAYOUTS: Mapping[Layout, str] = {
    "full-bleed": r"(?:in\s+|as\s+|with\s+)?(?:full[\s-]?bleed|borderless)(?:\s+(?:pictures?|images?))?|"
    rf"(?:with\s+)?{WORDS}\s+(?:on|over|in)\s+{PICTURE}",
    "beside": rf"(?:with\s+)?(?:{PICTURE}\s+(?:beside|next\s+to|left\s+of)\s+{WORDS}|"
    rf"{WORDS}\s+(?:beside|next\s+to)\s+{PICTURE}|side\s+by\s+side)",
    "above": rf"(?:with\s+)?(?:{PICTURE}\s+above\s+{WORDS}|{WORDS}\s+(?:below|under)\s+{PICTURE})",
}
BLEED = re.compile(
    r"[\s,]*\b(?:with\s+(?:a\s+)?(?:3\s*mm\s+)?(?:bleed|crop\s+marks)(?:\s+and\s+(?:bleed|crop\s+marks))?|"
    r"for\s+(?:the\s+|a\s+)?(?:printers?|print\s+shop|printing))\b",
    re.I,
)
EXPORTS = re.compile(
    r"\W*(?:please\s+|now\s+|can\s+you\s+|could\s+you\s+|i\s+(?:want|need|would\s+like)\s+)*"
    r"(?:export|save|bind|print|make|give(?:\s+me)?|get(?:\s+me)?|download|show|create|convert|turn|change|set|put|"
    r"have|use|i\s+want)?\s*(?:me\s+)?(?:(?:the|this|that|my|our)?\s*(?:whole\s+)?(?:book|story|it|them|this|all)\s*"
    r"(?:anew|again|bound|be|is)?|a\s+version)?[\s,.!?:]*(?:and|too|please|as\s+well|also)?[\s.!?]*",
    re.I,
)
"""What may be said around such wishes for the book on the table."""


def take_binding(text: str) -> tuple[str, Binding]:
    """The text without what it says of a book's files, sizes and layout; and that."""
    said: dict[str, object] = {}
    if match := FILES.search(text):
        said["formats"] = tuple(name for name, words in FORMATS.items() if _names(words, match[0]))
        text = without(text, match)
    for size, words in SIZES.items():
        if match := re.search(SIZE.format(words), text, re.I):
            said["page_size"] = size
            text = without(text, match)
    if match := BLEED.search(text):
        said["bleed"] = True
        text = without(text, match)
    for layout, words in LAYOUTS.items():
        if match := re.search(rf"[\s,]*\b(?:{words})\b", text, re.I):
            said["layout"] = layout
            text = without(text, match)
    return text, Binding.model_validate(said)


def joined(old: Binding, new: Binding) -> Binding:
    """What was said before and still holds, with what is said now; files are those that are asked for now."""
    said = {name: getattr(new, name) for name in new.model_fields_set}
    return old.model_copy(update={"formats": (), **said})


def only_binds(rest: str) -> bool:
    """Whether nothing is left of a text that asks for more than the book on the table."""
    return EXPORTS.fullmatch(rest) is not None


def _names(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})\b", text, re.I) is not None
