"""How many pictures are asked for, and which. Knows no scenes: it cuts text into texts."""

import re
from dataclasses import dataclass, field

from .numbers import NUMBER, number, say_number
from .panels import panels
from .questions import Unclear
from .sequences import NOTES, STORYBOARD, USUAL_PANELS, take_course, told
from .sizes import Shape, take_shape, take_shapes, without
from .spelled_ways import spelled

MOST_PICTURES = 12

NOUN = (
    r"(?:picture|pic|image|painting|drawing|illustration|version|variation|variant|photo|scene|panel|frame|"
    r"view)"
)
EXTRA = r"(?:(?:different|separate|more|new|other|nice|cute|beautiful|further)\s+)*"
MANY = rf"(?:(?!both\b){NUMBER}|some|multiple|various|many)"
THOSE_THERE = r"(?<!\bthe )(?<!\bthese )(?<!\bthose )(?<!\bmy )(?<!\byour )(?<!\ball )(?<!\bboth )"
""" "The two pictures" are those that are there already."""
COUNTED = re.compile(
    rf"(?<![\w.-]){THOSE_THERE}(?:(?:in|into|as)\s+)?(?:an?\s+)?"
    rf"(?:(?:set|series|sequence|collection|group|row|grid|comic|strip)\s+(?:of|in|with)\s+(?P<set>{MANY})\b"
    rf"(?:\s+{EXTRA}{NOUN}s)?(?=\s*(?:$|[,.:;]|(?:of|with|showing|about|in|on|at|for|where)\b))|"
    rf"(?P<number>{MANY})[\s-]+{EXTRA}{NOUN}s\b|(?P<panels>{NUMBER})[\s-]panel\b(?:\s+comic(?:\s+strip)?)?|(?P<more>{NUMBER})\s+more(?=\s+of\b))(?:\s+of\b)?",
    re.I,
)
ONE = re.compile(rf"\b(?:1|one|a single|one single)\s+{NOUN}\b(?!\s+(?:for\s+)?each)", re.I)
TIMES = re.compile(rf"(?<![\w.-])({NUMBER})\s+times\b", re.I)
EACH = re.compile(
    rf"\b(?:(?P<each>{NUMBER})\s+{NOUN}s?\s+(?:each|for each|of each)(?:\s+of them)?|"
    rf"(?P<of>{NUMBER})\s+(?:of|for)\s+each(?:\s+of them)?|"
    rf"each (?:in|on|as) (?:(?:its|their)(?: own)?|an?)(?: separate| single| different)? {NOUN}|"
    rf"(?:in )?separate {NOUN}s)\b",
    re.I,
)
WHAT = r"(?P<what>place|style|colou?r|season|setting|landscape)"
VARIED = re.compile(
    rf"\b(?:in|at|with|on|through|during)\s+(?:(?P<number>all|every|each|{NUMBER})\s+)?(?:of\s+)?(?:the\s+)?"
    rf"(?P<many>(?:four|different|various|other)\s+)?{WHAT}(?P<plural>s?)\b|"
    rf"(?:\b(?:one|an?)\s+)?(?:{NOUN}\s+)?\b(?:for|of|in)\s+(?P<each>each|every)\s+(?:of\s+the\s+(?:four\s+)?)?"
    rf"{WHAT.replace('<what>', '<which>')}s?\b",
    re.I,
)
EACH_LISTED = re.compile(
    rf"\b(?P<many>{NUMBER})\s+{EXTRA}{NOUN}s?\s+(?:for\s+|of\s+)?each(?:\s+of)?(?:\s+(?:these|the\s+following))?\s*"
    r":\s*(?P<list>.+)$",
    re.I | re.S,
)
"""Three images for each of: a red apple; a green pear."""
NEXT = r"(?:[.:;\n]|,?\s+and\b|,)\s*(?:then\s+)?(?:(?:draw|paint|make|create|show)\s+(?:me\s+)?)?"
ANOTHER = re.compile(
    rf"{NEXT}(?=(?:(?:a|one|another)\s+{NOUN}|{NUMBER}\s+{EXTRA}{NOUN}s)\s+(?:of|with|where|in which)\b)",
    re.I,
)
ONE_OF_THEM = re.compile(rf"{NEXT}(?=(?:one|another|the other)\s+(?:of|with|where|in|on|at)\b)", re.I)
ITEM = r"(?=(?:an?|the|one)\s)"
LISTED = (
    re.compile(rf"[,;](?:\s*and)?\s*{ITEM}", re.I),
    re.compile(rf"(?:[,;](?:\s*and)?|\s+and)\s*{ITEM}", re.I),
)
"""Between the pictures of a list; in the second way, "and" stands between them."""


@dataclass(frozen=True)
class Part:
    """The text of one picture, or of `copies` of it."""

    text: str
    copies: int = 1


@dataclass
class Wanted:
    """The pictures that are wanted; `common` holds for all of them; what differs from one to the next.

    `ways` say it in words, where it is more than that another one is taken; `told` marks parts of a story.
    `shapes` are two where the same is asked for in both.
    """

    parts: list[Part]
    common: str = ""
    each: bool = False
    varied: str = ""
    ways: tuple[str, ...] = ()
    variants: int = 0
    told: bool = False
    shape: Shape = field(default_factory=Shape)
    shapes: tuple[Shape, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many are wanted at least."""
        return sum(self.variants if self.varied else part.copies for part in self.parts)


def wanted(text: str, *, verbatim: bool = False) -> Wanted:
    """Cut a text into the pictures it asks for. Raises `Unclear` where their numbers contradict.

    With `verbatim` what goes on from one to the next stays in the user's words.
    """
    text, shapes = take_shapes(text)
    text, shape = take_shape(text)
    if cut := panels(text):
        result = Wanted([Part(text) for text in cut.texts], cut.common)
        _check_announced(cut.common, len(cut.texts))
    elif of_each := _of_each(text):
        result = Wanted(of_each)
    else:
        result = Wanted([])
        text = text if verbatim else _take_course(text, result)
        text, each = _take_each(text if result.varied else _take_varied(text, result), result)
        own = _each_alone(text, each) if verbatim and result.each else []
        result.parts = own or _parts(text, each, result)
        if verbatim and result.varied:
            _spell_out(result)
        if not (verbatim or result.varied):
            _take_told(text, result)
    result.shape, result.shapes = shape, shapes
    result.parts = [Part(part.text, max(part.copies, len(shapes))) for part in result.parts]
    _bound(result)
    return result


def _spell_out(result: Wanted) -> None:
    """Each picture's own place, style, season or colour, for a painter that is told what the user wrote."""
    what, result.varied = result.varied, ""
    counts = [part.copies if part.copies > 1 else result.variants for part in result.parts]
    result.parts = [
        Part(f"{part.text} {way}".strip())
        for part, count in zip(result.parts, counts, strict=True)
        for way in spelled(what, min(count, MOST_PICTURES))
    ]


def _take_course(text: str, result: Wanted) -> str:
    text, course = take_course(text)
    if course:
        result.varied, result.ways, result.variants = course.kind, course.ways, len(course.ways)
        result.notes.append(NOTES[course.kind])
    return text


def _take_told(text: str, result: Wanted) -> None:
    """The clauses of a storyboard, where they are as many as it is to have panels; four where it has none."""
    if len(result.parts) != 1:
        return
    head, clauses = told(text)
    if clauses and result.number in (1, len(clauses)):
        result.common, result.told = _counts(head).text, True
        result.parts = [Part(clause) for clause in clauses]
    elif result.number == 1 and STORYBOARD.search(text):
        result.parts = [Part(result.parts[0].text, USUAL_PANELS)]


def _take_each(text: str, result: Wanted) -> tuple[str, int]:
    """The text, and how many of each are wanted."""
    match = EACH.search(text)
    result.each = match is not None
    if match is None:
        return text, 1
    return without(text, match), number(match["each"] or match["of"] or "one")


def _take_varied(text: str, result: Wanted) -> str:
    match = VARIED.search(text)
    if not match:
        return text
    said = (match["each"] or match["number"] or match["many"] or "").lower().strip()
    if not (said or match["plural"]) or said in ("a", "an", "one", "single"):
        return text
    what = (match["what"] or match["which"]).lower()
    result.varied = {"setting": "place", "landscape": "place", "colour": "color"}.get(what, what)
    if said in ("all", "every", "each"):
        result.variants = 4 if what == "season" else MOST_PICTURES
    else:
        result.variants = 4 if said in ("", "different", "various", "other") else number(said)
    return without(text, match)


def _each_alone(text: str, copies: int) -> list[Part]:
    """ "A cat, a dog and a rabbit", where each has its own picture."""
    items = [item.strip(" ,;.\n") for item in LISTED[1].split(text)]
    return [Part(item, copies) for item in items] if len(items) > 1 and all(items) else []


def _of_each(text: str) -> list[Part]:
    """So many pictures of each of a list."""
    match = EACH_LISTED.search(text)
    if not match:
        return []
    between = r"[;\n]" if re.search(r"[;\n]", match["list"]) else r",(?:\s*and\b)?|\band\b"
    items = (item.strip(" ,;.\n") for item in re.split(between, match["list"]))
    return [Part(item, number(match["many"])) for item in items if item]


def _parts(text: str, copies: int, result: Wanted) -> list[Part]:
    """One part for each text that has its own count."""
    total, *ones = (part.strip(" ,;.\n") for part in ONE_OF_THEM.split(text))
    if len(ones) > 1 and (whole := _counts(total)).copies > 1:
        result.common = whole.text
        return _adding_up(whole, [Part(one) for one in ones])
    if listed := _listed(text):
        return listed
    parts = [_counts(part.strip(" ,;.\n")) for part in ANOTHER.split(text) if part.strip(" ,;.\n")]
    if len(parts) > 2 and parts[0].copies > 1 and not re.search(r"[^\W\d_]", parts[0].text):
        return _adding_up(parts[0], parts[1:])
    return [Part(part.text, part.copies * copies) for part in parts] or [Part(text, copies)]


def _listed(text: str) -> list[Part]:
    """ "Four pictures: a fox on the beach, a fox in the city, …", where as many are listed as counted."""
    head, between, tail = text.partition(":") if ":" in text else text.partition(",")
    bare = not re.search(r"[^\W\d_]", COUNTED.sub("", head))  # "two pictures, a dog and a robot"
    if ANOTHER.search(head) or not (between == ":" or bare):
        return []
    many = _counts(head).copies if between else 1
    for cut in LISTED if many > 1 else ():
        parts = [part.strip(" ,;.\n") for part in cut.split(tail)]
        if len(parts) == many and all(parts):
            common = _counts(head).text.strip(" ,;.\n")
            return [Part(f"{common} {part}".strip()) for part in parts]
    return []


def _adding_up(whole: Part, parts: list[Part]) -> list[Part]:
    """The parts, whose number must be the one that was announced."""
    found = sum(part.copies for part in parts)
    if found != whole.copies:
        raise _contradiction({whole.copies, found})
    return parts


def _counts(text: str) -> Part:
    """A text without its count. Raises `Unclear` where it has two."""
    numbers: list[int] = []
    while match := COUNTED.search(text) or TIMES.search(text):
        numbers.append(_many(next(filter(None, match.groups()))))
        text = without(text, match)
    if numbers and ONE.search(text):
        numbers.append(1)
    if len(set(numbers)) > 1:
        raise _contradiction(set(numbers))
    return Part(text, numbers[0] if numbers else 1)


def _many(said: str) -> int:
    return {"some": 3, "multiple": 4, "various": 4, "many": 6}.get(said.lower()) or number(said)


def _check_announced(common: str, found: int) -> None:
    announced = _counts(common).copies
    if announced not in (1, found):
        raise _contradiction({announced, found})


def _contradiction(numbers: set[int]) -> Unclear:
    return Unclear(
        f"You ask for {' and for '.join(say_number(n) for n in sorted(numbers))} pictures at once; "
        "how many shall I draw?"
    )


def _bound(result: Wanted) -> None:
    """At most `MOST_PICTURES` in all, said plainly."""
    if result.varied:
        copies = max(part.copies for part in result.parts)
        result.variants = copies if copies > 1 else result.variants
    if min(result.variants if result.varied else part.copies for part in result.parts) <= 0:
        raise Unclear(
            f"How many pictures would you like? I can draw one to {say_number(MOST_PICTURES)} at a time."
        )
    if result.number > MOST_PICTURES:
        result.parts = result.parts[:MOST_PICTURES]
        most = max(1, MOST_PICTURES // len(result.parts))
        result.parts = [Part(part.text, min(part.copies, most)) for part in result.parts]
        result.variants = min(result.variants, most)
        result.notes.append(
            f"I draw at most {say_number(MOST_PICTURES)} pictures at a time, so I draw "
            f"{say_number(result.number)} of them now."
        )
