#!/usr/bin/env bash
# Speaks the texts with free synthetic voices: the recordings beside this file came from here. Needs flite, espeak-ng and ffmpeg.
set -euo pipefail
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# encode WAV OUT [FFMPEG ARGUMENTS...]: half a second of room before and after, as a phone records it.
encode() {
    local wav=$1 out=$2
    shift 2
    ffmpeg -nostdin -hide_banner -v error -y -i "$wav" -af "adelay=500,apad=pad_dur=0.5${FILTER:+,$FILTER}" -ar 16000 -ac 1 -map_metadata -1 -bitexact "$@" "$out"
}

flite -voice slt -f texts/01-northgate-dental.txt -o "$scratch/1.wav"
flite -voice awb -f texts/02-river-valley-foods.txt -o "$scratch/2.wav"
flite -voice slt -f texts/03-two-people-at-city-hospital.txt -o "$scratch/3.wav"
flite -voice rms --setf duration_stretch=0.95 -f texts/04-badly-spoken.txt -o "$scratch/4.wav"

encode "$scratch/1.wav" 01-northgate-dental.wav
encode "$scratch/2.wav" 02-river-valley-foods.mp3 -b:a 64k
encode "$scratch/3.wav" 03-two-people-at-city-hospital.m4a -b:a 64k
# A quiet, narrow line on top of a hurried, hesitating speaker.
FILTER="volume=0.4,highpass=f=250,lowpass=f=3400" encode "$scratch/4.wav" 04-badly-spoken.ogg -c:a libvorbis -q:a 3
