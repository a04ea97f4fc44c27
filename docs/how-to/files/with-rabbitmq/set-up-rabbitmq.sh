#!/bin/sh
# On the broker's machine, as root, once. Reads the password from standard input.
set -eu
rabbitmqctl add_vhost portal
rabbitmqctl add_user portal
rabbitmqctl set_permissions --vhost portal portal '.*' '.*' '.*'
rabbitmqctl delete_user guest
