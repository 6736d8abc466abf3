"""Boxes and lines of a tree of two levels, with a mark and words for the status: readable without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.charts.base import MARGIN, WIDTH, Look, Mark, axes, mark
from analysis.ground.palette import INK, LINE, QUIET

# Inches from the left: the box of the branch, the box of its leaf, the text beside it, the end.
BRANCH, LEAF, BESIDE, END = 0.0, 2.0, 4.45, WIDTH - 2 * MARGIN
BRANCH_ROOM, LEAF_ROOM, BESIDE_ROOM = 25, 36, 34  # letters to a line
LETTER, PITCH, PAD = 9, 0.152, 0.09  # points; inches a line; inches round a text
DASHED = (0, (3, 2))

Marks = Mapping[str, Mark]  # by status


@dataclass(frozen=True)
class Leaf:
    """A box at the end of a branch, with the lines of text beside it."""

    text: str
    beside: tuple[str, ...]
    mark: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Branch:
    """A box with its leaves; its own status stands below its name."""

    text: str
    leaves: tuple[Leaf, ...]
    mark: str = ""
    status: str = ""
    dashed: bool = False


def tree(branches: Sequence[Branch], marks: Marks, *, legend: bool) -> Axes:
    """Draw branches below each other, with what the marks of each status mean where `legend` asks for it."""
    height = sum(_height(branch) for branch in branches) + (0.35 if legend else 0.05)
    ax = axes(height)
    ax.set(xlim=(0, END), ylim=(height, 0))
    ax.axis("off")
    top = 0.02
    for branch in branches:
        top = _draw_branch(ax, branch, top, marks)
    x = 0.05
    for status in marks if legend else ():
        mark(ax, x, top + 0.12, marks[status], clip_on=False)
        _text(ax, x + 0.13, top + 0.12 - PITCH / 2, [status])
        x += 0.35 + 0.075 * len(status)
    return ax


def _leaf_height(leaf: Leaf) -> float:
    beside = sum(len(textwrap.wrap(text, BESIDE_ROOM)) for text in leaf.beside)
    return max(len(textwrap.wrap(leaf.text, LEAF_ROOM)), beside) * PITCH + 2 * PAD


def _lines(branch: Branch) -> int:
    return len(textwrap.wrap(branch.text, BRANCH_ROOM)) + len(textwrap.wrap(branch.status, BRANCH_ROOM - 2))


def _height(branch: Branch) -> float:
    leaves = sum(_leaf_height(leaf) + PAD / 2 for leaf in branch.leaves)
    return max(leaves, _lines(branch) * PITCH + 2 * PAD) + 0.12


def _draw_branch(ax: Axes, branch: Branch, top: float, marks: Marks) -> float:
    """Draw a branch with its leaves and the lines between them; return where the next begins."""
    middles, y = [], top
    for leaf in branch.leaves:
        height = _leaf_height(leaf)
        middles.append(y + height / 2)
        _draw_leaf(ax, leaf, y, height, marks)
        y += height + PAD / 2
    height = max(_lines(branch) * PITCH + 2 * PAD, 0.3)
    middle = (middles[0] + middles[-1]) / 2 if middles else top + height / 2
    middle = max(middle, top + height / 2)
    join = (BRANCH + 1.75 + LEAF) / 2
    _box(ax, BRANCH, middle - height / 2, 1.75, height, filled=not branch.dashed, dashed=branch.dashed)
    words = textwrap.wrap(branch.text, BRANCH_ROOM)
    first = middle - height / 2 + PAD
    colour = INK if branch.dashed else style.text_on(style.house().own)
    _text(ax, BRANCH + 0.08, first, words, weight="bold", colour=colour)
    if branch.status:
        below = first + len(words) * PITCH
        own = style.house().own
        mark(ax, BRANCH + 0.14, below + PITCH / 2, marks[branch.mark], colour, own, clip_on=False)
        _text(ax, BRANCH + 0.27, below, textwrap.wrap(branch.status, BRANCH_ROOM - 2), colour=colour)
    if not middles:  # a goal below which nothing stands yet
        return top + _height(branch)
    line: Look = {"color": LINE, "linewidth": 1, "linestyle": DASHED if branch.dashed else "solid"}
    ax.plot([BRANCH + 1.75, join], [middle, middle], **line)
    ax.plot([join, join], [min(*middles, middle), max(*middles, middle)], **line)
    for place in middles:
        ax.plot([join, LEAF], [place, place], **line)
    return top + _height(branch)


def _draw_leaf(ax: Axes, leaf: Leaf, top: float, height: float, marks: Marks) -> None:
    words = textwrap.wrap(leaf.text, LEAF_ROOM)
    _box(ax, LEAF, top, BESIDE - LEAF - 0.12, height, filled=False, dashed=leaf.dashed)
    _text(ax, LEAF + 0.07, top + (height - len(words) * PITCH) / 2, words)
    beside = [textwrap.wrap(text, BESIDE_ROOM) for text in leaf.beside]
    y = top + (height - sum(map(len, beside)) * PITCH) / 2
    left = BESIDE
    if leaf.mark:
        mark(ax, BESIDE + 0.04, y + PITCH / 2, marks[leaf.mark], clip_on=False)
        left += 0.16
    for number, lines in enumerate(beside):
        _text(ax, left, y, lines, colour=INK if number == 0 else QUIET)
        y += len(lines) * PITCH


def _box(ax: Axes, x: float, y: float, width: float, height: float, *, filled: bool, dashed: bool) -> None:
    own = style.house().own
    look: Look = {
        "facecolor": own if filled else "white",
        "edgecolor": INK if dashed else own,
        "linewidth": 1,
    }
    ax.add_patch(Rectangle((x, y), width, height, linestyle=DASHED if dashed else "solid", **look))


def _text(
    ax: Axes, x: float, y: float, lines: Sequence[str], *, weight: str = "regular", colour: str = INK
) -> None:
    for number, line in enumerate(lines):
        place = y + (number + 0.5) * PITCH
        ax.text(x, place, line, size=LETTER, va="center_baseline", weight=weight, color=colour)
