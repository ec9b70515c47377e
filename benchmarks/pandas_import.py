"""The import of attendances as somebody would write it in pandas: read, check what the contract
says, hash.

Every step is vectorised; what has few spellings (portes, municipalities, booleans, days) is judged
once per spelling, and identifiers are hashed once each.
"""

import hmac
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from config.ibge import UFS, check_digit_ok
from data_access.base.pseudonym import normalise
from data_access.sources.values.moments import tomorrow
from data_access.sources.values.text import normalised_name

BLANKS = ("", "NULL", "null", "NaN", "nan", "NaT", "<NA>")
YES, NO = {"sim", "s", "1", "true", "verdadeiro"}, {"nao", "n", "0", "false", "falso"}
FIRST = pd.Timestamp(date(2000, 1, 1))


def read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, sep=";", dtype="str", keep_default_na=False, encoding="utf-8")


def check(
    raw: pd.DataFrame, municipalities: pd.DataFrame, key: bytes
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The accepted rows, the rules that each row breaks (one column each), and how many keys came
    again.
    """
    cells = raw.apply(_clean)
    values = pd.DataFrame(index=raw.index)
    values["id_atendimento"] = cells["id_atendimento"]
    values["tipo_cliente"] = _chosen(cells["tipo_cliente"], ["PF", "PJ"])
    values["id_cliente"] = _per_spelling(
        cells["id_cliente"],
        lambda text: hmac.digest(key, normalise(text).encode(), "sha256")[:16].hex(),
    )
    for name in ("data_fim", "data_inicio"):
        values[name] = _days(cells[name])
    values["porte"] = _chosen(cells["porte"], ["MEI", "ME", "EPP", "DEMAIS"])
    places = _places(municipalities)
    values["municipio"] = _per_spelling(cells["municipio"], lambda text: _place(text, places))
    ufs = {
        spelling: uf.sigla
        for uf in UFS
        for spelling in map(normalised_name, (uf.sigla, uf.code, uf.name))
    }
    values["uf_executora"] = _per_spelling(
        cells["uf_executora"], lambda text: ufs.get(normalised_name(text))
    )
    values["valido"] = _per_spelling(cells["valido"], _truth)
    values["minutos"] = _numbers(cells["minutos"])
    for name in ("instrumento", "canal", "parceiro"):
        values[name] = cells[name]
    rules = _rules(cells, values)
    good = values[~rules.notna().any(axis=1)]
    kept = good.drop_duplicates("id_atendimento", keep="last")
    return kept, rules, len(good) - len(kept)


def _clean(column: pd.Series) -> pd.Series:
    """Without surrounding spaces and quotes; missing where that leaves nothing."""
    text = column.str.strip(" \t\r\n\u00a0\ufeff")
    quoted = text.str.fullmatch(r"\".*\"|'.*'") & (text.str.len() > 1)
    if quoted.any():
        text = text.mask(quoted, text.str[1:-1].str.strip())
    return text.mask(text.isin(BLANKS))


def _per_spelling(column: pd.Series, judge: Callable[[str], object]) -> pd.Series:
    """What `judge` says of each cell, asked once for each spelling."""
    codes, spellings = pd.factorize(column)
    told = pd.Series([judge(text) for text in spellings], dtype="object")
    return pd.Series(told.reindex(codes).array, index=column.index)


def _chosen(column: pd.Series, choices: list[str]) -> pd.Series:
    known = {choice.lower(): choice for choice in choices}
    return _per_spelling(column, lambda text: known.get(normalised_name(text)))


def _truth(text: str) -> bool | None:
    word = normalised_name(text)
    return True if word in YES else False if word in NO else None


def _days(column: pd.Series) -> pd.Series:
    iso = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
    left = column[iso.isna() & column.notna()]
    return iso.fillna(pd.to_datetime(left, format="%d/%m/%Y", errors="coerce"))


def _numbers(column: pd.Series) -> pd.Series:
    """Whichever mark the column proves; this file has the comma."""
    text = column.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return pd.to_numeric(text, errors="coerce")


def _places(municipalities: pd.DataFrame) -> dict[str, str]:
    rows = municipalities[["code", "name", "uf"]].itertuples(index=False, name=None)
    found: dict[str, str] = {}
    for code, name, uf in rows:
        found |= {code: code, code[:6]: code, normalised_name(f"{name} {uf}"): code}
    return found


def _place(text: str, places: dict[str, str]) -> str | None:
    code = places.get(normalised_name(text))
    return code if code and check_digit_ok(code) else None


def _rules(cells: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The rule that each cell breaks, missing where it breaks none."""
    rules = {
        "tipo_cliente": "valor_fora_da_lista",
        "porte": "valor_fora_da_lista",
        "data_fim": "data_invalida",
        "data_inicio": "data_invalida",
        "municipio": "municipio_desconhecido",
        "uf_executora": "uf_desconhecida",
        "valido": "booleano_invalido",
        "minutos": "numero_invalido",
    }
    told = pd.DataFrame(index=cells.index)
    for name, rule in rules.items():
        told[name] = pd.Series(rule, index=cells.index).where(
            values[name].isna() & cells[name].notna()
        )
    for name in ("id_atendimento", "tipo_cliente", "data_fim", "municipio", "uf_executora"):
        blank = cells[name].isna()
        told[name] = told.get(name, pd.Series(None, index=cells.index, dtype="object")).mask(
            blank, "obrigatorio_vazio"
        )
    last = pd.Timestamp(tomorrow()) + timedelta(days=1)
    for name in ("data_fim", "data_inicio"):
        told[name] = told[name].mask(
            (values[name] < FIRST) | (values[name] >= last), "data_fora_do_intervalo"
        )
    told["minutos"] = told["minutos"].mask(values["minutos"] < 0, "fora_dos_limites")
    return told
