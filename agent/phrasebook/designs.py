"""Designed things, one a picture: "a logo, a business card and a tote bag", "nine stickers of a duck".

Cuts text into one self-contained text a picture, in the user's own words. Knows no painter and no picture.
"""

import re
from collections.abc import Sequence

from .numbers import NUMBER, number
from .pictures import COUNTED as COUNTED_PICTURES
from .pictures import EACH_LISTED, MOST_PICTURES

CARD = r"(?:business|greeting|birthday|christmas|playing|thank[\s-]?you|place|gift|invitation|post)?\s*card"
PAGES = (
    r"(?:cover|title|content|text|ending|end|closing|agenda|chapter|thank[\s-]you|contact|landing|home|login)"
)
KIND = (
    rf"(?:icon|logo|logotype|emblem|badge|{CARD}|poster|banner|billboard|flyer|leaflet|sticker|wallpaper|portrait|"
    r"avatar|profile\s+pic|headshot|(?:book|album|magazine)?\s*cover|menu|invitation|mascot|emoji|emoticon|stamp|"
    r"thumbnail|infographic|advertisement|ad|label|letterhead|envelope|brochure|certificate|ticket|coupon|calendar|"
    r"mock-?up|website|web\s?page|(?:splash|home|login|start)\s+screen|storefront\s+sign|"
    rf"{PAGES}\s+(?:page|slide)|slide|sketch|diagram|pattern|font|ornament|t-?shirt)"
)
"""Each is a picture of its own."""
WARE = (
    r"(?:(?:tote|shopping|paper|gift)?\s*bag|mug|cup|glass|bottle|can|jar|box|packag(?:e|ing)|wrapper|"
    r"cap|hoodie|apron|uniform|shirt|pin|pen|pencil|notebook|book\s?mark|coaster|key\s?(?:chain|ring)|phone\s+case|"
    r"gift\s+tag|tag|sign|flag|napkin|van)"
)
"""What carries a design: a picture of its own beside one."""
COMMON = r"(?:picture|image|illustration|drawing|painting|photo|panel|frame|scene|view)"
ADJECTIVES = r"(?:(?!(?:an?|the|one|of|for|with|in|on|at|to|by|and|from|that)\b)[^\W\d_][\w'-]*\s+){0,3}?"
SET = r"(?:set|series|collection|pack|group|sheet|row|pair|bundle)"
COUNTED = re.compile(
    rf"^(?:(?:an?|the)\s+(?:\w+\s+){{0,2}}?{SET}\s+(?:of|with)\s+)?(?P<number>(?!both\b){NUMBER})\s+"
    rf"(?:(?:different|more|other|matching)\s+)*"
    rf"(?P<what>{ADJECTIVES}(?:{KIND}\s+(?:concept|idea|design|option|draft|proposal)|{KIND}|{COMMON}))(?:e?s)\b(?P<rest>.*)$",
    re.I | re.S,
)
EACH = r"(?:an?|one|the)\s+"
DESIGN = (
    r"(?:(?:visual|brand|corporate)\s+identity|brand(?:ing)?|identity|template|stationery|kit|set|suite|package|"
    r"collection|series|deck|presentation|campaign|merchandise|merch|design\s+system)"
)
HEAD = (
    rf"(?:[^:\n]{{0,80}}:\s*|[^:,\n]{{0,60}}?\b{DESIGN}\b[^:,\n]{{0,60}}?\b(?:with|including|containing|consisting\s+of|"
    r"that\s+has|of)\s+)"
)
ITEM = rf"{ADJECTIVES}(?:{KIND}|{WARE})"
KINDS = re.compile(
    rf"^(?:(?P<head>{HEAD})(?P<bare>(?:{EACH})?{ITEM}(?:\s*,\s*(?:and\s+)?(?:{EACH})?{ITEM})*\s*"
    rf"(?:,|,?\s+(?:and|plus)\s)\s*(?:{EACH})?{ITEM})|"
    rf"(?P<list>{EACH}{ITEM}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|plus)\s+){EACH}{ITEM})+))"
    r"(?P<tail>\s+(?:for|of|about|in|with)\b.*)?[\s.!]*$",
    re.I | re.S,
)
IS_KIND = re.compile(rf"\b{KIND}$", re.I)
LISTED = re.compile(
    rf"^(?P<head>[^:\n]{{0,60}}?\b(?:{SET}\s+(?:of|for)\b|(?:{KIND}|emotion|expression|reaction)s?\s+{SET}\b|"
    rf"{DESIGN}\b(?!\s+book)|(?:{KIND}|expression|emotion)s\b)[^:\n]{{0,80}}?)\s*:\s*(?P<list>[^:]+)$",
    re.I,
)
"""A set of stickers about the sea: a crab, a shell, …"""
SLIDES = re.compile(
    rf"(?<![\w-])(?P<many>{NUMBER})[\s-]slides?\b(?!\s+of\b)|\s*\b(?:with|of|in)\s+(?P<with>{NUMBER})\s+slides\b",
    re.I,
)
ON_WARES = re.compile(
    r"^(?P<what>(?:(?:put|place|print|apply|use)\s+)?(?:this|the|my|our|that)\s+(?:\w+\s+){1,3}?(?:on(?:to)?|as))\s+"
    rf"(?P<list>{EACH}{ITEM}(?:\s*,\s*(?:and\s+)?{EACH}{ITEM})*\s*,?\s+(?:and|plus)\s+{EACH}{ITEM})[\s.!]*$",
    re.I,
)
ITEMS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|plus)\s+", re.I)
WHERE = re.compile(r"\b(?:in|on|at|under|by|near)\s", re.I)
ONE = re.compile(r"^(?:one|another|an?)\s+(?:(?:for|of|with|showing)\s+)?(?:the\s+)?", re.I)
ANNOUNCED = re.compile(rf"\b(?:pair|couple|{SET})\b", re.I)
LONGEST_ITEM = 8
"""Words of an item of a list; a longer one is a sentence."""


def kinds(said: str) -> Sequence[str]:
    """ "A logo, a business card and a poster for a coffee shop"."""
    match = KINDS.search(said)
    listed = match and ITEMS.split((match["bare"] or match["list"]).strip())
    if not match or not listed or not (match["head"] or any(map(IS_KIND.search, listed))):
        return ()
    head, tail = match["head"] or "", match["tail"] or ""
    return [f"{head}{item}{tail}" for item in listed]


def counted(said: str) -> Sequence[str]:
    """ "Three movie posters: one horror, …"; without a list as many of the same kind."""
    match = COUNTED.search(said)
    if not match or EACH_LISTED.search(said):
        return ()
    many, what = number(match["number"]), match["what"]
    plain = COUNTED_PICTURES.match(said) is not None  # how many of these is read elsewhere
    before, colon, listed = match["rest"].partition(":")
    items = [ONE.sub("", item) for item in ITEMS.split(listed.strip(" .!"))] if colon else []
    if len(items) == many > 1 and all(items):
        if plain and not before.strip():
            return _told_in_full([item.strip() for item in ITEMS.split(listed.strip(" .!"))])
        return [f"{what}{before}: {item}" for item in _told_in_full(items)]
    each = f"{what}{match['rest']}"
    if plain or many < 1:
        return ()
    return (
        numbered(each, min(many, MOST_PICTURES))
        if ANNOUNCED.search(said)
        else [each] * min(many, MOST_PICTURES)
    )


def slides(said: str) -> Sequence[str]:
    """ "A 5-slide PPT about the water cycle", "a presentation with six slides"."""
    match = SLIDES.search(said)
    if not match:
        return ()
    many = min(number(match["many"] or match["with"]), MOST_PICTURES)
    rest = f"{said[: match.start()].rstrip()} {said[match.end() :].lstrip()}".strip()
    return numbered(f"slide of {rest}", many)


def worn_by_things(said: str) -> Sequence[str]:
    """ "Put this logo on a mug, a shirt and a tote bag"."""
    match = ON_WARES.search(said)
    return [f"{match['what']} {item}" for item in ITEMS.split(match["list"])] if match else ()


def listed(said: str) -> Sequence[str]:
    """ "An emoji set of this character: happy, sad and angry"."""
    match = LISTED.search(said)
    if not match or COUNTED.search(said):
        return ()
    items = [item.strip() for item in ITEMS.split(match["list"].strip(" .!"))]
    if not 1 < len(items) <= MOST_PICTURES or any(
        not item or len(item.split()) > LONGEST_ITEM for item in items
    ):
        return ()
    return [f"{match['head']}: {item}" for item in items]


def numbered(text: str, many: int) -> list[str]:
    """The text for each of a set."""
    return [f"{text}, {n} of {many}" for n in range(1, many + 1)]


def _told_in_full(items: Sequence[str]) -> Sequence[str]:
    """ "A fox in the snow, on the beach" is a fox in both."""
    first = WHERE.search(items[0])
    if not first or not first.start() or not all(WHERE.match(item) for item in items[1:]):
        return items
    return [items[0], *(f"{items[0][: first.start()].strip()} {item}" for item in items[1:])]
