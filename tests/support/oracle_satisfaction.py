"""Satisfaction computed answer by answer in pandas, from the definitions."""

import pandas as pd

EXCLUDED = {"e-mail", "redes sociais"}


def complete(
    surveys: pd.DataFrame, attendances: pd.DataFrame, initiatives: pd.DataFrame
) -> pd.DataFrame:
    """Each answer with what its attendance says where it says nothing itself."""
    own = ["municipio", "uf_executora", "canal", "parceiro"]
    about = attendances.set_index("id_atendimento")[[*own, "iniciativa"]]
    joined = surveys.join(about, on="id_atendimento", suffixes=("", "_atendimento"))
    for name in own:
        joined[name] = joined[name].where(joined[name].notna(), joined[f"{name}_atendimento"])
    vulnerable = initiatives.set_index("id_iniciativa")["vulneraveis"]
    joined["inclusao"] = joined["iniciativa"].map(vulnerable).eq(True)
    return joined


def counts(answers: pd.DataFrame) -> dict[str, int]:
    """Numerators, what is subtracted and denominators of a selection of answers."""
    asked = answers[
        ~answers["canal"].fillna("").str.lower().isin(EXCLUDED) & answers["nps"].notna()
    ]
    csat, ces = answers["csat"].dropna(), answers["ces"].dropna()
    return {
        "promotores": int((asked["nps"] >= 9).sum()),
        "detratores": int((asked["nps"] <= 6).sum()),
        "respostas_nps": len(asked),
        "satisfeitos": int((csat >= 4).sum()),
        "respostas_csat": len(csat),
        "atendimento_facil": int((ces >= 4).sum()),
        "respostas_ces": len(ces),
    }


def asked(answers: pd.DataFrame) -> pd.DataFrame:
    """The answers that count for the NPS."""
    return answers[~answers["canal"].fillna("").str.lower().isin(EXCLUDED) & answers["nps"].notna()]


def answered_about(surveys: pd.DataFrame) -> set[str]:
    """The attendances that a survey with any answer names."""
    questions = ["nps", "csat", "ces", "aumento_renda"]
    return set(surveys.loc[surveys[questions].notna().any(axis=1), "id_atendimento"].dropna())


def response_rate(attendances: pd.DataFrame, surveys: pd.DataFrame) -> tuple[int, int]:
    """(attendances that some answered survey names, attendances)."""
    answered = answered_about(surveys)
    return sum(identity in answered for identity in attendances["id_atendimento"]), len(attendances)
