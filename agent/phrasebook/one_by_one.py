"""Several uploads that are each changed, or seen anew, by themselves: "for each of these two, make it night".

Reads when that is meant; what is wanted of one picture is read as if it had come alone.
"""

import re
from dataclasses import replace

from ..state import Brief, Output, Seen
from ..tasks import task_of
from .features import features
from .intent import CHANGES, intent
from .lexicon import Lexicon
from .pointing import BY_ORDER, ID
from .quotes import without_quotes
from .reading import read
from .recasting import Recasting
from .request import Request
from .revising import Revising
from .series import EACH_OF, colored
from .wishes import POLITE

THESE = r"(?:of\s+)?(?:(?:these|those|the|my|all)\s+)*"
PICTURES = r"(?:pictures?|images?|photos?|uploads?|drawings?|ones?|(?:of\s+)?them)"
NUMBER = r"(?:(?:two|three|four|five|six|seven|eight|\d)\s+)?"
EACH = re.compile(
    rf"(?:{EACH_OF.pattern}|\b(?:each|every(?:\s+single)?)\s+{THESE}{NUMBER}{PICTURES}\b)[\s,:]*"
    r"|\b(?:one\s+by\s+one|separately|individually)\b[\s,:]*",
    re.I,
)
ALL = re.compile(
    rf"\b(?:all|both|each)\s+{THESE}{NUMBER}{PICTURES}\b|\b(?:all|both|each)\s+of\s+(?:these|those)\b|"
    r"\b(?:them|these|those)\s+(?:all|both)\b|(?<=\bof )both\b",
    re.I,
)
PLURALS = r"(?:pictures|pics|images|photos|photographs|uploads|drawings|portraits|scans|sketches|paintings)"
MANY = re.compile(
    rf"\b(?:this|these|those|my|the)\s+{NUMBER}(?:(?!other\b)\w+\s+)?{PLURALS}\b|\bthese\s+(?:photo|picture|image)\b|"
    r"\b(?:(?:these|those)(?:\s+(?:two|three|four|\d))?|them)\b(?=\s+(?:(?:in)?to|look|black|brighter|darker|sharper)\b)",
    re.I,
)
INTO_ONE = re.compile(
    r"\b(?:together|combined?|merge|swap|exchange|single|each\s+other|one\s+(?:picture|image|photo)|"
    r"(?:collage|group|montage|grid|book|album|comic|story|storyboard|poster|panorama|card|family)s?)\b",
    re.I,
)
RECOLORS = re.compile(r"^(?:make|paint|colou?r)\b", re.I)


class OneByOne:
    """Briefs for uploads that each stand for themselves."""

    def __init__(self, lexicon: Lexicon, revising: Revising, recasting: Recasting) -> None:
        self._lexicon = lexicon
        self._revising = revising
        self._recasting = recasting

    def brief(self, request: Request) -> Brief | None:
        """A picture from each upload, or one that is there in each of several colours; None where pictures
        are meant together.
        """
        if recolored := self._in_colors(request):
            return recolored
        text = self._alone(request)
        if len(request.uploads) < 2 or not text:
            return None
        briefs = [self._of(picture, text, request) for picture in request.uploads]
        if len({brief.operation for brief in briefs}) > 1 or not all(brief.images for brief in briefs):
            return None
        return _together(briefs)

    def _in_colors(self, request: Request) -> Brief | None:
        """ "The same robot in red, blue and green", where a picture shows a robot."""
        what, colors, _ = colored(request.text)
        kinds = [noun.name for noun in read(what, self._lexicon).figures]
        pictures = [*request.situation.seen, *request.uploads]
        showing = [one for one in pictures if set(kinds) <= features(one.shows, self._lexicon)]
        if not (colors and len(kinds) == 1 and showing and re.search(r"\bsame\b", request.text, re.I)):
            return None
        briefs = [self._of(showing[-1], f"make the {kinds[0]} {color}", request) for color in colors]
        return _together(briefs)

    def _alone(self, request: Request) -> str:
        """What is said of each picture; "" where the text does not speak of each."""
        said = POLITE.sub("", request.text.strip())
        if EACH.search(said):
            return EACH.sub(lambda match: " it " if match.start() else "", said).strip(" ,:")
        change = CHANGES.search(said) or RECOLORS.search(said)
        if not change:
            return ""
        if ALL.search(said):
            return ALL.sub("it", said)
        named = BY_ORDER.search(said) or ID.search(said)
        return "" if named or INTO_ONE.search(said) or not MANY.search(said) else MANY.sub("it", said)

    def _of(self, picture: Seen, text: str, request: Request) -> Brief:
        alone = replace(
            request, text=text, situation=replace(request.situation, uploads=(picture,)), about=picture
        )
        if intent(text, read(without_quotes(text), self._lexicon), points=True) == "change":
            return self._revising.change(alone, text, picture)
        return self._recasting.brief(alone, text, (picture,))


def _together(briefs: list[Brief]) -> Brief:
    """One brief, in which each picture goes on from its own source."""
    first, outputs = briefs[0], list[Output]()
    for brief in briefs:
        (use,) = brief.images
        own = [output.model_copy(update={"source": use.id}) for output in brief.outputs]
        chained = own if brief.operation != "edit" else [own[0], *brief.outputs[1:]]
        outputs += chained
    images = tuple(dict.fromkeys(use for brief in briefs for use in brief.images))
    notes = tuple(dict.fromkeys(note for brief in briefs for note in brief.notes))
    task = task_of("reuse_character", len(images), len(outputs))
    return first.model_copy(
        update={"task": task, "images": images, "outputs": tuple(outputs), "keeps": (), "notes": notes}
    )
