"""Steps for what spreadsheets do to cells: merge them, and keep days as numbers."""

from data_access.sources.source import LINE, literal
from data_access.sources.values import moments


def fill_sql(text: str) -> str:
    """The last value above, in the order of the file, where the text is blank."""
    return f"last_value({text} IGNORE NULLS) OVER (ORDER BY {LINE} ROWS UNBOUNDED PRECEDING)"


def serial_sql(text: str) -> str:
    """The day of a serial number of a spreadsheet, with the time where it has a fraction;
    a date that is one already stays.
    """
    number = f"TRY_CAST(replace({text}, ',', '.') AS DOUBLE)"
    day = f"{moments.FIRST_SERIAL_DAY} + to_days(CAST(floor({number}) AS INTEGER))"
    seconds = f"CAST(round(({number} - floor({number})) * 86400) AS BIGINT)"
    return (
        f"CASE WHEN regexp_full_match({text}, '{moments.SERIAL}') THEN CASE WHEN {seconds} = 0"
        f" THEN strftime({day}, '%Y-%m-%d') ELSE strftime({day} + to_seconds({seconds}),"
        f" '%Y-%m-%d %H:%M:%S') END WHEN {moments.moment_sql(text)} IS NOT NULL THEN {text}"
        f" ELSE {text_with_reason(text, 'esperava o número de série de uma planilha')} END"
    )


def text_with_reason(text: str, why: str) -> str:
    """What a step could not read, marked so that the contract refuses it as it was seen."""
    return f"{text} || {literal(f' ({why})')}"
