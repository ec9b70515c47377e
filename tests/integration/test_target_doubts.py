"""A target in another unit is told by the edition that measures what it is a target of."""

from pathlib import Path

from data_access.queries.tables.findings import edition_findings, finding_rows
from indicators.scope import Access
from tests.support.office import SAO_PAULO, Office

HEADER = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;situacao;"
    "canal;minutos\n"
)
ROWS = "".join(
    f"B{n};PJ;C{n};2026-10-15;ME;{SAO_PAULO};SP;sim;Concluído;Telefone;45\n" for n in range(40)
)
TARGETS = "indicador;nivel;territorio;ano;valor\n"


def test_a_target_in_seconds_is_told_by_the_edition_to_who_sees_its_uf(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.bring("atendimentos", HEADER + ROWS)
    report = office.bring("metas", f"{TARGETS}tma;uf;SP;2026;2700\nnps;uf;SP;2026;700\n")
    assert [finding.check for finding in report.warnings] == ["meta_fora_da_escala"]
    edition = office.open(office.build())
    told = {
        finding.check: place
        for place, finding in edition_findings(edition, Access.everything()).items()
    }
    assert {"meta_noutra_unidade", "meta_fora_da_escala"} <= set(told)
    here, elsewhere = (Access(uf, frozenset({uf})) for uf in ("SP", "MG"))
    rows = finding_rows(edition, told["meta_noutra_unidade"], here)
    assert rows[["medido", "vezes", "talvez"]].values.tolist() == [[45, 60, "em segundos"]]
    assert finding_rows(edition, told["meta_noutra_unidade"], elsewhere).empty
