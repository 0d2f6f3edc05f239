"""The pages of a book in their order, with all that goes page by page; moving one moves all of it.

Knows no picture but by its id, or its name until it has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from ..tools.book_terms import Layout
from .state import Binding, Moment

T = TypeVar("T")


@dataclass(frozen=True)
class Pages:
    """Pictures, the texts below them (none, or one each), and how they are bound."""

    images: tuple[str, ...]
    texts: tuple[str, ...] = ()
    binding: Binding = field(default_factory=Binding)

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """Those on the table."""
        return cls(moment.images, moment.texts, moment.binding)

    def arranged(self, order: Sequence[int]) -> Self:
        """The pages of these indices (from 0), in this order."""
        return self._over(lambda values: tuple(values[n] for n in order if n < len(values)))

    def with_new(self, at: int, image: str, text: str) -> Self:
        """A page more, at the index `at`."""
        texts = self.texts or ("",) * len(self.images)
        made = replace(self, texts=_inserted(texts, at, text), images=_inserted(self.images, at, image))
        seconds, layouts = self.binding.second_texts, self.binding.layouts
        more = {
            "second_texts": _inserted(seconds, at, "") if seconds else (),
            "layouts": _inserted(layouts, at, None) if layouts else (),
        }
        return replace(made, binding=self.binding.model_copy(update=more))

    def with_text(self, at: int, text: str) -> Self:
        """Another text on the page at an index."""
        return replace(self, texts=_changed(self.texts or ("",) * len(self.images), at, text))

    def with_second_text(self, at: int, text: str) -> Self:
        """A text in a second language on the page at an index."""
        seconds = self.binding.second_texts or ("",) * len(self.images)
        return self._bound(second_texts=_changed(seconds, at, text))

    def with_layout(self, at: int, layout: Layout | None) -> Self:
        """A layout of its own for the page at an index."""
        layouts = self.binding.layouts or (None,) * len(self.images)
        return self._bound(layouts=_changed(layouts, at, layout))

    @property
    def in_brief(self) -> dict[str, Any]:
        """The fields of a brief that keeps them."""
        return {"keeps": self.images, "texts": self.texts, "binding": self.binding}

    def _over(self, change: Any) -> Self:
        more = {name: change(getattr(self.binding, name)) for name in ("second_texts", "layouts")}
        kept = self.binding.model_copy(update=more)
        return replace(self, images=change(self.images), texts=change(self.texts), binding=kept)

    def _bound(self, **more: object) -> Self:
        return replace(self, binding=self.binding.model_copy(update=more))


def _inserted(values: tuple[T, ...], at: int, value: T) -> tuple[T, ...]:
    return (*values[:at], value, *values[at:])


def _changed(values: tuple[T, ...], at: int, value: T) -> tuple[T, ...]:
    return (*values[:at], value, *values[at + 1 :])
