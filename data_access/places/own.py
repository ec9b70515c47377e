"""Territories of one's own, such as the regionais of Sebrae: which code a name becomes."""

import re
import unicodedata

import pandas as pd

from config.ibge import UFS

LONGEST = 77  # letters of a name in a code, beside the two digits of the UF
_APART = re.compile(r"[^a-z0-9]+")


def own_code(uf_code: str, name: str) -> str | None:
    """``31``, ``Zona da Mata`` → ``31-zona-da-mata``: spellings that differ in accents, spaces and
    capitals are one territory, and a name in two UFs is two. None for a name without any letter.
    """
    plain = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _APART.sub("-", letters).strip("-")[:LONGEST].strip("-")
    return f"{uf_code}-{words}" if words else None


def own_code_sql(text: str) -> str:
    """SQL of the code of an own territory written as a person does: ``MG Zona da Mata``, ``MG:
    Zona da Mata``, or the code itself; NULL for anything else.
    """
    digits = " ".join(f"WHEN '{uf.sigla}' THEN '{uf.code}'" for uf in UFS)
    plain = f"lower(strip_accents(trim({text})))"
    words = f"trim(regexp_replace(substr({plain}, 3), '[^a-z0-9]+', '-', 'g'), '-')"
    cut = f"trim(left({words}, {LONGEST}), '-')"
    state = f"CASE upper(left({plain}, 2)) {digits} END"
    return (
        f"CASE WHEN regexp_full_match({plain}, '[0-9]{{2}}-[a-z0-9]+(-[a-z0-9]+)*') THEN {plain}"
        f" WHEN regexp_matches({plain}, '^[a-z]{{2}}[^a-z0-9]') AND {cut} <> ''"
        f" THEN {state} || '-' || {cut} END"
    )


def own_territories(register: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """The columns ``own_code`` and ``own_name`` of each municipality of `register` (code, uf_code).

    `named` has ``municipio`` and ``nome``. The name of a territory is its commonest spelling.
    """
    names = named.set_index("municipio")["nome"].reindex(register["code"])
    names = names.map(lambda name: " ".join(name.split()), na_action="ignore")
    codes = [
        own_code(uf, name) if isinstance(name, str) else None
        for uf, name in zip(register["uf_code"], names, strict=True)
    ]
    frame = pd.DataFrame({"own_code": codes, "name": names.to_numpy()}, index=register.index)
    known = frame.dropna(subset=["own_code"])
    spelt = known.groupby("own_code")["name"].agg(lambda spellings: spellings.mode().iloc[0])
    return frame.assign(own_name=frame["own_code"].map(spelt)).astype(object)[
        ["own_code", "own_name"]
    ]
