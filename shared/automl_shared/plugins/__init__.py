"""Plugin registries: preprocessors, models, metrics, plots, checks of the data, report blocks.

A plugin is one file. Put it in the folder named by ``AUTOML_PLUGINS`` or publish it with an entry point in the group
``automl.plugins``; the decorators below register what it defines::

    from automl_shared.plugins import metric

    @metric("p90_error", task_types=["regression"], greater_is_better=False, unit="target",
            sentence="nine predictions of ten are closer than {value}")
    def p90_error(y_true, y_pred):
        return float(np.quantile(np.abs(y_true - y_pred), 0.9))
"""

from automl_shared.plugins.check import CHECKS, Check, check
from automl_shared.plugins.metric import METRICS, Metric, metric
from automl_shared.plugins.model import MODELS, Model, Preset, model
from automl_shared.plugins.params import Param, choice, real, whole
from automl_shared.plugins.plot import PLOTS, Plot, plot
from automl_shared.plugins.preprocessor import PREPROCESSORS, Preprocessor, preprocessor
from automl_shared.plugins.registry import PLUGIN_FOLDER_VARIABLE, Registry, UnknownPlugin, load_plugins
from automl_shared.plugins.report_block import REPORT_BLOCKS, ReportBlock, ReportTable, report_block

__all__ = [
    "CHECKS",
    "METRICS",
    "MODELS",
    "PLOTS",
    "PLUGIN_FOLDER_VARIABLE",
    "PREPROCESSORS",
    "REPORT_BLOCKS",
    "Check",
    "Metric",
    "Model",
    "Param",
    "Plot",
    "Preprocessor",
    "Preset",
    "Registry",
    "ReportBlock",
    "ReportTable",
    "UnknownPlugin",
    "check",
    "choice",
    "load_plugins",
    "metric",
    "model",
    "plot",
    "preprocessor",
    "real",
    "report_block",
    "whole",
]
