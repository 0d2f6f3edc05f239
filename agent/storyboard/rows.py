"""A sentence for a page → what is painted, by the words of a vocabulary: who is seen, with which sheet."""

from ...models.pocket.vocabulary import VOCABULARY
from ...models.vocabulary import Vocabulary
from ...tools.members import Member
from ..checks import identity_check
from ..phrasebook.features import features
from ..phrasebook.fitting import Fitter
from ..phrasebook.lexicon import Lexicon
from ..phrasebook.outputs import Outputs
from ..phrasebook.reading import read
from ..state import Brief, Output, view_name


class Rows:
    """Reads pages; `cast` is that of the project, and vocabulary None a painter that knows all words."""

    def __init__(self, vocabulary: Vocabulary | None, cast: tuple[Member, ...]) -> None:
        self._words = vocabulary or VOCABULARY
        self._lexicon = Lexicon(self._words, verbatim=vocabulary is None)
        self._outputs = Outputs(self._words)
        self._cast = cast

    def page(self, brief: Brief, prompt: str) -> Output:
        """The sentence goes to the painter as it is; what of it is understood can be checked."""
        scene = Fitter(self._words).said(read(prompt, self._lexicon))
        output = self._outputs.own_words(prompt, scene)
        shown, kinds = self._sheets(brief), features(prompt, self._lexicon)
        like = tuple(picture for picture, kind in shown.items() if kind in kinds)
        alone = scene is not None and len(scene.figures) * scene.count == 1
        checks = [identity_check(like[0])] if len(like) == 1 and alone else []
        return output.model_copy(update={"like": like, "checks": (*output.checks, *checks)})

    def _sheets(self, brief: Brief) -> dict[str, str]:
        """Picture → the kind that it shows, of those who are in the book."""
        new = {view_name(n, 1): sheet.kind for n, sheet in enumerate(brief.cast, start=1)}
        used = {use.id for use in brief.images}
        return {member.sheet[0]: member.kind for member in self._cast if member.sheet[0] in used} | new
