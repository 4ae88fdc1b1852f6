"""What reports, exports and views there are, by name; imports nothing, so that a door can list them at once."""

REPORTS = ("docx", "xlsx", "html")
EXPORTS = ("csv", "jsonl", "parquet", "xlsx")
MATRICES = ("agency-theme", "plan-theme", "agency-plan", "theme-year")
CHANGES = "changes"
OF_SELECTION = (*MATRICES, "workload", "calendar", "overlaps", "lineage")
VIEWS = (*OF_SELECTION, CHANGES)
