"""Operational state in its own transactional database: imports, audit, decisions, saved views."""

from data_access.operational.audit import audit_entry, record_audit
from data_access.operational.engine import OperationalDatabaseError, operational_engine
from data_access.operational.history import ImportRecord, history, import_record
from data_access.operational.imports import StagedFile, active_imports, undo_import
from data_access.operational.models import AuditEntry, Decision, ImportRun, SavedView

__all__ = [
    "AuditEntry",
    "Decision",
    "ImportRecord",
    "ImportRun",
    "OperationalDatabaseError",
    "SavedView",
    "StagedFile",
    "active_imports",
    "audit_entry",
    "history",
    "import_record",
    "operational_engine",
    "record_audit",
    "undo_import",
]
