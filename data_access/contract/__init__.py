"""The data contract as data: one TOML per table that users bring, in ``tables/``."""
