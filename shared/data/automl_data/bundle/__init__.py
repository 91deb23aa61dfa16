"""The fitted thing as one file: a candidate or an ensemble, stored safely, predicting from raw rows.

A bundle is a zip file: ``manifest.json``, and the fitted parts. Parts that skops can store run no code when they are
loaded; the others are pickles (joblib), which are only read after the file's sha256 was checked, or when the caller
trusts the file (`trust` lists what skops may build). An ensemble holds its members' bundle files, but for
what prepares rows for several of them, which is there once; building one loads none of them.

    written = Bundle(members=[pipeline], columns=columns, target="y", classes=[]).save(path, facts)
    written = write_ensemble(path, [Member(path_a, 0.7, sha_a), Member(path_b, 0.3)], facts=facts)
    bundle = load_bundle(path, expected_sha256=written.sha256)
    bundle.predict(frame), bundle.predict_proba(frame)

scikit-learn, skops and joblib are imported when something is stored or loaded.
"""

from automl_data.bundle.ensemble import Member, write_ensemble
from automl_data.bundle.inspection import Inspection
from automl_data.bundle.learned import raw_columns
from automl_data.bundle.manifest import Answers, Calibration, Facts, Intake, Learned, Manifest, PartInfo, RawColumn
from automl_data.bundle.model import Bundle, Check, UnlikeLearned
from automl_data.bundle.prepared import Predictor
from automl_data.bundle.problems import Problem
from automl_data.bundle.reading import load_bundle, read_manifest
from automl_data.bundle.registration import metadata
from automl_data.bundle.writing import ENDING, Written, with_answers

__all__ = [
    "ENDING",
    "Answers",
    "Bundle",
    "Calibration",
    "Check",
    "Facts",
    "Inspection",
    "Intake",
    "Learned",
    "Manifest",
    "Member",
    "PartInfo",
    "Predictor",
    "Problem",
    "RawColumn",
    "UnlikeLearned",
    "Written",
    "load_bundle",
    "metadata",
    "raw_columns",
    "read_manifest",
    "with_answers",
    "write_ensemble",
]
