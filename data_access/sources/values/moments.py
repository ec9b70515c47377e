"""Dates, times and months in text, as DuckDB expressions."""

from datetime import date, timedelta

from config import clock
from config.formatting import BRASILIA

FIRST_YEAR, LAST_YEAR = 1800, 2100
YEAR, MONTH = "(1[89][0-9]{2}|20[0-9]{2}|2100)", "(0[1-9]|1[0-2])"
# As Excel writes them here and in English, by their first three letters.
MONTHS = (
    ("jan", "jan"),
    ("fev", "feb"),
    ("mar", "mar"),
    ("abr", "apr"),
    ("mai", "may"),
    ("jun", "jun"),
    ("jul", "jul"),
    ("ago", "aug"),
    ("set", "sep"),
    ("out", "oct"),
    ("nov", "nov"),
    ("dez", "dec"),
)
NAMED_MONTH = (
    "(?i)(jan(eiro|uary)?|fev(ereiro)?|feb(ruary)?|mar(ço|co|ch)?|abr(il)?|apr(il)?|mai(o)?|may|"
    "jun(ho|e)?|jul(ho|y)?|ago(sto)?|aug(ust)?|set(embro)?|sep(tember)?|out(ubro)?|oct(ober)?|"
    "nov(embro|ember)?|dez(embro)?|dec(ember)?)[.]?( de |[ /-])(20)?[0-9]{2}"
)
CLOCK = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
# A day of a spreadsheet as the number that it keeps: from 1954 to 2119.
SERIAL = "(2|3|4|5|6|7)[0-9]{4}([.,][0-9]+)?"
FIRST_SERIAL_DAY = "TIMESTAMP '1899-12-30'"
ISO = f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([ T]{CLOCK})?"
OFFSET = "(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"
WITH_OFFSET = f"{ISO} ?{OFFSET}"
MIDNIGHT_OF_ITS_ZONE = f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T]0?0:00(:00([.]0{{1,9}})?)? ?{OFFSET}"
BRAZILIAN = f"[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}([ T]{CLOCK})?"
BRAZILIAN_FORMATS = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S.%g")


# A clock that is behind the first edition of this rule is wrong, and would reject everything.
OLDEST_TODAY = date(2026, 11, 1)


def tomorrow() -> date:
    """Of Brasília; registers are a day ahead where a system keeps another time."""
    return max(clock.today(), OLDEST_TODAY) + timedelta(days=1)


def moment_sql(text: str, *, whole_days: bool = False) -> str:
    """TIMESTAMP of ISO or dd/mm/yyyy, with or without time, or null.

    What carries an offset is an instant and is told in Brasília's time; all else is local already.
    ``whole_days``: what carries one is a midnight of its zone, and is the day that is written.
    """
    joined = f"regexp_replace({text}, ' {OFFSET}$', '\\1')"
    instant = instant_sql(f"TRY_CAST(replace({joined}, 'UTC', 'Z') AS TIMESTAMPTZ)")
    if whole_days:
        instant = f"TRY_CAST({text}[1:10] AS TIMESTAMP)"
    formats = ", ".join(f"'{form}'" for form in BRAZILIAN_FORMATS)
    value = (
        f"CASE WHEN regexp_full_match({text}, '{ISO}') THEN TRY_CAST({text} AS TIMESTAMP) WHEN"
        f" regexp_full_match({text}, '{BRAZILIAN}') THEN try_strptime(replace({text}, 'T', ' '),"
        f" [{formats}]) WHEN regexp_full_match({text}, '{WITH_OFFSET}') THEN"
        f" {instant} END"
    )
    return within_years_sql(value)


def instant_sql(instant: str) -> str:
    """The session's time zone is Brasília's."""
    return f"CAST({instant} AS TIMESTAMP)"


def day_of_midnight_sql(moment: str) -> str:
    """The day of an instant that was midnight in Greenwich, of which `instant_sql` made the evening
    before.
    """
    return f"timezone('UTC', timezone('{BRASILIA.key}', {moment}))"


def within_years_sql(moment: str) -> str:
    """Null for years in which nobody was attended: defaults of databases and mistyped ones."""
    return f"CASE WHEN year({moment}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {moment} END"


def month_sql(text: str, *, whole_days: bool = False) -> str:
    """``YYYY-MM`` of ``YYYY-MM``, ``MM/YYYY``, ``YYYYMM``, a whole date (see `moment_sql`) or what
    Excel makes of it (``jan/26``, ``janeiro de 2026``), or null.
    """
    moment = moment_sql(text, whole_days=whole_days)
    key = f"left(strip_accents(lower({text})), 3)"
    number = " ".join(f"WHEN {key} IN {names} THEN '{n:02d}'" for n, names in enumerate(MONTHS, 1))
    year = f"right({text}, 2)"
    return (
        f"CASE WHEN regexp_full_match({text}, '{YEAR}-{MONTH}') THEN {text} WHEN"
        f" regexp_full_match({text}, '{MONTH}/{YEAR}') THEN concat({text}[4:7], '-', {text}[1:2])"
        f" WHEN regexp_full_match({text}, '{YEAR}{MONTH}') THEN concat({text}[1:4], '-',"
        f" {text}[5:6]) WHEN regexp_full_match({text}, '{NAMED_MONTH}') THEN concat(CASE WHEN"
        f" regexp_matches({text}, '[0-9]{{4}}$') THEN right({text}, 4) ELSE '20' || {year} END,"
        f" '-', CASE {number} END) ELSE strftime({moment}, '%Y-%m') END"
    )
