"""All that Streamlit's programs say to a person is put in Portuguese, or is listed with the reason
why nobody meets it. After raising the pin of Streamlit this is where its new words show.
"""

import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from streamlit import file_util

from pages.streamlit_patches.portuguese import NAMES, PATTERNS, TEXTS, script

pytestmark = pytest.mark.streamlit_patches

PROGRAMS = Path(file_util.get_static_dir()) / "static" / "js"
# Those of the elements that the pages have, by the name before the hash of their file.
READ = (
    "index",
    "utils",
    "BaseButton",
    "Button",
    "ButtonGroup",
    "Checkbox",
    "DateInput",
    "DownloadButton",
    "FileUploader",
    "Html",
    "IFrame",
    "Input",
    "InputInstructions",
    "Multiselect",
    "PageLink",
    "Progress",
    "Radio",
    "Selectbox",
    "Spinner",
    "TextField",
    "TextInput",
    "Toast",
    "Toolbar",
    "Tooltip",
    "WidgetLabel",
    "WidgetLabelHelpIcon",
)
# Where a program says something: the parts of an element, the branches of a choice, an answer.
SAID = re.compile(
    r'(children:\[?|label:|"aria-label":|title:|alt:|placeholder:|content:|message:|tooltip:'
    r"|errorMsg:|errorMessage:|help:|Label:|text:|\?|:|=|return )`((?:[^`\\]|\\.)*)`"
)
FILLED = re.compile(r"\$\{(?:[^{}`]|`[^`]*`)*\}")  # `…` stands for it
SENTENCE = re.compile(r"[A-Z…][^<>{}=]*[a-z]{2}[^<>{}=]*")
CODE = re.compile(r"\w+[a-z][A-Z]\w*|[\w…]\w*|[^ ]*[.\-/\\][^ .]+[^ ]*|M\d.*|….*", re.DOTALL)
ELEMENT = ("children:", "children:[", "label:", '"aria-label":', "title:", "placeholder:")
LISTED = Path(__file__).with_name("streamlit_words.txt")


@cache
def program(name: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.glob(f"{name}.*.js"))
    )


def says(name: str) -> set[str]:
    """The sentences of a program, and the single words that are parts of an element."""
    found = set()
    for where, text in SAID.findall(FILLED.sub("…", program(name))):
        shown = " ".join(text.split()) + (" " if text.endswith(" ") else "")
        word = where in ELEMENT and re.fullmatch("[A-Z][a-z]+", shown)
        sentence = SENTENCE.fullmatch(shown) and not CODE.fullmatch(shown)
        if word or sentence or shown.startswith(("… per file", "… files are", "…. Running")):
            found.add(shown)
    return found


def unmet() -> list[str]:
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def put_in_portuguese(text: str) -> bool:
    """Whether a text, with a number or a name where it has something of its own, has its words."""
    return (
        text in NAMES
        or text in TEXTS
        or any(
            re.fullmatch(seen.replace("[^]*", "[^§]*"), text.replace("…", own))
            for seen, _ in PATTERNS
            for own in ("5", "500.0MB", "502, and response:", "nome")
        )
    )


@pytest.mark.parametrize("name", READ)
def test_there_is_such_a_program(name: str) -> None:
    assert program(name)


def test_programs_are_read() -> None:
    assert {"Connection timed out.", "Running...", "No results", "… per file"} <= set(
        chain.from_iterable(map(says, READ))
    )


@pytest.mark.parametrize("name", READ)
def test_all_that_a_program_says_has_its_words_or_is_met_by_nobody(name: str) -> None:
    listed = set(unmet())
    assert [text for text in sorted(says(name)) if not put_in_portuguese(text)] == [
        text for text in sorted(says(name)) if text in listed
    ]


def test_the_list_of_what_nobody_meets_has_nothing_else() -> None:
    said = set(chain.from_iterable(map(says, READ)))
    assert [text for text in unmet() if text not in said or put_in_portuguese(text)] == []
    assert len(unmet()) == len(set(unmet()))


# A sentence that Streamlit makes of two, words of the browser, and those of parts that are not
# read here.
ELSEWHERE = {
    "The page that you have requested does not seem to exist. Running the app's main page.",
    "Failed to fetch",
}


@pytest.mark.parametrize("text", sorted({*NAMES, *TEXTS} - ELSEWHERE))
def test_streamlit_still_says_what_is_put_in_portuguese(text: str) -> None:
    assert any(
        f"{mark}{text}{mark}" in path.read_text(encoding="utf-8")
        for path in PROGRAMS.glob("*.js")
        for mark in "`\"'"
    )


def test_what_is_in_portuguese_is_left_alone() -> None:
    words = [*NAMES.values(), *TEXTS.values()]
    words += [word.replace("$1", "5").replace("$2", "MB") for _, word in PATTERNS]
    assert [word for word in words if word in {*NAMES, *TEXTS}] == []
    # `Erro: ` and the like: one pattern takes all of a kind, and no word of ours is of any kind.
    seen = [pattern.replace("[^]*", "[^§]*") for pattern, _ in PATTERNS]
    assert [word for word in words for one in seen if re.fullmatch(one, word)] == []


def test_no_word_can_end_the_script() -> None:
    assert script().count("</script>") == 1
    assert re.findall(r"</?[a-z]+>", script()) == ["<style>", "</style>", "<script>", "</script>"]
