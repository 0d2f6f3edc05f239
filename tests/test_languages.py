"""Requests in five languages besides English: what the phrasebook makes of them, and what stays as it is."""

import time
from random import Random

import pytest
from triptych.agent.languages.frames import SLOT, frames
from triptych.agent.languages.naming import named
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.languages.table import CODES, table
from triptych.agent.languages.translation import Translation, to_english
from triptych.agent.phrasebook.book_languages import IN_THESE
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.remarks import answers, in_language
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Seen
from triptych.agent.storyboard.wordings import WORDINGS
from triptych.models.image_model import Settings
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
FOX = "two yellow stars to the right of a red fox wearing a blue scarf in the forest"
PLANNER = Polyglot(Phrasebook(VOCABULARY))

LANGUAGES = ("de", "es", "fr", "zh", "ja")
DRAWINGS: list[tuple[list[str], tuple[str, ...]]] = [
    (
        ["an orange cat in a meadow"],
        (
            "Kannst du mir bitte eine Katze malen?",
            "¿Puedes dibujar un gato?",
            "Peux-tu dessiner un chat ?",
            "画一只猫",
            "猫を描いて",
        ),
    ),
    (
        ["a red cat in a meadow"],
        (
            "Male eine rote Katze",
            "Dibuja un gato rojo",
            "Dessine un chat rouge",
            "一只红色的猫",
            "赤い猫",
        ),
    ),
    (
        ["three blue cats in a meadow"],
        (
            "Zeichne mir bitte drei blaue Katzen!",
            "Dibújame tres gatos azules, por favor",
            "Dessine-moi trois chats bleus, s’il te plaît",
            "画三只蓝色的猫",
            "青い猫を三匹描いてください",
        ),
    ),
    (
        ["a brown dog wearing a red hat on the beach"],
        (
            "ein Hund mit rotem Hut am Strand",
            "un perro con un sombrero rojo en la playa",
            "un chien avec un chapeau rouge à la plage",
            "请画一只戴红帽子的狗在沙滩上",
            "赤い帽子をかぶった犬を砂浜に描いて",
        ),
    ),
    (
        ["an orange fox wearing a blue scarf in the snow"],
        (
            "ein orangefarbener Fuchs mit einem blauen Schal im Schnee",
            "un zorro naranja con una bufanda azul en la nieve",
            "un renard orange avec une écharpe bleue dans la neige",
            "一只戴蓝色围巾的橙色狐狸在雪地里",
            "青いマフラーを巻いたオレンジ色の狐が雪の中にいる",
        ),
    ),
    (
        ["a pink rabbit wearing a green scarf in a meadow"],
        (
            "ein rosa Hase, der einen grünen Schal trägt",
            "un conejo rosa que lleva una bufanda verde",
            "un lapin rose qui porte une écharpe verte",
            "畫一隻戴著綠色圍巾的粉色兔子",
            "緑のマフラーを巻いたピンクのうさぎ",
        ),
    ),
    (
        ["an orange cat in the snow"] * 3,
        (
            "drei Bilder von einer Katze im Schnee",
            "tres imágenes de un gato en la nieve",
            "trois images d'un chat dans la neige",
            "画三张猫在雪地里的图",
            "雪の中の猫の絵を三枚描いて",
        ),
    ),
    (
        ["an orange fox in a meadow", "an orange fox on the beach"],
        (
            "zwei Bilder von einem Fuchs",
            "dos dibujos de un zorro",
            "deux dessins d’un renard",
            "畫兩張狐狸的圖片",
            "二枚の狐の絵",
        ),
    ),
    (
        ["an orange cat and a brown dog together in the forest"],
        (
            "eine Katze und ein Hund im Wald",
            "un gato y un perro en el bosque",
            "un chat et un chien dans la forêt",
            "一只猫和一只狗在森林里",
            "森の中の猫と犬",
        ),
    ),
    (
        ["three yellow stars at night"],
        (
            "drei Sterne bei Nacht",
            "tres estrellas de noche",
            "trois étoiles la nuit",
            "夜晚的三颗星星",
            "夜の三つの星",
        ),
    ),
    (
        ["a green tree to the right of an orange cat in a meadow"],
        (
            "eine Katze links von einem Baum",
            "un gato a la izquierda de un árbol",
            "un chat à gauche d'un arbre",
            "一只猫在树的左边",
            "木の左に猫がいる",
        ),
    ),
    (
        ["a red balloon above an orange cat in a meadow"],
        (
            "ein roter Ballon über einer Katze",
            "un globo rojo encima de un gato",
            "un ballon rouge au-dessus d'un chat",
            "猫的上面有一个红气球",
            "猫の上に赤い風船",
        ),
    ),
    (
        ["an orange cat in a meadow, with bold outlines"],
        (
            "eine Katze im Comicstil",
            "un gato, estilo cómic",
            "un chat, style bande dessinée",
            "画一只猫，漫画风格",
            "漫画風で猫を描いて",
        ),
    ),
    (
        ["two brown dogs wearing red hats in a meadow"],
        (
            "zwei Hunde mit roten Hüten",
            "dos perros con sombreros rojos",
            "deux chiens avec des chapeaux rouges",
            "两只戴红帽子的狗",
            "赤い帽子をかぶった二匹の犬",
        ),
    ),
]
NEAREST: list[tuple[str, tuple[str, ...]]] = [
    ("a dragon", ("ein Drache", "un dragón", "un dragon", "一条龙", "ドラゴンを描いて")),
    ("a princess", ("eine Prinzessin", "una princesa", "une princesse", "画一个公主", "お姫様")),
    ("a bird", ("ein Vogel", "un pájaro", "un oiseau", "一只小鸟", "鳥")),
]
EDITS: list[tuple[list[str], tuple[str, ...]]] = [
    (["make it blue"], ("mach ihn blau", "hazlo azul", "rends-le bleu", "把它变成蓝色", "青くして")),
    (
        ["make the fox green"],
        (
            "färbe den Fuchs grün",
            "pinta el zorro de verde",
            "peins le renard en vert",
            "把狐狸變成綠色",
            "狐を緑にして",
        ),
    ),
    (
        ["make the scarf pink"],
        (
            "mach den Schal rosa",
            "haz la bufanda rosa",
            "change la couleur de l'écharpe en rose",
            "把围巾变成粉色",
            "マフラーをピンクにして",
        ),
    ),
    (
        ["give the fox a green hat"],
        (
            "setz dem Fuchs einen grünen Hut auf",
            "ponle un sombrero verde al zorro",
            "mets un chapeau vert au renard",
            "给狐狸戴上一顶绿帽子",
            "狐に緑の帽子をかぶせて",
        ),
    ),
    (
        ["remove the scarf"],
        (
            "nimm ihm den Schal ab",
            "quítale la bufanda",
            "enlève-lui l'écharpe",
            "去掉围巾",
            "マフラーを取って",
        ),
    ),
    (
        ["remove the stars"],
        (
            "entferne die Sterne",
            "quita las estrellas",
            "supprime les étoiles",
            "把星星去掉",
            "星を消してください",
        ),
    ),
    (
        ["make it three yellow stars"],
        (
            "füge noch einen Stern hinzu",
            "añade otra estrella",
            "ajoute une autre étoile",
            "再加一颗星星",
            "星をもう一つ追加して",
        ),
    ),
    (
        ["move the stars to the left"],
        (
            "verschiebe die Sterne nach links",
            "mueve las estrellas a la izquierda",
            "déplace les étoiles à gauche",
            "把星星移到左边",
            "星を左に移動して",
        ),
    ),
    (
        ["put it in the snow"],
        (
            "jetzt im Schnee",
            "ahora en la nieve",
            "maintenant dans la neige",
            "把它放到雪地里",
            "今度は雪の中",
        ),
    ),
    (
        ["make it blue", "put it on the beach"],
        (
            "mach ihn blau und bring ihn an den Strand",
            "hazlo azul y ponlo en la playa",
            "rends-le bleu et mets-le à la plage",
            "让它变成蓝色并把它放在沙滩上",
            "青くして、浜辺に置いて",
        ),
    ),
    (
        ["change the style: in pastel colours"],
        (
            "in Pastellfarben",
            "en colores pastel",
            "en couleurs pastel",
            "换成粉彩风格",
            "パステル風にして",
        ),
    ),
]
BOOKS: list[tuple[int, str, tuple[str, ...]]] = [
    (
        6,
        "fox",
        (
            "Mach ein sechsseitiges Bilderbuch über einen mutigen kleinen Fuchs, der einen Stern findet",
            "haz un cuento de seis páginas sobre un pequeño zorro valiente que encuentra una estrella",
            "fais un livre d'images de six pages sur un petit renard courageux qui trouve une étoile",
            "一本关于一只找到星星的勇敢小狐狸的六页绘本",
            "星を見つけた勇敢な小さな狐についての六ページの絵本を作って",
        ),
    ),
    (
        4,
        "bear",
        (
            "eine Geschichte über einen verlorenen Bären",
            "un libro ilustrado sobre un oso perdido",
            "une histoire sur un ours perdu",
            "写一个关于迷路的小熊的故事",
            "迷子の子熊の絵本",
        ),
    ),
]
CHATS: list[tuple[str, tuple[str, ...]]] = [
    ("hello", ("Hallo!", "¡Hola!", "Bonjour !", "你好", "こんにちは")),
    ("welcome", ("Danke schön", "gracias", "merci beaucoup", "谢谢", "ありがとう")),
    (
        "i_draw",
        ("Was kannst du?", "¿Qué puedes hacer?", "Que sais-tu faire ?", "你会画什么？", "何が描けますか？"),
    ),
]


def ask(text: str, *shown: str) -> Brief:
    """The brief for `text` where pictures i1, i2 … lie on the table."""
    seen = tuple(Seen(id=f"i{n}", shows=shows, turn="t1") for n, shows in enumerate(shown, start=1))
    ids = tuple(picture.id for picture in seen)
    moments = (Moment(turn="t1", images=ids, made=ids),) if seen else ()
    return PLANNER.brief(text, Situation(SETTINGS, 2, seen=seen, moments=moments, head="t1" if seen else ""))


def prompts(brief: Brief) -> list[str]:
    return [output.prompt for output in brief.outputs]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (code, text, expected)
        for expected, texts in DRAWINGS
        for code, text in zip(LANGUAGES, texts, strict=True)
    ],
)
def test_new_pictures(language: str, text: str, expected: list[str]) -> None:
    brief = ask(text)
    assert (brief.operation, prompts(brief), brief.language) == ("generate", expected, language)
    assert brief.notes == (f"{table(language).file.sentences.understood}: {to_english(text).text}",)


@pytest.mark.parametrize(
    ("text", "noun"), [(text, noun.removeprefix("a ")) for noun, texts in NEAREST for text in texts]
)
def test_what_the_painter_cannot_draw_is_said_by_its_name(text: str, noun: str) -> None:
    brief = ask(text)
    assert brief.operation == "generate"
    said, _, _ = answers(brief.language)["nearest"].partition("{near}")
    assert said.format(said=named("noun", noun, brief.language)) in " ".join(brief.notes)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (code, text, expected)
        for expected, texts in EDITS
        for code, text in zip(LANGUAGES, texts, strict=True)
    ],
)
def test_changes(language: str, text: str, expected: list[str]) -> None:
    brief = ask(text, FOX)
    assert (brief.operation, prompts(brief), brief.language) == ("edit", expected, language)
    assert [use.id for use in brief.images] == ["i1"]


@pytest.mark.parametrize(
    ("language", "text", "pages", "hero"),
    [
        (code, text, pages, hero)
        for pages, hero, texts in BOOKS
        for code, text in zip(LANGUAGES, texts, strict=True)
    ],
)
def test_books(language: str, text: str, pages: int, hero: str) -> None:
    brief = ask(text)
    assert (brief.operation, len(brief.outputs), brief.language) == ("book", pages, language)
    assert all(hero in prompt for prompt in prompts(brief))
    assert (in_language(IN_THESE, language) in brief.notes) == (language not in WORDINGS)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [(code, text, name) for name, texts in CHATS for code, text in zip(LANGUAGES, texts, strict=True)],
)
def test_small_talk_is_answered_in_the_language(language: str, text: str, name: str) -> None:
    brief = ask(text)
    assert (brief.operation, brief.language, brief.notes) == ("chat", language, ())
    assert brief.answer.startswith(answers(language)[name])


@pytest.mark.parametrize(
    ("text", "english"),
    [
        # what is done with versions and pictures of before
        ("mach das rückgängig", "undo that"),
        ("deshaz eso", "undo that"),
        ("annule ça", "undo that"),
        ("撤销", "undo"),
        ("元に戻して", "undo"),
        ("wiederherstellen", "redo"),
        ("rehacer", "redo"),
        ("rétablir", "redo"),
        ("重做", "redo"),
        ("再実行", "redo"),
        ("lösche das dritte Bild", "delete the third picture"),
        ("borra la tercera", "delete the third one"),
        ("supprime la troisième image", "delete the third picture"),
        ("删除第三张", "delete the third picture"),
        ("把第三张删掉", "delete the third picture"),
        ("三枚目を削除して", "delete the third one"),
        ("geh zurück zur ersten Version", "go back to the first version"),
        ("vuelve a la primera versión", "go back to the first version"),
        ("reviens à la première version", "go back to the first version"),
        ("回到第一个版本", "go back to the first version"),
        ("最初のバージョンに戻して", "go back to the first version"),
        ("noch einmal", "try again"),
        ("inténtalo de nuevo", "try again"),
        ("encore une fois", "try again"),
        ("再试一次", "try again"),
        ("もう一度", "try again"),
        ("una más", "another one"),
        ("再来一张", "another one"),
        ("もう一枚", "another one"),
        # what holds from now on
        ("ab jetzt immer in Aquarell", "from now on in watercolour style"),
        ("a partir de ahora siempre en acuarela", "from now on watercolour"),
        ("à partir de maintenant toujours à l'aquarelle", "from now on watercolour"),
        ("从现在开始都用水彩", "from now on watercolour"),
        ("これからはいつも水彩で描いて", "from now on draw in watercolour"),
        # which picture is meant
        ("mach das zweite blau", "make the second one blue"),
        ("haz la segunda azul", "make the second one blue"),
        ("rends la deuxième bleue", "make the second one blue"),
        ("二番目を青くして", "make the second one blue"),
        ("二番目", "the second one"),
        ("第2页", "page 2"),
        ("Seite zwei: mach den Hut grün", "page 2: make the hat green"),
        ("página 2: haz el zorro azul", "page 2: make the fox blue"),
        ("page 2 : rends le renard bleu", "page 2: make the fox blue"),
        ("把i3的猫变成红色", "make the cat in i3 red"),
        ("把i3变成红色", "make i3 red"),
        ("重画 i1", "redo i1"),
        ("把i1重新画一遍", "redo i1"),
        ("把 i1 放大 2 倍", "enlarge i1 twice"),
        ("放大i1", "enlarge i1 twice"),
        ("i1放大四倍", "enlarge i1 four times"),
        ("把 i1 里的帽子变成绿色", "make the hat in i1 green"),
        ("像 i1 一样的一只狗", "a dog like i1"),
        ("以i1为参考画一只狗", "like i1 draw a dog"),
        ("删除 i1", "remove i1"),
        ("让戴蓝色帽子的橙色猫作为 Mia 加入角色", "add Mia, an orange cat wearing a blue hat, to the cast"),
        ("把角色 Mia 的外貌改成棕色兔子", "change Mia in the cast: a brown rabbit"),
        ("male den Fuchs immer mit einem roten Hut", "draw the fox always with a red hat"),
        ("eine Katze im Querformat", "a cat in landscape format"),
        ("una imagen cuadrada de un gato", "a square picture of a cat"),
        ("横版的猫", "landscape format a cat"),
        ("derselbe Fuchs am Strand", "the same fox on the beach"),
        ("el mismo zorro en la playa", "the same fox on the beach"),
        ("le même renard à la plage", "the same fox on the beach"),
        ("画同一只狐狸在沙滩上", "draw the same fox on the beach"),
        ("雪の中の同じ狐", "the same fox in the snow"),
        ("setz die beiden zusammen in den Schnee", "put the two together in the snow"),
        ("mets les deux ensemble dans la neige", "put both together in the snow"),
        ("两个都放在雪地里", "put both in the snow"),
        # order and endings
        ("verwandle den Fuchs in eine Katze", "turn the fox into a cat"),
        ("convierte el zorro en un gato", "turn the fox into a cat"),
        ("transforme le renard en chat", "turn the fox into a cat"),
        ("把狐狸变成一只猫", "turn the fox into a cat"),
        ("狐を猫に変えて", "turn the fox into a cat"),
        ("nimm dem Fuchs den Schal ab", "take the scarf off the fox"),
        ("kleine dunkelgrüne Vögel", "little dark green birds"),
        ("ein gruener Baer", "a green bear"),
        ("un petit chat noir et une grande étoile jaune", "a little black cat and a big yellow star"),
        ("四种不同风格的猫", "in four different styles a cat"),
        ("一个橙色的苹果", "an orange apple"),
        ("ブルーノという名前の熊の絵本", "a picture book about a bear named ブルーノ"),
        ("ein Buch über einen kleinen Hasen", "a book about a little rabbit"),
        ("ein sechsseitiges Bilderbuch", "a six page picture book"),
        ("zwei kleine Hasen", "two little rabbits"),
        ("der Schal soll gelb sein", "make the scarf yellow"),
        ("l'écharpe doit être jaune", "make the scarf yellow"),
        ("kannst du die Sterne weglassen?", "remove the stars?"),
        ("星はいらない", "remove the star"),
        ("让狐狸站在沙漠里", "put the fox in the desert"),
        # names and words that are not listed stay
        ("ein Bilderbuch über einen Bären namens Stern", "a picture book about a bear named Stern"),
        ("画一本关于一只叫小星的熊的绘本", "draw a picture book about a bear named 小星"),
        ("eine Katze mit Kronleuchter", "a cat with Kronleuchter"),
        ("一只猫和一个吊灯", "a cat and one 吊灯"),
    ],
)
def test_translations(text: str, english: str) -> None:
    assert to_english(text).text == english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (
            'añade el texto "Feliz cumple, gato" a la página 2',
            'add the text "Feliz cumple, gato" to the page 2',
        ),
        ("schreib „Rote Katze, du!“ auf Seite 2", "write „Rote Katze, du!“ on page 2"),
        ("écris « Le chat bleu » sur la page 2", "write « Le chat bleu » on the page 2"),
        ("请把标题改成「红猫的故事」", "please change the title to “红猫的故事”"),
        ("タイトルを『赤い猫』に変えて", "change the title to “赤い猫”"),
    ],
)
def test_quoted_text_is_kept_to_the_letter(text: str, english: str) -> None:
    assert to_english(text).text == english


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a cat",
        "make the red fox blue",
        "a chat with the moon in a rose garden",
        "orange",
        "no",
        "draw a cat named 小花",
        'add the title "El gato rojo" to page 2',
        "put i1 and i2 together",
        "Красная кошка",
        "😀🎈",
        "12345 !!!",
    ],
)
def test_english_and_what_is_not_known_stays_as_it_is(text: str) -> None:
    assert to_english(text) == Translation(text, "en")


def test_english_briefs_are_those_of_the_planner_within() -> None:
    situation = Situation(SETTINGS, 2)
    inner = Phrasebook(VOCABULARY)
    for text in ("a red cat", "a book about a fox", "hello", "make it blue"):
        brief = Polyglot(inner).brief(text, situation)
        assert brief == inner.brief(text, situation)
        assert Polyglot(inner).plan(brief, situation, 3) == inner.plan(brief, situation, 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mach ihn blau", "Es gibt noch kein Bild"),
        ("hazlo azul", "Todavía no hay ninguna imagen"),
        ("rends-le bleu", "Il n’y a pas encore d’image"),
        ("把它变成蓝色", "还没有可以修改的图片"),
        ("青くして", "変更できる絵がまだありません"),
    ],
)
def test_a_question_goes_back_in_the_language(text: str, words: str) -> None:
    brief = ask(text)
    assert brief.operation == "clarify"
    assert words in brief.answer


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_the_words_of_the_small_world(code: str) -> None:
    listed = {entry.english for entry in table(code).entries.values()}
    names = (*VOCABULARY.kinds, *VOCABULARY.colors, *VOCABULARY.clothes, *VOCABULARY.things)
    assert not set(names) - listed
    places = " ".join(listed)
    assert not [name for name in VOCABULARY.places if name not in places]


@pytest.mark.parametrize("code", CODES)
def test_frames_name_only_groups_they_have(code: str) -> None:
    for frame in frames(code):
        slots = {int(digit) for match in SLOT.finditer(frame.means) for digit in match[2]}
        assert all(1 <= slot <= frame.pattern.groups for slot in slots), frame.means


@pytest.mark.parametrize(
    "text",
    [
        "猫" * 30_000,
        "把猫" * 4_000,
        "猫を" * 1_000,
        "die Katze und " * 2_000,
        '"gato ' * 20_000,
        "«a" * 50_000,
        "un gato \x00\x07\u202e 😀 把 を the \ud800 「",
        "\U000f0000 gato \U000f0001 «rojo»",
        "İstanbul ﬁ ß Ǆ gato gato gato",
    ],
)
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(to_english(text).text, str)


def test_random_texts_never_break_it() -> None:
    rng = Random(1)
    alphabet = [form for code in CODES for form in table(code).entries]
    alphabet += [
        *"把的在を の,.!?「」«»\"'-\n\t0123x:",
        "😀",
        "\x00",
        "É",
        "ß",
        "第",
        "页",
        "ページ",
        "make",
        "the",
    ]
    for _ in range(500):
        text = rng.choice(("", " ")).join(rng.choices(alphabet, k=rng.randint(1, 15)))
        assert isinstance(to_english(text), Translation)


def test_it_is_fast() -> None:
    texts = [text for _, texts in (*DRAWINGS, *EDITS) for text in texts]
    for text in texts:
        to_english(text)
    begun = time.process_time()
    for text in texts:
        to_english(text)
    assert len(texts) / (time.process_time() - begun) >= 500
