"""Whether the data can be trusted: how new it is, and how full, by table and state.

- `freshness.freshness(settings, edition, access, today)` → frame, one row per table of the
  contract, live.
- `content.completeness(edition, access)` → frame, one row per table, column and UF, with the share
  of filled cells.
- `content.freshness_by_uf(edition, access)` → frame, one row per table and UF, with its last day of
  reference.
- `content.load_content(connection, staged)` fills `source_content` when an edition is built.

What has no UF is seen only by whoever may see every state.
"""
