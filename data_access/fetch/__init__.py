"""Official sources: fetched by command, checked for being what they should be,
and kept with their provenance.
"""
