"""What is struck out is found in time that grows with the text and no faster."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.sources.values import redaction

BY_ITS_PATTERN = re.compile(redaction.PATTERNS[0][0], re.ASCII)
SIZE = 400_000  # characters; looked at again from each of them they would take minutes
UNIT = ("a", "a.", "@", "a@", "a@b.", "a@b.cc", ".a1", "0", "1.", "(", "9 ", "ab-")


@given(st.text(alphabet="ab.@_%-1 é", max_size=30))
def test_an_email_is_where_its_pattern_says(text: str) -> None:
    assert redaction._strike_emails(text) == BY_ITS_PATTERN.sub("[e-mail]", text)


@pytest.mark.parametrize("unit", UNIT)
def test_a_text_of_any_length_is_read_at_once(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    began = time.process_time()
    redaction.redact(text)
    redaction.column_names([text, f"x{text}@"])
    assert time.process_time() - began < 15


def test_a_name_is_shown_as_far_as_it_bears_reading() -> None:
    assert redaction.column_names(["porte", "a" * 5000]) == ("porte", "a" * 79 + "…")
