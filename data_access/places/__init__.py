"""Where a spelling is: codes of IBGE and of other institutions, names, and what only looks like a
municipality.
"""
