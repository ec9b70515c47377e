"""Doubts about data that came in by the rules: nothing is refused, and the rows behind each doubt
can be seen.

- `plausibility.run.findings_of_import(settings, accepted, *, connection, locate, today)` →
  ``tuple[Finding, ...]``: at the end of an import; the rows behind each are in ``finding.file``.
- `plausibility.run.doubts_of_edition(connection, staged, territory, today)` → writes them to the
  tables `finding` and `finding_row` of the edition that is being built.
- `queries.tables.findings.edition_findings(edition, access)` and
  `finding_rows(edition, position, access)` read them.

The checks and their limits are declared in ``config/plausibility.toml`` and explained in
``docs/qualidade.md``. This module exports the finding alone: reports of imports hold it.
"""
