"""prune.py PREFIX: takes out of freshly installed packages what no image runs: tests, sources, headers, symbol tables.

Part of the build, before the packages are copied into an image, so that nothing of it is ever in a layer. A pattern
that matches nothing fails the build: the package has changed, and the list must.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCES = (".a", ".h", ".hpp", ".pxd", ".pxi", ".pyi", ".pyx")
"""Endings of files that compilers and type checkers read."""

UNUSED = {
    "numpy": ["**/tests"],
    "pandas": ["tests"],
    "scipy": ["**/tests"],
    "sklearn": ["**/tests"],
    # remote procedure calls and a file system in the cloud; pyarrow itself imports both only when they are there
    "pyarrow": [
        "tests", "include", "includes", "src", "_flight.*", "flight.py", "libarrow_flight.so.*",
        "libarrow_python_flight.so*", "_s3fs.*", "libarrow_s3.so.*", "libarrow_python.so", "libarrow_python.so.*.*.*",
    ],
    # figures go to the server as JSON, and the pages draw them with plotly.min.js: notebooks are nowhere
    "plotly": ["labextension", "package_data/widgetbundle.js"],
}  # fmt: skip
"""Package to what is deleted from it. The libraries of pyarrow are there under two or three names; one is loaded."""

WITH_SYMBOLS = ("PIL", "pyarrow", "uvloop", "yaml")
"""Packages whose extension modules come with the linker's symbol tables, a fifth of them or more."""


def main(prefix: Path) -> None:
    """Prunes one prefix and says what that saved."""
    packages = next(prefix.glob("lib/python*/site-packages"), None)
    if packages is None:
        return
    before = size_of(prefix)
    sources = (file for file in packages.rglob("*") if file.suffix in SOURCES)
    for doomed in [*unused(packages), *sources, *notebooks(prefix)]:
        if doomed.is_dir():
            shutil.rmtree(doomed)
        else:
            doomed.unlink(missing_ok=True)
    modules = [str(file) for name in WITH_SYMBOLS for file in (packages / name).rglob("*.so*")]
    if modules:
        subprocess.run(["strip", "--strip-unneeded", *modules], check=True)
    print(f"{prefix}: {before / 1e6:.0f} MB -> {size_of(prefix) / 1e6:.0f} MB")


def unused(packages: Path) -> Iterator[Path]:
    """Files and folders of the installed packages that the list names."""
    for name, patterns in UNUSED.items():
        if not (packages / name).is_dir():
            continue
        for pattern in patterns:
            found = list((packages / name).glob(pattern))
            if not found:
                raise SystemExit(f"prune.py: {name} has no {pattern}; correct the list")
            yield from found


def notebooks(prefix: Path) -> Iterator[Path]:
    """What packages put beside Python for notebooks."""
    yield from (folder for folder in (prefix / "share/jupyter", prefix / "etc/jupyter") if folder.is_dir())


def size_of(folder: Path) -> int:
    """Bytes in all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
