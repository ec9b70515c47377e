"""The certificate of one unit: what it won, and on the back what that means, in plain words."""

from datetime import datetime
from typing import Any

from config.formatting import day, enumerate_words, moment, number, plural
from data_access.recognition.errors import RecognitionError
from data_access.recognition.scoring import Scored
from indicators.recognition.sensitivity.variants import one_more_or_less
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.slugs import slug_of
from reports.paper import Paper, qr_drawing, typeset
from reports.recognition.facts import (
    DEMONSTRATION,
    Facts,
    by_name,
    criteria_of,
    period_words,
    standing_words,
)


def certificate(facts: Facts, scored: Scored, code: str) -> Paper:
    """`scored` is the category on the data that were sealed.

    Raises RecognitionError for who does not compete, for a person whom the committee did not decide
    to recognise, and where `scored` is not what was sealed.
    """
    content = certificate_content(facts, scored, code)
    name = f"certificado-{facts.record.slug}-{slug_of(code)}"
    return Paper(name, typeset("certificate", content, facts.sealed.at))


def certificate_content(facts: Facts, scored: Scored, code: str) -> dict[str, Any]:
    """All that the certificate says."""
    unit = facts.competitor(code)
    require_decision(facts, code)
    record, sealed = facts.record, facts.sealed
    return {
        "title": f"Certificado: {facts.name(code)}",
        "edition": record.name,
        "year": str(record.year),
        "category": facts.category.name,
        "name": facts.name(code),
        "place": f"{facts.nouns[0].capitalize()} {code} · {unit['uf']}",
        "standing": standing_words(unit, facts.told["faixas"]),
        "period": period_words(facts),
        "signed": _signed(facts),
        "sealed_at": day(facts.sealed_at.date()),
        "sha256": sealed.sha256,
        "qr": qr_drawing(facts.check(code)),
        "code": code,
        "demonstration": DEMONSTRATION if record.demonstration else "",
        "explained": explained(facts, scored, code),
        "criteria": [
            [criterion.name, number(own.get("pontos"), 1), number(100 * own.get("peso", 0), 1)]
            for criterion, own in criteria_of(facts, unit)
        ],
        "proof": proof_words(facts, code),
    }


def explained(facts: Facts, scored: Scored, code: str) -> list[dict[str, str]]:
    """The back page: a question, and its answer."""
    unit = facts.competitor(code)
    many = plural(len(facts.competing), *facts.nouns)
    told = [
        {
            "asked": "De onde vem",
            "answer": f"Concorreram {many}, pelos resultados de {period_words(facts)} e pelas"
            f" mesmas regras (versão {facts.sealed.rules_version}), conhecidas antes. A nota foi"
            f" {number(unit['nota'], 2)} de 100; ao lado, os critérios de que ela é a soma.",
        },
        *explained_standing(facts, unit),
    ]
    if facts.category.tier:
        told.append({"asked": "E com um caso a mais ou a menos?", "answer": _case_words(
            facts, scored, code)})  # fmt: skip
    return told


def explained_standing(facts: Facts, unit: dict[str, Any]) -> list[dict[str, str]]:
    """What a score and a band do and do not say."""
    return [
        {"asked": "Quanto a nota poderia variar", "answer": _spread_words(unit)},
        {"asked": "O que a faixa quer dizer", "answer": _band_words(facts, unit)},
    ]


def _spread_words(unit: dict[str, Any]) -> str:
    low, high = number(unit["nota_de"], 1), number(unit["nota_ate"], 1)
    told = (
        f"Se o período se repetisse cem vezes, em cerca de 95 a nota ficaria entre {low} e {high},"
        f" e a posição entre a {number(unit['posicao_de'])}ª e a {number(unit['posicao_ate'])}ª."
    )
    chances = unit["chance_de_nivel"]
    if unit["nivel"] in chances:
        names = list(chances)
        reached = sum(chances[name] or 0 for name in names[: names.index(unit["nivel"]) + 1])
        times = round(100 * reached)
        told += (
            f" Em cerca de {times}, o nível seria este ou um mais alto."
            if times < 100
            else " Em quase todas, o nível seria este ou um mais alto."
        )
    return told


def _band_words(facts: Facts, unit: dict[str, Any]) -> str:
    bands = facts.told["faixas"]
    if bands == 1:
        return "Os dados não bastam para pôr umas à frente das outras: há uma só faixa."
    wrong = number(100 * (facts.told["invertidos"] or 0))
    others = sum(other["faixa"] == unit["faixa"] for other in facts.competing) - 1
    company = f"com {plural(others, 'outra', 'outras')}" if others else "e é a única nela"
    return (
        f"Está na {number(unit['faixa'])}ª de {number(bands)} faixas, {company}. De 100 comparações"
        f" entre faixas, cerca de {wrong} estariam invertidas; dentro de uma faixa os dados não"
        " dizem quem vem antes."
    )


def _case_words(facts: Facts, scored: Scored, code: str) -> str:
    score = facts.competitor(code)["nota"]
    if code not in scored.result.ids or scored.result.score_of(code) != score:
        raise RecognitionError(
            f"Os dados de hoje não dão a nota que foi selada de {code} ({number(score, 2)})."
            f" Confira com `t360 recognition reproduce {facts.record.slug}`; nada foi emitido."
        )
    row = by_name(one_more_or_less(scored.result))[code]
    low, high = number(row["low"], 2), number(row["high"], 2)
    span = f"a nota ficaria entre {low} e {high}" if low != high else f"a nota seria de {low}"
    if row["changes"]:
        return (
            f"Mudaria o nível: com um atendimento, uma resposta ou uma queixa a mais ou a menos em"
            f" algum critério, {span}, e um corte passa por aí. Leia o nível com essa reserva."
        )
    return (
        f"Não mudaria o nível: com um atendimento, uma resposta ou uma queixa a mais ou a menos em"
        f" qualquer critério, {span}."
    )


def _signed(facts: Facts) -> str:
    """Who proposed and who approved, as it was sealed."""
    acts = {"proposta": "proposto por", "aprovacao": "aprovado por"}
    latest = {item["decisao"]: item["membro"] for item in facts.sealed.content["decisoes"]}
    told = [f"{words} {latest[kind]}" for kind, words in acts.items() if kind in latest]
    return f"Resultado {enumerate_words(told)}."


def proof_words(facts: Facts, code: str = "") -> list[str]:
    """What shows that the result, and what it says of a unit, is what was sealed."""
    sealed, proof = facts.sealed, facts.proof
    told = [
        f"Resultado selado em {moment(facts.sealed_at)}, hora de Brasília. O seu resumo (SHA-256) é"
        f" {sealed.sha256}: um algarismo mudado no resultado daria outro.",
    ]
    if proof.entry is not None:
        told.append(f"O selo é o registro {number(proof.entry)} da trilha de auditoria.")
    if proof.head is not None:
        at = moment(datetime.fromisoformat(proof.head.at))
        told.append(
            f"A trilha foi assinada até o registro {number(proof.head.entry)} em {at}, com a chave"
            f" {proof.head.key}; o resumo desse registro é {proof.head.hash}."
        )
    asked = f"o resumo e o código {code}" if code else "o resumo"
    told.append(
        f"No painel, em Reconhecimento, “Conferir um certificado” pede {asked} e mostra o que foi"
        " selado: tem de ser o que está impresso aqui."
    )
    return told


def require_decision(facts: Facts, code: str) -> None:
    """A person is recognised by a decision, and never by the score."""
    if facts.category.unit is not UnitKind.ATTENDANT:
        return
    decided = [
        item["detalhe"]["reconhecida"]
        for item in facts.sealed.content["decisoes"]
        if item["decisao"] == "pessoa" and item["unidade"] == code
    ]
    if not decided or not decided[-1]:
        raise RecognitionError(
            f"O comitê não decidiu reconhecer {facts.name(code)}: de pessoas, quem decide é uma"
            " pessoa, e não a nota. Não há certificado."
        )
