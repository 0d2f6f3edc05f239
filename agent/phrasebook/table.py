"""What lies on the table: the pictures of the moment that the user looks at, in their order."""

from dataclasses import dataclass, field

from ...tools.cast import described
from ..pages import Pages
from ..situation import Situation
from ..state import Binding, Seen


@dataclass(frozen=True)
class Table:
    """A set or book; `last` is the picture that was made last, of `made` at once. `sheets` show who is in a
    book; the rest is as in a moment.
    """

    pictures: tuple[Seen, ...] = ()
    last: Seen | None = None
    made: int = 0
    title: str = ""
    texts: tuple[str, ...] = ()
    sheets: tuple[Seen, ...] = ()
    binding: Binding = field(default_factory=Binding)
    locked: tuple[str, ...] = ()

    @classmethod
    def of(cls, situation: Situation) -> "Table":
        """The moment on the table; without a version tree, the pictures of the last turn."""
        moment = situation.table
        if moment is None:
            turn = situation.seen[-1].turn if situation.seen else ""
            latest = tuple(seen for seen in situation.seen if seen.turn == turn)
            return cls() if situation.moments else cls(latest, latest[-1] if latest else None, len(latest))
        known = {seen.id: seen for seen in situation.seen}
        pictures = tuple(known.get(id, Seen(id=id)) for id in moment.images)
        made = [known[id] for id in moment.made if id in known and id in moment.images]
        last = made[-1] if made else pictures[-1] if pictures else None
        cast = {one.sheet[0]: Seen(id=one.sheet[0], shows=described(one)) for one in situation.cast}
        sheets = tuple((cast | known)[id] for id in moment.sheets if id in cast | known)
        told = (moment.title, moment.texts, sheets, moment.binding, moment.locked)
        return cls(pictures, last, len(made), *told)

    @property
    def ids(self) -> tuple[str, ...]:
        """The pictures' ids in their order."""
        return tuple(picture.id for picture in self.pictures)

    @property
    def pages(self) -> Pages:
        """The pictures as pages of a book, or of a set."""
        return Pages(self.ids, self.texts, self.binding)

    @property
    def is_set(self) -> bool:
        """Whether several pictures belong together, or one is bound as a book."""
        return len(self.pictures) > 1 or bool(self.title)

    def text_of(self, id: str) -> str:
        """The page text below a picture."""
        return dict(zip(self.ids, self.texts, strict=False)).get(id, "")
