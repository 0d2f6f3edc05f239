"""The same with somebody else: "do the same with a fox", "the same picture, but a dog", "a bear instead".

New pictures of what lies on the table, with another in the place of whoever is seen; what is worn, the place
and the things stay. Looks at nothing.
"""

import re
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Brief, Output, Seen
from ..tasks import task_of
from .fitting import Fitter, figure_of
from .lexicon import Lexicon
from .nouns import Noun, in_the_clothes
from .outputs import Outputs
from .quotes import without_quotes
from .reading import read
from .recasting import Recasting
from .request import Request
from .revising import Revising
from .wishes import plainly

FIRST = r"(?:(?:and|now|then|ok(?:ay)?|also|but)\b[\s,]*)*"
DO = r"(?:(?:do|draw|paint|make|create|generate|show|give)\s+(?:me\s+)?)?"
PICTURE = r"(?:\s+(?:thing|picture|image|scene|one|drawing|pictures|images|set))?"
SAME = re.compile(
    rf"{FIRST}{DO}(?:exactly\s+)?(?:the\s+)?(?:exact\s+|very\s+)?same{PICTURE}(?:\s+again)?[\s,]*(?:but\s+)?"
    r"(?:(?:with|for|as|of)\s+)?(?P<who>an?\s+[^,.;:]+?)(?:\s+instead)?(?:,?\s*please)?[\s.!?]*",
    re.I,
)
INSTEAD = re.compile(
    rf"{FIRST}{DO}(?:with\s+)?(?P<who>an?\s+[^,.;:]+?)\s+instead(?:,?\s*please)?[\s.!?]*", re.I
)


class Likewise:
    """Reads them in the words of one vocabulary."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        lexicon: Lexicon,
        revising: Revising,
        recasting: Recasting,
        *,
        verbatim: bool,
    ) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._revising = revising
        self._recasting = recasting
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief | None:
        """The new pictures; None where a message asks for none of this, or the pictures show several."""
        pictures = request.table.pictures
        who = self._who(request.text)
        if who is None or request.uploads or request.table.title or not pictures:
            return None
        if self._verbatim:  # such a painter sees the picture
            return self._recasting.brief(request, request.text, pictures[-1:])
        outputs = [self._output(picture, who, request) for picture in pictures]
        made = tuple(output for output in outputs if output)
        if len(made) < len(outputs):
            return None
        return Brief(task=task_of("generate", 0, len(made)), operation="generate", outputs=made)

    def _who(self, text: str) -> Noun | None:
        said = plainly(text)
        match = SAME.fullmatch(said) or INSTEAD.fullmatch(said)
        if not match:
            return None
        reading = read(without_quotes(match["who"]), self._lexicon)
        more = reading.things or reading.places or reading.styles or reading.unknown
        return reading.figures[0] if len(reading.figures) == 1 and not more else None

    def _output(self, picture: Seen, who: Noun, request: Request) -> Output | None:
        scene = self._revising.scene(picture)
        if scene is None or len(scene.figures) != 1:
            return None
        fitter = Fitter(self._words)
        new = replace(scene, figures=(figure_of(in_the_clothes(who, scene.figures[0])),))
        scene = self._revising.wished(fitter.spelled_out(new), request)
        return self._outputs.painted(scene, text=request.table.text_of(picture.id))
