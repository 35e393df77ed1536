"""The recogniser: images of single lines to text, with how sure it is of each letter.

Place in the flow: crops of ``scan_cells``, ``scan_text`` and ``scan_straight`` → **text**. Only rapidocr's model is
used (a file in its wheel, run by onnxruntime): its own pipeline would search each crop for lines again, and write and
download where it may do neither.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from parsers.report import ReadError

Pixels = NDArray[Any]

MODEL = "PP-OCRv6_rec_small.onnx"
_HEIGHT = 48
# Widths are rounded up so that crops of about one width share a run.
_WIDTH_STEP, _LEAST_WIDTH, MAX_WIDTH = 8, 48, 2400
# Lines longer than any number are narrowed. Measured at 0.66, on 19,000 letters in 16 looks: 0.31 % misread instead of
# 0.27 %, in two thirds of the time, and of 1,700 numbers among them as many as before (12). At 0.6, on 6,300 letters in
# six looks, as many read otherwise than at full width as at 0.7 (12, no digit among them); at 0.5, twice as many.
_LONG, _NARROWED = 240, 0.6
# The output has 18,710 probabilities for every 8 pixels, held three times over, and the memory is kept: no more
# pixels of width are run at once than the longest line of a page has. More are no faster.
_BATCH_WIDTH = 1_600
NUMBER_SIGNS = "0123456789.,-"
_ROUND = "Oo○〇"
# Ones are read so surely, slashes taken for ones are not (of 680 each in 17 faces, the least 0.9 and the most 0.98).
_CERTAIN = 0.985
# A digit less probable than this among all letters is none; a zero with a dot in it looks more like 日.
_LEAST_CHANCE = 0.03


class Reading(NamedTuple):
    """A line as read, with the probabilities of its letters (mean of all, worst but for punctuation); and as a number.

    ``number`` has digits and their signs alone; ``number_least`` is how the worst of them stands against other digits.
    """

    text: str
    mean: float
    least: float
    number: str
    number_least: float

    def is_certainly(self, text: str) -> bool:
        """Whether the line says this beyond doubt, all letters considered."""
        return self.text.strip() == text and self.least >= _CERTAIN


class Recogniser:
    """The model in memory."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # By default the pool doubles each time it grows.
        provider = ("CPUExecutionProvider", {"arena_extend_strategy": "kSameAsRequested"})
        self._session = onnxruntime.InferenceSession(str(path), options, providers=[provider])
        self._input = self._session.get_inputs()[0].name
        letters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        # Class 0 stands between two letters.
        self._letters = ["", *letters, " "]
        self._round = np.array([self._letters.index(letter) for letter in _ROUND if letter in self._letters])
        self._numeric = np.array([0, *(self._letters.index(sign) for sign in NUMBER_SIGNS)])

    def read(self, crops: list[Pixels]) -> list[Reading]:
        """Read lines, each a grey image of one line, dark on light."""
        readings: list[Reading] = [Reading("", 0.0, 0.0, "", 0.0)] * len(crops)
        widths = [_width(crop) for crop in crops]
        order = sorted(range(len(crops)), key=widths.__getitem__)
        while order:
            width = widths[order[0]]
            batch = [i for i in order if widths[i] == width][: max(1, _BATCH_WIDTH // width)]
            order = order[len(batch) :]
            for i, probabilities in zip(batch, self._run([crops[i] for i in batch], width), strict=True):
                readings[i] = self._decode(probabilities)
        return readings

    def _run(self, crops: list[Pixels], width: int) -> Pixels:
        batch = np.zeros((len(crops), 3, _HEIGHT, width), np.float32)
        for i, crop in enumerate(crops):
            scaled = min(width, max(1, round(_natural_width(crop))))
            shrinks = crop.shape[0] > _HEIGHT
            line = cv2.resize(crop, (scaled, _HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
            batch[i, :, :, :scaled] = line.astype(np.float32) / 127.5 - 1
        try:
            return np.asarray(self._session.run(None, {self._input: batch})[0])
        except Exception as error:
            # The runtime has no class of its own for it.
            if "bad_alloc" in str(error):
                raise MemoryError from error
            raise

    def _decode(self, probabilities: Pixels) -> Reading:
        best = probabilities.argmax(axis=1)
        text, sure = self._collapse(best, probabilities.max(axis=1))
        numeric = probabilities[:, self._numeric]
        # Nothing tells a 0 from a round letter but that it stands in a number.
        numeric[:, 1] += probabilities[:, self._round].sum(axis=1)
        best, chance = self._numeric[numeric.argmax(axis=1)], numeric.max(axis=1)
        # Against the other digits only: a lone 0 looks as much like other round letters, but like no other digit.
        share = chance / np.maximum(numeric[:, 1:].sum(axis=1), 1e-6)
        number, sure_number = self._collapse(best, np.where(chance >= _LEAST_CHANCE, np.minimum(share, 1.0), 0.0))
        mean = sum(sure) / len(sure) if sure else 0.0
        # One kind of quotation mark taken for another makes no word doubtful.
        words = [chance for letter, chance in zip(text, sure, strict=True) if letter.isalnum()]
        return Reading(text, mean, min(words or sure, default=0.0), number, min(sure_number, default=0.0))

    def _collapse(self, classes: Pixels, probabilities: Pixels) -> tuple[str, list[float]]:
        """Repeated classes are one letter; its probability is the best of its places."""
        text: list[str] = []
        sure: list[float] = []
        before = 0
        for current, probability in zip(classes.tolist(), probabilities.tolist(), strict=True):
            if current and current == before:
                sure[-1] = max(sure[-1], probability)
            elif current:
                text.append(self._letters[current])
                sure.append(probability)
            before = current
        return "".join(text), sure


def _natural_width(crop: Pixels) -> float:
    """How wide a line is shown to the model, not rounded."""
    width = float(crop.shape[1] * _HEIGHT / crop.shape[0])
    return width if width <= _LONG else max(_LONG, _NARROWED * width)


def _width(crop: Pixels) -> int:
    return int(min(MAX_WIDTH, max(_LEAST_WIDTH, -(-_natural_width(crop) // _WIDTH_STEP) * _WIDTH_STEP)))


@cache
def recogniser() -> Recogniser:
    """The one recogniser of this process.

    :raises ReadError: ``needs-ocr`` when the model is not installed.
    """
    package = find_spec("rapidocr")
    if package is not None and package.origin is not None:
        path = Path(package.origin).parent / "models" / MODEL
        if path.is_file():
            return Recogniser(path)
    raise ReadError("needs-ocr", f"The recogniser's model {MODEL} is not installed; install nianbao[ocr].")
