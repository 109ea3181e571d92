#!/bin/sh
# Sourced by the image's entrypoint on an empty volume; docker_process_sql is a function of that entrypoint.
sh /hub/mariadb/users.sh | docker_process_sql
