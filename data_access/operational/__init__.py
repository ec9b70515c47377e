"""Operational state in its own transactional database: imports, audit, decisions, saved views."""
