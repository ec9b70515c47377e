"""What ISO 14289-1 (PDF/UA-1) asks of a document and a machine can see: no checker is installed, so
each clause is looked up in the objects of the file.
"""

import itertools
import re

import pytest

from data_access.recognition.scoring import Scored
from reports.recognition.certificate import certificate
from reports.recognition.dossier import dossier
from reports.recognition.facts import Facts
from reports.recognition.listing import listing
from tests.integration.reports.conftest import code_of
from tests.support.pdf_objects import Pdf

PAPERS = {
    "certificado": lambda facts, scored: certificate(facts, scored, code_of(facts)),
    "dossiê": lambda facts, _: dossier(facts, [], None, code_of(facts)),
    "lista": lambda facts, _: listing(facts),
}
WHOLE = {"Document", "H1", "P"}
HEADING = re.compile(r"H([1-6])$")


@pytest.mark.parametrize("name", PAPERS)
def test_a_document_is_as_a_screen_reader_needs_it(name: str, facts: Facts, scored: Scored) -> None:
    content = PAPERS[name](facts, scored).content
    pdf, pages = Pdf(content), dict(Pdf(content).pages())
    assert b"/Encrypt" not in content
    _tells_what_it_is(pdf)
    elements = list(pdf.elements())
    kinds = [item["S"] for item in elements]
    assert set(kinds) >= WHOLE
    levels = [int(found[1]) for found in map(HEADING.match, kinds) if found]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    # 7.3 and 7.5: pictures have words, and headings of tables say what they head.
    assert all(item.get("Alt") for item in elements if item["S"] == "Figure")
    heads = [item for item in elements if item["S"] == "TH"]
    assert all(any(part.get("Scope") for part in item["A"]) for item in heads)
    assert heads or "Table" not in kinds
    # 7.1: what is drawn is tagged, once, or said to be for the eye alone.
    tagged = [piece for item in elements for piece in pdf.marked(item)]
    assert len(set(tagged)) == len(tagged)
    for number, page in pages.items():
        own, outside = pdf.drawn(page)
        assert outside == 0
        assert sorted(own) == sorted(piece for where, piece in tagged if where == number)
        assert "StructParents" in page


def _tells_what_it_is(pdf: Pdf) -> None:
    catalog = pdf.catalog
    assert catalog["Lang"] == "(pt-BR)"  # 7.2
    assert catalog["MarkInfo"] == {"Marked": True, "Suspects": False}
    assert catalog["ViewerPreferences"]["DisplayDocTitle"] is True
    about = pdf.streams[catalog["Metadata"].number].decode()
    assert re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+<", about)
    assert "<pdfuaid:part>1<" in about
    # 7.21: every font is in the file, and every sign of it has its character.
    described = pdf.typed("FontDescriptor")
    assert described
    assert all({"FontFile2", "FontFile3"} & set(item) for item in described)
    composite = [item for item in pdf.typed("Font") if item["Subtype"] == "Type0"]
    assert composite
    assert all("ToUnicode" in item for item in composite)
