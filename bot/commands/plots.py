"""Figures drawn as SVG, which every browser shows."""

from collections.abc import Sequence
from html import escape

_SIZE, _MARGIN = 400, 50
_TICKS = (0, 20, 40, 60, 80, 100)


def drawn(curve: Sequence[tuple[float, float]], answered: float | None) -> str:
    """Return the share of right answers over the share of questions answered; a dot is where the gate stands.

    Both are from 0 to 1, in the order of the first.
    """
    whole = _SIZE + 2 * _MARGIN
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(*point) for point in curve))
    ticks = [text for tick in _TICKS for text in _tick(tick)]
    at = next((point for point in curve if answered is not None and point[0] >= answered > 0), None)
    dot = [_dot(*_place(*at))] if at else []
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}">',
        '<g font-family="sans-serif" font-size="12">',
        f'<rect width="{whole}" height="{whole}" fill="white"/>',
        f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="black"/>',
        *ticks,
        _text(whole / 2, whole - 8, "answered, % of the questions that have an answer"),
        _text(whole / 2, _MARGIN - 20, "right, % of those answered"),
        f'<polyline points="{line}" fill="none" stroke="#1f4e9c" stroke-width="2"/>',
        *dot,
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _place(x: float, y: float) -> tuple[float, float]:
    return _MARGIN + _SIZE * x, _MARGIN + _SIZE * (1 - y)


def _tick(percent: int) -> tuple[str, str]:
    x, y = _place(percent / 100, percent / 100)
    return _text(x, _MARGIN + _SIZE + 16, str(percent)), _text(_MARGIN - 16, y + 4, str(percent))


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{escape(text)}</text>'


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#b3261e"/>'
