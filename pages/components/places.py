"""Territories as people look for them: by name, and step by step from the country down."""

import unicodedata

import pandas as pd

OUT_OF_SIGHT = "\u2003" * 60  # wider than any list; the stylesheet cuts it without dots
SIGLA_LEVELS = ("regiao_intermediaria", "mesorregiao", "municipio")
KINDS = {
    "regiao": "região",
    "regiao_intermediaria": "região intermediária",
    "mesorregiao": "mesorregião",
}
DIVISIONS = {
    "uf": "uf_code",
    "regiao_intermediaria": "rgint_code",
    "mesorregiao": "meso_code",
    "municipio": "code",
}
COUNTRY = {
    "ref": "brasil",
    "level": "brasil",
    "code": "BR",
    "name": "Brasil",
    "label": "Brasil",
    "above": (),
}


def territory_options(levels: dict[str, pd.DataFrame], register: pd.DataFrame) -> pd.DataFrame:
    """Every territory that can be chosen: ref, level, code, name, label and above (refs that
    contain it).

    `levels` has code, name and uf by level, from regiao to municipio; `register` is
    `municipalities.municipalities`.
    """
    rows = [COUNTRY]
    for level, frame in levels.items():
        above = _containers(level, register)
        rows += [
            {
                "ref": f"{level}:{code}",
                "level": level,
                "code": code,
                "name": name,
                "label": _label(level, name, uf),
                "above": above.get(code, ("brasil",)),
            }
            for code, name, uf in zip(frame["code"], frame["name"], frame["uf"], strict=True)
        ]
    return pd.DataFrame(rows)


def searchable(label: str) -> str:
    """The label and, out of sight at its right, the same without accents: “sao joao” finds “São
    João”.

    The search of a list compares what was typed with the label, letter by letter.
    """
    plain = without_accents(label)
    return label if plain == label else f"{label}{OUT_OF_SIGHT}{plain}"


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _label(level: str, name: str, uf: str | None) -> str:
    suffix = f" ({uf})" if level in SIGLA_LEVELS else ""
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
