"""What shall stand on a page, word for word: "with the text “Good night” on page 2". Tells no story."""

import re
from collections.abc import Sequence

from ..phrasebook.pointing import ORDINAL, SMALL_NUMBER, place
from ..phrasebook.questions import Unclear
from ..phrasebook.quotes import HELD, quoted
from ..state import Output

NOT_HELD = rf"[^.;\n{HELD[1:-1]}]"
PAGE = rf"(?:page\s+(?:{SMALL_NUMBER})|(?:the\s+)?(?:{ORDINAL})\s+page)"
SAID = re.compile(
    rf"(?P<first>{HELD})\s*(?:(?:stands?|written|shall\s+stand)\s+)?on\s+(?P<on>{PAGE})\b|"
    rf"\b(?P<page>{PAGE})\b{NOT_HELD}{{0,40}}?(?P<second>{HELD})",
    re.I,
)


def with_page_texts(outputs: Sequence[Output], text: str, quotes: Sequence[str]) -> tuple[Output, ...]:
    """The pages, with the texts that the user gave. Raises `Unclear` for a page that is not there."""
    pages = list(outputs)
    for match in SAID.finditer(text):
        word = re.sub(r"\b(?:the|page)\b", "", match["on"] or match["page"], flags=re.I).strip()
        number = place(word)
        if number == 0 or number > len(pages):
            raise Unclear(f"The book has {len(pages)} pages, no page {word}. On which one shall it stand?")
        at = number - 1 if number > 0 else -1
        said = quoted(match["first"] or match["second"], quotes)
        pages[at] = pages[at].model_copy(update={"text": said})
    return tuple(pages)
