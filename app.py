"""The entry: ``t360 serve`` (or ``streamlit run app.py``) starts the dashboard with its routes."""

import os

import streamlit as st
from starlette.middleware import Middleware

from config.settings import PROJECT_ROOT
from pages.frame.errors import report
from pages.server import addresses
from pages.server.connections import Connections
from pages.server.forbidden import Forbidden
from pages.server.guard import Guard
from pages.server.headers import SecurityHeaders, policy_with
from pages.server.identity.gate import Gate
from pages.server.intake import Intake
from pages.server.offers import Offers
from pages.server.routes import routes
from pages.server.warm import lifespan
from pages.streamlit_patches.cache_of_all import keep_what_is_for_all
from pages.streamlit_patches.host_page import HostPage
from pages.streamlit_patches.no_outside_request import ask_nobody
from pages.streamlit_patches.offered_files import offer_to_one_alone
from pages.streamlit_patches.static_preload import StaticPreload
from pages.streamlit_patches.tcp_nodelay import TcpNoDelay

os.umask(0o077)  # what the panel writes is for the account that runs it alone
ask_nobody()
keep_what_is_for_all()
offer_to_one_alone()
app = st.App(
    PROJECT_ROOT / "pages" / "shell.py",
    routes=routes(),
    middleware=[
        Middleware(TcpNoDelay),
        Middleware(SecurityHeaders),
        Middleware(Guard),
        Middleware(Gate),
        Middleware(Forbidden),
        Middleware(Offers),
        Middleware(Intake),
        Middleware(Connections),
        Middleware(HostPage, elsewhere=addresses.redirect_address, policy=policy_with),
        Middleware(StaticPreload),
    ],
    on_script_error=report,
    lifespan=lifespan,
)
