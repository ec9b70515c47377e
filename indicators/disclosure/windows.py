"""What a window of months is made of, for figures that are told by years, parts of years and
months.

A year has two parts: until the month in which the edition ends, and the rest. So the year to date
of every year can be told, beside the whole years.
"""

from dataclasses import dataclass
from enum import StrEnum

from indicators.scope import Month, Period


def told_periods(recorded: Period) -> tuple[Period, ...]:
    """The periods of which figures about people are told: of each year on record, to date and as a
    whole.

    To date means until the month of the year in which the records end. Years share no month, so
    that no two of them differ by a few people; the two periods of one year do, and blocks are safe
    in each part of the year.
    """
    found = []
    for year in range(recorded.start.year, recorded.end.year + 1):
        for month in sorted({recorded.end.month, 12}):
            period = Period(Month.of(year, 1), Month.of(year, month))
            if period.end <= recorded.end:
                found.append(period)
    return tuple(found)


def told_instead(asked: Period, recorded: Period) -> Period:
    """The period that is told in the place of `asked`:
    itself, or that of the year in which it ends, to date.
    """
    told = told_periods(recorded)
    if asked in told:
        return asked
    year = min(max(asked.end.year, recorded.start.year), recorded.end.year)
    of_the_year = [period for period in told if period.end.year == year]
    return of_the_year[0] if of_the_year else told[-1] if told else asked


class Piece(StrEnum):
    """A whole year, a whole part of one, or some months of a part."""

    YEAR = "ano"
    PART = "parte"
    MONTHS = "mes"


@dataclass(frozen=True)
class WindowPiece:
    """A piece of a window: ``period`` has the months of the calendar that it stands for."""

    kind: Piece
    period: Period


def window_pieces(window: Period, known: Period, last: int) -> list[WindowPiece]:
    """A window as whole years, whole parts and, of parts that it cuts, months; in order.

    `known` are the months in which anything is known: a window that has all of these in a year has
    the year. `last` is the month, from 1 to 12, that ends the first part of each year.
    """
    pieces = []
    for year in range(window.start.year, window.end.year + 1):
        whole = Period(Month.of(year, 1), Month.of(year, 12))
        if _has_all(window, whole, known):
            pieces.append(WindowPiece(Piece.YEAR, whole))
        else:
            pieces += _pieces_of_parts(window, whole, known, last)
    return pieces


def whole_parts(window: Period, known: Period, last: int) -> list[Period] | None:
    """The parts of years that a window is made of; None where it cuts one."""
    found: list[Period] = []
    for year in range(window.start.year, window.end.year + 1):
        pieces = _pieces_of_parts(
            window, Period(Month.of(year, 1), Month.of(year, 12)), known, last
        )
        if any(piece.kind is Piece.MONTHS for piece in pieces):
            return None
        found += [piece.period for piece in pieces]
    return found


def _pieces_of_parts(window: Period, year: Period, known: Period, last: int) -> list[WindowPiece]:
    found = []
    for part in parts_of_year(year.start.year, last):
        if _has_all(window, part, known):
            found.append(WindowPiece(Piece.PART, part))
        elif part.overlaps(known) and window.overlaps(inside := part.within(known)):
            found.append(WindowPiece(Piece.MONTHS, inside.within(window)))
    return found


def parts_of_year(year: int, last: int) -> list[Period]:
    """Until the month `last` and, where that is not December, the rest."""
    first = Period(Month.of(year, 1), Month.of(year, last))
    return [first] if last == 12 else [first, Period(first.end + 1, Month.of(year, 12))]


def _has_all(window: Period, part: Period, known: Period) -> bool:
    """Whether a window has what is known of a part."""
    if not part.overlaps(known):
        return False
    inside = part.within(known)
    return inside.within(window) == inside and window.overlaps(inside)
