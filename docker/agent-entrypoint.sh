#!/bin/sh
# Starts a stock agent on this service's queue, which finishes its task before it ends. Its name comes from the host's,
# because two workers of one name take each other's place without a word.
set -eu
umask 077
. /usr/local/bin/forward
exec python -m automl_shared.agent --module "automl_$AUTOML_SERVICE" --queue "$AUTOML_QUEUE" --heartbeat /tmp/heartbeat
