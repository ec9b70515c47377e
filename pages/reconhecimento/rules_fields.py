"""Fields of the rest of the rules: scales, minimums, who competes, and beside whom."""

import streamlit as st

from indicators.recognition.rules import Missing, Normalisation
from indicators.recognition_rules.model import Category, Criterion, Eligibility, Origin, Peers

ACROSS = 3
SCALES = {
    Normalisation.BOUNDS: "entre um piso e um teto",
    Normalisation.TARGET: "distância da meta",
    Normalisation.PERCENTILE: "ao lado do grupo (percentil)",
    Normalisation.Z: "ao lado do grupo (desvios)",
}
MISSING = {
    Missing.REDISTRIBUTE: "o peso vai para os do pilar",
    Missing.NOT_ELIGIBLE: "a unidade não concorre",
}
PEERS = {
    Peers.ALL: "todas as unidades juntas",
    Peers.UF: "mesma UF",
    Peers.KIND: "mesmo tipo",
    Peers.PLACE_SIZE: "lugares do mesmo porte",
    Peers.MEASURED: "mesmos critérios medidos",
}
# Fields of `Eligibility` with the most that each may be.
LEAST = {
    "months": ("Meses com atendimento", 120),
    "attendances": ("Atendimentos no período", 10_000_000),
    "open_months": ("Meses de aberta", 600),
    "weight": ("Peso medido, de 100", 100),
}


def asked_eligibility(category: Category, key: str) -> Category:
    """Who competes, and with whom each is compared."""
    own, found = category.eligibility, {}
    columns = st.columns(len(LEAST), gap="small")
    for column, (name, (label, most)) in zip(columns, LEAST.items(), strict=True):
        now = getattr(own, name)
        with column:
            found[name] = st.number_input(
                f"{label}, ao menos", 0, most, int(now), key=f"least_{key}_{name}"
            )
    peers = st.multiselect(
        "Compara-se com", list(PEERS), list(category.peers), PEERS.__getitem__,
        key=f"peers_{key}", placeholder=PEERS[Peers.ALL],
    )  # fmt: skip
    whole = {**found, "weight": float(found["weight"])}
    if whole["weight"] == int(own.weight):
        whole["weight"] = own.weight
    eligibility = Eligibility.model_validate(own.model_dump() | whole)
    return category.model_copy(update={"eligibility": eligibility, "peers": tuple(peers)})


def asked_scale(item: Criterion, category: Category, key: str) -> Criterion:
    """The pillar of a criterion, its scale, its minimum, and what it does where it was not
    measured; points of members have their scale already.
    """
    name = f"{key}_{item.id}"
    found: dict[str, object] = {"pillar": _pillar(item, category, name)}
    left, middle, right = st.columns(ACROSS, gap="small")
    with left:
        found["missing"] = st.selectbox(
            f"{item.name}: sem medida", list(MISSING), list(MISSING).index(item.missing),
            MISSING.__getitem__, key=f"missing_{name}",
        )  # fmt: skip
    if item.origin is Origin.POINTS:
        return item.model_copy(update=found)
    with middle:
        found["minimum"] = st.number_input(
            "Mínimo de casos", 0.0, None, item.minimum, 1.0, "%g", key=f"minimum_{name}"
        )
    with right:
        found["normalisation"] = st.selectbox(
            "Como vira pontos", list(SCALES), list(SCALES).index(item.normalisation),
            SCALES.__getitem__, key=f"scale_{name}",
        )  # fmt: skip
    fields = zip(
        st.columns(ACROSS, gap="small"),
        (("floor", "Piso"), ("ceiling", "Teto"), ("target", "Meta")),
        strict=True,
    )
    for column, (field, label) in fields:
        with column:
            found[field] = st.number_input(
                label, value=getattr(item, field), step=1.0, format="%g", key=f"{field}_{name}"
            )
    return item.model_copy(update=found)


def _pillar(item: Criterion, category: Category, name: str) -> str | None:
    """Nothing is asked where there are no pillars: a criterion then has none."""
    if not category.pillar:
        return None
    pillars = {"": "nenhum"} | {own.id: own.name for own in category.pillar}
    now = item.pillar if item.pillar in pillars else ""
    chosen = st.selectbox(
        f"{item.name}: pilar", list(pillars), list(pillars).index(now or ""),
        pillars.__getitem__, key=f"pillar_of_{name}",
    )  # fmt: skip
    return chosen or None
