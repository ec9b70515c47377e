"""Which tables an edition has, as a number that its manifest keeps.

An edition is read only by a product of the same number: whoever changes a table, a column, a type
or a key raises it, and pins what it stands for now.
"""

SCHEMA_VERSION = 6
# Of every table, column, type and key behind that number; a test computes it again.
SCHEMA_FINGERPRINT = "94a297584da55301"
