"""Parquet files written piece by piece, so that no table is ever whole in memory."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


class TableWriter:
    """One Parquet file; the first piece sets the schema. Counts the rows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0

    def write(self, piece: pa.Table) -> None:
        if self._writer is None:
            # Dictionaries stay inside the file: every reader sees plain text.
            self._writer = pq.ParquetWriter(
                self._file, piece.schema, compression="zstd", store_schema=False
            )
        self._writer.write_table(piece)
        self.rows += piece.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()


def write_frame(file: Path, frame: pd.DataFrame) -> int:
    """A whole table at once; returns its rows."""
    with TableWriter(file) as writer:
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        writer.write(table)
    return len(frame)
