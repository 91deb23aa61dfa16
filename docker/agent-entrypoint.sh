#!/bin/sh
# Starts a stock agent on this service's queue. The worker's name comes from the host's, because two workers of one
# name take each other's place without a word; the agent writes credentials into /tmp, so nobody else may read there.
set -eu
umask 077
export CLEARML_WORKER_ID="${CLEARML_WORKER_ID:-$AUTOML_SERVICE:$(hostname)}"
exec clearml-agent daemon --queue "$AUTOML_QUEUE" --create-queue --foreground --cpu-only
