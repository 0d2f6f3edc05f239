"""Kinds of requests that are not always possible: restoring a photograph, placing things by boxes.

Recognises them and says what a small painter cannot do of them. Paints nothing.
"""

import re

from .boxes import boxes_in

PICTURE = r"(?:photos?|photographs?|pictures?|images?|scans?|snapshots?|portraits?|prints?|uploads?)"
MENDS = (
    r"(?:restor(?:e|ing)|repair|fix|de-?noise|sharpen|de-?blur|un-?blur|enhance|up-?scale|clean(?:\s+up)?|"
    r"colou?ri[sz]e|retouch|improve\s+the\s+quality\s+of|make\s+(?:clear(?:er)?|sharp(?:er)?))"
)
RESTORE = re.compile(
    rf"\b{MENDS}\s+(?:(?:this|that|the|my|an?|these|those|our|up|all|both|each|every|of|two|three|four|five|\d)\s+)*"
    r"(?:(?:very\s+)?(?:old|damaged|blurry|blurred|noisy|faded|scratched|torn|grainy|broken|"
    rf"black\s+and\s+white|low[\s-]resolution|low[\s-]quality|ancient|family|uploaded)[\s,]+(?:and\s+)?)*{PICTURE}\b|"
    r"\b(?:remove|get\s+rid\s+of)\s+(?:the\s+)?"
    r"(?:noise|scratch(?:es)?|blur|grain|dust|stains?|jpe?g\s+artifacts?|tears?|cracks?)\b|"
    rf"\bmake\s+(?:it|this|that|the\s+{PICTURE})\s+(?:less\s+(?:blurry|noisy)|sharper|clearer|crisper)\b",
    re.I,
)
RESTORE_UPLOAD = re.compile(
    rf"^\W*(?:please\s+)?{MENDS}\b(?:\s+(?:it|this|that|them|these))?\W*(?:please)?\W*$", re.I
)
CORNER = (
    r"(?:(?:top|upper|bottom|lower)[\s-]+(?:left|right|cent(?:er|re)|middle)"
    r"(?:[\s-]+(?:hand\s+)?(?:corner|side))?)"
)
NUMBER = r"\s*(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})\s*"
BOXES = re.compile(rf"[\[(]{NUMBER}(?:,{NUMBER}){{3}}[\])]")
LAYOUT = re.compile(
    rf"\b(?:at|in|on|to)\s+the\s+{CORNER}\b|\b{CORNER}\s*:|\bbounding\s+box(?:es)?\b|"
    rf"\b(?:these|the|this|following)\s+box(?:es)?\b|\bbox(?:es)?\s*[:=]|{BOXES.pattern}|"
    r"\b(?:in|at|on)\s+the\s+(?:left|right|top|bottom)\s+(?:half|third|quarter)\b",
    re.I,
)
UP_OR_DOWN = re.compile(r"\b(?:top|upper|bottom|lower)[\s-]+(?=left|right)", re.I)

SMALL_WORLD = (
    "I mend {id} with a painter that knows my own picture world only: a photograph would come out as a "
    "drawing."
)
NO_BOXES = "I cannot place things by boxes here: I keep to left, right and above."


def asks_to_restore(text: str, *, has_upload: bool) -> bool:
    """Whether a picture shall be mended."""
    return RESTORE.search(text) is not None or (has_upload and RESTORE_UPLOAD.search(text) is not None)


def asks_for_layout(text: str) -> bool:
    """Whether it is said where in the picture things shall be, finer than left and right."""
    return LAYOUT.search(text) is not None or bool(boxes_in(text))


def without_boxes(text: str) -> str:
    """The text with "left" for "top left", and without coordinates."""
    for box in reversed(boxes_in(text)):
        text = f"{text[: box.start]} {text[box.end :]}"
    return UP_OR_DOWN.sub("", text)
