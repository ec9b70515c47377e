"""Editions in a PostgreSQL database: a schema each, and a pointer that says which one is served."""
