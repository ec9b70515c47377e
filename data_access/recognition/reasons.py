"""Why a unit has the result that it has, whole: what a person may ask for (LGPD, art. 20)."""

from typing import Any

from config.settings import Settings
from data_access.recognition.errors import UnknownRecognitionError
from data_access.recognition.judging import points_given
from data_access.recognition.scoring import score_category
from data_access.recognition.sealed import category_content, decisions_content
from data_access.recognition.store import RecognitionRecord


def reasons_of(
    settings: Settings, record: RecognitionRecord, category_id: str, unit: str
) -> dict[str, Any]:
    """Rules of the category, what was measured of the unit, points and decisions with reasons.

    Of other units nothing but how many compete. Raises UnknownRecognitionError.
    """
    category = record.category(category_id)
    content = category_content(score_category(settings, record, category_id))
    own = next((item for item in content["unidades"] if item["codigo"] == unit), None)
    if own is None:
        raise UnknownRecognitionError(f"“{unit}” não está em {category.name}.")
    given = [row for row in points_given(settings, record.slug, category_id) if row.unit == unit]
    return {
        "edicao": record.slug,
        "nome": record.name,
        "passo": record.state.value,
        "dados": record.data_edition,
        "periodo": record.rules.months.label,
        "regras": {
            "versao": record.rules_version,
            "sha256": record.rules_sha256,
            "categoria": category.model_dump(mode="json", by_alias=True, exclude_none=True),
        },
        "concorrem": sum(item["concorre"] for item in content["unidades"]),
        "resultado": own,
        "notas": [
            {
                "criterio": row.criterion,
                "nota": row.points,
                "motivo": row.reason,
                "evidencia": row.evidence,
                "membro": row.member,
            }
            for row in given
        ],
        "decisoes": [
            item
            for item in decisions_content(settings, record)
            if item["categoria"] == category_id and item["unidade"] in ("", unit)
        ],
        "como_rever": (
            "Uma pessoa do comitê, e não a nota, decide. Depois do anúncio cabe recurso em"
            f" {record.rules.appeal_days} dias, e outra pessoa revê o resultado."
        ),
    }
