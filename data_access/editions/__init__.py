"""Editions: immutable snapshots that are built, verified, published, rolled back and sealed."""
