"""Any text is only text, and the same data give the same bytes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from reports.paper import qr_drawing, typeset

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOSTILE = (
    'Sala #let x = 1 #read("/etc/passwd") *a* _b_ $y$ @c <d> // e /* f */ `g` \\ "h" ] } = i',
    "#pagebreak()#image(bytes(data.qr))",
    "- [ ] 1. + term: /t",
    "{{7*7}} %s ${HOME} \\u{202e}",
    "",
)


def told(**changed: Any) -> dict[str, Any]:
    return {
        "title": "Certificado",
        "edition": "Selo",
        "year": "2026",
        "category": "Salas",
        "name": "Sala de Contagem",
        "place": "Parceiro S1 · MG",
        "standing": "Ouro",
        "period": "janeiro de 2026",
        "signed": "Resultado proposto por Ana.",
        "sealed_at": "29/11/2026",
        "sha256": "0123456789abcdef" * 4,
        "qr": qr_drawing("0123456789abcdef" * 4),
        "code": "S1",
        "demonstration": "",
        "explained": [{"asked": "E?", "answer": "Sim."}],
        "criteria": [["NPS", "80,0", "10,0"]],
        "proof": ["Selado."],
        **changed,
    }


def test_the_same_data_give_the_same_bytes_and_others_do_not() -> None:
    first = typeset("certificate", told(), AT)
    assert first.startswith(b"%PDF-")
    assert typeset("certificate", told(), AT) == first
    assert typeset("certificate", told(name="Sala de Betim"), AT) != first


def test_it_is_tagged_for_screen_readers() -> None:
    assert b"pdfuaid:part" in typeset("certificate", told(), AT)


@pytest.mark.parametrize("text", HOSTILE)
def test_signs_of_markup_are_only_signs(text: str) -> None:
    paper = typeset("certificate", told(name=text, standing=text, proof=[text]), AT)
    assert b"pdfuaid:part" in paper
    assert b"<xmpTPg:NPages>2<" in paper


@pytest.mark.parametrize("text", ["Sala de " * 60, "a" * 4000])
def test_a_name_of_any_length_leaves_a_document(text: str) -> None:
    assert b"pdfuaid:part" in typeset("certificate", told(name=text), AT)


@pytest.mark.parametrize("text", ["日本語", "😀"])
def test_what_the_font_has_not_is_drawn_as_boxes_and_claims_no_standard(text: str) -> None:
    paper = typeset("certificate", told(name=text), AT)
    assert paper.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in paper


@pytest.mark.parametrize("unseen", ["\x00", "\u202e", "\ud800", "\u200b", "\ue000"])
def test_what_nobody_sees_is_left_out(unseen: str) -> None:
    plain = typeset("certificate", told(), AT)
    assert typeset("certificate", told(name=f"Sala de{unseen} Contagem"), AT) == plain
    assert typeset("certificate", told(name="Sala\nde\tContagem"), AT) == plain
