#!/bin/bash
# Runs a program inside a bus session of its own, with an unlocked and empty secret service that nobody else sees.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
export HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config XDG_CACHE_HOME=$home/cache
export SLUICE_TEST_KEYRING=1 XDG_CURRENT_DESKTOP=GNOME
unset DBUS_SESSION_BUS_ADDRESS
# --unlock returns when the service has its name on the bus.
dbus-run-session -- bash -c 'echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$@"' - "$@"
