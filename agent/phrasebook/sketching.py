"""A rough sketch as a layout: "use my sketch as the layout: a robot, a sun" → what stands in which patch.

Patches are named from left to right, or by their colours. Reads no pixels.
"""

import re
from collections.abc import Sequence

from PIL import ImageColor

from ...tools.sketch import Blob
from ..layout_designer import from_sketch, reason_of
from ..state import Seen
from .boxes import Box
from .lexicon import Lexicon
from .numbers import counted
from .placing import Item, Placing, placing
from .questions import Unclear
from .request import Request

DRAWN = r"(?:(?:my|this|the|our|that)\s+)?(?:(?:rough|little|quick)\s+)*(?:sketch|scribble|doodle)"
AS_LAYOUT = re.compile(
    rf"\b(?:use|take|with)\s+{DRAWN}\s+(?:as|for)\s+(?:(?:a|the|its|my)\s+)?(?:layout|composition|plan|arrangement)\b|"
    rf"\b(?:(?:laid\s+out|arranged|placed|composed|put|positioned)\s+)?(?:as|like|where|just\s+as)\s+"
    rf"(?:they\s+are\s+|it\s+is\s+|shown\s+)?(?:in|on)\s+{DRAWN}\b|"
    rf"\b(?:lay\s+(?:it|them)\s+out|arrange\s+(?:it|them))\s+(?:as|like|after|by)\s+(?:in\s+)?{DRAWN}\b|"
    rf"\b(?:following|follow|after|according\s+to)\s+{DRAWN}\b",
    re.I,
)
ID = re.compile(r"\bi[1-9]\d{0,5}\b")
BY_COLOR = re.compile(
    r"\b(?:the\s+)?(?P<color>red|orange|yellow|green|blue|purple|pink|brown|black|gr[ae]y|white)"
    r"(?:\s+(?:patch|blob|one|part|area|spot|box))?\s*(?:is|=|:|means|shall\s+be|stands\s+for)\s+"
    r"(?P<thing>(?:an?|the|two|three|four)\s+[^,.;]+?)(?=\s*(?:$|[,.;]|\band\s+(?:the\s+)?\w+(?:\s+\w+)?\s*(?:is|=|:)))",
    re.I,
)
NO_SKETCH = "Which sketch? Send me a picture with patches of colour on a plain ground."
UNSEEN = "I see no patches of colour in {id}. Send me a sketch with patches of colour on a plain ground."
UNNAMED = "The sketch has {areas}: {colors}, from left to right. What is each of them?"
COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "gray", "white")


def sketched(request: Request, lexicon: Lexicon) -> tuple[Placing, Seen] | None:
    """The things of a sketch with their boxes, and the sketch; None where a message speaks of none.

    Raises `Unclear` where the sketch, or what it shows, cannot be told.
    """
    match = AS_LAYOUT.search(request.text)
    if not match:
        return None
    picture = _picture(request)
    patches = request.situation.sketch(picture.id)
    if not patches:
        raise Unclear(UNSEEN.format(id=picture.id))
    text = ID.sub("", f"{request.text[: match.start()]} {request.text[match.end() :]}")
    found = _by_color(text, patches) or placing(text, lexicon)
    named = [item.text for item in found.items if re.search(r"[^\W\d_]", item.text)]
    if not named:
        colors = ", ".join(_color(patch) for patch in patches)
        raise Unclear(UNNAMED.format(areas=counted(len(patches), "area"), colors=colors))
    return Placing(_boxed(patches, named), found.rest), picture


def _picture(request: Request) -> Seen:
    """What came with the message, the picture that it names, or the last one."""
    named = ID.findall(request.text)
    seen = (*request.uploads, *reversed(request.situation.seen))
    if not seen or (named and named[0] not in {one.id for one in seen}):
        raise Unclear(NO_SKETCH)
    return next((one for one in seen if one.id in named), seen[0])


def _boxed(patches: Sequence[Blob], named: Sequence[str]) -> tuple[Item, ...]:
    try:
        layout = from_sketch(patches, named)
    except ValueError as error:
        problem = reason_of(error)
        raise Unclear(f"{problem[:1].upper()}{problem[1:]}.") from error
    sides = [(box.description, (box.left, box.top, box.width, box.height)) for box in layout.boxes]
    return tuple(Item(said, box=Box(0, 0, values, "fraction")) for said, values in sides)


def _by_color(text: str, patches: Sequence[Blob]) -> Placing | None:
    """Each patch by the colour that it is called by; None where things are named in their order."""
    said = {match["color"].lower(): match["thing"] for match in BY_COLOR.finditer(text)}
    if len(said) != len(patches):
        return None
    nearest = {_nearest(patch, said): patch for patch in patches}
    if len(nearest) < len(patches):
        return None
    items = tuple(Item(said[_nearest(patch, said)]) for patch in patches)
    return Placing(items, BY_COLOR.sub("", text).strip(" ,.;:"))


def _color(patch: Blob) -> str:
    return _nearest(patch, COLORS)


def _nearest(patch: Blob, names: Sequence[str] | dict[str, str]) -> str:
    def distance(name: str) -> float:
        red, green, blue = ImageColor.getrgb(name)[:3]
        return sum((one - other) ** 2 for one, other in zip(patch.color, (red, green, blue), strict=True))

    return min(names, key=distance)
