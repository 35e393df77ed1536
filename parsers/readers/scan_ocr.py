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
# The model was made for this height, and takes no other. Without the number in its header (what an input is to be:
# three channels, so many rows) it reads rows two thirds as high as well, in seven tenths of the time.
_LOW, _FIXED, _FREE = 32, b"\n\x02\x08\x03\n\x02\x08\x30", b"\n\x02\x08\x03\n\x02\x12\x00"
# Widths are rounded up so that crops of about one width share a run.
_STEP, MAX_WIDTH = 8, 2400
# Lines longer than any number are shown low, and narrowed, those of running text until a letter is so wide. Measured on
# 21,000 letters in eight looks: at 20 pixels a letter 5 were misread, at 18 some 30, at 16 many more, low ones as often
# as high ones. One line is read wider, to know how many letters a line has.
_LONG, _NARROWED, _PITCH, _SAMPLED = 240, 0.6, 20.0, 0.8
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


class _Size(NamedTuple):
    """How high and wide a line is shown to the model."""

    height: int
    width: int

    @property
    def padded(self) -> tuple[int, int]:
        """The height and the width with those that share its run."""
        return self.height, max(self.height, -(-self.width // _STEP) * _STEP)


class Recogniser:
    """The model in memory."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # By default the pool doubles each time it grows.
        provider = ("CPUExecutionProvider", {"arena_extend_strategy": "kSameAsRequested"})
        model = path.read_bytes()
        free = model.replace(_FIXED, _FREE) if model.count(_FIXED) == 1 else model
        self._session = onnxruntime.InferenceSession(free, options, providers=[provider])
        # It keeps a copy of 20 MB for starting anew on other devices, and lets it go in no other way.
        self._session._model_bytes = b""  # noqa: SLF001 - see above
        self._input = self._session.get_inputs()[0].name
        self._low = _LOW if self._takes(_LOW) else _HEIGHT
        letters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        # Class 0 stands between two letters.
        self._letters = ["", *letters, " "]
        self._round = np.array([self._letters.index(letter) for letter in _ROUND if letter in self._letters])
        self._numeric = np.array([0, *(self._letters.index(sign) for sign in NUMBER_SIGNS)])

    def read(self, crops: list[Pixels], narrowed: float = _NARROWED, *, low: bool = False) -> list[Reading]:
        """Read lines, each a grey image of one line, dark on light.

        :param narrowed: how wide lines longer than any number are shown. :param low: whether others are shown low, too.
        """
        readings: list[Reading] = [Reading("", 0.0, 0.0, "", 0.0)] * len(crops)
        sizes = [self._size(crop, narrowed, low=low) for crop in crops]
        order = sorted(range(len(crops)), key=sizes.__getitem__)
        while order:
            size = sizes[order[0]]
            batch = [i for i in order if sizes[i].padded == size.padded][: max(1, _BATCH_WIDTH // size.padded[1])]
            order = order[len(batch) :]
            for i, probabilities in zip(batch, self._run([(crops[i], sizes[i]) for i in batch]), strict=True):
                readings[i] = self._decode(probabilities)
        return readings

    def read_text(self, crops: list[Pixels]) -> list[Reading]:
        """Read lines of running text, whose letters are of one size: no wider than they need be shown."""
        if not crops:
            return []
        first = max(range(len(crops)), key=lambda i: _natural_width(crops[i]))
        (sample,) = self.read([crops[first]], _SAMPLED)
        pitch = _natural_width(crops[first]) / max(1, len(sample.text))
        rest = iter(self.read(crops[:first] + crops[first + 1 :], max(_NARROWED, min(1.0, _PITCH / pitch))))
        return [sample if i == first else next(rest) for i in range(len(crops))]

    def _takes(self, height: int) -> bool:
        """Whether the model reads lines so high."""
        try:
            found = self._session.run(None, {self._input: np.zeros((1, 3, height, 64), np.float32)})
        except Exception:  # noqa: BLE001 - whatever it is, the model does not
            return False
        return bool(np.shape(found[0])[1] == 64 // _STEP)

    def _size(self, crop: Pixels, narrowed: float, *, low: bool) -> _Size:
        width = _natural_width(crop)
        if width > _LONG:
            return _Size(self._low, int(min(MAX_WIDTH, narrowed * width)))
        height = self._low if low else _HEIGHT
        return _Size(height, max(1, round(width * height / _HEIGHT)))

    def _run(self, lines: list[tuple[Pixels, _Size]]) -> Pixels:
        height, width = lines[0][1].padded
        batch = np.zeros((len(lines), 3, height, width), np.float32)
        for shown, (crop, size) in zip(batch, lines, strict=True):
            way = cv2.INTER_AREA if crop.shape[0] > height else cv2.INTER_CUBIC
            line = cv2.resize(crop, (size.width, height), interpolation=way)
            shown[:, :, : size.width] = line.astype(np.float32) / 127.5 - 1
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
    """How wide a line is when it is as high as the model was made for."""
    return float(crop.shape[1] * _HEIGHT / crop.shape[0])


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
