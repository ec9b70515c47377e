"""Parts that pages are made of: each draws one thing and owns no data."""
