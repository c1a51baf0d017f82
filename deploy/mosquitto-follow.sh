#!/bin/sh
# Runs Mosquitto, and has it read its accounts again when they change:
#   mosquitto-follow.sh CONFIGURATION DIRECTORY [SECONDS BETWEEN TWO LOOKS]
set -u
conf=$1
dir=$2
every=${3:-5}

sum() { cat "$dir/acl" "$dir/passwords" 2>/dev/null | cksum; }

seen=$(sum)
mosquitto -c "$conf" &
broker=$!
trap 'kill -TERM "$broker"' TERM INT
while kill -0 "$broker" 2>/dev/null; do
  sleep "$every" &
  wait $!
  now=$(sum)
  [ "$now" = "$seen" ] && continue
  seen=$now
  kill -HUP "$broker"
done
wait "$broker"
