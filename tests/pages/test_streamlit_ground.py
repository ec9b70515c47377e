"""Small private grounds of Streamlit: where it says that it serves, and what it logs."""

import logging

import pytest
from streamlit import config
from streamlit.runtime.scriptrunner_utils import script_run_context

from pages.streamlit_patches import quiet_logs
from pages.streamlit_patches.base_path import base_path

pytestmark = pytest.mark.streamlit_patches


@pytest.mark.parametrize(
    ("option", "expected"), [("", "/"), ("painel", "/painel/"), ("/a/b/", "/a/b/")]
)
def test_the_base_path_runs_from_slash_to_slash(option, expected):
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", option)
    try:
        assert base_path() == expected
    finally:
        config.set_option("server.baseUrlPath", before)


def test_what_one_thread_draws_is_not_logged(caplog, monkeypatch):
    log = logging.getLogger(script_run_context.__name__)
    monkeypatch.setattr(log, "filters", [])
    log.addHandler(caplog.handler)
    quiet_logs.quieten_drawing_of("some other thread")
    log.warning("missing ScriptRunContext")
    quiet_logs.quieten_drawing_of("MainThread")
    log.warning("missing ScriptRunContext, again")
    log.removeHandler(caplog.handler)
    assert {record.message for record in caplog.records} == {"missing ScriptRunContext"}
