"""What there is to do: words, deletions, another try, books, changes, somebody from a picture, new pictures.

The order matters: what is said most plainly comes first. Each kind is read in a module of its own.
"""

import re
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ...tools.cast import described
from ..state import Brief, ImageUse, Output, Seen, Task
from ..storyboard.commission import asks_for_book, check_page_count
from ..storyboard.names import find_names
from ..storyboard.panels import Panels
from ..storyboard.storyboard import Storyboard
from .again import Again
from .arranging import Arranging
from .binding import Words, kept
from .collecting import Collecting, is_only_book
from .company import Company
from .continuing import going_on
from .deleting import Deleting
from .drawing import Drawing
from .elisions import are_many, with_nouns
from .exporting import Exporting
from .features import features
from .further import Further
from .illustrating import Illustrating
from .inserting import Inserting
from .intent import CHANGES, intent
from .lexicon import Lexicon
from .like_style import LikeStyle
from .likewise import Likewise
from .listing import Listing
from .named import cast_named, introduced, looks_of, names_in, with_kinds, with_names
from .nouns import Reading
from .one_by_one import OneByOne
from .paging import Paging
from .panels import panels
from .pictures import wanted
from .pointing import NOUN, SMALL_NUMBER, Pointing
from .questions import NO_PICTURE, Unable, Unclear
from .quotes import without_quotes
from .reading import read
from .recasting import Recasting
from .recounting import Recounting
from .renaming import Renaming
from .request import Request
from .revising import NOT_A_CHANGE, Revising
from .scene import NOBODY_KNOWN
from .sequences import take_course
from .series import ungridded
from .special import (
    NO_BOXES,
    SMALL_WORLD,
    asks_for_layout,
    asks_to_restore,
    without_boxes,
)
from .together import Together
from .whole import Whole

REPLACED = re.compile(
    r"\W*(?:please\s+)?(?:replace|exchange|swap(?:\s+out)?)\s+it\s+(?:with|by|for)\s+(?P<new>.+)", re.I | re.S
)
SEVERAL = re.compile(r"\b(?:(?:photo|photograph|picture|image|scan)s|these|them|those|both|all|each)\b", re.I)
TOO = re.compile(
    r"\W*(?:(?:but|hm+|no|oh)\b[\s,]*)*(?:it|this|that|she|he|they|the\s[\w\s]{1,30}?)(?:'s|\s+is|\s+are|\s+looks?)\s+"
    r"(?:(?:a\s+(?:bit|little)|still|much|way|far)\s+)*too\s",
    re.I,
)
"""What is wrong, and not what shall be instead."""
COVER = re.compile(r"\bthe\s+(?:front\s+)?cover(?:\s+(?:picture|image))?\b", re.I)
OF_THE_LAST = re.compile(
    r"\b(?:it|its|him|his|her|them|this|these|that|same)\b|"
    r"^\W*(?:(?:and|also|now|but)\s+)+(?:in|with|from|wearing)\b",
    re.I,
)
ADDRESSED = re.compile(
    rf"\W*(?:(?:on|in|for)\s+)?(?P<picture>{NOUN}\s+(?:{SMALL_NUMBER}))\s*:\s+(?P<rest>.+)", re.I | re.S
)


class Understanding:
    """Briefs for what is to be painted or changed, in the words of one vocabulary."""

    def __init__(
        self, vocabulary: Vocabulary, lexicon: Lexicon, illustrating: Illustrating, *, verbatim: bool
    ) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._verbatim = verbatim
        self._illustrating = illustrating
        self._pointing = Pointing(lexicon)
        self._words = Words(self._pointing)
        self._deleting = Deleting(lexicon)
        self._drawing = Drawing(vocabulary, lexicon, verbatim=verbatim)
        self._arranging = Arranging(vocabulary, lexicon, verbatim=verbatim)
        self._listing = Listing(vocabulary, lexicon, self._drawing, verbatim=verbatim)
        self._storyboard = Storyboard(vocabulary, lexicon, verbatim=verbatim)
        self._panels = Panels(vocabulary, lexicon, self._storyboard, verbatim=verbatim)
        self._revising = Revising(vocabulary, lexicon, verbatim=verbatim)
        self._recasting = Recasting(vocabulary, lexicon, self._revising, verbatim=verbatim)
        self._one_by_one = OneByOne(lexicon, self._revising, self._recasting)
        self._again = Again(self._pointing, self._revising)
        self._recounting = Recounting(vocabulary, self._revising)
        self._together = Together(lexicon, self._pointing, self._revising)
        self._whole = Whole(vocabulary, lexicon, self._revising)
        self._like_style = LikeStyle(vocabulary, lexicon)
        self._likewise = Likewise(vocabulary, lexicon, self._revising, self._recasting, verbatim=verbatim)
        self._company = Company(vocabulary, lexicon)
        self._paging = Paging()
        self._inserting = Inserting(vocabulary, lexicon, self._revising, verbatim=verbatim)
        self._further = Further(vocabulary, self._revising, verbatim=verbatim)
        self._exporting = Exporting()
        self._collecting = Collecting(lexicon)
        self._renaming = Renaming(lexicon)

    def brief(self, request: Request) -> Brief:
        """What a request asks for. Raises `Unclear` where that cannot be told."""
        readers = (
            self._company,
            self._paging,
            self._inserting,
            self._further,
            self._collecting,
            self._renaming,
            self._exporting,
        )
        about_pages = next(filter(None, (reader.brief(request) for reader in readers)), None)
        return about_pages or self._understood(request)

    def _understood(self, request: Request) -> Brief:
        if request.table.title:
            request = _with_text(request, COVER.sub("page 1", request.text))
        if request.table.pictures and not panels(request.text):
            request = _with_text(request, self._addressed(request.text))
        if asks_for_book(request.text, self._lexicon):
            return self._exporting.bound(request, self._new_book)
        if words := self._words.brief(request):
            return words
        request = _with_text(request, ungridded(request.text))
        request = self._apart(self._with_kinds(request, keep=False))
        for reads in (
            self._complaint,
            self._deleting.brief,
            self._again.brief,
            self._likewise.brief,
            self._recounting.brief,
            self._arranging.brief,
        ):
            if brief := reads(request):
                return brief
        if asks_to_restore(request.text, has_upload=bool(request.uploads)):
            return self._restored(request)
        if asks_for_layout(request.text):
            laid_out = self._painted(_with_text(request, without_boxes(request.text)))
            return _as("layout", laid_out, NO_BOXES)
        return self._named(request)

    def _complaint(self, request: Request) -> Brief | None:
        """ "It's too dark" is an edit for a painter that knows all words; another one asks back."""
        last = request.table.last
        if not TOO.match(request.text) or not last or request.uploads:
            return None
        if self._verbatim:
            return self._revising.change(request, request.text, last)
        raise Unable(NOT_A_CHANGE.format(text=request.own_words(request.text)[:80]))

    def _apart(self, request: Request) -> Request:
        """ "A red, a blue and a green balloon" are three; a painter of one kind of thing lays them out."""
        laid_out = not self._verbatim and "regions" in request.situation.abilities
        head = "layout of " if laid_out and are_many(request.text) else ""
        return request if self._verbatim else _with_text(request, head + with_nouns(request.text))

    def _in_its_style(self, request: Request, picture: Seen) -> Brief:
        """A painter that knows all words sees the picture itself; another one is told its style."""
        if self._verbatim:
            return self._recasting.brief(request, request.text, (picture,))
        return self._named(self._like_style.spelled_out(request, picture))

    def _named(self, request: Request) -> Brief:
        """What is painted; who gets a name keeps it, and the painter need not know."""
        if alike := self._like_style.picture(request):
            return self._in_its_style(request, alike)
        if told := self._panels.brief(request) or self._one_by_one.brief(request):
            return told
        names, text = introduced(request.text, self._lexicon)
        if not names or self._verbatim:
            return self._painted(request)
        return with_names(self._painted(_with_text(request, text)), names, self._vocabulary)

    def _addressed(self, text: str) -> str:
        """ "Page 2: make the fox blue" is a change of it; "page 2: a dog in the city" takes its place."""
        match = ADDRESSED.fullmatch(text)
        if not match:
            return text
        new = intent(match["rest"], self._read(match["rest"]), points=False) == "new"
        return "replace {} with {}".format(*match.groups()) if new else "{}, {}".format(*match.groups())

    def _painted(self, request: Request) -> Brief:
        if not (request.situation.seen or request.uploads):
            return self._listing.brief(request) or self._about_one(request, request.text, None)
        return self._with_pictures(request)

    def _with_pictures(self, request: Request) -> Brief:
        """What is painted or changed where there are pictures that may be spoken of."""
        request = _with_text(request, going_on(request.text, len(request.uploads)))
        several, rest = self._pointing.several(request)
        if len(several) > 1:
            own = self._verbatim and several == request.uploads  # the painter counts them in this order
            return self._recasting.brief(request, request.text if own else rest, several)
        if together := self._together.pictures(request, self._read(request.text)):
            listed = self._listing.brief(request) if request.uploads else None
            return listed or self._recasting.brief(request, request.text, together)
        pointed = self._pointing.pointed(request)
        if pointed.picture and (brief := self._replaced(request, pointed.rest, pointed.picture)):
            return brief
        spoken_of = pointed.picture or (request.table.last if OF_THE_LAST.search(request.text) else None)
        if listed := self._listing.brief(request, spoken_of):
            return listed
        if self._whole.asks(request) and not pointed.picture and not (self._verbatim and request.table.title):
            return self._whole.each(request) if self._verbatim else self._whole.brief(request)
        return self._about_one(request, pointed.rest, pointed.picture)

    def _replaced(self, request: Request, text: str, picture: Seen) -> Brief | None:
        """ "Replace the third one with a dog": somebody new in the place of a picture."""
        match = REPLACED.fullmatch(text)
        if not match or any(noun.definite for noun in self._read(match["new"]).figures):
            return None
        brief = self._drawing.brief(_with_text(request, match["new"]))
        if len(brief.outputs) > 1:
            return None
        text_below = request.table.text_of(picture.id)
        output = brief.outputs[0]
        output = output.model_copy(update={"text": output.text or text_below})
        return kept(brief.model_copy(update={"task": "edit", "outputs": (output,)}), picture, request)

    def _about_one(self, request: Request, text: str, picture: Seen | None) -> Brief:
        """About one picture, if the text is about one; else new pictures."""
        reading = self._read(text)
        wants = intent(text, reading, points=picture is not None)
        if wants == "change" and not (picture or reading.figures) and take_course(text)[1]:
            wants = "new"  # "four seasons of the same house"
        has_picture = bool(request.situation.seen or request.uploads)
        if (wants == "new" and not request.uploads and not picture) or (not has_picture and reading.nouns):
            return self._drawing.brief(request)
        if not has_picture:
            raise Unclear(NO_PICTURE)
        kinds = [noun.name for noun in reading.figures if noun.definite]
        if wants == "change" and self._asks_for_several(request, text, reading):
            return self._recasting.brief(request, text, request.uploads)
        if wants == "change":
            source = picture or self._pointing.meant(request, kinds)
            if self._revising.only_reshapes(text) and self._only_seen(source):
                return self._in_its_place(self._recasting.brief(request, text, (source,)), request, source)
            brief = self._revising.change(request, text, source)
            guess = () if picture else self._pointing.alike(request, source, kinds)
            return brief.model_copy(update={"notes": (*guess, *brief.notes)})
        if not picture and len(request.uploads) > 1:
            return self._recasting.brief(request, text, request.uploads)
        source = picture or self._pointing.meant(request, kinds)
        brief = self._recasting.brief(request, text, (source,))
        return self._in_its_place(brief, request, source) if picture and _replaces(text) else brief

    def _asks_for_several(self, request: Request, text: str, reading: Reading) -> bool:
        """ "Two variations of this logo", "four panels about the cat": new pictures from an upload."""
        if not request.uploads or CHANGES.search(text) or wanted(text, verbatim=self._verbatim).number < 2:
            return False
        if reading.unknown and not reading.figures and not self._verbatim:
            raise Unable(NOT_A_CHANGE.format(text=request.own_words(text)[:80]))
        return True

    def _only_seen(self, picture: Seen) -> bool:
        """Whether nobody can say in words what a picture shows."""
        unknown = not picture.shows or any(f"the {who}" in picture.shows for who in NOBODY_KNOWN)
        return not self._verbatim and (unknown or self._revising.looks_unknown(picture))

    def _in_its_place(self, brief: Brief, request: Request, picture: Seen) -> Brief:
        """ "Replace page 3 with the cat on the beach": the new picture takes the place of the old."""
        return kept(brief, picture, request) if len(brief.outputs) == 1 else brief

    def _new_book(self, request: Request) -> Brief:
        """A book about somebody who is described, in a picture, or of the cast."""
        known = not request.uploads and bool(cast_named(request.text, request.situation))
        return self._book(self._with_kinds(request, keep=True), of_the_cast=known)

    def _book(self, request: Request, *, of_the_cast: bool) -> Brief:
        """A picture may show its hero, and the pages may be told by the user."""
        cut = panels(request.text)
        if cut and not request.uploads:
            check_page_count(cut.common, len(cut.texts))
            names, _ = find_names(cut.common, request.quotes, self._lexicon)
            return self._illustrating.pages(cut.raw, names.title, request, common=cut.common, bound=True)
        picture = None if of_the_cast else self._hero(request)
        seen = self._revising.scene(picture) if picture else None
        return self._storyboard.brief(request, picture, seen)

    def _hero(self, request: Request) -> Seen | None:
        """The upload, or the earlier picture that a request for a book speaks of."""
        if request.uploads:
            return request.uploads[0]
        if not request.situation.seen:
            return None
        pointed = self._pointing.pointed(request)
        if pointed.picture:
            return pointed.picture
        reading = self._read(pointed.rest)
        known = [noun for noun in reading.figures if noun.definite]
        last = request.table.last
        if reading.figures and not known:
            return None
        if known and last and known[0].name in features(last.shows, self._lexicon):
            return last
        meant = reading.pronoun or is_only_book(request.text)
        return last if meant and not reading.figures and last and last.shows else None

    def _restored(self, request: Request) -> Brief:
        """One picture mended, or each upload; it shows what it showed before."""
        pointed = self._pointing.pointed(request).picture
        several = not pointed and len(request.uploads) > 1 and SEVERAL.search(request.text)
        pictures = request.uploads if several else (pointed or self._pointing.meant(request, []),)
        outputs = (
            Output(prompt=request.text, shows=picture.shows, source=picture.id if several else "")
            for picture in pictures
        )
        named = ", ".join(picture.id for picture in pictures)
        return Brief(
            task="restore",
            operation="edit",
            outputs=tuple(outputs),
            images=tuple(ImageUse(id=picture.id, role="source") for picture in pictures),
            notes=() if self._verbatim else (SMALL_WORLD.format(id=named),),
        )

    def _with_kinds(self, request: Request, *, keep: bool) -> Request:
        """Who is known by name from a story, or from the cast, is the animal that it is; whom only the cast
        knows is seen in the sheet.
        """
        names = names_in(request.situation, self._lexicon)
        cast = cast_named(request.text, request.situation)
        new = [one for one in cast if keep or one.name not in names]
        names |= {one.name: looks_of(one) if keep else one.kind for one in new}
        if not names:
            return request
        sheets = tuple(Seen(id=one.sheet[0], shows=described(one)) for one in new)
        known = {seen.id for seen in request.situation.seen}
        seen = (*request.situation.seen, *(sheet for sheet in sheets if sheet.id not in known))
        situation = request.situation if keep else replace(request.situation, seen=seen)
        told = with_kinds(request.text, names, keep=keep)
        return replace(request, text=told, situation=situation)

    def _read(self, text: str) -> Reading:
        return read(without_quotes(text), self._lexicon)


def _replaces(text: str) -> bool:
    return re.match(r"\W*(?:(?:please\s+)?(?:replace|redo|exchange|swap)\b|it,\s)", text, re.I) is not None


def _with_text(request: Request, text: str) -> Request:
    return Request(text, request.situation, request.standing, request.quotes, request.about)


def _as(task: Task, brief: Brief, note: str) -> Brief:
    return brief.model_copy(update={"task": task, "notes": (*brief.notes, note)})
