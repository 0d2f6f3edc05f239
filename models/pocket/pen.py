"""How shapes become SVG in each of the four styles, and in flat labels for masks.

Knows colours, strokes and shapes; does not know what is drawn.
"""

from dataclasses import dataclass

from .words import Color, Style

RGB = tuple[int, int, int]

PALETTE: dict[Color, RGB] = {
    "red": (218, 50, 52),
    "orange": (247, 144, 34),
    "yellow": (250, 212, 64),
    "green": (64, 158, 84),
    "blue": (52, 112, 214),
    "purple": (134, 74, 180),
    "pink": (247, 138, 184),
    "brown": (136, 88, 56),
}
INK: RGB = (44, 40, 58)
PAPER: RGB = (252, 246, 232)
WHITE: RGB = (255, 255, 255)


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """`a` with `share` (0..1) of `b` in it."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


@dataclass(frozen=True)
class Pen:
    """Turns shapes into SVG. `label` instead of colours gives a map of who covers which pixel."""

    style: Style
    label: int | None = None
    backdrop: bool = False

    def paint(self, color: RGB, line: float = 1.0) -> str:
        """SVG attributes for a filled shape; `line` scales the stroke, 0 leaves it away."""
        if self.label is not None:
            return f'fill="rgb({self.label},{self.label},{self.label})"'
        stroke, width = self._stroke()
        attributes = f'fill="rgb{self._tone(color)}"'
        if width * line > 0:
            attributes += f' stroke="rgb{stroke}" stroke-width="{width * line:.2f}" stroke-linejoin="round"'
        return attributes

    def _tone(self, color: RGB) -> RGB:
        if self.style == "pastel":
            return mix(color, PAPER, 0.5 if self.backdrop else 0.36)
        if self.style == "ink" and self.backdrop:
            dark = sum(color) < 330
            return mix(color, INK, 0.55) if dark else mix(color, PAPER, 0.84)
        return color

    def _stroke(self) -> tuple[RGB, float]:
        if self.style == "outline":
            return INK, 0.9 if self.backdrop else 1.5
        if self.style == "pastel":
            return mix(PAPER, WHITE, 0.5), 0.7 if self.backdrop else 1.1
        if self.style == "ink":
            return INK, 0.7 if self.backdrop else 1.1
        return INK, 0.0

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, color: RGB, turn: float = 0, line: float = 1
    ) -> str:
        """An ellipse about (x, y), turned by `turn` degrees."""
        rotate = f' transform="rotate({turn} {x} {y})"' if turn else ""
        where = f'cx="{x:.2f}" cy="{y:.2f}" rx="{rx:.2f}" ry="{ry:.2f}"'
        return f"<ellipse {where} {self.paint(color, line)}{rotate}/>"

    def rect(
        self, x: float, y: float, w: float, h: float, color: RGB, round_: float = 0, line: float = 1
    ) -> str:
        """A rectangle with corners rounded by `round_`."""
        where = f'x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}" rx="{round_}"'
        return f"<rect {where} {self.paint(color, line)}/>"

    def path(self, d: str, color: RGB, line: float = 1) -> str:
        """A filled path."""
        return f'<path d="{d}" {self.paint(color, line)}/>'

    def stroke(self, d: str, color: RGB, width: float) -> str:
        """An open line. In label maps lines count as part of what they belong to."""
        tone = (self.label,) * 3 if self.label is not None else self._tone(color)
        return (
            f'<path d="{d}" fill="none" stroke="rgb{tone}" stroke-width="{width}" '
            f'stroke-linecap="round" stroke-linejoin="round"/>'
        )
