"""What a message says about later turns: "from now on in pastel", "always …", "stop using …", "forget that".

Takes such clauses out of the message and says which wishes stand after it. Applies none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...models.vocabulary import Vocabulary
from .adapters import lora_names
from .features import features
from .lexicon import Lexicon
from .notes import notes_on, quoted
from .questions import Unclear, words_known
from .standing import joined_by, wish_of

LATER = r"(?:(?:further|future|later|following|next|coming|other)\s+)"
FROM_NOW = (
    r"(?:from\s+(?:now|here|this\s+point|today)(?:\s+on(?:wards?)?)?|henceforth|in\s+(?:the\s+)?future|"
    rf"(?:in|for)\s+(?:all|every|each)\s+(?:the\s+)?{LATER}(?:pictures?|images?|ones?|pages?|drawings?|turns?)|"
    r"for\s+the\s+rest(?:\s+of\s+(?:this|the)\s+(?:session|chat|conversation))?)"
)
POLITE = r"(?:(?:please|and|but|ok(?:ay)?|so|well|also|now|then)\b[\s,]*)*"
WISH = re.compile(rf"^(?P<before>.*?)[\s,]*\b{FROM_NOW}\b[\s,:]*(?P<after>.*)$", re.I | re.S)
ONLY_FROM_NOW = re.compile(rf"{POLITE}(?:{FROM_NOW}|always)[\s,:]*$", re.I)
ALWAYS = re.compile(
    rf"^{POLITE}(?:always\b[\s,:]*(?P<after>.+)|"
    r"never\s+(?:again\s+)?(?:draw|paint|show|use|add|put|give|wear|make|include|have)\b"
    r"(?:\s+(?:me|us|it|him|her|them|any|an?))*\s+(?P<no>.+)|"
    r"(?P<who>(?:the|my|his|her|its|all|every|each|she|he|it|they)\b[^,]{0,60}?)\s+"
    r"always\s+(?P<does>.+))$",
    re.I | re.S,
)
STOP = re.compile(
    rf"^{POLITE}(?:stop|quit|no\s+longer|no\s+more|forget(?:\s+about)?|end|cancel|drop(?=.*\b(?:wish|rule)\b)|"
    r"(?:i\s+)?(?:don'?t|do\s+not)\s+(?:want|need|use|draw|paint)(?=.*\bany\s?(?:more|longer)\b))\s+"
    r"(?:(?:it\s+)?(?:with|using|drawing|painting|doing|giving|making|adding|putting|to\s+(?:use|draw|paint|give))\s+)?"
    r"(?P<what>.+?)(?:\s+(?:any\s?(?:more|longer)|now|please|wish|rule))*[\s.!]*$",
    re.I | re.S,
)
DRAWS_NO_MORE = re.compile(
    rf"^{POLITE}(?:stop|quit|no\s+more)\b\s*(?:drawing|painting|giving|making|adding|putting)?", re.I
)
FORGET_ALL = re.compile(
    rf"^{POLITE}(?:forget|drop|cancel|stop|remove|clear)\s+(?:about\s+)?(?:all\s+(?:of\s+)?|every)?"
    r"(?:(?:my|the|these|those|your)\s+)?(?:standing\s+)?(?:wishes|rules|preferences|instructions|everything)[\s.!]*$",
    re.I,
)
EVERYTHING = re.compile(r"\beverything\b", re.I)
"""With no wish to forget, it is about pictures."""
FORGET_LAST = re.compile(
    rf"^{POLITE}(?:forget|drop|never\s*mind|stop|cancel)\s+(?:about\s+)?"
    r"(?:that|this|it|(?:that|the|this|my)(?:\s+last)?\s+(?:wish|rule))[\s.!]*$",
    re.I,
)
CLAUSES = re.compile(
    rf"(?<=[.!?;])\s+|\n+|,?\s+(?:and|but|then)\s+(?={FROM_NOW}|always\b|stop\s+(?:using|drawing)|never\s+draw)|"
    rf",\s*(?={FROM_NOW}|always\b)|:\s+(?=(?:an?|one|two|three|four|five|six)\s)|[,:]\s*(?=(?:(?:and|now|then|please)\s+)*(?:draw|paint|show\s+me|make\s+me|create|"
    r"generate)\b)",
    re.I,
)
AND = re.compile(
    r",?\s+and\s+(?=(?:give|make|put|add|draw|use|no|without|always|never|in|the\s+\w+\s+wears?)\b)", re.I
)
LEADING = re.compile(rf"^{POLITE}", re.I)
DOING = re.compile(
    r"^(?:(?:i\s+want(?:\s+you)?(?:\s+to)?|i(?:'d|\s+would)\s+like|please|let'?s|have|use|do|draw|paint|make|keep|"
    r"everything|all(?:\s+(?:of\s+it|them|pictures|images))?|(?:shall|should|must|will)?\s*be|to|it)\s+)+",
    re.I,
)
EDGES = " ,.;:!\n\t"
LEFT_OVER = re.compile(r"[\s,;]*\b(?:and|but|then)[\s,.;!]*$", re.I)
LONGEST = 80
NO_WISH = "There is no such wish that stands."


@dataclass(frozen=True)
class Heard:
    """What is left to do now, the wishes that stand, and what is said of them where they changed."""

    rest: str
    wishes: tuple[str, ...]
    answer: str = ""
    notes: tuple[str, ...] = ()


class Hearing:
    """Hears wishes in the words of a vocabulary; with `verbatim` all words are known."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._verbatim = verbatim

    def heard(self, text: str, standing: Sequence[str]) -> Heard:
        """Take out what is about later turns. Raises `Unclear` for a wish that nobody can follow."""
        wishes, said, notes = tuple(standing), False, list[str]()
        rest = text
        for clause in _clauses(text):
            new = self._forgotten(clause, wishes)
            for wish in _wishes(clause) if new is None else ():
                notes += self._check(wish)
                old = [one for one in (wishes if new is None else new) if one != wish]
                new = joined_by(old, wish, self._lexicon)
            if new is not None:
                wishes, said = new, True
                rest = rest.replace(clause, " ", 1)
        rest = LEFT_OVER.sub("", rest).strip(EDGES) if said else text
        return Heard(rest, wishes, _confirmed(wishes, standing) if said else "", tuple(notes))

    def _forgotten(self, clause: str, wishes: tuple[str, ...]) -> tuple[str, ...] | None:
        """The wishes that stand when a clause has ended some; None where it ends none."""
        clause = clause.strip(EDGES)
        if FORGET_ALL.match(clause) and (wishes or not EVERYTHING.search(clause)):
            return ()
        if wishes and FORGET_LAST.match(clause):
            return wishes[:-1]
        match = STOP.match(clause)
        if not match:
            return None
        named = self._named(match["what"])
        left = tuple(wish for wish in wishes if not named & self._named(wish))
        if named and left != wishes:
            return left
        if DRAWS_NO_MORE.match(clause) and set(read_clothes_and_things(match["what"], self._lexicon)):
            return joined_by(wishes, f"no {match['what'].strip(EDGES)}", self._lexicon)
        if re.match(rf"{POLITE}(?:stop|no\s+longer)\b", clause, re.I) and (named or wishes):
            raise Unclear(f"{NO_WISH} {standing_words(wishes)}")
        return None

    def _named(self, text: str) -> frozenset[str]:
        """What can be seen, or LoRAs: what a LoRA is called may be a word for something else."""
        return lora_names(text) or features(text, self._lexicon)

    def _check(self, wish: str) -> tuple[str, ...]:
        """What is said before about words that mean something else here."""
        one = wish_of(wish, self._lexicon)
        if self._verbatim or (one.loras and not one.said):
            return ()
        if one.reading.says_nothing and not one.shape and not one.reading.without:
            raise Unclear(
                f"I can keep to a style, a place, colours, clothes and things from now on, but I don't "
                f"understand “{wish[:60]}”. {words_known(self._words)}"
            )
        return notes_on([one.reading], self._words)


def standing_words(wishes: Sequence[str]) -> str:
    """ "From now on: “in pastel”." """
    return f"From now on: {quoted(wishes, LONGEST)}." if wishes else "No wish stands now."


def read_clothes_and_things(text: str, lexicon: Lexicon) -> list[str]:
    """The clothes and things that a text names, which a picture can do without."""
    return [word.name for word in lexicon.words(text) if word.group in ("clothing", "thing")]


def _clauses(text: str) -> list[str]:
    """The clauses of a text; "from now on" alone belongs to what follows, or at the end to what precedes."""
    starts = [0, *(match.end() for match in CLAUSES.finditer(text))]
    ends = [*(match.start() for match in CLAUSES.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    alone = False
    for start, end in zip(starts, ends, strict=True):
        if not text[start:end].strip():
            continue
        marks = ONLY_FROM_NOW.match(text[start:end]) is not None
        if spans and (alone or (marks and end == len(text))):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        alone = marks
    return [text[start:end] for start, end in spans]


def _wishes(clause: str) -> list[str]:
    """The wishes that a clause says: "in ink, and no hats" are two."""
    if match := WISH.match(clause):
        said = " ".join(filter(None, (match["before"].strip(EDGES), match["after"].strip(EDGES))))
    elif match := ALWAYS.match(clause):
        never = match["no"] and f"no {_bare(match['no'])}"
        does = match["does"] and f"{match['who']} {match['does']}"
        said = match["after"] or never or does
    else:
        return []
    return [_bare(one) for one in AND.split(LEADING.sub("", said.strip(EDGES))) if one.strip(EDGES)]


def _bare(said: str) -> str:
    """ "in pastel" of "draw everything in pastel"; a wish about somebody keeps its verb."""
    said = said.strip(EDGES)
    short = DOING.sub("", said).strip(EDGES)
    brief = re.match(r"(?:in|with|without|no|at|on)\b", short, re.I) or len(short.split()) <= 3
    return short if brief else said


def _confirmed(wishes: Sequence[str], before: Sequence[str]) -> str:
    ended = [wish for wish in before if wish not in wishes]
    forgotten = f"{quoted(ended, LONGEST)} does not hold any more. " if ended else ""
    return f"{forgotten}{standing_words(wishes)}" if wishes or not forgotten else forgotten.strip()
