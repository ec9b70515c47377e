"""What Streamlit logs again and again and means nothing here."""

import logging
from threading import current_thread


def quieten_caches() -> None:
    """Streamlit warns of every cached function that is defined before its server runs, though where
    it keeps what they answer is settled when they are first called.
    """
    logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(_not_of_a_start)


def quieten_drawing_of(thread: str) -> None:
    """Streamlit tells of every element drawn outside of a session, which is what `thread` does."""
    drawing = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    drawing.addFilter(lambda _record: current_thread().name != thread)


def _not_of_a_start(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("No runtime found")
