"""A team that only answers contacts, and is in no register, is a unit all the same."""

from pathlib import Path

from data_access.queries.tables.units import unit_counts, unit_register
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Period
from tests.support.office import Office

ALL = Access.everything()


def test_a_team_with_contacts_alone_is_listed_with_what_it_did(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.bring(
        "atendimentos",
        """
        id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;canal
        A1;PJ;C1;10/03/2026;ME;3106200;MG;Presencial
        """,
    )
    office.bring(
        "contatos",
        """
        id_contato;aberto_em;canal;resolvido_primeiro_contato;uf_executora;equipe
        K1;10/03/2026 10:00;WhatsApp;sim;MG;EQ-CENTRAL
        K2;11/03/2026 10:00;WhatsApp;não;MG;EQ-CENTRAL
        """,
    )
    edition = office.open(office.build())
    try:
        (team,) = unit_register(edition, UnitKind.TEAM, ALL).to_dict("records")
        assert (team["unit"], team["uf"]) == ("EQ-CENTRAL", "MG")
        counts = unit_counts(edition, UnitKind.TEAM, Period.parse("2026-03", "2026-03"), ALL)
        told = counts.loc["EQ-CENTRAL", ["primeiro_contato", "primeiro_contato_conhecido"]]
        assert told.tolist() == [1, 2]
    finally:
        edition.close()
