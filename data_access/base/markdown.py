"""Tables of the documents that the product writes of itself."""

from collections.abc import Iterable, Iterator, Sequence


def table_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table, and an empty one. A bar inside a cell is the caller's to
    escape.
    """
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
