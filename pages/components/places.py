"""Territories as people look for them: by name, by code, by the other names that they have, and
step by step from the country down.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from config.formatting import enumerate_words, without_accents
from config.ibge import UFS

NAMED = 4  # UFs that a name lists; of more it gives the number
OUT_OF_SIGHT = "\u2003" * 36  # wider than any list; the stylesheet cuts it without dots
DISTRICT = "#"  # between the territory and the name of a district of it
# How the first word of many towns is written in short.
SHORT = {
    "São": "S.",
    "Santo": "Sto.",
    "Santa": "Sta.",
    "Presidente": "Pres.",
    "Governador": "Gov.",
    "Senador": "Sen.",
    "Coronel": "Cel.",
    "Capitão": "Cap.",
    "Doutor": "Dr.",
    "Engenheiro": "Eng.",
    "General": "Gal.",
    "Marechal": "Mal.",
    "Conselheiro": "Cons.",
}
# Divisions are called after one of their towns, and who types its name means the town: of two texts
# that match alike the list puts the shorter first.
BEHIND = "\u2003" * 36
NAMED_AFTER_TOWNS = ("regiao_intermediaria", "regiao_imediata", "mesorregiao", "microrregiao")
SIGLA_LEVELS = (
    *("regiao_intermediaria", "regiao_imediata", "mesorregiao", "microrregiao"),
    *("territorio_proprio", "municipio"),
)
KINDS = {
    "regiao": "região",
    "regiao_intermediaria": "região intermediária",
    "regiao_imediata": "região imediata",
    "mesorregiao": "mesorregião",
    "microrregiao": "microrregião",
    "territorio_proprio": "território próprio",
}
DIVISIONS = {
    "uf": "uf_code",
    "regiao_intermediaria": "rgint_code",
    "regiao_imediata": "rgi_code",
    "mesorregiao": "meso_code",
    "microrregiao": "micro_code",
    "territorio_proprio": "own_code",
    "municipio": "code",
}
COUNTRY = {
    "ref": "brasil",
    "level": "brasil",
    "code": "BR",
    "name": "Brasil",
    "label": "Brasil",
    "short": "Brasil",
    "above": (),
    "sought": "Brasil",
}


def territory_options(
    levels: dict[str, pd.DataFrame],
    register: pd.DataFrame,
    others: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Every territory that can be chosen: ref, level, code, name, label, short (a UF by its sigla),
    above (refs that contain it) and sought (the label with what else it is found by).

    `levels` has code, name and uf by level, from regiao to municipio; `register` is
    `municipalities.municipalities`; `others` are other names of municipalities, by code.
    """
    rows = [COUNTRY]
    also: Mapping[str, Sequence[str]] = others or defaultdict(tuple)
    for level, frame in levels.items():
        above = _containers(level, register)
        rows += [
            {
                "ref": f"{level}:{code}",
                "level": level,
                "code": code,
                "name": name,
                "label": _label(level, name, uf),
                "short": uf if level == "uf" and uf else name,
                "above": above.get(code, ("brasil",)),
                "sought": searchable(
                    _label(level, name, uf), *_found_by(level, code, name, uf, also.get(code, ()))
                )
                + BEHIND * (level in NAMED_AFTER_TOWNS),
            }
            for code, name, uf in zip(frame["code"], frame["name"], frame["uf"], strict=True)
        ]
    return pd.DataFrame(rows)


def named_by_part(options: pd.DataFrame, ufs: Collection[str] | None) -> pd.DataFrame:
    """`territory_options` of who sees these UFs alone (None: all): numbers of a part must not be
    taken for those of the whole.

    Of one UF there is nothing larger to choose; of several, the country and a region of which some
    are not seen are called after those that are: “Brasil, só ES e MG”.
    """
    if not ufs:
        return options
    if len(ufs) == 1:
        return options[~options["level"].isin(("brasil", "regiao"))].reset_index(drop=True)
    parts = [
        _part(level, code, ufs)
        for level, code in zip(options["level"], options["code"], strict=True)
    ]
    called = {
        column: [f"{name}{part}" for name, part in zip(options[column], parts, strict=True)]
        for column in ("name", "label", "short")
    }
    sought = [
        searchable(label, name) if part else found
        for label, name, found, part in zip(
            called["label"], options["name"], options["sought"], parts, strict=True
        )
    ]
    return options.assign(**called, sought=sought)


def country_words(ufs: Collection[str] | None) -> str:
    """“Brasil”, and of which UFs what is told of it is the sum, for who sees these alone (None:
    all of it).
    """
    return "Brasil" + (_part("brasil", "", ufs) if ufs else "")


def _part(level: str, code: str, ufs: Collection[str]) -> str:
    """What follows the name of the country or of a region that is not seen whole."""
    if level not in ("brasil", "regiao"):
        return ""
    inside = {uf.sigla for uf in UFS if level == "brasil" or uf.region_code == code}
    seen = sorted(inside.intersection(ufs))
    if len(seen) == len(inside):
        return ""
    return f", só {enumerate_words(seen) if len(seen) <= NAMED else f'{len(seen)} UFs'}"


def searchable(label: str, *others: str) -> str:
    """The label and, out of sight at its right, the same without accents (“sao joao” finds “São
    João”) and what else it is found by.

    The search of a list compares what was typed with the label, letter by letter.
    """
    spelt = (spelling for other in (label, *others) for spelling in (other, without_accents(other)))
    hidden = [spelling for spelling in dict.fromkeys(spelt) if spelling != label]
    return f"{label}{OUT_OF_SIGHT}{' · '.join(hidden)}" if hidden else label


def district_options(places: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Districts that are sought by their own names, in the form of `territory_options`: each leads
    to its municipality (see `leads_to`), and says so. `names` maps them to its code.
    """
    towns = places[places["level"] == "municipio"].set_index("code")["label"]
    rows = [
        {"ref": f"municipio:{code}{DISTRICT}{name}", "sought": searchable(f"{name}, em {town}")}
        for name, code in names.items()
        if (town := towns.get(code)) is not None
    ]
    return pd.DataFrame(rows, columns=["ref", "sought"])


def leads_to(ref: str) -> str:
    """The territory of a choice: that of a district is its municipality."""
    return ref.partition(DISTRICT)[0]


def _found_by(
    level: str, code: str, name: str, uf: str | None, others: Sequence[str]
) -> tuple[str, ...]:
    """Besides the label: the code (that of six digits begins it), the sigla, other names and the
    name in short.
    """
    if level != "municipio":
        return (code, uf) if level == "uf" and uf else (code,)
    first, _, rest = name.partition(" ")
    short = (f"{SHORT[first]} {rest}",) if first in SHORT and rest else ()
    return (code, *others, *short)


def _label(level: str, name: str, uf: str | None) -> str:
    suffix = f" ({uf})" if level in SIGLA_LEVELS else ""
    if level == "regiao":
        return f"Região {name}"
    kind = f" · {KINDS[level]}" if level in KINDS else ""
    return f"{name}{suffix}{kind}"


def _containers(level: str, register: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """For each code of `level`, what contains it,
    taken from its first municipality (divisions nest).
    """
    if level == "regiao":
        return {}
    first = register.drop_duplicates(DIVISIONS[level])
    wider = {
        "regiao": "region_code",
        **{k: v for k, v in DIVISIONS.items() if v != DIVISIONS[level]},
    }
    wider = {
        k: v
        for k, v in wider.items()
        if k != "municipio" and (level == "municipio" or k in ("regiao", "uf"))
    }
    above = zip(*(first[column] for column in wider.values()), strict=True)
    return {
        str(code): (
            "brasil",
            *(f"{kind}:{value}" for kind, value in zip(wider, values, strict=True) if value),
        )
        for code, values in zip(first[DIVISIONS[level]], above, strict=True)
    }
