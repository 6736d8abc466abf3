"""
Texts as outlines, each laid out once: for the PNG, for the SVG and for the measures of both.

matplotlib lays a text out four times, to measure and to draw it for either file: the dearest part of a figure.
Letters that are not fitted to pixels have one shape, whatever their size: laid out once, they serve everywhere.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import TextToPath

_KNOWN_TEXTS = 4096
_SUBPIXELS = 64  # FreeType measures in parts of a pixel

Key = tuple[Hashable, ...]  # which letter
Outline = tuple[Any, Any]  # the points and codes of a matplotlib path
Placed = tuple[str, float, float, float]  # the name of a letter, where it stands, its scale
Measures = tuple[float, float, float]


class _LaidOut(NamedTuple):
    """A text of `FONT_SCALE` points: its letters, and the outline of all of it."""

    letters: list[Placed]
    outline: Outline


class Letters(TextToPath):
    """Lays texts out and remembers them. No text is a formula."""

    def __init__(self) -> None:
        super().__init__()
        self._outlines: dict[str, Outline] = {}
        self._names: dict[tuple[FT2Font, int], str] = {}
        self._fonts: dict[Key, FT2Font] = {}
        self._keys: dict[FT2Font, Key] = {}
        self._lock = threading.Lock()  # a font holds the text that it is busy with
        self._line = lru_cache(self._measure_line)
        self._measures = lru_cache(_KNOWN_TEXTS)(self._measure)
        self._laid_out = lru_cache(_KNOWN_TEXTS)(self._lay_out)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object = False) -> Measures:  # noqa: ARG002
        """Return the width, height and descent of a text, points."""
        return scaled(self._measures(self._key(prop), s), prop.get_size_in_points() / self.FONT_SCALE)

    def get_text_path(self, prop: FontProperties, s: str, *_: object, **__: object) -> Any:
        """Return the outline of a text of `FONT_SCALE` points, from the start of its baseline."""
        return self._laid_out(self._key(prop), s).outline

    def get_glyphs_with_font(
        self,
        font: FT2Font,
        s: str,
        glyph_map: dict[str, Outline] | None = None,
        return_new_glyphs_only: bool = False,
        **_: object,
    ) -> Any:
        """Return the letters of a text, and the outlines of those that `glyph_map` has not got."""
        known = glyph_map or {}
        letters = self._laid_out(self._keys[font], s).letters
        new = {name: self._outlines[name] for name, *_ in letters if name not in known}
        return letters, new if return_new_glyphs_only else {**known, **new}, []

    def line(self, prop: FontProperties) -> Measures:
        """Return how far a line reaches above and below its baseline, and the gap to the next, points."""
        return scaled(self._line(self._key(prop)), prop.get_size_in_points())

    def _get_glyph_repr(self, font: FT2Font, glyph: int) -> str:
        sign = (font, glyph)
        if sign not in self._names:
            name: str = super()._get_glyph_repr(font, glyph)  # type: ignore[misc]
            self._names[sign] = name
        return self._names[sign]

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

    def _measure_line(self, key: Key) -> Measures:
        font = self._fonts[key]
        units = font.get_sfnt_table("head")["unitsPerEm"]  # type: ignore[index]
        table: Any = font.get_sfnt_table("OS/2")  # how its maker meant it
        return scaled((table["sTypoAscender"], -table["sTypoDescender"], table["sTypoLineGap"]), 1 / units)

    def _measure(self, key: Key, text: str) -> Measures:
        font = self._fonts[key]
        with self._lock:
            font.set_size(self.FONT_SCALE, self.DPI)
            font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
            width, height = font.get_width_height()
            return scaled((width, height, font.get_descent()), 1 / _SUBPIXELS)

    def _lay_out(self, key: Key, text: str) -> _LaidOut:
        font = self._fonts[key]
        with self._lock:
            font.set_size(self.FONT_SCALE, self.DPI)
            letters, _, _ = super().get_glyphs_with_font(font, text, self._outlines)
        points = [self._outlines[name][0] + (x, y) for name, x, y, _ in letters]
        codes = [self._outlines[name][1] for name, *_ in letters]
        outline = (np.concatenate(points), np.concatenate(codes)) if letters else (np.empty((0, 2)), None)
        return _LaidOut(letters, outline)


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
