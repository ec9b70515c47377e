"""Operational state in its own transactional database: what was done, by whom, and who may."""
