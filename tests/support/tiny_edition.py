"""The smallest edition there can be: twelve attendances in two municipalities and no other table.

What a pilot of one Sala brings on its first day: no companies, surveys, contacts, partners or
targets.
"""

from pathlib import Path

from tests.support.command_line import t360

PLACES = (("3550308", "SP"), ("2201919", "PI"))
HEADER = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;"
    "uf_executora;valido;situacao;canal"
)


def rows() -> list[str]:
    """Five clients, each with two or three attendances in January, February and March."""
    return [
        f"A{i};PJ;{1 + i % 5:014d};{10 + i}/0{1 + i % 3}/2026;{('MEI', 'ME')[i % 2]};"
        f"{';'.join(PLACES[i % 2])};sim;Concluído;Presencial"
        for i in range(12)
    ]


def publish_tiny_edition(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    file = home / "visitas.csv"
    file.write_text("\n".join([HEADER, *rows()]) + "\n", encoding="utf-8")
    imported = t360(home, "import", "atendimentos", file)
    built = t360(home, "build")
    published = t360(home, *built.out.split()[1:])
    assert [imported.code, built.code, published.code] == [0, 0, 0], (
        imported.err,
        built.err,
        published.err,
    )
