# Runs one program and outlives it. Standard input is a pipe that the app host holds open: when it closes, because
# the app host asks for an end or because it is gone itself, however it went, the program ends too.
# $1: the signal that asks the program to end. $2: tenths of a second until it is made to. The rest: the program.
signal=$1 patience=$2
shift 2
exec 3<&0 </dev/null
trap : HUP INT QUIT TERM # Ctrl-C reaches every process of the terminal; who ends when is for the app host to say.
# A session of its own, so that what the program starts can be ended with it; and with the signals that a shell takes
# from what it starts in the background.
setsid env --default-signal=INT,QUIT "$@" 3<&- &
program=$!
{
  trap '' HUP INT QUIT TERM
  while read -r _ <&3; do :; done
  kill -s "$signal" "$program"
  while [ "$patience" -gt 0 ] && kill -0 "$program"; do
    sleep 0.1
    patience=$((patience - 1))
  done
  kill -s KILL "$program"
} >/dev/null 2>&1 &
reader=$!
exec 3<&-
while :; do
  wait "$program"
  code=$?
  kill -0 "$program" 2>/dev/null || break # Still there: a signal to this shell ended the wait, not the program.
done
kill -s KILL "$reader" 2>/dev/null
kill -s KILL -- "-$program" 2>/dev/null # Whatever the program left behind.
exit "$code"
