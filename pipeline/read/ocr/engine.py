"""The two networks of PP-OCR: where text stands, and what a line of it says. Knows no table.

Only the model files of the `rapidocr` wheel are used, through onnxruntime, with one thread and no arena: nothing is
ever downloaded, the same picture gives the same reading, and workers stay parallel and small.
"""

from __future__ import annotations

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""Grey values of shape (height, width); paper is 255."""
PixelBox = tuple[int, int, int, int]
"""x0, top, x1, bottom in pixels; x1 and bottom are outside."""

_HEIGHT = 48
"""The recogniser's line height in pixels; the network was trained on it."""
_NARROWEST = 96
_BATCH_PIXELS = 3200
"""Width of all lines of one batch together: bounds the memory of a run."""
RINGS = "0oO〇○。"
_TEXT = 0.3
_SURE = 0.5
_UNCLIP = 1.6
"""Thresholds and growth of the detector's boxes, as PP-OCR publishes them (db_postprocess)."""
_TILE = 1280
_OVERLAP = 128
"""Height of what the detector sees at once, and what neighbours share: more than any line is high."""


@dataclass(slots=True)
class Reading:
    """What a line says: its text, and for each character the network's probability and its middle (0 to 1).

    The probability of a ring (0, O, 。) is that of any ring: size and place tell them apart better than the network.
    """

    text: str
    scores: list[float]
    middles: list[float]

    @property
    def score(self) -> float:
        """The probability of its weakest character; 0 where nothing was read."""
        return min(self.scores, default=0.0)


class Engine:
    """Both networks, loaded once a process (about 140 MiB)."""

    def __init__(self, models: Path) -> None:
        self._detector = _session(next(models.glob("*_det_*.onnx")))
        self._recogniser = _session(next(models.glob("*_rec_*.onnx")))
        meta = self._recogniser.get_modelmeta().custom_metadata_map
        self._characters = ["", *meta["character"].splitlines(), " "]
        self._rings = [code for code, character in enumerate(self._characters) if character and character in RINGS]

    def detect(self, gray: Picture, scale: float) -> list[PixelBox]:
        """Boxes around stretches of text, from top to bottom; the network sees the picture scaled by `scale`."""
        small = gray
        if scale < 1:
            scaled = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            small = np.asarray(scaled, dtype=np.uint8)
        found: list[PixelBox] = []
        height = small.shape[0]
        for top in range(0, max(1, height - _OVERLAP), _TILE - _OVERLAP):
            bottom = min(height, top + _TILE)
            first = top + (_OVERLAP // 2 if top else 0)
            last = bottom - (_OVERLAP // 2 if bottom < height else 0)
            for x0, y0, x1, y1 in self._boxes(small[top:bottom]):
                if first <= top + (y0 + y1) / 2 < last:
                    found.append((x0, top + y0, x1, top + y1))
        ratio = gray.shape[1] / small.shape[1]
        boxes = [(int(a * ratio), int(b * ratio), round(c * ratio), round(d * ratio)) for a, b, c, d in found]
        return sorted(boxes, key=lambda box: (box[1], box[0]))

    def _boxes(self, gray: Picture) -> list[PixelBox]:
        height, width = (max(32, round(side / 32) * 32) for side in gray.shape)
        values = cv2.resize(gray, (width, height)).astype(np.float32) / 127.5 - 1
        chances = _run(self._detector, np.repeat(values[None, None], 3, axis=1))[0, 0]
        count, labels, stats, _ = cv2.connectedComponentsWithStats((chances > _TEXT).astype(np.uint8))
        sure = np.bincount(labels.ravel(), weights=chances.ravel(), minlength=count) / stats[:, 4]
        across, down = gray.shape[1] / width, gray.shape[0] / height
        found = []
        for x, y, w, h, _ in stats[1:][sure[1:] >= _SURE].tolist():
            if min(w, h) < 3:
                continue
            grow = w * h * _UNCLIP / (2 * (w + h))
            found.append(
                (
                    max(0, int((x - grow) * across)),
                    max(0, int((y - grow) * down)),
                    min(gray.shape[1], int((x + w + grow) * across) + 1),
                    min(gray.shape[0], int((y + h + grow) * down) + 1),
                )
            )
        return found

    def recognise(self, lines: list[Picture]) -> list[Reading]:
        """What each picture of one line says, in the order given."""
        scaled = [_line(line) for line in lines]
        order = sorted(range(len(scaled)), key=lambda index: scaled[index].shape[1])
        found: list[Reading] = [Reading("", [], [])] * len(lines)
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and scaled[order[stop]].shape[1] * (stop + 1 - start) <= _BATCH_PIXELS:
                stop += 1
            batch = order[start:stop]
            for index, reading in zip(batch, self._read([scaled[index] for index in batch]), strict=True):
                found[index] = reading
            start = stop
        return found

    def _read(self, lines: list[npt.NDArray[np.float32]]) -> list[Reading]:
        width = max(_NARROWEST, -(-max(line.shape[1] for line in lines) // 32) * 32)
        batch = np.zeros((len(lines), 3, _HEIGHT, width), dtype=np.float32)
        for row, line in zip(batch, lines, strict=True):
            row[:, :, : line.shape[1]] = line
        chances = _run(self._recogniser, batch)
        best, sure = chances.argmax(axis=2), chances.max(axis=2)
        sure = np.where(np.isin(best, self._rings), chances[:, :, self._rings].sum(axis=2), sure)
        return [
            self._reading(codes, values, width / line.shape[1])
            for codes, values, line in zip(best, sure, lines, strict=True)
        ]

    def _reading(self, codes: Any, values: Any, stretch: float) -> Reading:
        """Greedy CTC: repeats are one character, code 0 is none (Graves 2006)."""
        kept = codes != 0
        kept[1:] &= codes[1:] != codes[:-1]
        at = np.flatnonzero(kept)
        return Reading(
            "".join(self._characters[codes[index]] for index in at),
            [float(values[index]) for index in at],
            [min(1.0, (int(index) + 0.5) / len(codes) * stretch) for index in at],
        )


def _line(line: Picture) -> npt.NDArray[np.float32]:
    height, width = line.shape
    width = max(8, round(width * _HEIGHT / height))
    scaled: npt.NDArray[np.float32] = cv2.resize(line, (width, _HEIGHT)).astype(np.float32) / 127.5 - 1
    return scaled


def _run(session: Any, batch: npt.NDArray[np.float32]) -> Any:
    """The first output; raises `MemoryError` where the network found no memory, which it says in its own way."""
    try:
        return session.run(None, {"x": batch})[0]
    except Exception as error:
        if "bad_alloc" in str(error):
            raise MemoryError(str(error)) from error
        raise


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@functools.lru_cache(maxsize=1)
def engine() -> Engine:
    """The process's engine, from the models in the `rapidocr` wheel; nothing else of that package is loaded."""
    wheel = importlib.util.find_spec("rapidocr")
    if wheel is None or wheel.origin is None:
        raise ModuleNotFoundError("rapidocr")
    cv2.setNumThreads(1)
    return Engine(Path(wheel.origin).parent / "models")
