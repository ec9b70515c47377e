"""The entry: ``streamlit run app.py`` (or ``t360 serve``) starts the dashboard with its routes and
headers.
"""

import streamlit as st
from starlette.middleware import Middleware

from config.settings import PROJECT_ROOT
from pages.components.errors import report
from pages.server.bundles import Bundles
from pages.server.headers import HostPage, SecurityHeaders
from pages.server.promptness import Promptness
from pages.server.routes import routes
from pages.server.warm import lifespan

app = st.App(
    PROJECT_ROOT / "pages" / "shell.py",
    routes=routes(),
    middleware=[
        Middleware(Promptness),
        Middleware(SecurityHeaders),
        Middleware(HostPage),
        Middleware(Bundles),
    ],
    on_script_error=report,
    lifespan=lifespan,
)
