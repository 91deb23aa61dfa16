#!/bin/sh
# Makes the templates that belong to this image's version, then serves. Without a server it ends, and the restart policy
# tries again: a run must never be cloned from templates of another version.
set -eu
umask 077
. /usr/local/bin/forward
automl templates sync
exec python -m automl_controller
