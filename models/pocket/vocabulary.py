"""The pocket painter's vocabulary: its own words, and a small thesaurus of picture-book words near them."""

from collections.abc import Mapping
from types import MappingProxyType

from ..vocabulary import Vocabulary
from .words import (
    CLOTHES,
    COLOR_WORDS,
    COLORS,
    FLOATING,
    KINDS,
    NOUNS,
    PLACE_PHRASES,
    PLURALS,
    STYLE_PHRASES,
    THINGS,
)

PLACE_NOUNS = {
    "meadow": ("meadow", "grass", "field", "lawn"),
    "beach": ("beach", "seaside", "shore", "sand", "sea", "ocean"),
    "forest": ("forest", "woods", "wood"),
    "snow": ("snow", "winter", "snowy place", "snowy hill", "snowy", "snowfield"),
    "night": (
        "night",
        "night sky",
        "moonlight",
        "moon",
        "nighttime",
        "midnight",
        "dark",
        "darkness",
        "evening",
    ),
    "room": ("room", "indoors", "home"),
    "desert": ("desert", "dunes"),
    "city": ("city", "town", "street"),
}

STYLE_NOUNS = {
    "flat": ("flat", "flat drawing", "flat picture"),
    "outline": ("outline", "outlines", "outlined", "bold outlines", "cartoon", "comic", "comic book style"),
    "pastel": ("pastel", "pastels", "pastel drawing", "pastel colors", "soft colours", "soft colors"),
    "ink": ("ink", "inked", "pen drawing", "ink picture"),
}

# Where a picture shows one thing, the lost ball is better red: it is seen on every ground.
NATURAL_COLORS = {
    "cat": "orange",
    "dog": "brown",
    "bear": "brown",
    "rabbit": "pink",
    "fox": "orange",
    "robot": "blue",
    "hat": "red",
    "scarf": "red",
    "ball": "red",
    "balloon": "red",
    "tree": "green",
    "house": "red",
    "flower": "pink",
    "car": "blue",
    "star": "yellow",
    "mushroom": "red",
    "boat": "red",
    "kite": "purple",
}

_NEAR: Mapping[str, str] = {
    "cat": "lion lioness tiger leopard panther cheetah lynx kitty-cat pussycat",
    "dog": "wolf hound pup coyote jackal hyena horse pony foal donkey goat lamb sheep calf",
    "bear": "panda koala polar-bear grizzly raccoon badger hedgehog beaver hippo hippopotamus elephant rhino "
    "rhinoceros monkey gorilla ape sloth cow bull ox pig piglet giant ogre troll",
    "rabbit": "mouse rat hamster squirrel guinea-pig mole chipmunk kangaroo deer fawn reindeer",
    "fox": "dragon dinosaur unicorn",
    "robot": "knight princess prince king queen boy girl child kid man woman mother father mum mom dad mummy "
    "daddy grandmother grandma grandfather grandpa person people baby wizard witch fairy astronaut pirate "
    "soldier doctor teacher superhero hero alien machine elf gnome dwarf snowman ghost monster human",
    "hat": "crown helmet hood bonnet bobble-hat top-hat beret",
    "scarf": "cape coat jacket sweater jumper pullover dress shirt t-shirt tie bow bow-tie necklace ribbon "
    "collar cloak vest bandana",
    "ball": "football basketball beach-ball marble orange-fruit apple egg pumpkin melon globe bubble toy",
    "balloon": "air-balloon hot-air-balloon lantern zeppelin",
    "tree": "bush palm palm-tree fir christmas-tree oak plant pine",
    "house": "castle palace hut cabin tower barn tent church lighthouse school shop building",
    "flower": "rose tulip daisy sunflower lily clover bouquet leaf",
    "car": "bus truck lorry van bicycle bike train tractor motorcycle taxi wagon cart sledge sled",
    "star": "sun snowflake comet spark diamond gem jewel treasure crystal key coin ring lamp light",
    "mushroom": "umbrella parasol fungus",
    "boat": "raft canoe submarine sailing-boat yacht ferry",
    "kite": "bird butterfly plane airplane aeroplane flag bee owl duck parrot",
    "red": "maroon ruby cherry",
    "orange": "ginger amber peach copper",
    "yellow": "gold cream blonde lemon",
    "green": "olive lime emerald mint",
    "blue": "navy cyan turquoise teal grey gray silver azure",
    "purple": "black lilac lavender indigo",
    "pink": "white magenta salmon",
    "brown": "beige tan chocolate hazel",
    "meadow": "garden park farm hill hills valley spring playground countryside grassland jungle-clearing",
    "beach": "lake river pond island summer coast harbour harbor water pool",
    "forest": "jungle autumn fall rainforest swamp park-of-trees orchard",
    "snow": "mountain mountains ice iceberg arctic antarctic north-pole south-pole christmas glacier icy",
    "night": "space sky galaxy dusk sunset cave universe",
    "room": "bedroom kitchen bed classroom library living-room bath bathroom cellar attic",
    "desert": "savanna savannah canyon mars pyramid pyramids",
    "city": "village market road downtown station bridge london paris new-york tokyo",
    "flat": "photo photograph photorealistic realistic photorealism 3d three-dimensional cubism oil-painting "
    "oil minimalist vector",
    "outline": "anime manga pixar disney pop-art",
    "pastel": "watercolour watercolor watercolours watercolors crayon crayons aquarelle gouache dreamy",
    "ink": "pencil sketch charcoal engraving etching black-and-white woodcut linocut calligraphy",
}

NEAREST = {word.replace("-", " "): name for name, words in _NEAR.items() for word in words.split()}

VOCABULARY = Vocabulary(
    kinds=MappingProxyType({kind: NOUNS[kind] for kind in KINDS}),
    colors=MappingProxyType({color: COLOR_WORDS[color] for color in COLORS}),
    clothes=MappingProxyType({noun: NOUNS[noun] for noun in CLOTHES if noun != "none"}),
    things=MappingProxyType({thing: NOUNS[thing] for thing in THINGS}),
    places=MappingProxyType({place: (*PLACE_PHRASES[place], *PLACE_NOUNS[place]) for place in PLACE_PHRASES}),
    styles=MappingProxyType({style: (*STYLE_PHRASES[style], *STYLE_NOUNS[style]) for style in STYLE_PHRASES}),
    nearest=MappingProxyType(NEAREST),
    natural_colors=MappingProxyType(NATURAL_COLORS),
    plurals=MappingProxyType(PLURALS),
    floating=frozenset(FLOATING),
)
