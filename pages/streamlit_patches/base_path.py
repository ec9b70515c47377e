"""The path at which Streamlit serves the panel."""

import streamlit as st


def base_path() -> str:
    """From slash to slash: ``/`` or ``/painel/``."""
    return f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/") + "/"
