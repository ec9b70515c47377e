"""The windows of months whose sums an edition keeps, and what their columns are called."""

WINDOW_LIMIT = 24  # months of the longest
WINDOW_SUMS = ("clients", "once", "attendances")


def window_column(name: str, months: int) -> str:
    """Of a sum of `WINDOW_SUMS` over windows of so many months."""
    return f"{name}_{months}"
