#!/bin/sh
# Serves the pages. Every word of AUTOML_WEB_HOSTS is a name under which browsers may ask for them.
set -eu
. /usr/local/bin/forward
rm -rf "${TMPDIR:-/tmp}"/automl-web-*   # tables of a process that was killed
for name in ${AUTOML_WEB_HOSTS:-}; do set -- "$@" --allow-host "$name"; done
exec python -m automl_web --host 0.0.0.0 "$@"
