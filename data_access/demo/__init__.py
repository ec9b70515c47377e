"""Demonstration data: a believable, invented country for every table of the data contract.

It is a sample of a country. The municipalities, their population, GDP and IDHM are real
(`config.reference`), companies keep Brazil's proportions (`facts.toml`), and the stock of companies
shrinks with the number of attendances, so that coverage, recurrence and distance to targets look
like the real thing at any size; with about 40 million attendances in four years the stocks have
their real size. What the pages should find in it is planted, and listed in `effects.toml`.
"""
