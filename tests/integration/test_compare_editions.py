"""What moves from one edition to another, by how much, and because of which source."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_access.base.edition_errors import EditionError
from data_access.comparing.causes import (
    PRODUCT,
    RULE,
    TERRITORY,
    UNKNOWN,
    SourceChange,
    suspects,
)
from data_access.comparing.compare import (
    COLUMNS,
    EditionComparison,
    IndicatorMove,
    compare_editions,
)
from data_access.editions.manifest import SourceFile
from data_access.queries.measures.registry import MEASURES
from data_access.staging.files import active_imports, undo_import
from indicators.measure import Status
from indicators.scope import Access
from tests.support.office import BELO_HORIZONTE, CONTAGEM, SAO_PAULO, UBERLANDIA, Office

ATTENDANCES = f"""
    id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;situacao
    A1;PJ;C1;10/01/2026;ME;{BELO_HORIZONTE};MG;sim;Concluído
    A2;PJ;C1;10/05/2026;ME;{BELO_HORIZONTE};MG;sim;Concluído
    A3;PJ;C2;10/03/2026;EPP;{BELO_HORIZONTE};MG;sim;Concluído
    A4;PJ;C3;11/03/2026;MEI;{CONTAGEM};MG;sim;Concluído
    A5;PJ;C4;31/10/2026;ME;{SAO_PAULO};SP;sim;Concluído
"""
MORE_ATTENDANCES = f"""
    id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;situacao
    B1;PJ;C9;10/04/2026;ME;{BELO_HORIZONTE};MG;sim;Concluído
    B2;PJ;C9;11/04/2026;ME;{BELO_HORIZONTE};MG;sim;Concluído
"""
STOCK = f"""
    municipio;porte;competencia;quantidade
    {BELO_HORIZONTE};ME;2026-06;10
    {BELO_HORIZONTE};EPP;2026-06;10
    {CONTAGEM};MEI;2026-06;20
    {SAO_PAULO};ME;2026-06;100
"""
OTHER_STOCK = STOCK.replace("ME;2026-06;100", "ME;2026-06;50")
SALAS = f"""
    id_parceiro;nome;tipo;municipio;situacao
    S1;Sala de Belo Horizonte;Sala do Empreendedor;{BELO_HORIZONTE};ativa
"""
ALL = Access.everything()
RIO_DE_JANEIRO = "3304557"
SOURCE = SourceFile(
    table="empresas",
    import_id="1",
    name="estoque.csv",
    sha256="0" * 64,
    rows=1,
    imported_at=datetime(2026, 11, 1, tzinfo=UTC),
    demonstration=False,
)
ATTENDED = {
    *("cobertura_me_epp", "recorrencia", "pequenos_negocios_atendidos"),
    *("atendimentos_realizados", "atendimentos_pf_pj", "permanencia_12m"),
}


@dataclass(frozen=True)
class Ready:
    office: Office
    before: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Not to be changed by a test."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.bring("atendimentos", ATTENDANCES)
    office.bring("empresas", STOCK)
    return Ready(office, office.build())


@pytest.fixture
def ready(built: Ready, tmp_path: Path) -> Ready:
    shutil.copytree(built.office.settings.home, tmp_path / "home")
    return Ready(Office(tmp_path, files=2), built.before)


@pytest.fixture(scope="module")
def told() -> dict[object, EditionComparison]:
    """What was compared already, by what was asked."""
    return {}


@pytest.fixture
def change(ready: Ready, told: dict[object, EditionComparison]) -> Callable[..., EditionComparison]:
    """What (table, text) imports change."""

    def change(*imports: tuple[str, str], access: Access = ALL) -> EditionComparison:
        asked = (imports, access)
        if asked not in told:
            for table, text in imports:
                ready.office.bring(table, text)
            after = ready.office.build()
            told[asked] = compare_editions(ready.office.settings, ready.before, after, access)
        return told[asked]

    return change


def move(comparison: EditionComparison, indicator: str, code: str = "BR") -> IndicatorMove:
    (found,) = (
        item for item in comparison.moves if (item.indicator, item.code) == (indicator, code)
    )
    return found


def test_more_attendances_move_what_they_feed_and_nothing_else(change) -> None:
    found = change(("atendimentos", MORE_ATTENDANCES))
    assert set(found.moved) == ATTENDED
    assert found.period.label == "jan–out/2026"
    assert {item.code for item in found.moves} == {"BR", "31"}
    assert [item.table for item in found.sources] == ["atendimentos"]
    assert all(
        "atendimentos" in (*item.numerator_sources, *item.denominator_sources)
        for item in found.moves
    )
    coverage = move(found, "cobertura_me_epp", "31")
    assert (coverage.before.numerator, coverage.after.numerator, coverage.after.denominator) == (
        2,
        3,
        20,
    )
    assert (coverage.difference, coverage.by_numerator, coverage.by_denominator) == pytest.approx(
        (0.05, 0.05, 0)
    )
    assert (coverage.numerator_sources, coverage.denominator_sources) == (("atendimentos",), ())
    recurrence = move(found, "recorrencia")
    assert (recurrence.before.value, recurrence.after.value) == (0.25, 0.4)
    assert recurrence.by_numerator + recurrence.by_denominator == pytest.approx(
        recurrence.difference
    )


@pytest.mark.slow
def test_another_stock_moves_the_denominators_alone(change) -> None:
    found = change(("empresas", OTHER_STOCK))
    # Without a list of partners nobody is in reach, or out of it.
    assert set(found.moved) == {"cobertura_me_epp"}
    coverage = move(found, "cobertura_me_epp")
    assert (coverage.before.denominator, coverage.after.denominator) == (120, 70)
    assert (coverage.by_numerator, coverage.difference) == pytest.approx(
        (0, coverage.by_denominator)
    )
    assert (coverage.numerator_sources, coverage.denominator_sources) == ((), ("empresas",))


@pytest.mark.slow
def test_a_stock_of_more_municipalities_is_a_suspect_of_the_numerator_too(change) -> None:
    """The numerator omits municipalities without denominator: Uberlândia's client now counts."""
    uberlandia = [
        *ATTENDANCES.splitlines()[:2],
        f"    U1;PJ;C8;10/04/2026;ME;{UBERLANDIA};MG;sim;Concluído",
    ]
    stock = f"municipio;porte;competencia;quantidade\n{UBERLANDIA};ME;2026-06;5\n"
    found = change(("atendimentos", "\n".join(uberlandia)), ("empresas", stock))
    coverage = move(found, "cobertura_me_epp", "31")
    assert coverage.numerator_sources == ("atendimentos", "empresas")
    assert coverage.denominator_sources == ("empresas",)
    assert move(found, "recorrencia", "31").denominator_sources == ("atendimentos",)


@pytest.mark.slow
def test_the_first_attendances_of_a_state_bring_its_stock_into_the_base(ready: Ready) -> None:
    office = ready.office
    office.bring(
        "empresas", f"municipio;porte;competencia;quantidade\n{RIO_DE_JANEIRO};ME;2026-06;40\n"
    )
    before = office.build()
    visit = f"    R1;PJ;C7;10/04/2026;ME;{RIO_DE_JANEIRO};RJ;sim;Concluído"
    office.bring("atendimentos", "\n".join([*ATTENDANCES.splitlines()[:2], visit]))
    found = compare_editions(office.settings, before, office.build(), ALL)
    for code, bases in (("BR", (120, 160)), ("33", (None, 40))):
        coverage = move(found, "cobertura_me_epp", code)
        assert (coverage.before.denominator, coverage.after.denominator) == bases
        assert coverage.denominator_sources == ("atendimentos",)


@pytest.mark.slow
def test_a_sala_moves_the_network_alone(change) -> None:
    found = change(("parceiros", SALAS))
    assert set(found.moved) == {"capilaridade_salas", "alcance_salas"}
    assert move(found, "capilaridade_salas", "31").numerator_sources == ("parceiros",)
    before = move(found, "capilaridade_salas").before  # no list of partners: unknown, not zero
    assert (before.numerator, before.status) == (None, Status.NOT_MEASURED)


@pytest.mark.slow
def test_an_undone_import_is_as_if_it_had_never_been(ready: Ready) -> None:
    """Table by table, checksum by checksum; and no indicator moves."""
    office, before = ready.office, ready.before
    report = office.bring("atendimentos", MORE_ATTENDANCES)
    between = office.build()
    undo_import(office.settings, report.import_id)
    after = office.build()
    found = compare_editions(office.settings, before, after, ALL)
    assert (found.tables, found.moves, found.sources, found.others) == ((), (), (), ())
    first, last, other = (office.open(edition) for edition in (before, after, between))
    assert first.manifest.tables == last.manifest.tables
    assert first.manifest.tables != other.manifest.tables
    assert before.split("-")[1] == after.split("-")[1]
    for edition in (first, last, other):
        edition.close()


@pytest.mark.slow
def test_the_same_file_imported_again_after_an_undo_moves_nothing(ready: Ready) -> None:
    office, before = ready.office, ready.before
    (import_id,) = (file.import_id for file in active_imports(office.settings, "empresas"))
    undo_import(office.settings, import_id)
    office.bring("empresas", STOCK)
    found = compare_editions(office.settings, before, office.build(), ALL)
    assert found.moves == ()
    assert [item.same_content for item in found.sources] == [True]
    assert found.sources[0].sentence().endswith("(o mesmo conteúdo)")


def test_nothing_outside_the_access_is_compared(change) -> None:
    only = Access("ana", frozenset({"SP"}))
    found = change(("empresas", OTHER_STOCK), ("atendimentos", MORE_ATTENDANCES), access=only)
    assert {item.code for item in found.moves} == {"BR", "35"}
    coverage = move(found, "cobertura_me_epp")
    assert (coverage.before.denominator, coverage.after.denominator) == (100, 50)
    assert coverage.name == "Brasil (só os seus estados)"


@pytest.mark.slow
def test_the_frame_has_one_row_per_move(change) -> None:
    found = change(("empresas", OTHER_STOCK))
    frame = found.frame()
    assert tuple(frame.columns) == COLUMNS
    assert frame["code"].tolist() == ["BR", "35"]
    assert frame["denominator_sources"].tolist() == ["empresas"] * 2


def answers(first: str, scores: list[int], uf: str = "MG", town: str = BELO_HORIZONTE) -> str:
    """Answers of clients of a municipality in May."""
    head = ["id_pesquisa;data;municipio;uf_executora;nps"]
    rows = [f"{first}{n};10/05/2026;{town};{uf};{nps}" for n, nps in enumerate(scores)]
    return "\n".join([*head, *rows]) + "\n"


@pytest.mark.parametrize(
    ("more", "is_told"),
    [([0, 0], False), pytest.param([0, 10, 8, 9, 3], True, marks=pytest.mark.slow)],
)
def test_what_two_people_answered_is_no_difference_to_be_told(
    ready: Ready, more: list[int], is_told: bool
) -> None:
    office = ready.office
    office.bring("pesquisas", answers("R", [10, 9, 8, 3, 10, 10, 7, 2, 9, 10]))
    before = office.build()
    office.bring("pesquisas", answers("Z", more))
    nps = move(compare_editions(office.settings, before, office.build(), ALL), "nps", "31")
    assert nps.denominator_sources == ("pesquisas",)
    told = [nps.before.denominator, nps.after.denominator]
    assert told == ([10, 10 + len(more)] if is_told else [None, None])
    assert (nps.difference is not None) == is_told
    assert (nps.before.status is Status.SUPPRESSED) != is_told


@pytest.mark.slow
def test_the_country_less_its_states_is_of_no_few_people(ready: Ready) -> None:
    """Three answers came of São Paulo, of which neither edition tells: all less Minas Gerais."""
    office = ready.office
    many, few = [10, 9, 8, 3, 10, 10, 7, 2, 9, 10], [10, 2, 10]
    office.bring("pesquisas", answers("R", many))
    office.bring("pesquisas", answers("Q", few[:1], "SP", SAO_PAULO))
    office.bring("pesquisas", answers("T", many[2:8], "RJ", RIO_DE_JANEIRO))
    before = office.build()
    office.bring("pesquisas", answers("Z", many[:9]))
    office.bring("pesquisas", answers("Y", few, "SP", SAO_PAULO))
    found = compare_editions(office.settings, before, office.build(), ALL)
    frame = found.frame().query("indicator == 'nps'").set_index("code")
    known = (frame["denominator_after"] - frame["denominator_before"]).fillna(0)
    left = known["BR"] - known.drop("BR").sum()
    assert left == 0 or left >= 5
    assert frame["difference"].notna().any()


def test_an_edition_that_is_not_there_is_refused(built: Ready) -> None:
    with pytest.raises(EditionError, match="Não encontrei a edição"):
        compare_editions(built.office.settings, built.before, "20200101T000000000Z-00000000", ALL)


def test_what_is_no_source_is_a_suspect_as_well() -> None:
    assert suspects([MEASURES["clientes"]], (), (RULE, PRODUCT)) == (RULE, PRODUCT)
    assert suspects([MEASURES["empresas"]], (), (RULE, TERRITORY)) == (TERRITORY,)
    assert suspects([MEASURES["empresas"]], (), ()) == (UNKNOWN,)


def test_the_same_content_again_is_no_suspect() -> None:
    again = SOURCE.model_copy(update={"import_id": "2"})
    same = SourceChange("empresas", (again,), (SOURCE,))
    other = SourceChange("empresas", (again.model_copy(update={"sha256": "f" * 64}),), (SOURCE,))
    assert suspects([MEASURES["empresas"]], (same,), ()) == (UNKNOWN,)
    assert suspects([MEASURES["empresas"]], (other,), ()) == ("empresas",)
    read_otherwise = SourceChange(
        "empresas", (again.model_copy(update={"profile": "meu"}),), (SOURCE,)
    )
    assert suspects([MEASURES["empresas"]], (read_otherwise,), ()) == ("empresas",)
