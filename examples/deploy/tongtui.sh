#!/bin/sh
# /usr/local/bin/tongtui, mode 0755: the command as the services run it, with their user and settings.
# The settings are read there and not given to sudo, which would log the database's password.
exec sudo --user=tongtui sh -ac 'umask 077; . /etc/tongtui/tongtui.env; exec /opt/tongtui/bin/tongtui "$@"' tongtui "$@"
