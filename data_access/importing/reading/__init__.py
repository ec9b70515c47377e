"""Readers: from a format to a `Source`.
They ask the layout which columns matter, and know nothing else of profiles.
"""
