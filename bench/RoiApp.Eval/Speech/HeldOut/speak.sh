#!/usr/bin/env bash
# speak.sh MEMOS OUT: speaks the memos of a file with free synthetic voices into OUT, as a folder for ./roi eval --data. Needs flite, espeak-ng,
# festival with festvox-us-slt-hts, and ffmpeg. What should be read from the memos, where it lies beside them (MEMOS with .json), goes along as memos.json.
# memos-seen.tsv was at hand while the grammar grew and thresholds were set; memos-unseen.tsv was written when both were done: keep it so, or write others.
set -euo pipefail
memos=${1:?which memos} out=${2:?where to}
mkdir -p "$out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

printf 'id\tfile\tlanguage\tkind\treference\torigin\n' > "$out/manifest.tsv"
tail -n +2 "$memos" | while IFS=$'\t' read -r id kind voice text; do
    case $voice in
        flite:*) flite -voice "${voice#flite:}" -t "$text" -o "$scratch/said.wav" ;;
        festival:*) text2wave -eval "(voice_${voice#festival:})" -o "$scratch/said.wav" <<< "$text" ;;
        espeak:*) espeak-ng -v "${voice#espeak:}" -w "$scratch/said.wav" "$text" ;;
    esac
    ffmpeg -nostdin -hide_banner -v error -y -i "$scratch/said.wav" -af "adelay=500:all=1,apad=pad_dur=0.5" -ar 16000 -ac 1 -map_metadata -1 -bitexact "$out/$id.wav"
    printf '%s\t%s.wav\ten\t%s\t%s\t%s\n' "$id" "$id" "$kind" "$text" "$voice" >> "$out/manifest.tsv"
done
slots=${memos%.tsv}.json
if [[ -f $slots ]]; then cp "$slots" "$out/memos.json"; fi
