"""Where the rows of a source go while it is read: what can be a record into one file, the rest into
another.
"""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from data_access.sources.source import LINE


class TwoFiles:
    """``good``: Parquet with the line and the text cells of each record. ``broken``: CSV of line,
    rule, text.

    Both are open inside ``with``; a batch that is not full is written at the end, unless the work
    failed.
    """

    def __init__(self, good: Path, broken: Path, columns: Iterable[str]) -> None:
        self.good, self.broken = good, broken
        self.rejected = 0
        self._schema = pa.schema([(LINE, pa.int64()), *((name, pa.string()) for name in columns)])
        self._batch: list[Sequence[Any]] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._writer = stack.enter_context(
                pq.ParquetWriter(self.good, self._schema, compression="snappy")
            )
            bad = stack.enter_context(self.broken.open("w", encoding="utf-8", newline=""))
            self._set_aside = csv.writer(bad)
            self._files = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._write()
        self._files.__exit__(kind, error, trace)

    def _reject(self, line: int, rule: str, text: str) -> None:
        self._set_aside.writerow([line, rule, text])
        self.rejected += 1

    def _write(self) -> None:
        """Write and empty the batch."""
        if self._batch:
            columns = zip(*self._batch, strict=True)
            arrays = [
                pa.array(values, kind)
                for values, kind in zip(columns, self._schema.types, strict=True)
            ]
            self._writer.write_table(pa.table(arrays, schema=self._schema))
            self._batch.clear()
