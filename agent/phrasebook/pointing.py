"""Which picture is meant: by id, by its place on the table, or by what it shows. Sees no pixels.

Raises `Unclear` where a picture is named that is not there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..state import Seen
from .features import features
from .lexicon import Lexicon
from .numbers import WORDS as NUMBERS
from .numbers import counted
from .questions import NO_PICTURE, Unclear
from .request import Request

ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
LAST = ("last", "final", "latest", "newest")
MIDDLE = -2
COUNTING = [word for word, value in NUMBERS.items() if 0 < value <= 12 and len(word) > 2]
SMALL_NUMBER = rf"\d{{1,3}}|{'|'.join(COUNTING)}"
ORDINAL = rf"(?:{'|'.join((*ORDINALS, *LAST))}|\d{{1,3}}(?:st|nd|rd|th))"
NOUN = r"(?:one|picture|pic|image|drawing|painting|illustration|page|panel|photo|scene|upload)"
ID = re.compile(r"(?<![\w.])(?:[iu]\d{1,9}|t\d{1,9}\.\d{1,9})(?![\w]|\.\d)", re.I)
BY_ORDER = re.compile(
    rf"\b(?:(?:the|my|this|that)\s+)?(?:(?:very\s+)?(?P<ordinal>{ORDINAL}|middle)\s+{NOUN}(?P<page>\b)|"
    rf"(?!one\b){NOUN}\s+(?:number\s+|no\.?\s*|#\s*)?(?P<number>{SMALL_NUMBER})\b(?!\s*[:x×*]|\s+{NOUN}s?\b)|"
    rf"number\s+(?P<counted>{SMALL_NUMBER})\b)"
    rf"|\bthe\s+(?P<alone>{ORDINAL})(?=\s*(?:$|[,.!?;:]|(?:in|on|into|to|at|with|and|again|from|for|but|blue|red|green|yellow|"
    r"orange|purple|pink|brown|away|out|instead|look|looks)\b))",
    re.I,
)
ORIGINAL = re.compile(
    rf"\b(?:the|my)\s+original(?:\s+{NOUN}\b|(?=\s*(?:$|[,.!?;:]|(?:in|on|into|to|at|with|and|again|from|for|but|blue|red|"
    r"green|yellow|orange|purple|pink|brown)\b)))",
    re.I,
)
DESCRIBED = re.compile(
    rf"\b(?:the|this|that)\s+{NOUN}\s+(?:with|of|where|in|showing|that\s+shows|that\s+has|at|on)\s+", re.I
)
IN_IT = re.compile(r"(\b(?:the|his|her|its|an?)\s+(?:\w+\s+){0,2}\w+)\s+(?:in|on)\s+it\b", re.I)
ITS = re.compile(r"\b(?:the\s+)?it['’]s\b(?=\s+\w+\s+\w)", re.I)
NAMED = ("kind", "clothing", "thing", "place")
FARTHEST = 8
"""Words after "the one with" among which somebody or something is named."""


@dataclass(frozen=True)
class Pointed:
    """The picture a text names, None where it names none; `rest` says "it" in that place."""

    picture: Seen | None
    rest: str


class Pointing:
    """Finds pictures in the words of one vocabulary."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def pointed(self, request: Request, text: str | None = None) -> Pointed:
        """The one picture that a text names."""
        text = request.text if text is None else text
        if match := ID.search(text):
            return Pointed(by_id(match[0], request), _it(text, match.start(), match.end()))
        if match := BY_ORDER.search(text):
            return Pointed(by_order(match, request), _it(text, match.start(), match.end()))
        if (match := ORIGINAL.search(text)) and request.situation.seen and not request.uploads:
            return Pointed(request.situation.seen[0], _it(text, match.start(), match.end()))
        match = DESCRIBED.search(text)
        if match and not (request.uploads and match[0].lower().startswith("this")):
            return self._described(match, text, request)
        return Pointed(None, text)

    def several(self, request: Request) -> tuple[tuple[Seen, ...], str]:
        """All pictures that the text names by id or place, and the text with "it" for each."""
        named = [by_id(match[0], request) for match in ID.finditer(request.text)]
        named += [by_order(match, request) for match in BY_ORDER.finditer(ID.sub("it", request.text))]
        return tuple(dict.fromkeys(named)), BY_ORDER.sub("it", ID.sub("it", request.text))

    def meant(self, request: Request, kinds: Sequence[str]) -> Seen:
        """The picture that is spoken of without being named: the upload, who is in it, or the last."""
        if request.about:
            return request.about
        if request.uploads:
            showing = [p for p in request.uploads if set(kinds) <= features(p.shows, self._lexicon)]
            return (showing if kinds and showing else request.uploads)[-1]
        table = request.table
        candidates = [*request.situation.seen, *table.pictures, *([table.last] if table.last else [])]
        if not candidates:
            raise Unclear(NO_PICTURE)
        for picture in reversed(candidates):
            if not picture.shows or set(kinds) <= features(picture.shows, self._lexicon):
                return picture
        raise Unclear(
            f"None of the pictures shows a {' and a '.join(kinds)}; the last one, {candidates[-1].id}, shows "
            f"{candidates[-1].shows}. What shall I do?"
        )

    def alike(self, request: Request, picture: Seen, kinds: Sequence[str]) -> tuple[str, ...]:
        """What is said where others of the set could be meant as well; nothing where it is plain."""
        table = request.table
        if request.uploads or request.about or not request.situation.moments or table.made == 1:
            return ()
        could = [p for p in table.pictures if set(kinds) <= features(p.shows, self._lexicon)]
        if len(could) < 2 or picture not in could:
            return ()
        return (f"I take it that you mean {picture.id}; say “the first one” or “all of them” for others.",)

    def _described(self, match: re.Match[str], text: str, request: Request) -> Pointed:
        words = list(re.finditer(r"\S+", text[match.end() :]))[:FARTHEST]
        for n, word in enumerate(words, start=1):
            said = self._lexicon.words(text[match.end() : match.end() + word.end()])
            if said and said[-1].group in NAMED:
                start, end = match.start(), match.end() + self._longest(text[match.end() :], words, n)
                return Pointed(self._showing(text[start:end], request), _it(text, start, end))
        return Pointed(None, text)

    def _longest(self, text: str, words: list[re.Match[str]], n: int) -> int:
        """The end of the noun whose first words end with the `n`-th: "bear", "bear cub"."""
        end = words[n - 1].end()
        last = self._lexicon.words(text[:end])[-1]
        if n < len(words) and self._lexicon.words(text[: words[n].end()])[-1].name == last.name:
            end = words[n].end()
        return end - (len(text[:end]) - len(text[:end].rstrip(",.;:!?")))

    def _showing(self, said: str, request: Request) -> Seen:
        wanted = features(said, self._lexicon)
        for picture in (*request.uploads, *reversed((*request.situation.seen, *request.table.pictures))):
            if wanted <= features(picture.shows, self._lexicon):
                return picture
        known = _ids(_known(request)[-8:])
        raise Unclear(f"I find no picture that is “{said[:60]}”. I know {known}; which one?")


def by_id(id: str, request: Request) -> Seen:
    """The picture with an id."""
    known = _known(request)
    for picture in known:
        if picture.id == id.lower():
            return picture
    if not known:
        raise Unclear(NO_PICTURE)
    raise Unclear(f"I don't know a picture {id[:20]} here. I know {_ids(known[-8:])}; which one?")


def by_order(match: re.Match[str], request: Request) -> Seen:
    """The picture at a place of the table, or of several uploads."""
    word = next(filter(None, (match[g] for g in ("ordinal", "number", "counted", "alone"))))
    return at_place(place(word), request, page="page" in match[0].lower())


def place(word: str) -> int:
    """ "third", "3rd", "three", "3" → 3; "last" → −1, "middle" → −2."""
    word = word.lower()
    if word == "middle":
        return MIDDLE
    if word in LAST:
        return -1
    if word in ORDINALS:
        return ORDINALS.index(word) + 1
    return NUMBERS[word] if word in NUMBERS else int(re.sub(r"\D", "", word))


def at_place(number: int, request: Request, *, page: bool) -> Seen:
    """The `number`-th picture (from 1; −1 is the last) of the uploads or the table."""
    table = request.table
    own = request.uploads if len(request.uploads) > 1 or not table.pictures else table.pictures
    if not own:
        raise Unclear(NO_PICTURE)
    if number == -1:
        return own[-1]
    if number == MIDDLE:
        return _middle(own)
    if 1 <= number <= len(own):
        return own[number - 1]
    if page and table.title:
        raise Unclear(f"The book has {counted(len(own), 'page')}, no page {number}. Which one do you mean?")
    if len(own) == 1:
        raise Unclear(f"There is one picture here ({own[0].id}), no number {number}. Which one do you mean?")
    raise Unclear(f"The last set has {len(own)} ({_ids(own)}), no number {number}. Which one?")


def _middle(own: Sequence[Seen]) -> Seen:
    if len(own) % 2 == 0:
        raise Unclear(f"There are {len(own)} ({_ids(own)}), and none is in the middle. Which one?")
    return own[len(own) // 2]


def _it(text: str, start: int, end: int) -> str:
    """ "It" for the picture; "the fox in it" and "it's fox" are "the fox"."""
    rest = IN_IT.sub(r"\1", f"{text[:start]}it{text[end:]}")
    return ITS.sub("the", rest)


def _known(request: Request) -> list[Seen]:
    return [*request.situation.seen, *request.uploads]


def _ids(pictures: Sequence[Seen]) -> str:
    return ", ".join(picture.id for picture in pictures) or "none"
