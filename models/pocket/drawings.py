"""The shapes of the small world: six characters, their clothes and ten things.

A character stands with its feet at (0, 0), looks to the right and is about 66 units high; a thing
stands at (0, 0) and is about 30 units high. Knows no scene, no place, no sentence.
"""

from collections.abc import Callable

from .pen import INK, RGB, WHITE, Pen, mix
from .words import Clothing, Kind, ThingKind

BLUSH: RGB = (244, 138, 140)
NOSE: RGB = (70, 48, 52)
CREAM: RGB = (255, 246, 228)


def _light(color: RGB) -> RGB:
    return mix(color, CREAM, 0.72)


def _dark(color: RGB) -> RGB:
    return mix(color, INK, 0.32)


def _eyes(pen: Pen, x: float = 2.5, y: float = -45, gap: float = 7.0) -> str:
    eyes = ""
    for side in (-1, 1):
        eyes += pen.ellipse(x + side * gap, y, 2.7, 3.3, (40, 34, 46), line=0)
        eyes += pen.ellipse(x + side * gap + 0.9, y - 1.2, 1.0, 1.2, WHITE, line=0)
    return eyes


def _cheeks(pen: Pen, x: float = 2, y: float = -38.5) -> str:
    return "".join(pen.ellipse(x + side * 11, y, 2.9, 1.9, BLUSH, line=0) for side in (-1, 1))


def _mouth(pen: Pen, x: float = 3, y: float = -37.5) -> str:
    return pen.stroke(f"M{x - 3} {y} q1.5 2.2 3 0 q1.5 2.2 3 0", NOSE, 0.9)


def _body(pen: Pen, color: RGB, belly: RGB) -> str:
    limb = mix(color, INK, 0.1)
    return (
        pen.ellipse(-8, -3, 6, 4, limb)
        + pen.ellipse(8, -3, 6, 4, limb)
        + pen.ellipse(0, -17, 13.5, 16, color)
        + pen.ellipse(1.5, -14.5, 8, 10.5, belly, line=0)
        + pen.ellipse(-12.5, -19, 3.6, 8, limb, turn=22)
        + pen.ellipse(12.5, -19, 3.6, 8, limb, turn=-22)
    )


def _cat(pen: Pen, color: RGB) -> str:
    ears = "".join(
        pen.path(f"M{s * 16} -47 L{s * 14.5} -66 L{s * 3} -56 Z", color)
        + pen.path(f"M{s * 13.4} -52 L{s * 13} -61 L{s * 6.5} -56 Z", BLUSH, line=0)
        for s in (-1, 1)
    )
    stripes = "".join(pen.stroke(f"M{x} -57.5 v4.5", _dark(color), 1.7) for x in (-2.5, 1.5, 5.5))
    whiskers = "".join(
        pen.stroke(f"M{3 + s * 9} {-40 + k} l{s * 9} {k * 0.8 - 0.6}", NOSE, 0.6)
        for s in (-1, 1)
        for k in (0, 2.6)
    )
    return (
        pen.stroke("M-10 -6 C-27 -5 -28 -20 -22 -27", color, 5)
        + _body(pen, color, _light(color))
        + ears
        + pen.ellipse(0, -43, 17.5, 15, color)
        + stripes
        + pen.ellipse(3, -38, 6.5, 4.6, _light(color), line=0)
        + _eyes(pen)
        + _cheeks(pen)
        + whiskers
        + pen.path("M1.2 -40.6 h3.6 l-1.8 2.2 z", BLUSH, line=0)
        + _mouth(pen)
    )


def _dog(pen: Pen, color: RGB) -> str:
    ears = "".join(
        pen.path(
            f"M{s * 10} -56 C{s * 20} -61 {s * 27} -48 {s * 23} -34 C{s * 17} -30 {s * 13} -42 {s * 10} -56 Z",
            _dark(color),
        )
        for s in (-1, 1)
    )
    return (
        pen.stroke("M-11 -9 C-18 -12 -21 -18 -20 -25", color, 5.5)
        + _body(pen, color, _light(color))
        + pen.ellipse(0, -43, 16.5, 15.5, color)
        + pen.ellipse(-5, -46, 6, 6.5, _dark(color), line=0)
        + pen.ellipse(3.5, -37, 9, 7, _light(color), line=0)
        + ears
        + _eyes(pen)
        + _cheeks(pen, y=-37)
        + pen.ellipse(3.5, -40.5, 3.6, 2.6, NOSE, line=0)
        + _mouth(pen, 3.5, -36.5)
        + pen.path("M1.8 -35.6 q1.7 6 3.6 0 z", (236, 98, 110), line=0)
    )


def _bear(pen: Pen, color: RGB) -> str:
    ears = "".join(
        pen.ellipse(s * 12.5, -56, 6.6, 6.6, color)
        + pen.ellipse(s * 12.5, -55.5, 3.4, 3.4, _light(color), line=0)
        for s in (-1, 1)
    )
    return (
        _body(pen, color, _light(color))
        + ears
        + pen.ellipse(0, -43, 17.5, 15.5, color)
        + pen.ellipse(3, -37.5, 8, 6.4, _light(color), line=0)
        + _eyes(pen)
        + _cheeks(pen)
        + pen.ellipse(3, -40.3, 3.3, 2.4, NOSE, line=0)
        + _mouth(pen, 3, -36.8)
    )


def rabbit_ears(pen: Pen, color: RGB) -> str:
    """Long ears; drawn once more over a hat, which has holes for them."""
    return "".join(
        pen.ellipse(s * 7, -64, 5, 14, color, turn=s * 9)
        + pen.ellipse(s * 7, -64, 2.4, 10, BLUSH, turn=s * 9, line=0)
        for s in (-1, 1)
    )


def _rabbit(pen: Pen, color: RGB) -> str:
    return (
        pen.ellipse(-14, -9, 5.5, 5.5, CREAM)
        + _body(pen, color, _light(color))
        + rabbit_ears(pen, color)
        + pen.ellipse(0, -42, 16, 14.5, color)
        + pen.ellipse(3, -37, 7, 5, _light(color), line=0)
        + _eyes(pen, y=-44)
        + _cheeks(pen, y=-37.5)
        + pen.ellipse(3, -39.6, 2, 1.5, BLUSH, line=0)
        + _mouth(pen, 3, -37.4)
        + pen.rect(1.6, -35.9, 2.8, 3.1, WHITE, 0.6, line=0.4)
    )


def _fox(pen: Pen, color: RGB) -> str:
    ears = "".join(
        pen.path(f"M{s * 18} -47 L{s * 17} -70 L{s * 3} -56 Z", color)
        + pen.path(f"M{s * 17.4} -60 L{s * 17} -70 L{s * 10.5} -63.4 Z", _dark(color), line=0)
        for s in (-1, 1)
    )
    tail = pen.path("M-8 -5 C-22 2 -36 -8 -30 -30 C-27 -38 -20 -26 -18 -18 C-16 -11 -12 -10 -8 -10 Z", color)
    tip = pen.path("M-31.6 -22 C-31.5 -27 -31 -33 -28.5 -33.6 C-25.5 -33 -22 -26 -20 -21 Z", CREAM, line=0)
    face = pen.path(
        "M-17 -40 C-9 -44 -3 -44 2.5 -40 C8 -44 12 -44 17 -40 C15 -32 8 -27.5 2.5 -27.5 C-5 -27.5 -13 -31 -17 -40 Z",
        CREAM,
        line=0,
    )
    return (
        tail
        + tip
        + _body(pen, color, CREAM)
        + ears
        + pen.path("M-18 -44 C-18 -62 18 -62 18 -44 C18 -34 8 -27 2 -27 C-6 -27 -18 -34 -18 -44 Z", color)
        + face
        + _eyes(pen, y=-46)
        + pen.ellipse(2.5, -37.6, 2.8, 2.2, NOSE, line=0)
        + _mouth(pen, 2.5, -34)
    )


def _robot(pen: Pen, color: RGB) -> str:
    metal = (206, 212, 222)
    return (
        pen.rect(-10, -6, 7, 6, _dark(color), 1.5)
        + pen.rect(3, -6, 7, 6, _dark(color), 1.5)
        + pen.rect(-17.5, -26, 5, 15, metal, 2.5)
        + pen.rect(12.5, -26, 5, 15, metal, 2.5)
        + pen.rect(-13, -29, 26, 24, color, 3.5)
        + pen.rect(-7.5, -23, 15, 10, metal, 2, line=0.7)
        + pen.ellipse(-3, -18, 1.8, 1.8, (240, 90, 80), line=0)
        + pen.ellipse(3, -18, 1.8, 1.8, (90, 200, 120), line=0)
        + pen.stroke("M0 -56 v-8", _dark(color), 1.8)
        + pen.ellipse(0, -66, 3, 3, (250, 205, 70))
        + pen.rect(-20.5, -48, 5, 9, metal, 2)
        + pen.rect(15.5, -48, 5, 9, metal, 2)
        + pen.rect(-17, -57, 34, 27, color, 5)
        + pen.rect(-12, -52, 27, 16.5, (232, 242, 250), 4, line=0.7)
        + _eyes(pen, x=2, y=-45.5, gap=6.2)
        + pen.stroke("M-2 -39.5 q4 3.4 8 0", NOSE, 1.1)
    )


CHARACTERS: dict[Kind, Callable[[Pen, RGB], str]] = {
    "cat": _cat,
    "dog": _dog,
    "bear": _bear,
    "rabbit": _rabbit,
    "fox": _fox,
    "robot": _robot,
}


def _hat(pen: Pen, color: RGB) -> str:
    return (
        pen.path("M-15 -53.5 C-16 -77 16 -77 15 -53.5 Z", color)
        + pen.rect(-17, -57, 34, 6.5, mix(color, WHITE, 0.35), 3.2)
        + pen.ellipse(0, -72.5, 4.4, 4.4, mix(color, WHITE, 0.35))
    )


def _scarf(pen: Pen, color: RGB) -> str:
    return (
        pen.path("M5 -28 L13.5 -28 L15.5 -9 L7 -8 Z", color)
        + pen.rect(-15.5, -32.5, 31, 8, color, 4)
        + pen.stroke("M8.2 -12 l7 -1", mix(color, WHITE, 0.5), 1.6)
    )


CLOTHING: dict[Clothing, Callable[[Pen, RGB], str]] = {"hat": _hat, "scarf": _scarf}


def _ball(pen: Pen, color: RGB) -> str:
    return (
        pen.ellipse(0, -13, 13, 13, color)
        + pen.path("M-12.6 -16 Q0 -22 12.6 -16 L13 -12 Q0 -17.5 -13 -12 Z", WHITE, line=0)
        + pen.ellipse(-4.5, -20.5, 2.8, 1.9, mix(color, WHITE, 0.6), turn=-30, line=0)
    )


def _balloon(pen: Pen, color: RGB) -> str:
    return (
        pen.stroke("M0 -9 q-3 4 0 9", (120, 110, 120), 0.9)
        + pen.path("M-2.6 -7.4 L0 -11.5 L2.6 -7.4 Z", _dark(color))
        + pen.path(
            "M0 -10.5 C-9 -14 -12.5 -21 -12 -26 C-11.5 -33 -6 -37 0 -37 C6 -37 11.5 -33 12 -26 C12.5 -21 9 -14 0 -10.5 Z",
            color,
        )
        + pen.ellipse(-4.6, -29.5, 2.4, 4, mix(color, WHITE, 0.6), turn=25, line=0)
    )


def _tree(pen: Pen, color: RGB) -> str:
    return (
        pen.path("M-3.4 0 L-2.6 -18 L2.6 -18 L3.4 0 Z", (122, 84, 58))
        + pen.ellipse(-7.5, -21, 8.5, 8, color)
        + pen.ellipse(7.5, -21, 8.5, 8, color)
        + pen.ellipse(0, -30, 10.5, 10, color)
        + pen.ellipse(0, -23, 9, 7, color, line=0)
        + pen.ellipse(-3.4, -33, 3, 2.4, mix(color, WHITE, 0.4), line=0)
    )


def _house(pen: Pen, color: RGB) -> str:
    return (
        pen.rect(-13, -20, 26, 20, color, 1)
        + pen.path("M-17 -18.5 L0 -35 L17 -18.5 Z", (112, 86, 96))
        + pen.rect(-9.5, -13, 7, 13, CREAM, 1, line=0.7)
        + pen.rect(2, -14.5, 7.5, 7.5, (190, 226, 246), 0.8, line=0.7)
    )


def _flower(pen: Pen, color: RGB) -> str:
    petals = "".join(
        pen.ellipse(x, y, 5.2, 5.2, color)
        for x, y in ((0, -33), (7.2, -27.8), (4.5, -19.4), (-4.5, -19.4), (-7.2, -27.8))
    )
    return (
        pen.stroke("M0 -20 V0", (76, 148, 74), 2.2)
        + pen.ellipse(6, -6, 6, 2.7, (96, 170, 86), turn=-28, line=0.7)
        + petals
        + pen.ellipse(0, -25.6, 4.8, 4.8, (255, 238, 170), line=0.7)
    )


def _car(pen: Pen, color: RGB) -> str:
    wheels = "".join(
        pen.ellipse(x, -4.4, 4.6, 4.6, (58, 56, 68)) + pen.ellipse(x, -4.4, 1.9, 1.9, (222, 222, 228), line=0)
        for x in (-9.5, 9.5)
    )
    return (
        pen.path("M-11 -13 C-10 -24 -6 -24 0 -24 C7 -24 9 -20 11.5 -13 Z", color)
        + pen.path("M-8.2 -13.5 C-7.6 -21 -6 -21 -1 -21 V-13.5 Z", (196, 228, 246), line=0.6)
        + pen.path("M1.5 -21 C6 -21 7 -18 8.6 -13.5 H1.5 Z", (196, 228, 246), line=0.6)
        + pen.rect(-18, -14, 36, 10.5, color, 4)
        + pen.ellipse(16, -10.4, 1.7, 1.7, (255, 236, 150), line=0)
        + wheels
    )


def _star(pen: Pen, color: RGB) -> str:
    return (
        pen.path(
            "M0 -31 L4.4 -21.4 L15 -20.2 L7.1 -13 L9.3 -2.6 L0 -7.9 L-9.3 -2.6 L-7.1 -13 L-15 -20.2 L-4.4 -21.4 Z",
            color,
        )
        + pen.ellipse(-2.8, -16.5, 1.1, 1.5, INK, line=0)
        + pen.ellipse(2.8, -16.5, 1.1, 1.5, INK, line=0)
        + pen.stroke("M-1.6 -12.9 q1.6 1.6 3.2 0", INK, 0.8)
    )


def _mushroom(pen: Pen, color: RGB) -> str:
    return (
        pen.path("M-5 -14 C-4 -8 -6.5 -3 -5.5 0 H5.5 C6.5 -3 4 -8 5 -14 Z", CREAM)
        + pen.path("M-15.5 -13 C-15 -31 15 -31 15.5 -13 C8 -10 -8 -10 -15.5 -13 Z", color)
        + pen.ellipse(-6.5, -18, 2.7, 2.3, WHITE, line=0)
        + pen.ellipse(1.5, -22, 2.9, 2.4, WHITE, line=0)
        + pen.ellipse(8, -16.2, 2.3, 2, WHITE, line=0)
    )


def _boat(pen: Pen, color: RGB) -> str:
    return (
        pen.path("M-16 -9 H16 C14 -3 10 0 7 0 H-8 C-12 0 -15 -4 -16 -9 Z", color)
        + pen.rect(-1, -34, 2, 25, (122, 84, 58), line=0.5)
        + pen.path("M2 -33 C10 -28 14 -20 14.5 -12.5 H2 Z", CREAM)
        + pen.path("M-2 -29 L-2 -12.5 H-12 Z", mix(color, WHITE, 0.45))
    )


def _kite(pen: Pen, color: RGB) -> str:
    return (
        pen.stroke("M0 -10 q6 3 0 6 q-5 2 0 4", (130, 112, 116), 0.9)
        + pen.path("M0 -38 L12 -25.5 L0 -9 L-12 -25.5 Z", color)
        + pen.path("M0 -38 L12 -25.5 H0 Z", mix(color, WHITE, 0.5), line=0)
        + pen.path("M0 -9 L-12 -25.5 H0 Z", mix(color, WHITE, 0.5), line=0)
        + pen.path("M0 -4 l4 -2.4 v4.8 z M0 -4 l-4 -2.4 v4.8 z", _dark(color), line=0)
    )


THINGS: dict[ThingKind, Callable[[Pen, RGB], str]] = {
    "ball": _ball,
    "balloon": _balloon,
    "tree": _tree,
    "house": _house,
    "flower": _flower,
    "car": _car,
    "star": _star,
    "mushroom": _mushroom,
    "boat": _boat,
    "kite": _kite,
}
