#!/bin/sh
# Starts the broker of compose.yaml in the image apache/kafka. An empty volume first gets its identity and one SCRAM
# user for `admin` and for each principal of acls.csv, with the passwords of the environment:
# HUB_KAFKA_ADMIN_PASSWORD, HUB_KAFKA_PASSWORD_AGGREGATOR, HUB_KAFKA_PASSWORD_ADAPTER_AUDIT …
set -eu
here=$(dirname "$0")
kafka=/opt/kafka/bin
if [ ! -e "$HUB_KAFKA_DATA/meta.properties" ]; then
  # By a file, as the command line is open to everyone on the machine.
  umask 077
  args=$(mktemp)
  {
    printf '%s\n' format "--config=$here/server.properties" "--cluster-id=$("$kafka/kafka-storage.sh" random-uuid)"
    printf '%s\n' --add-scram "SCRAM-SHA-512=[name=admin,password=$HUB_KAFKA_ADMIN_PASSWORD]"
    tail -n +2 "$here/acls.csv" | cut -d, -f1 | sort -u | while read -r principal; do
      variable="HUB_KAFKA_PASSWORD_$(printf %s "$principal" | tr 'a-z-' 'A-Z_')"
      password=$(printenv "$variable") || { echo "$variable is not set" >&2; exit 1; }
      printf '%s\n' --add-scram "SCRAM-SHA-512=[name=$principal,password=$password]"
    done
  } >"$args"
  "$kafka/kafka-storage.sh" "@$args"
  rm "$args"
fi
exec "$kafka/kafka-server-start.sh" "$here/server.properties"
