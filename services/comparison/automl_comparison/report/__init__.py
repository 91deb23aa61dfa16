"""The report: written once as plain blocks, told as one HTML page to people and as JSON to machines."""

from automl_comparison.report.blocks import Report, as_document
from automl_comparison.report.content import written
from automl_comparison.report.page import html
from automl_comparison.report.plugged import plugged

__all__ = ["Report", "as_document", "html", "plugged", "written"]
