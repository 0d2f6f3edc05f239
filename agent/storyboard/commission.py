"""A request for a book → who it is about, what happens, how many pages. Writes nothing."""

import re
from dataclasses import dataclass, replace
from random import Random

from ...models.vocabulary import Vocabulary
from ..phrasebook.fitting import Fitter
from ..phrasebook.lexicon import Lexicon
from ..phrasebook.notes import notes_on
from ..phrasebook.nouns import Noun, Reading, as_noun
from ..phrasebook.numbers import NUMBER, number, say_number
from ..phrasebook.pictures import THOSE_THERE
from ..phrasebook.questions import Unclear
from ..phrasebook.quotes import without_quotes
from ..phrasebook.reading import read
from ..phrasebook.request import Request
from ..phrasebook.scene import NOBODY_KNOWN, Figure, Scene, Thing
from .names import Names, find_names

FEWEST, MOST, USUAL = 2, 12, 4
LANDMARKS = frozenset({"house", "tree"})
"""Things that nobody can lose, find or carry: they stand where the hero lives."""
BOOK = re.compile(
    r"\b(?:(?:picture|story|children'?s|kids'?|bedtime|fairy)[\s-]*)*(?:book(?:let)?|stor(?:y|ybook)|tale|illustrated\s+(?:article|essay|text|report))\b(?!\s+(?:style|illustration))",
    re.I,
)
ARTICLE = re.compile(r"\b(?:article|essay|report)\b", re.I)
EXISTING = re.compile(
    r"\b(?:the|this|that|my|your|our)\s+(?:\w+\s+)?(?:book|story|tale)\b(?!\s+(?:of|about))", re.I
)
PAGES = re.compile(
    rf"(?:\b(?:in|of|with|on|over|has|having)\s+)?(?<![\w.-])({NUMBER})[\s-]*(?:short\s+|small\s+)?pages?\b|\bpages\s*[:=]\s*(-?\d{{1,9}})",
    re.I,
)
PICTURED = re.compile(
    rf"(?:\b(?:in|of|with|on|over|has|having)\s+)?(?<![\w.-]){THOSE_THERE}({NUMBER})\s+(?:(?:short|small|nice|coloured|colored|full-page)\s+)?"
    r"(?:illustrations|pictures|images|drawings|scenes|chapters|spreads)\b(?!\s+(?:per|on|for)\s+(?:each|every|a|page))",
    re.I,
)
"""Where no pages are counted, a picture is on each."""
PLOTS = {
    "astray": r"(?:gets?|got|is|was|getting) lost|lost (?:his|her|its|their|the) way|way home|finds? home",
    "lost": r"los[et]s?|losing|lost|missing|search\w*|looks? for|looking for|seek\w*|runaway|where is",
    "gift": r"gifts?|presents?|birthday\w*|surprise\w*|party",
    "night": r"dark\w*|afraid|scared|fears?|night\w*|sleep\w*|asleep|bed|bedtime|dream\w*",
    "friend": r"friends?|friendship|meets?|meeting|lonely|alone|together|shy",
    "found": r"finds?|found|discovers?|treasure\w*|catch\w*|rescues?|saves?|helps?|fallen|falls?",
    "journey": r"journey\w*|travel\w*|trips?|adventur\w*|explor\w*|world|goes|go|going|walks?|sails?|far",
}
"""Plot → the words that ask for it; the first that fits is told."""
LOST = re.compile(rf"\b(?:{PLOTS['lost']})\s+(?:for\s+)?(?P<what>(?:\w+\s+){{0,2}}\w+)", re.I)


@dataclass(frozen=True)
class Commission:
    """What a book is to be about; `plot` "" leaves the choice.

    `said` is the noun for the hero, "puppy" or "dog"; `landmark` is a thing that stands where the hero lives.
    A hero without a colour is seen in a picture that nobody described; one who is not even named is "hero".
    """

    pages: int
    hero: Figure
    said: str
    traits: tuple[str, ...]
    names: Names
    friend: Figure | None
    friend_said: str
    thing: Thing | None
    landmark: Thing | None
    places: tuple[str, ...]
    style: str | None
    plot: str
    notes: tuple[str, ...]


def asks_for_book(text: str, lexicon: Lexicon) -> bool:
    """Whether a text wants a book made, and is not about one ("a cat reading a book")."""
    match = BOOK.search(text)
    if not match or EXISTING.search(text):
        return False
    before = text[: match.start()]
    return len(re.findall(r"\b(?:an?|the)\b", before, re.I)) < 2 or not read(before, lexicon).nouns


def commission(
    request: Request,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    rng: Random,
    *,
    seen: Scene | None,
    verbatim: bool,
) -> Commission:
    """Read a request for a book; `seen` is a picture that shows its hero, without figures if unknown."""
    pages, page_notes = _pages(request.text)
    if ARTICLE.search(request.text):
        page_notes = (*page_notes, "I can tell stories, but I know no facts: this becomes a short story.")
    names, rest = find_names(request.text, request.quotes, lexicon)
    subject = without_quotes(BOOK.sub(" ", PICTURED.sub(" ", PAGES.sub(" ", rest))))
    reading = request.standing.on(_as_seen(read(subject, lexicon), seen))
    fitter = Fitter(vocabulary)
    hero, friend, cast_notes = _cast(reading, vocabulary, rng)
    hero, worn_notes = _without_the_lost(hero, subject, lexicon)
    things = [fitter.thing(replace(noun, number=1, plural=False), None)[0] for noun in reading.things]
    spoken = () if verbatim else notes_on([replace(reading, unknown=[], actions=[])], vocabulary)
    unseen = seen is not None and not seen.figures and hero.color is None
    return Commission(
        pages=pages,
        hero=fitter.cast([_one(hero)]).figures[0] if unseen else _spelled(hero, fitter),
        said=_own_word(hero, reading),
        traits=_traits(subject, lexicon),
        names=names,
        friend=_spelled(friend, fitter) if friend else None,
        friend_said=_own_word(friend, reading) if friend else "",
        thing=next((thing for thing in things if thing.kind not in LANDMARKS), None),
        landmark=next((thing for thing in things if thing.kind in LANDMARKS), None),
        places=tuple(reading.places),
        style=reading.styles[0] if reading.styles else None,
        plot=next(
            (plot for plot, words in PLOTS.items() if re.search(rf"\b(?:{words})\b", subject, re.I)), ""
        ),
        notes=(*page_notes, *cast_notes, *worn_notes, *spoken),
    )


def check_page_count(text: str, told: int) -> None:
    """Raise `Unclear` where another number of pages is announced than are told."""
    said = {number(match[1] or match[2]) for match in PAGES.finditer(text)} - {told}
    if said:
        raise Unclear(
            f"You ask for {' or '.join(say_number(n) for n in sorted(said))} pages and tell "
            f"{say_number(told)}; how many shall the book have?"
        )


def _pages(text: str) -> tuple[int, tuple[str, ...]]:
    said = {number(match[1] or match[2]) for match in PAGES.finditer(text)}
    said = said or {number(match[1]) for match in PICTURED.finditer(text)}
    if not said:
        return USUAL, ()
    if len(said) > 1:
        raise Unclear(f"Shall the book have {' or '.join(say_number(n) for n in sorted(said))} pages?")
    (asked,) = said
    if asked <= 0:
        raise Unclear(
            f"How many pages shall the book have? I make {say_number(FEWEST)} to {say_number(MOST)}."
        )
    pages = min(MOST, max(FEWEST, asked))
    if pages == asked:
        return pages, ()
    return pages, (
        f"My books have {say_number(FEWEST)} to {say_number(MOST)} pages; this one gets {say_number(pages)}.",
    )


def _cast(reading: Reading, vocabulary: Vocabulary, rng: Random) -> tuple[Noun, Noun | None, tuple[str, ...]]:
    """Hero and friend; two of a kind are hero and friend, too."""
    if not reading.figures:
        kind = rng.choice([*vocabulary.kinds])
        return (
            Noun("kind", kind, kind),
            None,
            (f"You named no hero that I can draw, so the story is about a {kind}.",),
        )
    hero, *others = reading.figures
    if not others and hero.count > 1:
        return hero, replace(hero, color=_another(hero.color, vocabulary, rng), clothing=None), ()
    notes = (
        (f"My stories follow two characters: a {hero.name} and a {others[0].name}.",)
        if len(others) > 1
        else ()
    )
    return hero, others[0] if others else None, notes


def _without_the_lost(hero: Noun, text: str, lexicon: Lexicon) -> tuple[Noun, tuple[str, ...]]:
    """A hero who lost a hat wears none. Clothes are seen on somebody only, so something else is lost."""
    lost = {word.name for match in LOST.finditer(text) for word in lexicon.words(match["what"])}
    if hero.clothing is None or hero.clothing.name not in lost:
        return hero, ()
    note = f"I can draw a {hero.clothing.name} only on somebody, so something else is lost in this story."
    return replace(hero, clothing=None), (note,)


def _another(color: str | None, vocabulary: Vocabulary, rng: Random) -> str:
    return rng.choice([name for name in vocabulary.colors if name != color])


def _as_seen(reading: Reading, seen: Scene | None) -> Reading:
    """A reading whose hero has the looks of the one in a picture, known or not."""
    if seen is None:
        return reading
    if not seen.figures:
        unknown = Noun("kind", NOBODY_KNOWN[0], "hero", definite=True)
        return reading if reading.figures else replace(reading, figures=[unknown])
    model = as_noun(seen.figures[0])
    if not reading.figures:
        return replace(reading, figures=[model])
    hero, *others = reading.figures
    if hero.name != model.name:
        return reading
    looking = replace(hero, color=hero.color or model.color, clothing=hero.clothing or model.clothing)
    return replace(reading, figures=[looking, *others])


def _one(noun: Noun) -> Noun:
    return replace(noun, number=1, plural=False)


def _spelled(noun: Noun, fitter: Fitter) -> Figure:
    return fitter.spelled_out(fitter.cast([_one(noun)])).figures[0]


def _own_word(noun: Noun, reading: Reading) -> str:
    """ "puppy" as it was said, "robot" where a knight was asked for, "rabbit" where rabbits were."""
    return noun.name if noun.plural or noun.said in reading.near else noun.said


def _traits(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The adjectives before the hero: "brave little"."""
    traits: list[str] = []
    for word in lexicon.words(text):
        if word.group == "adjective":
            traits.append(word.said)
        elif word.group == "kind":
            return tuple(traits[:2])
        elif word.group != "color":
            traits = []
    return ()
