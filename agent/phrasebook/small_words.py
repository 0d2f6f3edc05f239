"""The small words of English: those that say how nouns belong together, and those that change nothing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GRAMMAR = {
    "article": "a an some",
    "more": "another more extra",
    "the": "the this that these those same my his her its their our",
    "pronoun": "it him them itself everybody everyone everything head he she they both",
    "no": "no not without never nothing don't doesn't dont isn't isnt aren't arent",
    "or": "or nor",
    "and": "and",
    "of": "of",
    "left": "left",
    "right": "right",
    "above": "above over overhead",
    "below": "below under beneath underneath",
    "facing": "facing looking looks look faces",
    "stop": ", . ; : ! ?",
}
"""Group → its words."""

ACTIONS = _words(
    """
    running runs run jumping jumps jump flying flies fly sleeping sleeps sleep dancing dances dance eating
    eats eat drinking swimming swims swim riding rides ride sitting sits climbing climbs singing sings
    reading reads laughing crying hugging waving fighting holding holds carrying carries chasing chases
    throwing throws kicking kicks driving drives playing plays walking walks lying lies hiding hides cooking
    smiling smiles watching watches sad angry tired lonely sleepy hungry scared afraid asleep surprised
    """
)
"""Doings and moods: everybody in the painter's pictures stands still and looks friendly."""

ADJECTIVES = _words(
    """
    little small tiny big large huge great friendly happy brave cute young old curious kind nice beautiful
    lovely pretty sweet funny good best new fluffy fuzzy adorable cheerful shy clever magic magical dear
    jolly gentle bold tall warm cosy cozy wonderful amazing charming snug sunny calm quiet simple single
    """
)

FILLERS = _words(
    """
    i me we you us your one's please plz want would like can could will shall should may might must let
    let's need help to for from with in on at by near beside next into onto as is are was be being been has
    have having do does did who which what there here than then so such just also too very really quite most
    only all each every any between together out up down off away around about through across inside outside
    behind front side top middle background draw draws drawn drawing drawings paint paints painted painting
    paintings picture pictures image images illustration illustrations scene scenes show shows showing make
    makes made making create creates creating created generate generating give gives giving render design
    produce get put puts place places placed add adds change turn move remove take bring wear wears wearing
    dressed dress style styles color colour colors colours colored coloured stands standing stand still now
    again once when while where how version variation character characters animal animals creature thing
    things someone somebody something friend friends page pages different various other instead hanging
    floating floats sort lots many much called named name it's that's i'd i'm hello hi hey ok okay thanks
    thank if but because after before until during first second third last whole full its own
    colourful colorful replace swap delete erase drop dye recolor recolour transform redo retry alone
    says saying text texts caption captions captioned subtitle words written write possible number set series
    panel panels frame frames comic strip square squared portrait landscape format wide photo photos upload
    use using used go going back pic pics hmm hm nah yeah yes oh ah better somewhere wait combine combined
    merge storyboard sheet view views box boxes layout corner half
    """
)
"""Words that change nothing in a picture."""

SHADES = frozenset(("dark", "light", "bright", "pale", "deep", "soft"))
"""Words that only shade the colour after them."""
