"""The door: files come in validated, normalised and without personal identifiers, or they do not
come in.
"""
