"""Columns of Arrow made from arrays of numbers, without a Python object per row."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from data_access.demo.chance import Array

ZERO = ord("0")


def text_from_codes(codes: Array, words: Sequence[str]) -> pa.Array:
    """Text by position in `words`; −1 is missing."""
    known = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(known, pa.array(list(words), pa.string()))


def take_text(codes: Array, words: Array) -> pa.Array:
    """The same for a long list of words of which a block uses few; −1 is missing."""
    used, place = np.unique(codes, return_inverse=True)
    missing = len(used) > 0 and used[0] < 0
    return text_from_codes(
        place - 1 if missing else place, words[used[1:] if missing else used].tolist()
    )


def optional(values: Array, present: Array | None = None) -> pa.Array:
    """Any values, missing where `present` is false."""
    return pa.array(values) if present is None else pa.array(values, mask=~present)


def days_column(days: Array, present: Array | None = None) -> pa.Array:
    """Dates from datetime64[D]."""
    return optional(days.astype("datetime64[D]").astype(np.int32), present).cast(pa.date32())


def numbered_ids(prefix: Array | int, number: Array, digits: int) -> pa.Array:
    """A letter (its ASCII code) and a number with leading zeros, as text."""
    width = digits + 1
    text = np.empty((len(number), width), dtype=np.uint8)
    text[:, 0] = prefix
    rest = number.astype(np.int64)
    for place in range(digits, 0, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, place] = digit + ZERO
    offsets = np.arange(0, (len(number) + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(number), pa.py_buffer(offsets), pa.py_buffer(text))


def blank_where_absent(column: pa.Array, present: Array) -> pa.Array:
    """The same column, missing where `present` is false."""
    return column.take(pa.array(np.arange(len(column)), mask=~present))
