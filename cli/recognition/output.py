"""What `t360 recognition` prints."""

import json
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from cli.output import results
from config.errors import UserError
from config.formatting import number
from data_access.base.safe_export import neutralise
from data_access.recognition.errors import RecognitionError
from data_access.recognition.states import STATE_WORDS
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.read import rules_text

if TYPE_CHECKING:
    from data_access.recognition.committee import Committee
    from data_access.recognition.radar import Sought
    from data_access.recognition.records import CaseRecord
    from data_access.recognition.scoring import Scored

NOTHING = "Ainda não há edições de reconhecimento. Comece por `t360 recognition ready`."


def show_changed_scores(name: str, table: pd.DataFrame) -> None:
    """Units that another version of the rules moves, a line each."""
    if table.empty:
        results.print(f"{name}: nenhuma unidade muda.")
    for row in table.to_dict("records"):
        was, now = (number(row[f"score_{when}"], 2) for when in ("before", "after"))
        tiers = [row[f"tier_{when}"] or "sem nível" for when in ("before", "after")]
        level = f", {tiers[0]} → {tiers[1]}" if tiers[0] != tiers[1] else ""
        results.print(f"{row['unit']} ({row['uf']}): nota {was} → {now}{level}")


def state_sentence(record: RecognitionRecord) -> str:
    return f"{record.slug} — {record.name}: {STATE_WORDS[record.state]}."


def print_editions(records: list[RecognitionRecord], output: Literal["text", "json"]) -> None:
    if output == "json":
        results.out(_json([_plain(record) for record in records]), end="")
    elif not records:
        results.print(NOTHING)
    for record in records if output == "text" else []:
        results.print(state_sentence(record))


def _plain(record: RecognitionRecord) -> dict[str, Any]:
    return {
        "slug": record.slug,
        "name": record.name,
        "year": record.year,
        "scope": record.scope,
        "state": record.state.value,
        "rules_version": record.rules_version,
        "rules_sha256": record.rules_sha256,
        "data_edition": record.data_edition,
        "bands": record.bands,
        "demonstration": record.demonstration,
        "categories": [item.id for item in record.rules.category],
    }


def print_edition(door: "Committee", slug: str, output: Literal["text", "json"]) -> None:
    record = door.require_edition(slug)
    members, cases, appeals = door.members(slug), door.cases(slug), door.appeals(slug)
    if output == "json":
        content = {
            **_plain(record),
            "members": [vars(item) for item in members],
            "cases": [vars(item) for item in cases],
            "appeals": [vars(item) for item in appeals],
        }
        results.out(_json(content), end="")
        return
    lines = [
        state_sentence(record),
        f"Regras: versão {record.rules_version}, {record.rules_sha256[:12]}",
        f"Dados: {record.data_edition or 'ainda nenhuns'}, {record.rules.months.label}",
        *(f"Categoria {item.id}: {item.name}" for item in record.rules.category),
        *(f"Membro: {item.name} ({item.uf}, {item.role})" for item in members),
        *(f"Caso {c.id}: {c.unit}, {c.state}: {c.description}" for c in cases),
        *(f"Recurso {a.id}: {a.unit}, {a.state}: {a.reason}" for a in appeals),
    ]
    for line in lines:
        results.print(line)


def print_patterns(name: str, sought: "list[Sought]") -> None:
    """Which patterns were looked for in a category, and which the data cannot answer."""
    looked = [item.title for item in sought if item.answered]
    if looked:
        results.print(f"{name}: procurei {'; '.join(looked)}.")
    for item in (item for item in sought if not item.answered):
        results.print(f"{name}: sem resposta para “{item.title}”. {item.note}")


def print_case(found: "CaseRecord") -> None:
    """A case with the months that it was opened with."""
    from data_access.recognition.radar import case_months

    results.print(f"Caso {found.id}: {found.unit}, {found.state}.")
    results.print(found.description)
    months = case_months(found.evidence)
    for item in months:
        stands = "  ← destaca-se" if item.bears else ""
        told = f"{item.month.label}: {number(item.cases)} de {number(item.base)}{stands}"
        results.print(told)
    if not months:
        results.print("O que este caso aponta não se vê por mês.")


def print_curve(scored: "Scored") -> None:
    curve = scored.result.curve
    if curve is None:
        results.print("Ninguém concorre: não há faixas a escolher.")
        return
    for place, row in enumerate(curve.points.to_dict("records")):
        chosen = "  ← escolhida" if place == scored.choice else ""
        share = number(100 * row["separated"])
        wrong = "nenhuma" if pd.isna(row["inverted"]) else number(100 * row["inverted"], 1)
        results.print(
            f"{int(row['bands'])} faixas: separa {share} de cada 100 pares; de 100 comparações"
            f" entre faixas, {wrong} invertidas{chosen}"
        )


def print_table(frame: pd.DataFrame, output: Literal["csv", "json"]) -> None:
    rounded = frame.round({"score": 2, "score_low": 2, "score_high": 2, "first": 4})
    if output == "json":
        results.out(
            _json(rounded.astype(object).where(rounded.notna(), None).to_dict("records")), end=""
        )
        return
    text = rounded.select_dtypes(include=["object", "string"]).columns
    safe = rounded.assign(**{
        name: rounded[name].map(lambda cell: neutralise(cell) if isinstance(cell, str) else cell)
        for name in text
    })  # fmt: skip
    results.out(safe.to_csv(index=False, lineterminator="\n"), end="")


def say_reproduced(same: bool, sealed: str, made: str) -> None:
    if not same:
        results.print(f"Selado: {sealed}\nRefeito: {made}")
        raise RecognitionError(
            "O resultado refeito não é o que foi selado: os dados, as regras, as notas ou as"
            " decisões mudaram, ou o produto calcula de outro modo. Confira a trilha e a versão."
        )
    results.print(f"O mesmo resultado, byte por byte: {sealed}")


def export_rules(door: "Committee", slug: str) -> None:
    results.out(rules_text(door.rules(slug)), end="")


def export_result(
    door: "Committee", slug: str, category: str | None, output: Literal["csv", "json"]
) -> None:
    sealed = door.sealed(slug)
    if output == "json":
        results.out(sealed.text, end="")
        return
    record = door.require_edition(slug)
    rows = [
        {"categoria": item.id, **_flat(unit)}
        for item in record.rules.category
        if category in (None, item.id)
        for unit in sealed.units(item.id).values()
    ]
    print_table(pd.DataFrame(rows), "csv")


def _flat(unit: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in unit.items() if not isinstance(value, dict)}


def export_unit(door: "Committee", slug: str, category: str | None, unit: str | None) -> None:
    if unit is None or category is None:
        raise UserError(
            "Para levar as razões é preciso dizer de quem elas são: repita com --category e --unit."
        )
    results.out(_json(door.reasons(slug, category, unit)), end="")


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"
