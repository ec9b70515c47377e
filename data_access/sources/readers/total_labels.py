"""How a row of totals calls itself, in every spelling: “Total geral”, “T O T A L”, “Brasil”."""

import re

from data_access.sources.values.text import normalised_name

_SUM = r"(?:(?:sub|grand_)?tota(?:l|is)|t_o_t_a_l|soma|somatorio)"
_WHOLE = r"(?:geral|brasil|br|nacional)"
_TOTAL = re.compile(rf"{_SUM}(?:_{_WHOLE})*(?:_(?:d[aeo]s?|por)_\w{{1,60}})?|brasil_{_SUM}")
# Beside the rows of places they say the sum of all; alone they may be a value of a good row.
_COUNTRY = re.compile(r"brasil|br|brazil|pais|geral|todos(?:_os_municipios)?|todas(?:_as_ufs)?")
_OF_A_CODE = re.compile(r"^\d{1,2}_|_\d{1,2}$")


def is_total_label(text: str) -> bool:
    """Whether a cell says that its row is the sum of others."""
    return _TOTAL.fullmatch(_name(text)) is not None


def may_be_total_label(text: str) -> bool:
    """Whether a cell that no row of data can have says so: the country, or everybody."""
    name = _name(text)
    return _TOTAL.fullmatch(name) is not None or _COUNTRY.fullmatch(name) is not None


def _name(text: str) -> str:
    """In small letters without accents; the code of the IBGE for the country counts for nothing."""
    return _OF_A_CODE.sub("", normalised_name(text))
