"""The eight backdrops of the small world, on a canvas of 100 × 100 units with the ground near y = 72.

A small random generator moves suns, clouds and hills a little, so that no two meadows are the same.
Knows no character and no thing.
"""

from collections.abc import Callable
from random import Random

from .pen import RGB, WHITE, Pen, mix
from .words import Place

SUN: RGB = (255, 214, 92)


def _sky(pen: Pen, color: RGB) -> str:
    return pen.rect(-2, -2, 104, 104, color, line=0)


def _cloud(pen: Pen, x: float, y: float, size: float, color: RGB = WHITE) -> str:
    cloud = pen.path("M-9 0 a4 4 0 0 1 4 -5 a6 6 0 0 1 10 -1 a4 4 0 0 1 3 6 z", color)
    return f'<g transform="translate({x:.2f} {y:.2f}) scale({size})">{cloud}</g>'


def _hill(pen: Pen, x: float, y: float, color: RGB, width: float = 60) -> str:
    far, near = width * 0.45, width * 0.3
    left = f"M{x - width} 104 C{x - far} {y} {x - near} {y} {x} {y}"
    return pen.path(f"{left} C{x + near} {y} {x + far} {y} {x + width} 104 Z", color)


def _ground(pen: Pen, y: float, color: RGB, swell: float = 3) -> str:
    return pen.path(f"M-3 {y + swell} Q25 {y - swell} 52 {y} T103 {y - swell * 0.3} V104 H-3 Z", color)


def _meadow(pen: Pen, rng: Random) -> str:
    tufts = "".join(
        pen.stroke(f"M{x} {y} l-1.2 -3 M{x + 1} {y} l0.3 -3.6 M{x + 2} {y} l1.6 -2.8", (96, 160, 76), 0.9)
        for x, y in ((9, 84), (28, 95), (74, 93), (90, 82))
    )
    return (
        _sky(pen, (178, 224, 246))
        + pen.ellipse(rng.choice((14, 84)) + rng.uniform(-3, 3), 14, 8, 8, SUN)
        + _cloud(pen, rng.uniform(30, 44), 17, 0.8)
        + _cloud(pen, rng.uniform(58, 70), 25, 0.7)
        + _hill(pen, rng.uniform(16, 30), 56, (150, 206, 124))
        + _hill(pen, rng.uniform(72, 88), 52, (134, 196, 112))
        + _ground(pen, 73, (170, 218, 124))
        + tufts
    )


def _beach(pen: Pen, rng: Random) -> str:
    waves = "".join(
        pen.stroke(f"M{x} {y} q3 -2.4 6 0 q3 2.4 6 0", (214, 240, 250), 1.1)
        for x, y in ((8, 52), (40, 57), (70, 51), (22, 62), (84, 61))
    )
    shell = pen.path("M10 92 a4.5 4.5 0 0 1 9 0 z", (250, 176, 160))
    return (
        _sky(pen, (196, 234, 248))
        + pen.ellipse(rng.choice((18, 80)) + rng.uniform(-3, 3), 15, 8.5, 8.5, SUN)
        + _cloud(pen, rng.uniform(42, 60), 20, 0.8)
        + pen.rect(-2, 45, 104, 30, (92, 184, 214))
        + waves
        + _ground(pen, 70, (246, 222, 160), 2)
        + shell
    )


def _forest(pen: Pen, rng: Random) -> str:
    trunks = ""
    for x in (4, 24, 46, 68, 92):
        cx = x + rng.uniform(-3, 3)
        trunks += pen.path(f"M{cx - 3.4} 76 L{cx - 2.4} 10 H{cx + 2.4} L{cx + 3.4} 76 Z", (112, 80, 60))
    crowns = "".join(
        pen.ellipse(x + rng.uniform(-2, 2), 9, 14, 13, (62, 122, 82)) for x in (0, 21, 43, 65, 88, 102)
    )
    back = "".join(pen.path(f"M{x - 9} 73 L{x} 36 L{x + 9} 73 Z", (128, 178, 134)) for x in (14, 36, 58, 80))
    return _sky(pen, (190, 218, 186)) + back + trunks + crowns + _ground(pen, 73, (122, 164, 94), 2)


def _snow(pen: Pen, rng: Random) -> str:
    firs = ""
    for x in (10 + rng.uniform(-3, 3), 90 + rng.uniform(-3, 3)):
        for k, half in enumerate((5, 7, 9)):
            firs += pen.path(
                f"M{x - half} {50 + k * 8} L{x} {36 + k * 8} L{x + half} {50 + k * 8} Z", (118, 164, 164)
            )
    flakes = "".join(
        pen.ellipse((k * 37 + rng.uniform(0, 9)) % 100, (k * 23 + 6) % 66, 1.3, 1.3, WHITE, line=0.25)
        for k in range(16)
    )
    return (
        _sky(pen, (172, 198, 224))
        + _hill(pen, rng.uniform(26, 40), 50, (214, 228, 242))
        + _hill(pen, rng.uniform(66, 80), 54, (226, 236, 247))
        + firs
        + _ground(pen, 73, (246, 250, 255))
        + flakes
    )


def _night(pen: Pen, rng: Random) -> str:
    x = rng.choice((18, 80)) + rng.uniform(-3, 3)
    moon = pen.path(f"M{x + 3} 7 a9.5 9.5 0 1 0 5.5 15 a8 8 0 0 1 -5.5 -15 z", (255, 240, 182))
    dots = "".join(
        pen.ellipse((k * 31 + rng.uniform(0, 8)) % 100, (k * 17 + 5) % 50, 0.9, 0.9, (255, 246, 206), line=0)
        for k in range(14)
    )
    return (
        _sky(pen, (44, 54, 104))
        + dots
        + moon
        + _hill(pen, rng.uniform(14, 32), 52, (46, 74, 112))
        + _hill(pen, rng.uniform(70, 88), 56, (52, 84, 118))
        + _ground(pen, 73, (62, 104, 112))
    )


def _room(pen: Pen, rng: Random) -> str:
    x = rng.choice((10, 66)) + rng.uniform(-2, 2)
    window = (
        pen.rect(x, 12, 24, 26, (180, 222, 244), 2)
        + pen.rect(x + 11.2, 12, 1.6, 26, WHITE, line=0.3)
        + pen.rect(x, 24.2, 24, 1.6, WHITE, line=0.3)
    )
    y = 76 - x
    frame = pen.rect(y, 16, 16, 13, (176, 126, 88), 1) + pen.rect(
        y + 2.4, 18.4, 11.2, 8.2, (250, 236, 206), line=0.4
    )
    boards = "".join(
        pen.stroke(f"M{a} 72 L{b} 102", (190, 142, 100), 0.8)
        for a, b in ((16, 4), (38, 32), (62, 68), (84, 96))
    )
    return (
        _sky(pen, (250, 226, 196))
        + window
        + frame
        + pen.rect(-2, 70, 104, 34, (214, 168, 122))
        + boards
        + pen.rect(-2, 68, 104, 3.4, (250, 244, 232), line=0.6)
        + pen.ellipse(50, 88, 40, 8.5, (150, 190, 196))
    )


def _desert(pen: Pen, rng: Random) -> str:
    cacti = ""
    for x, h in ((10 + rng.uniform(-2, 2), 22), (90 + rng.uniform(-2, 2), 18)):
        cacti += pen.stroke(
            f"M{x} 70 V{70 - h} M{x} {64 - h * 0.2} h-5 v-6 M{x} {60 - h * 0.2} h5 v-7", (92, 150, 104), 3.4
        )
    return (
        _sky(pen, (253, 214, 164))
        + pen.ellipse(rng.uniform(38, 62), 24, 11, 11, (252, 172, 96))
        + _hill(pen, rng.uniform(16, 30), 54, (232, 168, 110))
        + _hill(pen, rng.uniform(74, 88), 58, (222, 156, 100))
        + cacti
        + _ground(pen, 73, (240, 190, 124), 4)
    )


def _city(pen: Pen, rng: Random) -> str:
    towers = ""
    for k, x in enumerate((-3, 15, 33, 52, 70, 86)):
        top = (26, 38, 20, 34, 24, 40)[k] + rng.uniform(-4, 4)
        color = ((168, 178, 204), (190, 180, 200), (156, 170, 196))[k % 3]
        towers += pen.rect(x, top, 16, 76 - top, color)
        towers += "".join(
            pen.rect(x + 2.8 + c * 6, top + 4 + r * 9, 4, 5, (255, 240, 190), line=0.3)
            for c in (0, 1)
            for r in range(3)
        )
    dashes = "".join(pen.rect(x, 90, 12, 2.2, (250, 246, 232), line=0) for x in (4, 32, 60, 88))
    road = pen.rect(-2, 76, 104, 28, (138, 138, 152))
    return (
        _sky(pen, (206, 226, 240))
        + towers
        + pen.rect(-2, 70, 104, 7, mix((206, 206, 210), WHITE, 0.2))
        + road
        + dashes
    )


PLACES: dict[Place, Callable[[Pen, Random], str]] = {
    "meadow": _meadow,
    "beach": _beach,
    "forest": _forest,
    "snow": _snow,
    "night": _night,
    "room": _room,
    "desert": _desert,
    "city": _city,
}
