"""Which task an instruction is, and how many pictures it asks for: as benchmarks and people put it.

Each is read for a painter that knows all words and for the embedded one; where that has no words, it asks
back and still tells the task and the number.
"""

import pytest
from phrasebook_fakes import SETTINGS, Thread, prompts
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Seen
from triptych.agent.steps import steps_for
from triptych.models.pocket.vocabulary import VOCABULARY

NEW = [
    ("2x2 grid of a cat in the four seasons", 4),
    ("a 2x2 grid of cats", 1),
    ("Create a pair of couple profile pictures of two penguins", 2),
    ("Design a visual identity: a logo, a business card and a tote bag for a tea shop", 3),
    ("Brand kit for a surf school: logo, poster, sticker", 3),
    ("I want a wedding invitation, a menu and a thank-you card in the same style", 3),
    ("Make a PPT template with a cover, a content page and an ending page", 3),
    ("Create a 5-slide PPT about the water cycle", 5),
    ("Three logo concepts for a bakery", 3),
    ("make a sticker sheet of 9 stickers of a duck", 9),
    ("A set of 5 emojis of a panda: happy, sad, angry, sleepy and in love", 5),
    ("Emoji set of a robot: happy, sad, surprised", 3),
    ("Give me 5 different poses of a cat wearing a blue hat", 5),
    ("Give me a dozen pictures of stars", 12),
    ("Generate 3 images for each of: a red apple; a green pear", 6),
    ("Generate portraits of the same man at 20, 40 and 60 years old", 3),
    ("Before and after renovation of a kitchen", 2),
    ("How to fold a paper plane in 6 steps", 6),
    ("Draw a cat, a dog and a rabbit, each in a separate picture", 3),
    ("The same cat in the forest, on the beach and at night", 3),
    ("A portrait (3:4) and a landscape (4:3) version of a fox in the snow", 2),
    ("a portrait of a king and a queen", 1),
    ("a cup, a mug and a bottle on a table", 1),
    ("a boy with a card and a balloon", 1),
    ("画三张图：一只狐狸在森林里，一只熊在雪地里，一只鸭子在海滩上", 3),
    ("设计一个标志、一张名片和一张海报", 3),
    ("画一只猫的四个不同姿势", 4),
    ("生成同一个女孩在5岁、15岁和30岁时的肖像", 3),
    ("Diseña un logo, una tarjeta de visita y un cartel para una tienda de té", 3),
    ("Dame una docena de imágenes de estrellas", 12),
    ("Entwirf ein Logo, eine Visitenkarte und ein Plakat für einen Teeladen", 3),
    ("Porträts derselben Frau im Alter von 10, 30 und 50 Jahren", 3),
    ("Conçois un logo, une carte de visite et une affiche pour un salon de thé", 3),
    ("Portraits de la même femme à 10, 30 et 50 ans", 3),
    ("ロゴと名刺とポスターをデザインして", 3),
]
"""Without uploads → pictures."""
FROM_UPLOADS = [
    ("Show this product from the front, side and back", 1, "image_to_images", 3),
    ("Product shots of this bottle: front view, side view and top view", 1, "image_to_images", 3),
    ("Create an emoji set of this character: happy, sad, angry and surprised", 1, "image_to_images", 4),
    ("Show this character walking, running, jumping and sleeping", 1, "image_to_images", 4),
    ("Same person, three different outfits", 1, "image_to_images", 3),
    ("Show this person as a baby, a teenager and an old man", 1, "image_to_images", 3),
    ("Show this room in Scandinavian, industrial and Japanese style", 1, "image_to_images", 3),
    ("Put this product on a marble table, on a beach and in a forest", 1, "image_to_images", 3),
    ("Put this logo on a mug, a t-shirt and a tote bag", 1, "image_to_images", 3),
    ("Try these three outfits on this person", 4, "images_to_images", 3),
    ("Given the first two frames, draw the third one", 2, "images_to_image", 1),
    ("Put the logo from image 1 on the mug in image 2 and the shirt in image 3", 3, "images_to_image", 1),
    ("Blend both images", 2, "images_to_image", 1),
    ("Combine the two pictures into one", 2, "images_to_image", 1),
    ("Extract the pose of this person and draw a knight in that pose", 1, "image_to_image", 1),
    ("Convert these photos into pencil sketches", 4, "images_to_images", 4),
    ("Remove the people from all of these", 4, "images_to_images", 4),
    ("Merge these three photos into a collage", 3, "images_to_image", 1),
    ("Keep the cat, replace the dog by a rabbit", 1, "edit", 1),
    ("Do the two pictures show the same cat?", 2, "chat", 0),
    ("Enhance the resolution of this picture four times", 1, "upscale", 1),
    ("展示这个产品的正面、侧面和背面", 1, "image_to_images", 3),
    ("画这个角色的表情包：开心、伤心、生气、惊讶", 1, "image_to_images", 4),
    ("把这些照片变成素描", 4, "images_to_images", 4),
    ("这两张图里是同一只猫吗？", 2, "chat", 0),
    ("Convierte estas fotos en bocetos a lápiz", 4, "images_to_images", 4),
    ("Zeig dieses Produkt von vorne, von der Seite und von hinten", 1, "image_to_images", 3),
    ("Zeigen die beiden Bilder dieselbe Katze?", 2, "chat", 0),
    ("La même personne dans trois tenues différentes", 1, "image_to_images", 3),
    ("これらの写真を鉛筆スケッチにして", 4, "images_to_images", 4),
    ("この商品を正面、横、後ろから見せて", 1, "image_to_images", 3),
]
BOOKS = [
    ("Create a children's story with 6 illustrations about a rabbit who is afraid of the dark", 0, 6),
    ("写一个关于小兔子的绘本，共8页", 0, 8),
    ("画一本有六张插图的故事书，讲一只怕黑的兔子", 0, 6),
    ("根据这张图片画一个六页的绘本", 1, 6),
    ("Eine Geschichte mit 6 Bildern über einen Hasen", 0, 6),
    ("Turn these three drawings into a picture book", 3, 0),
    ("把这三张画做成绘本", 3, 0),
    ("Mach aus diesen drei Zeichnungen ein Bilderbuch", 3, 0),
    ("この三枚の絵を絵本にして", 3, 0),
]
"""Uploads and pictures that are painted; none where the pages are the uploads."""


def brief_of(text: str, uploads: int, *, knows_all: bool) -> Brief:
    planner = Polyglot(Phrasebook(None if knows_all else VOCABULARY))
    shown = tuple(Seen(id=f"u{n}") for n in range(1, uploads + 1))
    return planner.brief(text, Situation(SETTINGS, 4, uploads=shown))


@pytest.mark.parametrize("knows_all", [False, True])
@pytest.mark.parametrize(("text", "made"), NEW)
def test_new_pictures(text: str, made: int, knows_all: bool) -> None:
    brief = brief_of(text, 0, knows_all=knows_all)
    assert (brief.task, len(brief.outputs)) == ("text_to_images" if made > 1 else "text_to_image", made)
    assert brief.operation == "generate" or not knows_all


@pytest.mark.parametrize("knows_all", [False, True])
@pytest.mark.parametrize(("text", "uploads", "task", "made"), FROM_UPLOADS)
def test_pictures_from_uploads(text: str, uploads: int, task: str, made: int, knows_all: bool) -> None:
    brief = brief_of(text, uploads, knows_all=knows_all)
    assert (brief.task, len(brief.outputs)) == (task, made)
    assert brief.operation != "clarify" or not knows_all


@pytest.mark.parametrize("knows_all", [False, True])
@pytest.mark.parametrize(("text", "uploads", "pages"), BOOKS)
def test_books(text: str, uploads: int, pages: int, knows_all: bool) -> None:
    brief = brief_of(text, uploads, knows_all=knows_all)
    assert (brief.task, len(brief.outputs)) == ("picture_book", pages)
    assert brief.keeps == (() if pages else tuple(f"u{n}" for n in range(1, uploads + 1)))


@pytest.mark.parametrize(
    ("text", "uploads", "expected"),
    [
        (
            "Put this logo on a mug and a tote bag",
            1,
            ["Put this logo on a mug", "Put this logo on a tote bag"],
        ),
        (
            "How to bake bread in 2 steps",
            0,
            ["How to bake bread, step 1 of 2", "How to bake bread, step 2 of 2"],
        ),
        ("Show this shoe from the front and back", 1, ["this shoe, front view", "this shoe, back view"]),
        ("Make a menu and a poster for a café", 0, ["a menu for a café", "a poster for a café"]),
        ("Two pictures: a lion in a zoo, a tiger in a cage", 0, ["a lion in a zoo", "a tiger in a cage"]),
        ("Draw a lion and a tiger, each in a separate picture", 0, ["a lion", "a tiger"]),
        ("Generate 2 images for each of: a pear; a plum", 0, ["a pear", "a pear", "a plum", "a plum"]),
    ],
)
def test_each_prompt_stands_for_itself(text: str, uploads: int, expected: list[str]) -> None:
    assert prompts(brief_of(text, uploads, knows_all=True)) == expected


def test_what_is_changed_in_each_upload_goes_on_from_it() -> None:
    brief = brief_of("Convert these photos into pencil sketches", 3, knows_all=True)
    assert brief.operation == "edit"
    assert [output.source for output in brief.outputs] == ["u1", "u2", "u3"]


def test_what_has_near_words_only_is_painted_and_said() -> None:
    brief = brief_of("画三张图：一只狐狸在森林里，一只熊在雪地里，一只鸭子在海滩上", 0, knows_all=False)
    assert brief.operation == "generate"
    assert prompts(brief)[:2] == ["an orange fox in the forest", "a brown bear in the snow"]
    assert any("duck" in note for note in brief.notes)


def test_poses_of_somebody_known_are_painted() -> None:
    brief = brief_of("Give me 5 different poses of a cat wearing a blue hat", 0, knows_all=False)
    assert brief.operation == "generate"
    assert len(set(prompts(brief))) == 5


def test_two_shapes_of_the_same_are_each_painted_in_their_own() -> None:
    brief = brief_of("A portrait (3:4) and a landscape (4:3) version of a fox", 0, knows_all=False)
    (upright, wide) = (step.arguments for step in steps_for(brief, None))
    assert upright["prompts"] == wide["prompts"]
    assert (upright["width"], upright["height"]) == (wide["height"], wide["width"])
    assert wide["width"] > wide["height"]


@pytest.mark.parametrize(
    ("talk", "task", "operation", "images", "made"),
    [
        (["a red cat", "two more"], "text_to_images", "generate", [], 2),
        (["a red cat", "make it blue", "two more"], "image_to_images", "reuse_character", ["i2"], 2),
        (["a red cat on the beach", "and one in the snow"], "image_to_image", "reuse_character", ["i1"], 1),
        (["four pictures of a cat", "add one more"], "text_to_image", "generate", [], 1),
        (["two pictures of a cat", "make them all at night"], "edit", "edit", ["i1", "i2"], 2),
        (
            ["a logo", "now a menu and a poster in the same style"],
            "image_to_images",
            "reuse_character",
            ["i1"],
            2,
        ),
        (["a robot", "show it from the front and the back"], "image_to_images", "reuse_character", ["i1"], 2),
        (["a robot", "and in three different outfits"], "image_to_images", "reuse_character", ["i1"], 3),
        (["画一只红色的猫", "再来两张"], "text_to_images", "generate", [], 2),
        (["两张猫的图片", "都放在雪地里"], "edit", "edit", ["i1", "i2"], 2),
    ],
)
def test_what_follows_is_about_what_lies_there(
    talk: list[str], task: str, operation: str, images: list[str], made: int
) -> None:
    thread = Thread(knows_all=True, polyglot=True)
    brief = [thread.say(text) for text in talk][-1]
    assert (brief.task, brief.operation, len(brief.outputs)) == (task, operation, made)
    assert [use.id for use in brief.images] == images


def test_one_more_of_a_picture_elsewhere_keeps_its_looks() -> None:
    thread = Thread()
    brief = [thread.say(text) for text in ("a red cat on the beach", "give it a hat", "and one in the snow")][
        -1
    ]
    assert prompts(brief) == ["a red cat wearing a blue hat in the snow"]
    uploaded = Thread().say(
        "the cat in this picture on the beach, in the snow and at night", "a red cat in a room"
    )
    assert prompts(uploaded) == ["a red cat on the beach", "a red cat in the snow", "a red cat at night"]
