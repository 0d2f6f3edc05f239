"""Text → the things that it places in a picture: what each is, and where, in words or as a box.

Cuts text only; what the words for places mean in boxes is not decided here. Knows no painter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .boxes import Box, boxes_in
from .lexicon import Lexicon
from .reading import read

SIDE = r"(?:left|right)"
ROW = r"(?:top|upper|bottom|lower|middle|cent(?:er|re))"
PART = r"(?:[\s-]+(?:hand\s+)?(?:corner|side|half|third|quarter|part|edge|area))?"
OF_IT = r"(?:\s+of\s+(?:the\s+)?(?:picture|image|canvas|page|it))?"
SPOT = rf"(?:(?:far|very)\s+)?(?:{ROW}(?:[\s-]+(?:{SIDE}|cent(?:er|re)|middle))?|{SIDE}){PART}{OF_IT}"
OTHER = r"(?P<other>(?:the|that|an?)\s+[^,.;]+?)"
WHERE = re.compile(
    rf"(?P<side>\b(?:to|on)\s+the\s+(?:left|right)\s+of|\b(?:left|right)\s+of|\babove|\bbelow|\bunder(?:neath)?|"
    rf"\bbehind|\bin\s+front\s+of|\bnext\s+to|\bbeside)\s+{OTHER}(?=\s*(?:$|[,.;]|\b(?:in|on|at|and|with)\b))|"
    rf"\b(?:in|at|on|to|near|along|into)\s+the\s+(?P<spot>{SPOT})\b|"
    rf"(?<![\w-])(?P<bare>{ROW}[\s-]+{SIDE}{PART}|{SIDE}|above(?:\s+(?:them|it|both|all))?|overhead|"
    rf"below(?:\s+(?:them|it|both))?|in\s+(?:the\s+)?(?:back|fore)ground|at\s+the\s+back|in\s+front|behind(?:\s+(?:them|it))?"
    rf"|between(?:\s+them)?|centered)(?=\s*(?:$|[,.;:]|\b(?:and|in|at|with|an?|the|one|two|three)\b))",
    re.I,
)
OF_OTHER = re.compile(
    r"\b(?:of|above|below|under(?:neath)?|behind|to|beside)\s+(?P<other>(?:the|that|an?)\s+.+)$"
)
CUT = re.compile(
    r"\s*(?:[;.\n]|,(?:\s*(?:and|then|with)\b)?|\band\b|\bwith\b)\s*"
    rf"(?=(?:an?|one|two|three|four|some|the|\d)\s|(?:in|at|on|to)\s+the\s+{SPOT}\b|{ROW}[\s-]+{SIDE}\b|{SIDE}\b|above\b)",
    re.I,
)
LABELLED = re.compile(rf"^\W*(?:(?:in|at|on|to)\s+)?(?:the\s+)?(?P<spot>{SPOT})\s*[:=]\s*", re.I)
EDGES = " ,;:.-–—=\n\t"
JOINED = re.compile(
    r"^(?:(?:and|then|with|also|contains?|shows?|is|are|has|there\s+is|put|place|draw)\b[\s,:;]*)+", re.I
)
LEFT_OPEN = re.compile(r"(?:\s*\b(?:and|with|in|at|on|inside|into|is|are|goes|the)\b|[\s,;:(\[])+$", re.I)
LAYOUT = re.compile(
    r"^\W*(?:(?:please|draw|paint|make|create|generate|show|use|with|me|an?|the|this|following|picture|image)\b\s*)*"
    r"(?:layout|composition|arrangement|these\s+boxes|the\s+following\s+boxes|boxes)\b\s*(?:of|with|:|,)?\s*",
    re.I,
)
AFTER_A_BOX = re.compile(r"\s*[:=]")


@dataclass(frozen=True)
class Item:
    """What a text says of one thing: its words, and where it is to be: a box, or words, "" where neither."""

    text: str
    where: str = ""
    box: Box | None = None


@dataclass(frozen=True)
class Placing:
    """The things in their order, and what is said of the whole picture beside them."""

    items: tuple[Item, ...]
    rest: str = ""


def is_announced(text: str) -> bool:
    """Whether a text calls itself a layout."""
    return LAYOUT.match(text) is not None


def may_place(text: str) -> bool:
    """Whether a text has words or numbers for a place in the picture at all."""
    return bool(WHERE.search(text) or LABELLED.search(text) or boxes_in(text))


def placing(text: str, lexicon: Lexicon) -> Placing:
    """The things that a text places: by boxes where it has any, else by words."""
    text = LAYOUT.sub("", text)
    boxes = boxes_in(text)
    return _by_boxes(text, boxes) if boxes else _by_words(text, lexicon)


def _by_boxes(text: str, boxes: tuple[Box, ...]) -> Placing:
    """A thing stands before its box, or after it and a colon."""
    ends = [*(box.start for box in boxes[1:]), len(text)]
    after = [text[box.end : end] for box, end in zip(boxes, ends, strict=True)]
    if AFTER_A_BOX.match(after[0]):
        return Placing(tuple(Item(_bare(said), box=box) for said, box in zip(after, boxes, strict=True)))
    before = [text[: boxes[0].start], *after[:-1]]
    items = tuple(Item(_bare(said), box=box) for said, box in zip(before, boxes, strict=True))
    return Placing(items, _bare(after[-1]))


def _by_words(text: str, lexicon: Lexicon) -> Placing:
    """A clause for each thing; one that names nothing of its own goes with the one before."""
    cuts = list(CUT.finditer(text))
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        before = text[slice(*spans[-1])] if spans else ""
        if before and _goes_with(before, text[start:end], lexicon):
            spans[-1] = spans[-1][0], end
        elif text[start:end].strip(EDGES):
            spans.append((start, end))
    items = [_placed(text[start:end].strip(EDGES)) for start, end in spans]
    return Placing((*_unnamed(items), *items))


def _unnamed(items: Sequence[Item]) -> Iterator[Item]:
    """ "A house behind a fox" is about a fox, too, where no clause of its own names it."""
    for item in items:
        if other := OF_OTHER.search(item.where):
            noun = other["other"].split()[-1]
            if not any(re.search(rf"\b{re.escape(noun)}", named.text, re.I) for named in items):
                yield Item(other["other"])


def _goes_with(before: str, clause: str, lexicon: Lexicon) -> bool:
    """ "On the left" waits for what is there; "a scarf" belongs to who was named."""
    if _is_only_where(before):
        return True
    if _is_only_where(clause):
        return WHERE.search(before) is None
    reading = read(clause, lexicon)
    return not (reading.nouns or reading.unknown)


def _is_only_where(clause: str) -> bool:
    return not re.search(r"[^\W\d_]", WHERE.sub("", clause))


def _placed(clause: str) -> Item:
    if label := LABELLED.match(clause):
        return Item(_bare(clause[label.end() :]), label["spot"].lower())
    where = WHERE.search(clause)
    if not where:
        return Item(_bare(clause))
    said = where["spot"] or where["bare"] or f"{where['side']} {where['other']}"
    left = f"{clause[: where.start()].rstrip(' ,:')} {clause[where.end() :].lstrip(' ,:')}"
    return Item(_bare(left), " ".join(said.lower().split()))


def _bare(said: str) -> str:
    said = said.strip(EDGES)
    return LEFT_OPEN.sub("", JOINED.sub("", said)).strip(EDGES)
