"""Reads of an edition. Every one takes the scope and the access, and intersects them here."""
