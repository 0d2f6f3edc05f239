"""What fills a sentence, in another language: words of the small world, numbers, the user's own words.

A word that a language does not list stays as it is. Knows no sentence.
"""

import re
from collections.abc import Mapping

from ..phrasebook.numbers import WORDS as NUMBERS
from .english import bare
from .naming import Unnamed, named, spoken
from .own_words import own_words

BETWEEN = re.compile(r"(, and for |, and |, | and for | and a | and | or )")
QUOTE = re.compile(r"“([^“”]*)”")
MORE = re.compile(r" and (\d+) more$")
PARTS = re.compile(
    r",? (?:wearing|with|and|to the (?:left|right) of|above|below|beside) |, | (?=(?:in|on|at|by) )"
)
MEMBER = re.compile(r"(?P<name>[^,]+), (?P<who>.+) \((?P<sheet>\w+)(?P<locked>, locked)?\)")
COUNTED = re.compile(r"(?P<number>\d+|[a-z]+) (?P<noun>.+)")
MOST = 80
"""Characters of a message that are quoted at most."""
KNOWN = ("color", "noun", "garment", "style", "place", "number", "adjective")


class Slots:
    """Says what fills a sentence of a language that answers a message; `own` has "and", "or" and marks."""

    def __init__(self, code: str, message: str, own: Mapping[str, str]) -> None:
        self._code = code
        self._message = message
        self._own = own

    def said(self, kind: str, english: str) -> str:
        """A text of a kind, in the language; of any other kind it stays as it is."""
        match kind:
            case "words":
                return self._listed(english)
            case "number":
                return self._word(english.partition(" ")[0])
            case "shows":
                return self._shown(english)
            case "cast":
                return "; ".join(map(self._member, english.split("; ")))
            case "own" | "wish":
                return self._quoted(english, whole=kind == "own")
            case _:
                return english

    def _listed(self, english: str) -> str:
        """ "rot, blau und grün" of "red, blue and green"."""
        *pieces, last = BETWEEN.split(english)
        told = [
            self._separator(piece) if number % 2 else self._word(piece) for number, piece in enumerate(pieces)
        ]
        return "".join([*told, self._word(last)])

    def _separator(self, piece: str) -> str:
        word = piece.strip(" ,").partition(" ")[0]
        return self._own[word or "comma"]

    def _word(self, english: str) -> str:
        """A word as the language has it, a number in digits, else the user's own word for it."""
        if english.isdigit():
            return english
        if english.lower() in NUMBERS and english.lower() not in ("a", "an"):
            return str(NUMBERS[english.lower()])
        try:
            return self._known(english.removeprefix("the "))
        except Unnamed:
            return own_words(english, self._message, self._code) or bare(english.removeprefix("the "))

    def _known(self, english: str) -> str:
        """By any of the groups of words; "2 Katzen" of "two cats", "Katze (rot)" of "a red cat"."""
        for slot in KNOWN:
            try:
                return spoken(named(slot, english, self._code), self._code)
            except Unnamed:
                continue
        match = COUNTED.fullmatch(english)
        if match and (match["number"] in NUMBERS or match["number"].isdigit()) and match["number"] != "a":
            number = NUMBERS.get(match["number"], match["number"])
            return self._own["counted"].format(n=number, noun=self._known(match["noun"]))
        raise Unnamed(english)

    def _shown(self, english: str) -> str:
        """What a picture shows, part by part: "Fuchs (rot), Schal (blau), im Wald"."""
        return self._own["comma"].join(self._word(part) for part in PARTS.split(english))

    def _member(self, english: str) -> str:
        """ "Mia, Katze (orange), i3" of "Mia, an orange cat (i3)"."""
        match = MEMBER.fullmatch(english)
        if not match:
            return english
        locked = (self._own["locked"],) if match["locked"] else ()
        return self._own["comma"].join((match["name"], self._shown(match["who"]), match["sheet"], *locked))

    def _quoted(self, english: str, *, whole: bool) -> str:
        """Quotations in the user's own words; the `whole` message where these cannot be told."""
        more = MORE.search(english)
        pieces = QUOTE.findall(english) or [english]
        told = dict.fromkeys(self._quotation(piece, whole=whole) for piece in pieces)
        left = [self._own["more"].format(n=more[1])] if more else []
        return self._own["comma"].join([*told, *left])

    def _quotation(self, english: str, *, whole: bool) -> str:
        try:
            said = own_words(english, self._message, self._code) or self._known(english)
        except Unnamed:
            said = self._shortened() if whole and self._message else english
        return self._own["quoted"].format(text=said)

    def _shortened(self) -> str:
        message = " ".join(self._message.split())
        return message if len(message) <= MOST else f"{message[:MOST]}…"
