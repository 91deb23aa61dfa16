"""The contract of every kind of plugin, as functions that raise AssertionError in words.

For the tests of a plugin of your own, under any test runner::

    from pathlib import Path
    from automl_shared.testing import check_file

    def test_it_keeps_its_promises():
        check_file(Path(__file__).with_name("p90_error.py"))

``automl plugins check PATH`` does the same from the command line.
"""

from automl_shared.testing.files import PROMISES, Outcome, check_file, outcomes
from automl_shared.testing.metrics import check_metric
from automl_shared.testing.models import check_model
from automl_shared.testing.preprocessors import check_preprocessor
from automl_shared.testing.promises import BrokenPromise, Promise
from automl_shared.testing.shown import check_check, check_plot, check_report_block

__all__ = [
    "PROMISES",
    "BrokenPromise",
    "Outcome",
    "Promise",
    "check_check",
    "check_file",
    "check_metric",
    "check_model",
    "check_plot",
    "check_preprocessor",
    "check_report_block",
    "outcomes",
]
