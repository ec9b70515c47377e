"""Choices of a single page, which live in the address: one of several, or yes and no."""

from typing import Any

import streamlit as st

from pages.components import messages
from pages.state.session import bound_widget_args, put_param
from pages.state.url import REPEATED


def choice(label: str, options: dict[str, str], *, param: str, labelled: bool = False) -> str:
    """A choice of one page, in the address as `param`; the first option is the default."""
    value = _asked_option(options, param)
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        label_visibility="visible" if labelled else "collapsed",
        **_bound_choice(options, value, param),
    )
    return value


def segments(label: str, options: dict[str, str], *, param: str) -> str:
    """A choice among the parts of a page, all of them in sight."""
    value = _asked_option(options, param)
    st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=options.__getitem__,
        label_visibility="collapsed",
        **_bound_choice(options, value, param),
    )
    return value


def folded(label: str, options: dict[str, str], *, param: str) -> str:
    """A choice that few make: folded under “opções”, and in the address all the same."""
    value = _asked_option(options, param)
    with st.container(key="options"):
        popover = st.popover("opções", key=f"open_{param}", type="tertiary", on_change="rerun")
    if popover.open:
        with popover:
            st.radio(
                label,
                list(options),
                format_func=options.__getitem__,
                **_bound_choice(options, value, param),
            )
    return value


def _asked_option(options: dict[str, str], param: str) -> str:
    default = next(iter(options))
    asked = st.query_params.get(param, default)
    if asked not in options:
        messages.note(
            f"O endereço pede “{param}={asked[:REPEATED]}”, que esta página não tem; mostro"
            f" {options[default]}. As opções são: {', '.join(options)}."
        )
    return asked if asked in options else default


def _bound_choice(options: dict[str, str], value: str, param: str) -> dict[str, Any]:
    default = next(iter(options))
    return bound_widget_args(
        f"choice_{param}",
        value,
        lambda chosen: put_param(param, "" if chosen == default else chosen),
    )


def is_on(param: str) -> bool:
    """What a `switch` of that name says, wherever on the page it stands."""
    return st.query_params.get(param, "") == "sim"


def switch(label: str, *, param: str) -> bool:
    """A yes-or-no of one page, off by default, in the address as ``param=sim``."""
    asked = st.query_params.get(param, "")
    value = asked == "sim"
    if asked not in ("", "sim"):
        messages.note(
            f"O endereço pede “{param}={asked[:REPEATED]}”; esperava “{param}=sim” ou nada."
        )
    st.toggle(
        label,
        **bound_widget_args(
            f"choice_{param}", value, lambda on: put_param(param, "sim" if on else "")
        ),
    )
    return value
