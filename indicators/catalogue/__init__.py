"""The indicators as data: one TOML each, by its id."""
