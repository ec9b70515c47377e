"""What Streamlit logs again and again and means nothing here."""

import logging
from threading import current_thread


def quieten_drawing_of(thread: str) -> None:
    """Streamlit tells of every element drawn outside of a session, which is what `thread` does."""
    drawing = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    drawing.addFilter(lambda _record: current_thread().name != thread)
