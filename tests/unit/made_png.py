"""Reads PNG files: what they say of themselves, and the colours of their points."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngImageFile


def _open(content: bytes) -> PngImageFile:
    image = Image.open(io.BytesIO(content), formats=["PNG"])
    assert isinstance(image, PngImageFile)
    image.load()
    return image


def words_of(content: bytes) -> dict[str, str]:
    """The texts of a PNG file by their keywords."""
    return {word: str(text) for word, text in _open(content).text.items()}


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height."""
    return _open(content).size


def points_of(content: bytes) -> NDArray[np.uint8]:
    """Rows of points of red, green and blue."""
    return np.asarray(_open(content).convert("RGB"))
