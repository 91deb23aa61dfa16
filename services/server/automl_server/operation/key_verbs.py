"""`keys VERB` on the command line: each gives a document, and the words for a person."""

from __future__ import annotations

import argparse
from typing import Any

from automl_server.operation import keys

_Answer = tuple[dict[str, Any], str]


def add_to(parser: argparse.ArgumentParser) -> None:
    """The verbs; the one that was chosen is in `keys_verb`."""
    parser.set_defaults(keys_verb=_list)
    verbs = parser.add_subparsers(title="what to do (list, if nothing is named)")
    for name, handler, words in (
        ("list", _list, "all access keys, never a secret"),
        ("create", _create, "a new pair of keys; its secret is shown once"),
        ("revoke", _revoke, "end a pair of keys and its tokens"),
        ("rotate", _rotate, "new keys for this server's own clients, which take them up while they work"),
        ("rotate-tokens", _rotate_tokens, "a new signing secret: every token ends, no key does"),
    ):
        one = verbs.add_parser(name, help=words, description=words)
        one.set_defaults(keys_verb=handler)
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document on stdout")
        if name == "create":
            one.add_argument("--user", help="id or name; the first administrator if left out")
            one.add_argument("--label", help="what they are for")
        if name == "revoke":
            one.add_argument("access_key")


def _list(options: argparse.Namespace) -> _Answer:
    done = keys.listed(options.home)
    return done, "\n".join(map(_line, done["keys"]))


def _create(options: argparse.Namespace) -> _Answer:
    done = keys.made(options.home, user=options.user, label=options.label)
    words = f"access_key  {done['access_key']}\nsecret_key  {done['secret_key']}\n"
    return done, f"{words}for {done['user']}; the secret is not shown again"


def _revoke(options: argparse.Namespace) -> _Answer:
    done = keys.revoked(options.home, options.access_key)
    return done, f"{done['revoked']} and its tokens are refused from now on"


def _rotate(options: argparse.Namespace) -> _Answer:
    done = keys.rotated(options.home)
    if not done["in_use"]:
        return done, f"{done['access_key']} is used from the server's next start on"
    return done, f"{done['access_key']} is in use; {done['replaced']} and its tokens are refused"


def _rotate_tokens(options: argparse.Namespace) -> _Answer:
    done = keys.tokens_ended(options.home)
    return done, "every token is refused from now on: programs get new ones by themselves, people open `automl web`"


def _line(row: dict[str, Any]) -> str:
    about = [f"{row['user']}", f"made {row['created'][:16]}"]
    if "last_used" in row:
        about.append(f"last login {row['last_used'][:16]} from {row['last_used_from']}")
    about += [row["label"]] if "label" in row else []
    about += ["this server's own clients"] if row["own"] else []
    return f"{row['access_key']}  {', '.join(about)}"
