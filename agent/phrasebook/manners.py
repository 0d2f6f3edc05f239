"""One and the same in several ways: poses, moods, views, outfits, ages, styles.

Cuts text into one self-contained text a picture, in the user's own words. Knows no painter and no picture.
"""

import re
from collections.abc import Sequence

from .numbers import NUMBER, number
from .pictures import MOST_PICTURES

DIFFERENT = r"(?:(?:different|various|distinct|unique|other|new)\s+)"
WAY = (
    r"(?:poses?|postures?|angles?|view(?:point)?s?|(?:facial\s+)?expressions?|outfits?|costumes?|dresses|moods?|"
    r"emotions?|positions?|perspectives?|hair\s?(?:style|cut)s?|looks?|gestures?|fonts?|lightings?|"
    r"(?:life\s+)?stages?|steps|phases|ages)"
)
IN_WAYS = re.compile(
    rf"(?P<in>\b(?:in|with|from|wearing|showing|at)\s+|,\s*)(?:(?P<number>{NUMBER})\s+{DIFFERENT}?(?P<what>{WAY})|"
    rf"{DIFFERENT}(?P<unnumbered>{WAY})(?=\s*:))\b(?:\s*:\s*(?P<list>[^:]+))?",
    re.I,
)
IN_ANY = re.compile(
    rf"(?P<in>\bin\s+)(?P<number>{NUMBER})\s+{DIFFERENT}(?P<what>(?:[^\W\d_][\w-]*\s+)?[^\W\d_][\w-]*s)\b",
    re.I,
)
"""In three different jackets."""
WAYS_OF = re.compile(
    rf"^(?P<number>{NUMBER})\s+{DIFFERENT}?(?P<what>{WAY})\s+(?:of\s+|for\s+|(?=(?:an?|the|this)\s))(?P<who>[^:]+?)(?:\s*:\s*(?P<list>[^:]+))?$",
    re.I,
)
GOES_ON = re.compile(r"(?:stage|step|phase)$", re.I)
READ_ELSEWHERE = re.compile(
    r"(?:styles?|colou?rs?|places?|settings?|landscapes?|seasons?|pictures?|images?|panels?|frames?|scenes?|photos?|"
    r"drawings?|paintings?|illustrations?|versions?|variations?|variants?|languages?|words?|sentences?|ways?|parts?)$",
    re.I,
)
THE = r"(?:(?:from|in|the|an?|its|his|her)\s+)*"
VIEW = r"(?:front|back|rear|side|top|bottom|behind|above|(?:left|right)\s+side|profile|three[\s-]quarters?)"
VIEWS = re.compile(
    rf"(?:\b(?:from|in)\s+{THE}|:\s*|\b(?P<first>)(?=(?:[^,]+,)*[^,]+\bviews?\b))(?P<list>{VIEW}(?:\s+views?)?"
    rf"(?:\s*,\s*(?:and\s+)?{THE}{VIEW}(?:\s+views?)?)*\s*(?:,?\s*(?:\band\b|&)|,(?=\s*{THE}{VIEW}\s+view))\s*{THE}{VIEW})(?:\s+(?:views?|sides?|angles?))?"
    r"(?:\s+of)?\b",
    re.I,
)
MOOD = (
    r"(?:happy|sad|angry|mad|surprised|shocked|scared|afraid|fearful|frightened|disgusted|laughing|crying|smiling|sleepy|"
    r"tired|excited|bored|confused|shy|neutral|joyful|calm|worried|proud|thoughtful|serious|winking|in\s+love|lonely)"
)
MOODS = re.compile(
    rf"[\s,:]*(?:\b(?:looking|feeling|being|who\s+is|as)\s+)?(?<!\ban\s)(?<!\ba\s)\b(?P<list>{MOOD}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:an?\s+)?{MOOD}){{2,}})"
    r"(?:\s+expressions?)?[\s.!]*$",
    re.I,
)
DOING = r"[a-z]{2,}ing(?:\s+(?!and\b|then\b)[a-z'-]+){0,4}"
SAME = r"(?:this|that|the\s+same|same|my|him|her|them|it)\b"
DOINGS = re.compile(
    rf"^(?P<who>.*\b{SAME}[^,:]*?)[,:]?\s+(?P<list>{DOING}(?:\s*,\s*(?:and\s+)?{DOING})+\s*,?\s+and\s+{DOING})[\s.!]*$",
    re.I,
)
AT = r"(?:in|on|at|under|by|near|inside|outside)\s(?!(?:this|that|the)\s+(?:picture|image|photo|drawing)\b)"
PLACES = re.compile(
    rf"(?<=\s)(?P<list>{AT}[^,:;]+?(?:\s*,\s*(?:and\s+)?{AT}[^,:;]+?)+\s*,?\s+and\s+{AT}[^,:;]+?)[\s.!]*$",
    re.I,
)
TRIED_ON = re.compile(
    rf"^(?P<verb>try|put)\s+(?:these|those|the)\s+(?P<number>{NUMBER})\s+(?P<what>[^\W\d_]+s)\s+(?P<rest>on\s+.+)$",
    re.I,
)
AS = r"(?:as\s+)?an?\s+[^,:;]+?"
ROLES = re.compile(
    rf"\bas\s+(?P<list>an?\s+[^,:;]+?(?:\s*,\s*(?:and\s+)?{AS})+\s*,?\s+and\s+{AS})[\s.!]*$", re.I
)
"""As a baby, a child and an old man."""
STYLE = (
    r"(?:(?:water\s?colou?r|oil|ink|charcoal|pencil|pastel|crayon|acrylic|gouache)(?:\s+(?:painting|sketch|drawing))?|"
    r"pixel\s+art|line\s+art|pop\s+art|anime|manga|cartoon|comic|3d(?:\s+render)?|low[\s-]poly|clay|realistic|photorealistic|"
    r"minimalist|flat|vintage|retro|cyberpunk|steampunk|impressionist|cubist|ukiyo-e|baroque|gothic|modern|scandinavian|"
    r"industrial|bohemian|rustic|classic(?:al)?|japanese|chinese|van\s+gogh|pixar|ghibli|sketch)"
)
STYLES = re.compile(
    rf"\b(?:in|into|as)\s+(?:an?\s+|the\s+)?(?P<list>{STYLE}(?:\s+styles?)?(?:\s*,\s*(?:and\s+)?(?:in\s+|into\s+)?(?:an?\s+)?{STYLE}(?:\s+style)?)+"
    rf"\s*,?\s+and\s+(?:in\s+|into\s+)?(?:an?\s+)?{STYLE})(?:\s+styles?)?\b",
    re.I,
)
ITEMS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|&)\s+", re.I)


def ways(said: str) -> Sequence[str]:
    """ "In three different poses", "five expressions of a cat", "in different ages: baby, adult"."""
    if match := WAYS_OF.search(said):
        who = match["who"].strip()
        return [f"{who}, {way}" for way in _ways(match)]
    match = IN_WAYS.search(said) or IN_ANY.search(said)
    if not match or (match.re is IN_ANY and READ_ELSEWHERE.search(match["what"])):
        return ()
    before, after = said[: match.start()], said[match.end() :]
    goes_on = GOES_ON.search(_singular(match.groupdict().get("what") or ""))
    lead = f"{before.rstrip()}," if goes_on else f"{before}{match['in'].strip()}"
    return [f"{lead} {one}{after}".strip(" :") for one in _ways(match)]


def views(said: str) -> Sequence[str]:
    """ "From the front, side and back", "front, side and back views of the chair"."""
    match = VIEWS.search(said)
    if not match:
        return ()
    rest = f"{said[: match.start()].rstrip(' ,:')} {said[match.end() :].lstrip()}".strip()
    names = [
        re.sub(rf"^{THE}|\s+views?$", "", item.strip(), flags=re.I) for item in ITEMS.split(match["list"])
    ]
    return [f"{rest}, {name} view" for name in names]


def places(said: str) -> tuple[str, ...]:
    """ "This cat on the beach, in the city and at night"; somebody new is in one place only."""
    match = PLACES.search(said)
    if not match or not re.search(rf"\b{SAME}", said[: match.start()], re.I):
        return ()
    rest = said[: match.start()].strip(" ,:")
    return tuple(f"{rest} {item}" for item in ITEMS.split(match["list"]))


def tried_on(said: str) -> Sequence[str]:
    """ "Try these three outfits on this person"."""
    match = TRIED_ON.search(said)
    if not match:
        return ()
    many, what = min(number(match["number"]), MOST_PICTURES), _singular(match["what"])
    return [f"{match['verb']} {what} {n} of {many} {match['rest']}" for n in range(1, many + 1)]


def moods(said: str) -> Sequence[str]:
    """ "This character happy, sad and angry": nobody is all of it at once."""
    return _each_of(MOODS.search(said), said)


def doings(said: str) -> Sequence[str]:
    """ "This character walking, running and sleeping"."""
    match = DOINGS.search(said)
    return [f"{match['who'].strip()}, {item}" for item in ITEMS.split(match["list"])] if match else ()


def roles(said: str) -> Sequence[str]:
    """ "As a baby, a child and an old man"."""
    match = ROLES.search(said)
    if not match:
        return ()
    rest = said[: match.start()].strip(" ,")
    return [f"{rest} as {item.removeprefix('as ')}" for item in ITEMS.split(match["list"])]


def styles(said: str) -> Sequence[str]:
    """ "In watercolour, ink and anime style"."""
    match = STYLES.search(said)
    if not match:
        return ()
    before, after = said[: match.start()].strip(" ,"), said[match.end() :]
    names = [
        re.sub(r"^(?:in|into)\s+|^an?\s+|\s+styles?$", "", item, flags=re.I)
        for item in ITEMS.split(match["list"])
    ]
    return [f"{before} in {name} style{after}" for name in names]


def _ways(match: re.Match[str]) -> list[str]:
    """The ways that are listed, or as many as are counted."""
    groups = match.groupdict()
    items = [item.strip(" .!") for item in ITEMS.split(groups.get("list") or "") if item.strip(" .!")]
    many = number(groups["number"]) if groups.get("number") else len(items)
    what = _singular(groups.get("what") or groups.get("unnumbered") or "")
    if len(items) == many:
        return items
    many = min(many, MOST_PICTURES)
    if GOES_ON.search(what):
        return [f"{what} {n} of {many}" for n in range(1, many + 1)]
    return [f"one {what} (number {n} of {many})" for n in range(1, many + 1)]


def _singular(what: str) -> str:
    return re.sub(r"(?<=ress)es$|(?<!s)s$", "", what)


def _each_of(match: re.Match[str] | None, said: str) -> Sequence[str]:
    if not match:
        return ()
    rest = said[: match.start()].strip(" ,:")
    return [f"{rest}, {item.removeprefix('an ').removeprefix('a ')}" for item in ITEMS.split(match["list"])]
