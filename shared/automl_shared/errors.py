"""Errors a person can act on: what failed, the value, what is allowed, and the command that fixes it."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce

from automl_shared.words import ENGLISH, T_, Language, Text, in_language, width_of

LOST_INPUT_KEY = "automl_lost_input"
"""Runtime key of a task that failed because other tasks' results are gone: the ids of those tasks."""

WRONG_QUEUE_KEY = "automl_wrong_queue"
"""Runtime key of a task that was put into the queue of another phase."""


STRANGE = (Exception, SystemExit)
"""What a stranger's code may raise: a script that was meant to be called ends with ``sys.exit``."""


def described(error: BaseException) -> str:
    """The kind and the text of any error, also of a stranger's whose text cannot be had."""
    try:
        text = str(error)
    except Exception as other:  # told in its place
        text = f"its text cannot be shown ({type(other).__name__})"
    return f"{type(error).__name__}: {text}"


class AutoMLError(Exception):
    """A failure with its remedy. ``str()`` is the whole message for a person; no traceback is needed."""

    exit_code = 4
    look: str = T_("see the task's console")
    """What to do where nothing better is known."""
    language: Language | None = None
    """Of ``str()``; see `errors_in`. None: nobody has said, and it is English."""
    told: Mapping[str, str] = {}
    """What a task that fails with it leaves in its runtime for the controller, beside the words for people."""

    def __init__(
        self, what: str, *, value: object = None, allowed: object = None, fix: str | Sequence[str] | None = None
    ) -> None:
        """``fix``: what to do, or several ways, the best first. One that is a command is nothing but the command, ready
        for a shell; one that begins with an option (``--set …``) is put behind the command that failed."""
        self.what, self.value, self.allowed = what, value, allowed
        self.fixes: tuple[str, ...] = () if fix is None else (fix,) if isinstance(fix, str) else tuple(fix)
        super().__init__(what)

    def __str__(self) -> str:
        lines = list[str]()
        if self.value is not None:
            lines.append(T_("  got:     {value}", value=self.value))
        if self.allowed is not None:
            lines.append(T_("  allowed: {allowed}", allowed=self.allowed))
        for place, fix in enumerate(self.fixes):
            lines.append(T_("  or:      {fix}", fix=fix) if place else T_("  fix:     {fix}", fix=fix))
        language = self.language or ENGLISH
        below = "\n" + " " * width_of(in_language(T_("  got:     {value}", value=""), language))
        told = (in_language(line, language).replace("\n", below) for line in lines)
        return "\n".join([in_language(self.what, language), *told])

    @property
    def fix(self) -> str | None:
        """Every way to fix it, in one line."""
        return ", or ".join(self.fixes) or None

    @property
    def cause(self) -> str:
        """What failed and with which value, in one line of English."""
        return self.cause_in(ENGLISH)

    @property
    def remedy(self) -> str:
        """What to do about it, in one line of English; never empty."""
        return self.remedy_in(ENGLISH)

    @property
    def advice(self) -> str:
        """As `remedy`, which can still be said in any language."""
        if self.fixes:
            return reduce(_or_else, (as_command(fix, ["submit"]) for fix in self.fixes))
        return T_("allowed: {allowed}", allowed=self.allowed) if self.allowed is not None else self.look

    def cause_in(self, language: Language) -> str:
        """As `cause`, for whoever knows the reader."""
        what = in_language(self.what, language)
        value = in_language(self.value, language) if isinstance(self.value, Text) else self.value
        return str(what) if value is None else f"{what} ({value})"

    def remedy_in(self, language: Language) -> str:
        """As `remedy`, for whoever knows the reader."""
        return str(in_language(self.advice, language))


class ConfigError(AutoMLError):
    """The config, an override or the data cannot be used as given. Nothing was cloned."""

    exit_code = 2


class DataError(ConfigError):
    """The data cannot be used as given."""


class ContractError(AutoMLError):
    """A phase output is not the one asked for: newer major version, other run, or tampered with."""


class NewerOutput(ContractError):
    """A phase output of a newer version than this code can read: to make it again by the same worker is no use."""


class ServerUnreachable(AutoMLError):
    """No ClearML server answers at the configured address, or it refuses the credentials."""

    exit_code = 3


class ServerBusy(ServerUnreachable):
    """The server, or a proxy before it, takes no more calls from here for a while."""


class NotFound(AutoMLError):
    """The server answers but does not know the thing asked for."""

    exit_code = 2
    look = "automl doctor"


class LostInput(NotFound):
    """What other tasks had stored, and this one needs, was deleted. ``error`` tells of the first of them."""

    def __init__(self, error: NotFound, *task_ids: str, fix: str | None = None) -> None:
        super().__init__(error.what, value=error.value, allowed=error.allowed, fix=fix or error.fixes)
        self.task_ids = task_ids
        self.told = {LOST_INPUT_KEY: " ".join(task_ids)}


class WrongQueue(ConfigError):
    """A task came to workers of another phase."""

    told: Mapping[str, str] = {WRONG_QUEUE_KEY: "yes"}


class ServerRefused(AutoMLError):
    """The server understood the call and refused it."""

    look = "automl doctor"


class Forbidden(ServerRefused):
    """The server lets nobody change this, or not this user."""


class TooLarge(ServerRefused):
    """The server, or a proxy before it, does not take so much. It would not later either."""


class NotEnqueued(ServerRefused):
    """A queue did not take a task. ``reason``: the server's words."""

    def __init__(self, reason: str, *, queue: str, task_id: str) -> None:
        self.reason, self.queue = reason, queue
        super().__init__(
            T_("the queue {queue} did not take a task: {reason}", queue=queue, reason=reason),
            value=task_id,
            fix="automl queues",
        )


@contextmanager
def writing(path: object, cannot: str, *, fix: str) -> Iterator[None]:
    """Raises ConfigError, which says what cannot be made, where the system refuses to write to this path."""
    try:
        yield
    except OSError as error:
        raise ConfigError(cannot, value=f"{path}: {error.strerror or error}", fix=fix) from error


@contextmanager
def errors_in(language: Language) -> Iterator[None]:
    """What fails inside is told in this language: for whoever knows the reader."""
    try:
        yield
    except AutoMLError as error:
        error.language = language
        raise


def as_command(fix: str, typed: Sequence[str]) -> str:
    """A fix that is an option, behind the ``automl`` command it is for; any other as it is."""
    return f"{shlex.join(['automl', *typed])} {fix}" if fix.startswith("--") else fix


def did_you_mean(word: str, known: Iterable[str], *, most: int = 3) -> str:
    """`` (did you mean 'x'?)`` for the nearest known words, or an empty string."""
    near = [repr(name) for name in nearest(word, known, most=most)]
    return T_(" (did you mean {names}?)", names=reduce(_or, near)) if near else ""


def _or_else(first: str, second: str) -> str:
    return T_("{first}, or {second}", first=first, second=second)


def _or(first: str, second: str) -> str:
    return T_("{first} or {second}", first=first, second=second)


def nearest(word: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The known words that are most like this one, the most alike first."""
    by_folded = {candidate.casefold(): str(candidate) for candidate in known}
    return [by_folded[name] for name in difflib.get_close_matches(word.casefold(), by_folded, n=most, cutoff=0.5)]
