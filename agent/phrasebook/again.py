"""Another try: "try again", "another one", "redo page 3", "two more like this". Reads which and how many.

The outputs are those of what lies on the table, as far as it is known how that was made.
"""

import re

from ..state import Brief, ImageUse, Operation, Output, Seen
from ..tasks import task_of
from .binding import kept
from .numbers import NUMBER, number
from .pictures import MOST_PICTURES
from .pointing import Pointing
from .questions import NO_PICTURE, Unclear
from .request import Request
from .revising import Revising
from .wishes import POLITE

IT = (
    r"(?:it|(?:that|this)(?:\s+one)?|them|these|"
    r"(?:the\s+)?(?:same(?:\s+(?:one|picture|thing))?|picture|image|book|set|whole\s+(?:book|set|thing)))"
)
ANEW = r"(?:again|anew|over(?:\s+again)?|once\s+more|one\s+more\s+time|afresh|from\s+scratch)"
OTHER = r"(?:another|an?\s+(?:new|different|fresh|other|random))"
AGAIN = re.compile(
    rf"(?:(?:(?:try|do|draw|paint|make|generate|create|run|have\s+a\s+go\s+at)\s+)?(?:{IT}\s+)?{ANEW}|"
    rf"(?:re-?(?:try|do|draw|paint|generate|make|roll|run|create))(?:\s+{IT})?(?:\s+{ANEW})?|"
    rf"(?:give\s+(?:me|it|us)\s+|let\s+me\s+see\s+|i\s+want\s+|show\s+me\s+|make\s+|draw\s+|paint\s+|do\s+|try\s+|add\s+)?"
    rf"(?:another|one\s+more|a\s+(?:new|different|second|fresh)|(?P<many>{NUMBER})\s+(?:more|others?|other|further))"
    rf"(?:\s+(?:ones?|tries|try|go|attempts?|versions?|variants?|variations?|takes?|pictures?|images?|shots?|panels?|frames?|scenes?))?"
    rf"(?:\s+(?:of|at|like|from)\s+{IT})?|"
    rf"(?:give\s+me\s+|make\s+|draw\s+|paint\s+)?(?P<few>{NUMBER})\s+"
    rf"(?:alternatives?|variations?|variants?|versions?)\s+(?:of|to|for)\s+{IT}|(?:try|use|take)\s+{OTHER}\s+seed)"
    rf"(?:\s+(?:with|from)\s+{OTHER}\s+seed)?(?:,?\s*please)?[\s.!?]*",
    re.I,
)
ADDS = re.compile(r"\W*add\b", re.I)
POINTS = re.compile(
    rf"\b(?:{ANEW}|re-?(?:try|do|draw|paint|generate|make|roll|run)|another|more|"
    r"alternatives?|variations?|variants?|versions?)\b",
    re.I,
)


class Again:
    """Makes the last outputs, or those of one picture, once more."""

    def __init__(self, pointing: Pointing, revising: Revising) -> None:
        self._pointing = pointing
        self._revising = revising

    def brief(self, request: Request) -> Brief | None:
        """Another try; None where a message does not ask for one. Raises `Unclear` where nothing was made."""
        pointed = self._pointing.pointed(request) if POINTS.search(request.text) else None
        text = (pointed.rest if pointed else request.text).strip()
        match = AGAIN.fullmatch(POLITE.sub("", text).strip() or text)
        if not match:
            return None
        many = match["many"] or match["few"]
        times = number(many) if many else 1
        if request.uploads and not (pointed and pointed.picture):
            return None
        if pointed and pointed.picture:
            return self._one(pointed.picture, times, request)
        last, table = request.situation.last, request.table
        if ADDS.match(text) and table.last:
            return self._more(table.last, times, request)
        if last and last.outputs and times == 1:
            return self._repeated(last, request)
        return self._table(times, request)

    def _repeated(self, last: Brief, request: Request) -> Brief:
        """The very same outputs, with the wishes that stand now; an edit from the same picture."""
        outputs = last.outputs
        if last.operation != "edit":
            outputs = tuple(self._wished(output, request) for output in outputs)
        return last.model_copy(update={"again": True, "outputs": outputs, "notes": (), "target": ""})

    def _wished(self, output: Output, request: Request) -> Output:
        """An output with what was wished since; its comparisons with other pictures stay."""
        scene = self._revising.scene(Seen(id="", shows=output.shows))
        if scene is None or self._revising.wished(scene, request) == scene:
            return output
        painted = self._revising.anew(Seen(id="", shows=output.shows), request)
        compared = tuple(check for check in output.checks if check.aspect != "picture")
        return painted.model_copy(update={"text": output.text, "checks": (*painted.checks, *compared)})

    def _table(self, times: int, request: Request) -> Brief:
        """Everything on the table, from what it shows."""
        table = request.table
        if table.last is None:
            raise Unclear(NO_PICTURE)
        if not table.is_set or times > 1:
            return self._one(table.last, times, request)
        outputs = tuple(self._revising.anew(picture, request) for picture in table.pictures)
        operation: Operation = "book" if table.title else "generate"
        task = task_of(operation, 0, len(outputs))
        return Brief(task=task, operation=operation, outputs=outputs, title=table.title, again=True)

    def _one(self, picture: Seen, times: int, request: Request) -> Brief:
        """One picture; in a set or book, in its place."""
        table = request.table
        again = table.last is not None and table.last.id == picture.id
        if times == 1 and table.is_set and picture.id in table.ids:
            return self._in_its_place(picture, self._revising.anew(picture, request), again, request)
        return self._more(picture, times, request).model_copy(update={"again": again})

    def _more(self, picture: Seen, times: int, request: Request) -> Brief:
        """So many more of one picture, beside what lies on the table."""
        if times < 1:
            raise Unclear("How many more would you like?")
        times = min(times, MOST_PICTURES)
        if self._revising.in_own_words and not picture.shows:
            return _like(picture, times)
        output = self._revising.anew(picture, request)
        reference = self._looks(picture)
        operation: Operation = "reuse_character" if reference else "generate"
        return Brief(
            task=task_of(operation, len(reference), times),
            operation=operation,
            images=reference,
            outputs=(output,) * times,
        )

    def _looks(self, picture: Seen) -> tuple[ImageUse, ...]:
        """The picture itself, where only it knows how somebody in it looks."""
        unknown = self._revising.looks_unknown(picture)
        return (ImageUse(id=picture.id, role="reference"),) if unknown else ()

    def _in_its_place(self, picture: Seen, output: Output, again: bool, request: Request) -> Brief:
        """One of a set; a page keeps those who are seen on it, as when the book was made."""
        source = (ImageUse(id=picture.id, role="source"),)
        reference = self._looks(picture)
        if request.table.title and not reference:
            output = self._revising.as_page(output, request, other_than=picture)
            reference = tuple(ImageUse(id=id, role="reference") for id in output.like)
        operation: Operation = "reuse_character" if reference else "generate"
        images = (*reference, *source)
        brief = Brief(task="edit", operation=operation, images=images, outputs=(output,), again=again)
        return kept(brief, picture, request)


def _like(picture: Seen, times: int) -> Brief:
    """More like a picture of which nobody said what it shows: the painter sees it."""
    return Brief(
        task=task_of("reuse_character", 1, times),
        operation="reuse_character",
        images=(ImageUse(id=picture.id, role="reference"),),
        outputs=(Output(prompt="a variation of this picture"),) * times,
    )
