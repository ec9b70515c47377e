"""Rules are read strictly, told wrong all at once, and written back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.recognition_rules.checks import guardrail_problems
from indicators.recognition_rules.compare import compare_rules
from indicators.recognition_rules.domain import domain_rules
from indicators.recognition_rules.measurable import MEASURABLE, UnitKind, indicators_of
from indicators.recognition_rules.problems import RulesError
from indicators.recognition_rules.read import (
    UnreadableRulesError,
    read_rules,
    read_rules_file,
    ready_made,
    rules_hash,
    rules_text,
)
from indicators.recognition_rules.slugs import slug_of

READY = ready_made()
TEXT = rules_text(READY["equipes"])
SALAS = rules_text(READY["selo-salas-nacional"])


def told(text: str) -> list[str]:
    with pytest.raises(RulesError) as caught:
        read_rules(text, "regras.toml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", READY)
def test_a_ready_made_edition_is_read_back_from_its_own_text(name: str) -> None:
    text = rules_text(READY[name])
    assert read_rules(text) == READY[name]
    assert rules_text(read_rules(text)) == text
    assert rules_hash(read_rules(text)) == rules_hash(READY[name])
    for category in READY[name].category:
        assert domain_rules(category, "semente").total_weight == pytest.approx(100)


def test_the_seal_has_its_seven_pillars_and_says_which_weights_are_open() -> None:
    salas = READY["selo-salas-estadual"].category[0]
    assert [pillar.name for pillar in salas.pillar] == [
        "Qualidade no Atendimento Remoto",
        "Gestão",
        "Ambiente de Negócios",
        "Ofertas e Realizações de Soluções",
        "Infraestrutura",
        "Presença Digital",
        "Capilaridade",
    ]
    assert all(pillar.undecided for pillar in salas.pillar)
    assert [salas.cuts(uf)["Bronze"] for uf in ("PE", "CE")] == [70, 75]
    diamond = READY["selo-salas-nacional"].category[0].tier[0]
    assert (diamond.name, diamond.after) == ("Diamante", "Ouro")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("peso = 40.0", "peso = 45.0", "somam 105 e deveriam somar 100"),
        ('dor = "recorrencia"', 'dor = "cobertura_mei"', "não se mede por equipe"),
        ('dor = "recorrencia"', 'dor = "alegria"', "não conheço o indicador “alegria”"),
        ("minimo = 81.0", "minimo = 95.0", "cortes que diminuem"),
        ("minimo = 81.0", "minimo = 181.0", "esperava no máximo 100"),
        ('abrangencia = "BR"', 'abrangencia = "XX"', "não conheço a UF “XX”"),
        ('ate = "2026-10"', 'ate = "2024-10"', "termina antes de começar"),
        ('ate = "2026-10"', 'ate = "outubro"', "esperava o formato"),
        ("peso = 40.0", 'peso = "muito"', "esperava um número e encontrei “muito”"),
        ("peso = 40.0", "peso = nan", "esperava um número"),
        ("ano = 2026", "ano = true", "esperava um número inteiro"),
        ('unidade = "equipe"', 'unidade = "time"', "esperava equipe ou parceiro ou"),
        ('melhor = "maior"', 'melhor = "menor"', "Escreva o contrário"),
        ("piso = 0.0", "piso = 200.0", "o teto não é maior do que o piso"),
        ('id = "recorrencia"', 'id = "nps"', "“nps” já existe"),
        ("vagas = 3", "vagas = 3\ncor = 1", "não conheço este campo"),
        ('ajuste = ["porte", "canal"]', 'ajuste = ["cor"]', "esperava porte ou canal"),
        ("volume_minimo = 30.0", "volume_minimo = 3.0", "peça ao menos 5 respostas"),
        ('pares = ["tipo"]', 'pares = ["porte_do_lugar"]', "só parceiros estão num município"),
    ],
)
def test_each_fault_has_its_sentence(old: str, new: str, expected: str) -> None:
    assert old in TEXT
    assert any(expected in sentence for sentence in told(TEXT.replace(old, new, 1)))


def test_everything_wrong_is_told_at_once_with_its_line_and_field() -> None:
    text = TEXT.replace("peso = 40.0", "peso = 45.0").replace('"BR"', '"XX"')
    found = told(text.replace("minimo = 81.0", "minimo = 95.0"))
    line = text.splitlines().index('abrangencia = "XX"') + 1
    assert found[0].startswith(f"linha {line}, abrangencia: não conheço")
    assert ["criterio" in found[1], "nivel" in found[2], len(found)] == [True, True, 3]


def test_a_person_is_never_rewarded_by_the_score_alone() -> None:
    text = rules_text(READY["pessoas"]).replace("automatico = false", "automatico = true")
    assert any("LGPD" in sentence for sentence in told(text))


def test_a_process_is_measured_by_nobody() -> None:
    text = rules_text(READY["projetos-e-processos"])
    place = text.index('id = "resultado"')
    changed = text[:place] + text[place:].replace(
        'origem = "pontos"', 'origem = "indicador"\nindicador = "nps"', 1
    )
    assert any("não se mede de um processo" in sentence for sentence in told(changed))


def test_a_tier_of_the_states_needs_their_editions() -> None:
    text = SALAS.replace('edicoes_dos_estados = ["selo-salas-uf-2026"]\n', "")
    assert any("Diamante depende de Ouro" in sentence for sentence in told(text))


def test_what_is_no_toml_says_so() -> None:
    assert "não é TOML" in told("a = [")[0]


def test_a_file_that_cannot_be_read_says_why(tmp_path) -> None:
    with pytest.raises(UnreadableRulesError, match="não existe"):
        read_rules_file(tmp_path / "nada.toml")
    (tmp_path / "latin.toml").write_bytes("título".encode("latin-1"))
    with pytest.raises(UnreadableRulesError, match="UTF-8"):
        read_rules_file(tmp_path / "latin.toml")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1).filter(
        lambda text: 0 < len(text.strip()) <= 200
    )
)
def test_any_text_comes_back_as_it_was(name: str) -> None:
    rules = READY["equipes"].model_copy(update={"name": name.strip()})
    assert read_rules(rules_text(rules)).name == name.strip()


def test_versions_are_compared_field_by_field() -> None:
    changed = read_rules(
        TEXT.replace("peso = 40.0", "peso = 30.0").replace("peso = 20.0", "peso = 30.0", 1)
    )
    found = compare_rules(read_rules(TEXT), changed)
    assert [(c.field, c.before, c.after) for c in found] == [
        ("categoria equipes › criterio nps › peso", "40", "30"),
        ("categoria equipes › criterio recorrencia › peso", "20", "30"),
    ]
    assert compare_rules(changed, changed) == []


def test_cut_points_stay_near_those_of_the_edition_before() -> None:
    near = read_rules(TEXT.replace("minimo = 90.0", "minimo = 94.0"))
    far = read_rules(TEXT.replace("minimo = 90.0", "minimo = 97.0"))
    assert list(guardrail_problems(near, READY["equipes"])) == []
    assert "foi de 90 a 97" in next(iter(guardrail_problems(far, READY["equipes"])))[1]


def test_what_a_unit_can_have_is_said_once() -> None:
    assert "nivel_servico" in indicators_of(UnitKind.TEAM)
    assert "nivel_servico" not in indicators_of(UnitKind.ATTENDANT)
    assert indicators_of(UnitKind.PROCESS) == ()
    assert all(measure.kinds for measure in MEASURABLE.values())


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Resolução no 1º contato", "resolucao-no-1o-contato"), ("…", "criterio"), ("A  B", "a-b")],
)
def test_a_name_makes_an_identifier(text: str, slug: str) -> None:
    assert slug_of(text) == slug
