"""A name for a part of a DuckDB expression.

What comes dozens of times in an expression, and in it again, makes a statement of megabytes, which
takes longer to be understood than a small file to be read.
"""


def named_sql(name: str, value: str, body: str) -> str:
    """`body`, in which `name` stands for the expression `value`, worked out once for each row."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"
