"""What measures speed, memory and growth against the budgets.
Run by hand (`make bench`), never by the tests.
"""
