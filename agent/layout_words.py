"""Sentences → the things they name and the words for where each is. Draws no boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Relation = Literal["left", "right", "above", "below", "behind", "front", "beside", "between", ""]

ARTICLE = r"(?:an?|the|one|two|three|four|five|some|\d+)"
SPLIT = re.compile(rf"\s*(?:[,;.]\s*(?:and\s+)?|\band\s+)(?=(?:{ARTICLE}|on|in|at|to|above|behind)\s)", re.I)
BETWEEN = re.compile(r"\bbetween\s+(?P<one>[^,]+?)\s+and\s+(?P<two>[^,]+)$", re.I)
RELATION = re.compile(
    r"\b(?:(?:on|to|at)\s+the\s+(?P<side>left|right)(?:\s+side)?\s+of|(?P<bare>left|right)\s+of|"
    r"(?P<word>above|over|on\s+top\s+of|below|under|underneath|beneath|behind|in\s+front\s+of|next\s+to|beside|"
    r"near))\s+(?P<other>.+)$",
    re.I,
)
WORDS: dict[str, Relation] = {
    "left": "left",
    "right": "right",
    "above": "above",
    "over": "above",
    "on top of": "above",
    "below": "below",
    "under": "below",
    "underneath": "below",
    "beneath": "below",
    "behind": "behind",
    "in front of": "front",
    "next to": "beside",
    "beside": "beside",
    "near": "beside",
}
RELATION_FIRST = re.compile(
    rf"^(?P<where>(?:above|over|below|under|beneath|behind|in\s+front\s+of|next\s+to|beside|(?:to\s+the\s+)?"
    rf"(?:left|right)\s+of)\s+(?:it|them|the\s+\S+|an?\s+\S+))\s+(?:(?:there\s+)?is\s+|stands\s+|sits\s+)?"
    rf"(?P<thing>{ARTICLE}\s.+)$",
    re.I,
)
PLACE = re.compile(
    r"\b(?:on|in|at|to)\s+the\s+(?:far\s+)?"
    r"(?P<words>(?:(?:upper|lower|top|bottom|left|right|middle|center|centre|background|foreground)[\s-]*)+)"
    r"(?:hand\s+)?(?:side|corner|half|edge|part)?(?:\s+of\s+the\s+(?:picture|image|page|canvas))?",
    re.I,
)
LARGE = re.compile(r"\b(?:big|large|huge|giant|tall)\b", re.I)
SMALL = re.compile(r"\b(?:tiny|small|little)\b", re.I)
OPENING = re.compile(
    r"^(?:(?:please\s+)?(?:draw|paint|make|show)(?:\s+me)?|(?:a\s+)?(?:picture|drawing|image)\s+of|"
    r"there\s+(?:is|are)|with)\s+",
    re.I,
)


@dataclass(frozen=True)
class Part:
    """Something and where it is: by its own words, or by a relation to earlier parts.

    `across` is left, center or right, `down` top, middle or bottom, "" where unsaid; `depth` is −1 in the
    background and 1 in the foreground.
    """

    description: str
    across: str = ""
    down: str = ""
    depth: int = 0
    size: str = ""
    relation: Relation = ""
    to: tuple[int, ...] = ()


def parts_of(text: str) -> tuple[Part, ...]:
    """The things of a sentence; what another one is placed by comes before it."""
    parts: list[Part] = []
    for clause in _clauses(text):
        parts += _parts(clause, parts)
    return tuple(parts)


def _clauses(text: str) -> list[str]:
    """ "a cat on the left and a dog on the right" → two; "between a and b" stays one."""
    kept = BETWEEN.sub(lambda match: match[0].replace(" and ", " & "), OPENING.sub("", text.strip(" .!\n")))
    clauses: list[str] = []
    for piece in SPLIT.split(kept):
        # "on the left a cat": the place came first, and its thing follows.
        if clauses and PLACE.fullmatch(clauses[-1]):
            clauses[-1] = f"{piece} {clauses[-1]}"
        else:
            clauses.append(piece.replace(" & ", " and ").strip())
    return [_thing_first(clause) for clause in clauses if clause]


def _thing_first(clause: str) -> str:
    """ "on the left stands a cat" → "a cat on the left"; "behind it a tree" → "a tree behind it"."""
    if match := RELATION_FIRST.match(clause):
        return f"{match['thing']} {match['where']}"
    match = PLACE.match(clause)
    rest = clause[match.end() :].strip(" ,") if match else ""
    rest = re.sub(r"^(?:there\s+is|is|stands|sits)\s+", "", rest, flags=re.I)
    return f"{rest} {match[0]}" if match and re.match(ARTICLE, rest, re.I) else clause


def _parts(clause: str, before: Sequence[Part]) -> list[Part]:
    """The clause's thing; before it, what it is placed by, where that was not named yet."""
    said, relation, names = _relation_in(clause)
    known = [*before]
    to: list[int] = []
    for name in names:
        meant = _meant(name, known)
        if not meant:
            known.append(_placed(name))
            meant = (len(known) - 1,)
        to += meant
    new, thing = known[len(before) :], _placed(said)
    return (
        [*new, replace(thing, relation=relation, to=tuple(dict.fromkeys(to)))] if thing.description else new
    )


def _relation_in(clause: str) -> tuple[str, Relation, tuple[str, ...]]:
    """What comes before the relation, the relation, and the names of what it relates to."""
    if between := BETWEEN.search(clause):
        return clause[: between.start()], "between", (between["one"], between["two"])
    if match := RELATION.search(clause):
        word = re.sub(r"\s+", " ", (match["word"] or match["side"] or match["bare"]).lower())
        return clause[: match.start()], WORDS[word], (match["other"],)
    return clause, "", ()


def _placed(clause: str) -> Part:
    match = PLACE.search(clause)
    words = re.split(r"[\s-]+", match["words"].strip().lower()) if match else []
    said = (PLACE.sub("", clause) if match else clause).strip(" ,.")
    return Part(
        description=said,
        across=next((w for w in words if w in ("left", "right")), "center" if _central(words) else ""),
        down="top" if {"top", "upper"} & {*words} else "bottom" if {"bottom", "lower"} & {*words} else "",
        depth=("background" not in words) - 1 + ("foreground" in words),
        size="large" if LARGE.search(said) else "small" if SMALL.search(said) else "",
    )


def _central(words: Sequence[str]) -> bool:
    return bool({"middle", "center", "centre", "top", "bottom", "upper", "lower"} & {*words})


def _meant(name: str, parts: Sequence[Part]) -> tuple[int, ...]:
    """The parts that "it", "them" or "the cat" are; () where it is something new."""
    word = name.strip(" .,").lower()
    if word in ("it", "him", "her") and parts:
        return (len(parts) - 1,)
    if word in ("them", "both", "both of them", "everything", "all"):
        return tuple(range(len(parts)))
    noun = re.split(r"\s", word)[-1]
    same = [n for n, part in enumerate(parts) if re.search(rf"\b{re.escape(noun)}\b", part.description, re.I)]
    return tuple(same[:1]) if not re.match(r"an?\s", word) else ()
