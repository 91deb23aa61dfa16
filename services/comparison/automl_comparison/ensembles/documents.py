"""Ensembles as the phase output tells them."""

from __future__ import annotations

from automl_comparison.ensembles.words import described, said
from automl_comparison.meta import Facts
from automl_shared.config.models import Language
from automl_shared.phase_io import EnsembleInfo, EnsembleMemberInfo


def infos(facts: Facts, language: Language = "en") -> list[EnsembleInfo]:
    """Those that compete, then those that were asked for and do not."""
    ensembles = facts.ensembles
    built = [
        EnsembleInfo(
            kind=one.kind,
            candidate=one.candidate.candidate,
            members=[
                EnsembleMemberInfo(
                    candidate=member.candidate,
                    task_id=member.task_id,
                    weight=one.combination.weights[member.candidate],
                )
                for member in one.members
            ],
            best_single=ensembles.best_single.candidate if ensembles.best_single else None,
            told=described(facts, one, language),
        )
        for one in ensembles.built
    ]
    return built + [
        EnsembleInfo(kind=kind, told=said(facts, why, language)) for kind, why in ensembles.left_out.items()
    ]
