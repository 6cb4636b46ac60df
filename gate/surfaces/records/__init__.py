"""What kind of change a file of training records went through, record by record.

Records that are equal on both sides are cancelled before anything is parsed, so the work follows the change. A record
whose input is the same and whose target is not has had its **label updated**, which the domain document names as a
trigger of its own. Nothing of a record is ever evaluated: it is text, numbers and lists, or it is bytes.
"""

from __future__ import annotations

from gate.surfaces.records.changes import Ranges, RecordChange
from gate.surfaces.records.compare import compare_records, format_of_records
from gate.surfaces.records.spool import Source

__all__ = ["Ranges", "RecordChange", "Source", "compare_records", "format_of_records"]
