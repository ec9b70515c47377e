"""Parquet files written piece by piece, in order, while the next pieces are being made."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Piece = TypeVar("Piece")


class TableWriter:
    """One Parquet file; the first piece sets the schema. Counts the rows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0

    def write(self, piece: pa.Table) -> None:
        if self._writer is None:
            # Dictionaries stay inside the file: every reader sees plain text.
            self._writer = pq.ParquetWriter(self._file, piece.schema, compression="zstd", store_schema=False)
        self._writer.write_table(piece)
        self.rows += piece.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()


def write_frame(file: Path, frame: pd.DataFrame) -> int:
    """A whole table at once; returns its rows."""
    with TableWriter(file) as writer:
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        writer.write(table)
    return len(frame)


def in_order(make: Callable[[int], Piece], count: int, workers: int) -> Iterator[Piece]:
    """``make(0)``, ``make(1)``, … made by threads, yielded in order, with few of them in memory."""
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Piece]] = deque()
        for number in range(count):
            waiting.append(pool.submit(make, number))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
