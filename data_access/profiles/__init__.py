"""Profiles: how the columns and values of a foreign layout become those
of the contract, as data (TOML).
"""
