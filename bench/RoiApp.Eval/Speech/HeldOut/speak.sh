#!/usr/bin/env bash
# speak.sh OUT: speaks the memos of memos.tsv with free synthetic voices into OUT, as a folder for ./roi eval --data. Needs flite, espeak-ng and ffmpeg.
# No rule, list or threshold of the recogniser was made with these texts: keep it so, or write others.
set -euo pipefail
out=${1:?where to}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

printf 'id\tfile\tlanguage\tkind\treference\torigin\n' > "$out/manifest.tsv"
tail -n +2 "$here/memos.tsv" | while IFS=$'\t' read -r id kind voice text; do
    case $voice in
        flite:*) flite -voice "${voice#flite:}" -t "$text" -o "$scratch/said.wav" ;;
        espeak:*) espeak-ng -v "${voice#espeak:}" -w "$scratch/said.wav" "$text" ;;
    esac
    ffmpeg -nostdin -hide_banner -v error -y -i "$scratch/said.wav" -af "adelay=500:all=1,apad=pad_dur=0.5" -ar 16000 -ac 1 -map_metadata -1 -bitexact "$out/$id.wav"
    printf '%s\t%s.wav\ten\t%s\t%s\t%s\n' "$id" "$id" "$kind" "$text" "$voice" >> "$out/manifest.tsv"
done
