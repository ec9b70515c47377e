"""The committee's work on two Salas: each step, each refusal, and the trail that it leaves."""

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.roles import COMMITTEE
from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.editions.layout import SEAL
from data_access.editions.publishing import seal
from data_access.identity.asking import FreshLoginError
from data_access.operational.actor import COMMAND_LINE, PANEL
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry
from data_access.operational.recognition_models import RecognitionEdition, RecognitionResult
from data_access.operational.refusals import REFUSED_ACT
from data_access.recognition.committee import Committee, committee
from data_access.recognition.errors import (
    ChangedMeanwhileError,
    NotAMemberError,
    RecognitionError,
    UnknownRecognitionError,
    WrongStateError,
)
from data_access.recognition.judging import points_given
from data_access.recognition.reading import Readings
from data_access.recognition.results import digest
from data_access.recognition.states import Outcome, State
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.problems import RulesError
from indicators.recognition_rules.read import read_rules
from indicators.scope import Access, AccessDeniedError
from tests.support.tiers import some
from tests.support.trail import trail
from tests.support.two_leagues import rules_of_salas

REASON = "Porque o comitê assim o entende"
RULES = rules_of_salas("MG", "2026-10", 60.0, 1.0)


def _settings(own, operational: str | None = None) -> Settings:
    found = Settings(
        home=own.home,
        operational_url=operational,
        threads=1,
        memory_limit="1GB",
        _env_file=None,
    )
    seal(found, own.edition)
    return found


@pytest.fixture
def settings(own) -> Settings:
    return _settings(own)


def door(settings: Settings, name: str, ufs: frozenset[str] | None = None) -> Committee:
    access = Access.everything()
    if ufs is not None:
        access = Access(name, ufs, access.roles, authenticated_at=datetime.now(UTC))
    return committee(settings, access, COMMAND_LINE, name)


@pytest.fixture
def ana(settings: Settings, own) -> Committee:
    return opened(settings, own)


def opened(settings: Settings, own) -> Committee:
    """Ana's edition, open on the sealed data, with Bruno beside her."""
    found = door(settings, "Ana")
    found.create(read_rules(RULES))
    found.enrol("salas-2026", "Bruno", "MG")
    found.open_on("salas-2026", own.edition)
    return found


def reviewed(ana: Committee) -> Committee:
    """As far as the deliberation."""
    ana.advance("salas-2026")
    ana.advance("salas-2026")
    for unit, points in (("S1", 9.0), ("S2", 5.0)):
        ana.give_points("salas-2026", "salas", unit, "juri", points, REASON)
    ana.advance("salas-2026")
    return ana


def sealed(ana: Committee) -> Committee:
    reviewed(ana).propose("salas-2026", REASON)
    bruno = door(ana.settings, "Bruno")
    bruno.approve("salas-2026", REASON)
    bruno.seal("salas-2026")
    return ana


def actions(settings: Settings) -> list[str]:
    with Session(operational_engine(settings)) as session:
        return list(
            session.scalars(
                sa.select(AuditEntry.action)
                .where(AuditEntry.object == "salas-2026")
                .order_by(AuditEntry.id)
            )
        )


def test_an_edition_goes_from_rules_to_appeal(ana: Committee) -> None:
    sealed(ana)
    before = ana.sealed("salas-2026")
    assert ana.reproduce("salas-2026") == (True, before.sha256, before.sha256)
    assert ana.announce("salas-2026").state is State.ANNOUNCED
    units = ana.sealed("salas-2026").units("salas")
    assert {code: unit["concorre"] for code, unit in units.items()} == {"S1": True, "S2": True}
    assert units["S1"]["nota"] > units["S2"]["nota"]
    filed = ana.file_appeal("salas-2026", "salas", "S2", "Sala de Contagem", REASON)
    assert not ana.compare_unit("salas-2026", "salas", "S2")["changed"].any()
    assert ana.answer_appeal("salas-2026", filed.id, False, REASON).state == "negado"
    assert [name.removeprefix("reconhecimento_") for name in actions(ana.settings)] == [
        "criado",
        "membro",
        "membro",
        "aberto",
        "passo",
        "passo",
        "nota",
        "nota",
        "passo",
        "proposto",
        "aprovado",
        "selado",
        "anunciado",
        "recurso",
        "recurso_respondido",
    ]


def test_steps_are_taken_in_order_and_refusals_change_nothing(ana: Committee) -> None:
    acts = [
        lambda: ana.give_points("salas-2026", "salas", "S1", "juri", 5.0, REASON),
        lambda: ana.reorder("salas-2026", "salas", ["S1"], REASON),
        lambda: ana.propose("salas-2026", REASON),
        lambda: ana.approve("salas-2026", REASON),
        lambda: ana.seal("salas-2026"),
        lambda: ana.announce("salas-2026"),
    ]
    before = actions(ana.settings), ana.require_edition("salas-2026").revision
    for act in acts:
        with pytest.raises(WrongStateError, match="está em “aberta”"):
            act()
    assert (actions(ana.settings), ana.require_edition("salas-2026").revision) == before


def test_the_second_signature_is_of_another_member(ana: Committee) -> None:
    reviewed(ana).propose("salas-2026", REASON)
    with pytest.raises(RecognitionError, match="Ana propôs este resultado"):
        ana.approve("salas-2026", REASON)
    with pytest.raises(NotAMemberError, match="Carla não é do comitê"):
        door(ana.settings, "Carla").approve("salas-2026", REASON)
    assert ana.require_edition("salas-2026").state is State.APPROVAL


def test_points_are_within_their_scale_with_a_reason_by_a_member(ana: Committee) -> None:
    ana.advance("salas-2026")
    ana.advance("salas-2026")
    give = ana.give_points
    with pytest.raises(RecognitionError, match=r"vai de 0,0 a 10,0, e encontrei 11,0"):
        give("salas-2026", "salas", "S1", "juri", 11.0, REASON)
    with pytest.raises(RecognitionError, match="motivo escrito"):
        give("salas-2026", "salas", "S1", "juri", 5.0, "ok")
    with pytest.raises(UnknownRecognitionError, match="não é um critério de notas"):
        give("salas-2026", "salas", "S1", "alcance", 5.0, REASON)
    with pytest.raises(UnknownRecognitionError, match="“S9” não está na categoria"):
        give("salas-2026", "salas", "S9", "juri", 5.0, REASON)
    with pytest.raises(NotAMemberError, match="Zé não é do comitê"):
        door(ana.settings, "Zé").give_points("salas-2026", "salas", "S1", "juri", 5.0, REASON)
    with pytest.raises(RecognitionError, match="Faltam notas dos membros: Júri"):
        ana.advance("salas-2026")


def test_a_member_of_another_uf_does_not_act(ana: Committee) -> None:
    with pytest.raises(AccessDeniedError, match="Isto é de MG, e o seu acesso é a: SP"):
        door(ana.settings, "Sílvia", frozenset({"SP"})).advance("salas-2026")
    with pytest.raises(RecognitionError, match="seria de SP"):
        ana.enrol("salas-2026", "Sílvia", "SP")
    with pytest.raises(AccessDeniedError, match="papel comite_reconhecimento"):
        committee(ana.settings, Access("x"), COMMAND_LINE)


def test_across_bands_only_new_rules_change_the_order(ana: Committee) -> None:
    reviewed(ana)
    scored = ana.score("salas-2026", "salas")
    first, second = scored.bands.index
    if scored.bands[first] == scored.bands[second]:
        ana.reorder("salas-2026", "salas", ["S2", "S1"], REASON)
        assert ana.table("salas-2026", "salas")["unit"].tolist() == ["S2", "S1"]
    else:
        with pytest.raises(RecognitionError, match="entre faixas"):
            ana.reorder("salas-2026", "salas", ["S2", "S1"], REASON)
    with pytest.raises(RecognitionError, match="“S9” não concorre"):
        ana.reorder("salas-2026", "salas", ["S9"], REASON)
    changed = RULES.replace("peso = 60.0", "peso = 50.0").replace("peso = 40.0", "peso = 50.0")
    record = ana.save_rules("salas-2026", read_rules(changed), REASON)
    assert (record.rules_version, record.state) == (2, State.OPEN)
    assert len(ana.compare_versions("salas-2026", 1, 2)) == 2
    assert ana.score("salas-2026", "salas").orders == {}


def test_cases_are_closed_with_a_reason_before_the_deliberation(ana: Committee) -> None:
    ana.advance("salas-2026")
    ana.advance("salas-2026")
    ana.open_case("salas-2026", "salas", "S1", "rajada", "Muitos no fim do mês", {"dias": 3})
    ana.open_case("salas-2026", "salas", "S1", "rajada", "Muitos no fim do mês", {"dias": 3})
    (case,) = ana.cases("salas-2026")
    for unit in ("S1", "S2"):
        ana.give_points("salas-2026", "salas", unit, "juri", 5.0, REASON)
    with pytest.raises(RecognitionError, match="Há 1 caso por fechar"):
        ana.advance("salas-2026")
    ana.assign_case("salas-2026", case.id, "Bruno")
    ana.close_case("salas-2026", case.id, Outcome.NOTHING, REASON)
    with pytest.raises(ChangedMeanwhileError, match="já foi fechado"):
        ana.close_case("salas-2026", case.id, Outcome.EXCLUDE, REASON)
    assert ana.advance("salas-2026").state is State.DELIBERATION


def test_the_radar_leaves_on_record_what_it_looked_for_and_takes_nothing_away(ana: Committee):
    told = {item.pattern: item.answered for item in ana.patterns("salas-2026", "salas")}
    before = ana.table("salas-2026", "salas")
    assert ana.search_patterns("salas-2026") == 0  # two Salas, alike
    pd.testing.assert_frame_equal(ana.table("salas-2026", "salas"), before)
    (entry,) = [row for row in trail(ana.settings.home) if row.action == "reconhecimento_radar"]
    assert entry.detail["casos_novos"] == 0
    assert set(entry.detail["padroes"]) == {name for name, answered in told.items() if answered}
    drafted = door(ana.settings, "Ana")
    drafted.create(read_rules(RULES.replace("salas-2026", "salas-2027")))
    assert drafted.patterns("salas-2027", "salas") == []
    with pytest.raises(RecognitionError, match="ainda não foi aberta sobre dados"):
        drafted.search_patterns("salas-2027")
    with pytest.raises(AccessDeniedError):
        door(ana.settings, "Eva", frozenset({"SP"})).search_patterns("salas-2026")


def test_what_was_seen_before_somebody_acted_is_not_acted_on(ana: Committee) -> None:
    seen = ana.require_edition("salas-2026").revision
    ana.choose_bands("salas-2026", "salas", 1)
    with pytest.raises(ChangedMeanwhileError, match="mudou desde que foi vista"):
        ana.advance("salas-2026", seen)
    assert ana.require_edition("salas-2026").state is State.OPEN


@pytest.mark.parametrize("engine", some(["sqlite", "postgresql"], "sqlite"))
def test_two_members_at_once_lose_nothing(own, engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    ana = opened(_settings(own, url), own)
    ana.advance("salas-2026")
    ana.advance("salas-2026")
    doors = [ana, door(ana.settings, "Bruno")]
    together, failed = Barrier(len(doors)), []

    def give(one: Committee) -> None:
        together.wait()
        try:
            for points in range(5):
                one.give_points("salas-2026", "salas", "S1", "juri", float(points), REASON)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=give, args=(one,)) for one in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert actions(ana.settings).count("reconhecimento_nota") == 10
    given = points_given(ana.settings, "salas-2026", "salas")
    assert sorted((row.member, row.points) for row in given) == [
        (name, float(points)) for name in ("Ana", "Bruno") for points in range(5)
    ]


def test_data_that_are_not_sealed_or_are_gone_are_refused(settings: Settings, own) -> None:
    found = door(settings, "Ana")
    found.create(read_rules(RULES))
    with pytest.raises(EditionError, match="Não encontrei a edição"):
        found.open_on("salas-2026", "20200101T000000000Z-00000000")
    (own.home / "editions" / own.edition).chmod(0o755)
    (own.home / "editions" / own.edition / SEAL).unlink(missing_ok=True)
    with pytest.raises(EditionError, match="não está selada"):
        found.open_on("salas-2026", own.edition)
    assert found.require_edition("salas-2026").state is State.DRAFT


def test_an_altered_result_is_told(ana: Committee) -> None:
    sealed(ana)
    with Session(operational_engine(ana.settings)) as session, session.begin():
        row = session.get(RecognitionResult, "salas-2026")
        row.text = row.text.replace("S1", "S3")
    with pytest.raises(RecognitionError, match="foi alterado"):
        ana.sealed("salas-2026")


def test_appeals_end_with_their_deadline(ana: Committee) -> None:
    sealed(ana).announce("salas-2026")
    with Session(operational_engine(ana.settings)) as session, session.begin():
        row = session.get(RecognitionEdition, "salas-2026")
        row.appeals_until = row.created_at
    with pytest.raises(RecognitionError, match="O prazo para recorrer"):
        ana.file_appeal("salas-2026", "salas", "S1", "Sala", REASON)


def test_before_the_announcement_each_sees_its_own(ana: Committee) -> None:
    ana.advance("salas-2026")
    unit = Access("gestora", frozenset({"MG"}))
    outside = Readings(ana.settings, unit, COMMAND_LINE)
    assert outside.preview("salas-2026", "salas", "S1")["unit"] == "S1"
    for read in (outside.table, outside.score):
        with pytest.raises(AccessDeniedError, match="só o comitê vê"):
            read("salas-2026", "salas")
    with pytest.raises(AccessDeniedError, match="só o comitê vê"):
        outside.cases("salas-2026")
    with pytest.raises(AccessDeniedError, match="Isto é de MG"):
        Readings(ana.settings, Access("x", frozenset({"SP"})), COMMAND_LINE).preview(
            "salas-2026", "salas", "S1"
        )


def test_the_reasons_of_a_unit_say_all_of_it_and_nothing_of_others(ana: Committee) -> None:
    reviewed(ana)
    content = ana.reasons("salas-2026", "salas", "S1")
    assert content["resultado"]["codigo"] == "S1"
    assert [item["motivo"] for item in content["notas"]] == [REASON]
    assert "S2" not in json.dumps(content, default=str)


def test_rules_of_another_edition_or_twice_are_refused(ana: Committee) -> None:
    other = read_rules(RULES.replace('id = "salas-2026"', 'id = "outra"'))
    with pytest.raises(RecognitionError, match="Já existe uma edição"):
        ana.create(read_rules(RULES))
    with pytest.raises(RulesError, match="são da edição “outra”"):
        ana.save_rules("salas-2026", other, REASON)
    assert [item.slug for item in ana.editions()] == ["salas-2026"]


def account(
    settings: Settings, who: str, code: str, *seats: tuple[str, str], ago: timedelta = timedelta()
) -> Committee:
    """The door of an account that is in the committee by these seats, and says another's name."""
    roles = frozenset({COMMITTEE})
    entered = datetime.now(UTC) - ago
    access = Access(who, frozenset({"MG"}), roles, frozenset(seats), code, entered)
    return committee(settings, access, PANEL, "Bruno")


MINE = ("salas-2026", "MG")


def test_an_account_signs_as_itself_whatever_name_it_gives(settings: Settings, own) -> None:
    maria = account(settings, "Maria (1)", "1", MINE)
    assert maria.member == "Maria (1)"
    maria.create(read_rules(RULES))
    assert maria.candidates("salas-2026") == ["Maria (1)"]
    assert [member.name for member in maria.members("salas-2026")] == ["Maria (1)"]


@pytest.mark.asvs("7.5.3", "16.3.2")
def test_the_second_approval_is_of_another_account(settings: Settings, own) -> None:
    reviewed(opened(settings, own))
    ana = door(settings, "Ana")
    for name in ("Maria (1)", "Maria de Souza (1)", "Rui (2)"):
        ana.enrol("salas-2026", name, "MG")
    account(settings, "Maria (1)", "1", MINE).propose("salas-2026", REASON)
    renamed = account(settings, "Maria de Souza (1)", "1", MINE)
    with pytest.raises(RecognitionError, match="quem aprova é outro"):
        renamed.approve("salas-2026", REASON)
    long_ago = account(settings, "Rui (2)", "2", MINE, ago=timedelta(minutes=16))
    with pytest.raises(FreshLoginError, match="Aprovar, selar ou anunciar um resultado pede"):
        long_ago.approve("salas-2026", REASON)
    record = account(settings, "Rui (2)", "2", MINE).approve("salas-2026", REASON)
    assert record.state is State.APPROVED
    for act in (long_ago.seal, long_ago.announce):
        with pytest.raises(FreshLoginError):
            act("salas-2026")
    refused = [
        (entry.who, entry.subject, entry.detail["pedido"])
        for entry in trail(settings.home)
        if entry.action == REFUSED_ACT
    ]
    assert refused == [
        ("Maria de Souza (1)", "salas-2026", "aprovar um resultado"),
        ("Rui (2)", "salas-2026", "aprovar um resultado"),
        ("Rui (2)", "salas-2026", "selar"),
        ("Rui (2)", "salas-2026", "anunciar um resultado"),
    ]


@pytest.mark.asvs("8.3.1")
@pytest.mark.parametrize("seat", [("outra-2026", "MG"), ("salas-2026", "SP"), None])
def test_a_seat_elsewhere_decides_nothing_here(settings: Settings, own, seat) -> None:
    ana = opened(settings, own)
    other = account(settings, "Eva (3)", "3", *([seat] if seat else []))
    ana.enrol("salas-2026", "Eva (3)", "MG")
    acts = (
        lambda: other.advance("salas-2026"),
        lambda: other.propose("salas-2026", REASON),
        lambda: other.seal("salas-2026"),
        lambda: other.enrol("salas-2026", "Eva", "MG"),
        lambda: other.give_points("salas-2026", "salas", "S1", "juri", 9.0, REASON),
        lambda: other.judged("salas-2026", "salas", "S1"),
    )
    for act in acts:
        with pytest.raises(AccessDeniedError, match="comitê da edição salas-2026"):
            act()
    if seat is None or seat[0] != "salas-2026":
        with pytest.raises(AccessDeniedError):
            other.cases("salas-2026")


@pytest.mark.asvs("8.2.2", "8.3.1")
def test_of_a_national_edition_a_member_of_a_uf_sees_the_units_of_that_uf(
    settings: Settings, own
) -> None:
    ana = door(settings, "Ana")
    ana.create(read_rules(rules_of_salas("BR", "2026-10", 60.0, 1.0)))
    ana.open_on("salas-2026", own.edition)
    ana.leave_out("salas-2026", excluding(ana), ["2026-01"], REASON)
    mine, theirs = (
        committee(
            settings,
            Access(
                f"Eva {uf}",
                frozenset({uf}),
                frozenset({COMMITTEE}),
                frozenset({("salas-2026", uf)}),
                uf,
                datetime.now(UTC),
            ),
            PANEL,
            f"Eva {uf}",
        )
        for uf in ("MG", "SP")
    )
    assert [case.unit for case in mine.cases("salas-2026")] == ["S1"]
    assert {"S1", "S2"} <= {*mine.unit_names("salas-2026")}
    assert "S1" in {*mine.compare_scores("salas-2026", "salas", 1, 2)["unit"]}
    assert mine.reasons("salas-2026", "salas", "S1")
    assert theirs.cases("salas-2026") == []
    assert not {"S1", "S2"} & {*theirs.unit_names("salas-2026")}
    assert theirs.compare_scores("salas-2026", "salas", 1, 2).empty
    for ask in (theirs.reasons, theirs.compare_unit):
        with pytest.raises(AccessDeniedError, match="Isto é de MG"):
            ask("salas-2026", "salas", "S1")


def test_what_a_former_way_of_scoring_sealed_is_made_again_by_it(ana: Committee, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("data_access.recognition.scoring._scoring", lambda *_: Scoring.OF_THE_MEAN)
        sealed(ana)
    text = ana.sealed("salas-2026").text
    assert json.loads(text)["versao"] == 1
    assert ana.reproduce("salas-2026")[0]
    newer = text.replace('"versao": 1', '"versao": 99')
    with Session(operational_engine(ana.settings)) as session, session.begin():
        row = session.get(RecognitionResult, "salas-2026")
        row.text, row.sha256 = newer, digest(newer)
    with pytest.raises(RecognitionError, match=r"versão 99.*Atualize o painel"):
        ana.reproduce("salas-2026")


def excluding(ana: Committee) -> int:
    """A case about S1, closed so that something is left out."""
    ana.open_case("salas-2026", "salas", "S1", "ultimos_dias", "Muitos no fim do mês", {"casos": 3})
    (case,) = ana.cases("salas-2026")
    with pytest.raises(RecognitionError, match="não foi fechado para excluir"):
        ana.leave_out("salas-2026", case.id, ["2026-01"], REASON)
    ana.close_case("salas-2026", case.id, Outcome.EXCLUDE, REASON)
    return case.id


def reached(ana: Committee) -> dict[str, tuple[float, float]]:
    table = ana.score("salas-2026", "salas").result.field.evidence["alcance"].dropna()
    return {str(unit): (row.iloc[0], row.iloc[1]) for unit, row in table.iterrows()}


def test_months_of_a_closed_case_are_left_out_by_another_version(ana: Committee) -> None:
    """S1 attended C1 in January and in May: ten months of the period, and nine without January."""
    before = reached(ana)
    assert before["S1"] == (1, 10)
    record = ana.leave_out("salas-2026", excluding(ana), ["2026-01"], REASON)
    assert (record.rules_version, record.state) == (2, State.OPEN)
    assert reached(ana) == {**before, "S1": (1, 9)}
    (change,) = [
        item for item in ana.compare_versions("salas-2026", 1, 2) if "meses_de_fora" in item.field
    ]
    assert change.after == "2026-01"
    moved = ana.compare_scores("salas-2026", "salas", 1, 2).set_index("unit")
    assert moved.loc["S1", "score_after"] > moved.loc["S1", "score_before"]


def test_clients_over_months_with_a_gap_are_not_measured(ana: Committee) -> None:
    before = reached(ana)
    case = excluding(ana)
    with pytest.raises(RulesError, match="2025-12 não é do período"):
        ana.leave_out("salas-2026", case, ["2025-12"], REASON)
    with pytest.raises(RecognitionError, match="Nenhum mês foi escolhido"):
        ana.leave_out("salas-2026", case, [], REASON)
    whole = [f"2026-{month:02d}" for month in range(1, 11)]
    with pytest.raises(RulesError, match="todos os meses do período"):
        ana.leave_out("salas-2026", case, whole, REASON)
    ana.leave_out("salas-2026", case, ["2026-05"], REASON)
    assert reached(ana) == {unit: found for unit, found in before.items() if unit != "S1"}
    ana.leave_out("salas-2026", case, ["2026-09", "2026-10"], REASON)  # in the place of May
    assert reached(ana)["S1"] == (1, 8)
