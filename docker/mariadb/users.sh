#!/bin/sh
# Prints the SQL for one database and one user per service, as databases.csv beside this file says. Run again, it gives
# each user the password of the environment: HUB_DB_PASSWORD_AGGREGATOR for `aggregator`, HUB_DB_PASSWORD_ADAPTER_AUDIT …
# A user may do anything in its own database and nothing elsewhere.
set -eu
tail -n +2 "$(dirname "$0")/databases.csv" | while IFS=, read -r service database; do
  variable="HUB_DB_PASSWORD_$(printf %s "$service" | tr 'a-z-' 'A-Z_')"
  password=$(printenv "$variable") || { echo "$variable is not set" >&2; exit 1; }
  case $password in *[\'\\]*) echo "$variable: no quotes or backslashes" >&2; exit 1 ;; esac
  # In a grant an underscore stands for any letter, unless it is escaped.
  pattern=$(printf %s "$database" | sed 's/_/\\_/g')
  cat <<SQL
CREATE DATABASE IF NOT EXISTS \`$database\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE USER IF NOT EXISTS '$service'@'%' IDENTIFIED BY '$password';
ALTER USER '$service'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON \`$pattern\`.* TO '$service'@'%';
SQL
done
