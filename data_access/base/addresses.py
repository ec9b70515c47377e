"""Addresses of databases as they may be shown: without a password, wherever it stands in them."""

import sqlalchemy as sa

HIDDEN = "***"
SHORT = 3  # a secret of fewer characters would be struck out of the words of any sentence


def shown_address(url: sa.URL) -> str:
    """The options go too: ``?password=`` is one of them, and so may be any other secret."""
    return url.set(query={}).render_as_string(hide_password=True)


def without_secrets(text: str, url: sa.URL | None) -> str:
    """What a driver says, which may repeat what it was given."""
    if url is None:
        return text
    values = [url.password, *_options(url)]
    for secret in sorted({str(value) for value in values if value}, key=len, reverse=True):
        if len(secret) >= SHORT:
            text = text.replace(secret, HIDDEN)
    return text


def _options(url: sa.URL) -> list[str]:
    return [
        value
        for given in url.query.values()
        for value in ((given,) if isinstance(given, str) else given)
    ]
