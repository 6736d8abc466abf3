"""
Texts as outlines, each laid out once: for the PNG, for the SVG and for the measures of both.

matplotlib lays a text out four times, to measure and to draw it for either file: the dearest part of a figure.
Letters that are not fitted to pixels have one shape, whatever their size: laid out once, they serve everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import TextToPath

_KNOWN_TEXTS = 4096
_SUBPIXELS = 64  # FreeType measures in parts of a pixel

Key = tuple[Hashable, ...]  # which letter
Outline = tuple[Any, Any]  # the points and codes of a matplotlib path
Placed = tuple[str, float, float, float]  # the name of a letter, where it stands, its scale
Measures = tuple[float, float, float]  # width, height and descent


class Letters(TextToPath):
    """Lays texts out and remembers them. No text is a formula."""

    def __init__(self) -> None:
        super().__init__()
        self._outlines: dict[str, Outline] = {}
        self._fonts: dict[Key, FT2Font] = {}
        self._keys: dict[FT2Font, Key] = {}
        self._measures = lru_cache(_KNOWN_TEXTS)(self._measure)
        self._laid_out = lru_cache(_KNOWN_TEXTS)(self._lay_out)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object = False) -> Measures:  # noqa: ARG002
        """Return the width, height and descent of a text, points."""
        return scaled(self._measures(self._key(prop), s), prop.get_size_in_points() / self.FONT_SCALE)

    def get_text_path(self, prop: FontProperties, s: str, *_: object, **__: object) -> Any:
        """Return the outline of a text of `FONT_SCALE` points, from the start of its baseline."""
        letters = self._laid_out(self._key(prop), s)
        points = [self._outlines[name][0] + (x, y) for name, x, y, _ in letters]
        codes = [self._outlines[name][1] for name, *_ in letters]
        return (np.concatenate(points), np.concatenate(codes)) if letters else (np.empty((0, 2)), None)

    def get_glyphs_with_font(
        self, font: FT2Font, s: str, glyph_map: Mapping[str, Outline] | None = None, *_: object, **__: object
    ) -> Any:
        """Return the letters of a text, and the outlines of those that `glyph_map` has not got."""
        letters = self._laid_out(self._keys[font], s)
        new = {name: self._outlines[name] for name, *_ in letters if name not in (glyph_map or {})}
        return letters, new, []

    def _key(self, prop: FontProperties) -> Key:
        look = prop.get_style(), prop.get_variant(), prop.get_weight(), prop.get_stretch()
        # A letter that is registered later may be the one that was asked for.
        key = (len(fontManager.ttflist), *prop.get_family(), *look, prop.get_file())
        if key not in self._fonts:
            self._fonts[key] = _opened(prop)
            self._keys[self._fonts[key]] = key
        return key

    def _get_font(self, prop: FontProperties) -> FT2Font:
        return self._fonts[self._key(prop)]

    def _measure(self, key: Key, text: str) -> Measures:
        font = self._fonts[key]
        font.set_size(self.FONT_SCALE, self.DPI)
        font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
        width, height = font.get_width_height()
        return scaled((width, height, font.get_descent()), 1 / _SUBPIXELS)

    def _lay_out(self, key: Key, text: str) -> list[Placed]:
        font = self._fonts[key]
        font.set_size(self.FONT_SCALE, self.DPI)
        letters, _, _ = super().get_glyphs_with_font(font, text, self._outlines)
        return list(letters)


def _opened(prop: FontProperties) -> FT2Font:
    """
    Open a letter, with those that draw what it has no sign for, in memory.

    FreeType reads the file again for every sign, which from memory takes a third of the time; and a file
    that is open in two processes, one forked from the other, would be read from one place by both.
    """
    found = fontManager._find_fonts_by_props(prop)
    files = [(io.BytesIO(Path(one.path).read_bytes()), one.face_index) for one in found]
    first, *others = files
    fallback = [FT2Font(file, face_index=index) for file, index in others]
    return FT2Font(first[0], face_index=first[1], _fallback_list=fallback)


def scaled(measures: Measures, scale: Any) -> Measures:
    """Return measures in another unit."""
    first, second, third = measures
    return first * scale, second * scale, third * scale


LETTERS = Letters()
