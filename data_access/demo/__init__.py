"""Demonstration data: a believable, invented country for every table of the data contract.

The municipalities, their population, GDP and IDHM are real (`config.reference`), companies keep
Brazil's proportions (`facts.toml`). The country comes in its own size, with lives that several
clients share (`lives`), or as a sample with so many attendances: the stock of companies then
shrinks with them, so that coverage, recurrence and distance to targets look like the real thing.
What the pages should find in it is planted, and listed in `effects.toml`.
"""
