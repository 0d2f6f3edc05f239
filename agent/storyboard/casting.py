"""Who is in a book → their sheets, and which sheet each page is painted with. Tells no story.

A sheet shows somebody alone, from the front and from the side, in the book's style. Who is in the project's
cast with the same name and looks is taken from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...models.vocabulary import Vocabulary
from ...tools.members import Member
from ..checks import with_set_checks
from ..phrasebook.outputs import Outputs
from ..phrasebook.scene import NOBODY_KNOWN, Figure, Scene
from ..state import Brief, ImageUse, Output, Sheet, view_name

PLACE = "meadow"
"""Where somebody stands on a sheet: where there is nothing else to see."""
MOST = 2
"""As many as a page can show."""
LONGEST_NAME = 36


@dataclass(frozen=True)
class Person:
    """Somebody in a book; `picture` shows who that is, where there is one already."""

    name: str
    figure: Figure
    picture: str = ""


def people_in(scenes: Sequence[Scene], names: Mapping[str, str]) -> tuple[Person, ...]:
    """Who is seen most, each by looks; `names` are kind → name."""
    seen = [_bare(figure) for scene in scenes if scene.count == 1 for figure in scene.figures]
    known = [figure for figure in dict.fromkeys(seen) if figure.kind not in NOBODY_KNOWN]
    most = sorted(known, key=lambda figure: -seen.count(figure))[:MOST]
    return tuple(Person(names.get(figure.kind, figure.kind.title()), figure) for figure in most)


class Casting:
    """Puts people into books in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._outputs = Outputs(vocabulary)

    def cast(
        self, brief: Brief, scenes: Sequence[Scene], people: Sequence[Person], known: Sequence[Member]
    ) -> Brief:
        """The brief of a book with its sheets, each page like those who are seen on it, and what the critic
        is to compare. Scenes go with the outputs.
        """
        shown = tuple(person for person in people if any(person.figure in _in(scene) for scene in scenes))
        pictures, sheets = self._pictures(shown, known, scenes[0].style)
        outputs = [
            output.model_copy(update={"like": tuple(_like(scene, pictures))})
            for output, scene in zip(brief.outputs, scenes, strict=True)
        ]
        there = [id for id in pictures.values() if ":" not in id]
        hero = next(iter(pictures.values()), "")
        return brief.model_copy(
            update={
                "outputs": with_set_checks(outputs, scenes, self._words, hero),
                "cast": tuple(sheets),
                "images": tuple(ImageUse(id=id, role="reference") for id in there),
            }
        )

    def sheet(self, person: Person, style: str | None = None) -> Sheet:
        """What is painted of somebody: the front, then the side."""
        figure = person.figure
        views = [Scene((figure,), place=PLACE, style=style)]
        views.append(replace(views[0], figures=(replace(figure, facing="left"),)))
        painted: list[Output] = [self._outputs.painted(view) for view in views]
        return Sheet(
            name=person.name[:LONGEST_NAME],
            kind=figure.kind,
            color=figure.color or "",
            clothing=figure.clothing or "",
            clothing_color=(figure.clothing_color or "") if figure.clothing else "",
            views=tuple(painted),
        )

    def _pictures(
        self, people: Sequence[Person], known: Sequence[Member], style: str | None
    ) -> tuple[dict[Figure, str], list[Sheet]]:
        """Figure → the picture that shows it, and the sheets that are still to be painted."""
        pictures: dict[Figure, str] = {}
        sheets: list[Sheet] = []
        for person in people:
            there = person.picture or _in_cast(person, known)
            if not there:
                sheets.append(self.sheet(person, style))
            pictures[person.figure] = there or view_name(len(sheets), 1)
        return pictures, sheets


def _in_cast(person: Person, known: Sequence[Member]) -> str:
    """The sheet of who has that name and these looks."""
    figure = person.figure
    looks = (figure.kind, figure.color or "", figure.clothing or "", figure.clothing_color or "")
    same = (one for one in known if one.name.lower() == person.name.lower() and one.looks == looks)
    return next((one.sheet[0] for one in same), "")


def _like(scene: Scene, pictures: Mapping[Figure, str]) -> Iterator[str]:
    """Several alike, and who is in no sheet, are painted from words."""
    yield from (pictures[figure] for figure in _in(scene) if figure in pictures)


def _in(scene: Scene) -> list[Figure]:
    return [_bare(figure) for figure in scene.figures] if scene.count == 1 else []


def _bare(figure: Figure) -> Figure:
    """Somebody without what changes from page to page."""
    return replace(figure, facing=None, without=None)
