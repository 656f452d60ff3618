#!/usr/bin/env bash
# not-understood.sh OUT: recordings that the embedded recogniser cannot understand, beside some that it must, into OUT, for ./roi eval --data OUT --find-out-language.
# Spanish, French and German speech by espeak-ng, Spanish with other voices; noise, tones, chords, a mains hum and silence by ffmpeg; and two English memos by flite, one of them very quiet.
set -euo pipefail
out=${1:?where to}
mkdir -p "$out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf 'id\tfile\tlanguage\tkind\treference\torigin\n' > "$out/manifest.tsv"

row() { printf '%s\t%s.wav\t%s\t%s\t%s\t\n' "$1" "$1" "$2" "$3" "$4" >> "$out/manifest.tsv"; }
convert() { ffmpeg -nostdin -hide_banner -v error -y "$@" -ar 16000 -ac 1 -map_metadata -1 -bitexact; }

spoken() { # id language kind voice text
    espeak-ng -v "$4" -w "$scratch/said.wav" "$5"
    convert -i "$scratch/said.wav" -af "adelay=500:all=1,apad=pad_dur=0.5" "$out/$1.wav"
    row "$1" "$2" "$3" "$5"
}
made() { # id kind source
    convert -f lavfi -i "$3" "$out/$1.wav"
    row "$1" zxx "$2" ''
}

spanish=('Acabo de reunirme con Lucía Ferrer de Aceites del Valle, que es su jefa de compras. Hablamos del nuevo envase y de los plazos de entrega. Es un cliente actual y la prioridad es alta.'
    'Esta mañana visité a Ramón Ortega en Transportes Cantábrico. Quiere renovar el contrato de los camiones antes de junio. Tengo que mandarle una oferta y llamar al taller.'
    'Buenas tardes, una nota rápida sobre la reunión con Hotel Miramar. La directora se llama Elena Campos y está interesada en lámparas para la terraza. Prioridad media.'
    'Hemos hablado de la avería de la prensa y del seguro. No son clientes todavía. Los próximos pasos son enviar el catálogo y concertar una visita para el martes.')
voices=(es es-419 es+f3 es-419+m3)
for i in 0 1 2 3; do spoken "spanish-$((i + 1))" es spanish "${voices[i]}" "${spanish[i]}"; done
spoken french-1 fr other-language fr "Je viens de rencontrer Claire Moreau de la société Bois du Nord. Nous avons parlé des nouveaux prix et de la livraison au mois de mars. C'est un client existant."
spoken german-1 de other-language de 'Ich habe gerade Herrn Becker von der Firma Stahlbau Süd getroffen. Wir haben über die neuen Preise und die Lieferung im März gesprochen. Er ist ein möglicher Kunde.'

made noise-white noise 'anoisesrc=color=white:amplitude=0.3:duration=15:seed=1'
made noise-pink noise 'anoisesrc=color=pink:amplitude=0.3:duration=15:seed=2'
made noise-brown noise 'anoisesrc=color=brown:amplitude=0.5:duration=15:seed=3'
made tone-steady tone 'sine=frequency=440:duration=12'
made tone-beeps tone 'sine=frequency=600:beep_factor=4:duration=15'
made tone-sweep tone "aevalsrc='0.4*sin(2*PI*(200+60*t)*t)':d=15"
made hum tone "aevalsrc='0.2*sin(2*PI*50*t)+0.1*sin(2*PI*150*t)':d=12"
made chords music "aevalsrc='0.15*exp(-3*mod(t,0.5))*(sin(2*PI*262*pow(1.122,floor(mod(t*2,5)))*t)+sin(2*PI*330*pow(1.122,floor(mod(t*2,5)))*t)+sin(2*PI*392*pow(1.122,floor(mod(t*2,5)))*t))':d=20"
made drums music "aevalsrc='0.5*exp(-12*mod(t,0.5))*sin(2*PI*90*t)+0.3*exp(-30*mod(t+0.25,0.5))*(2*random(0)-1)':d=20"
made silence silence 'anullsrc=r=16000:cl=mono:d=10'

english='I just met with Sarah Mitchell from Northwind Logistics, who is their operations director. We discussed the new pricing for next year. This is an existing client, and the priority is high.'
flite -voice slt -t "$english" -o "$scratch/said.wav"
convert -i "$scratch/said.wav" -af "adelay=500:all=1,apad=pad_dur=0.5" "$out/english.wav"
row english en english "$english"
convert -i "$scratch/said.wav" -af "adelay=500:all=1,apad=pad_dur=0.5,volume=-40dB" "$out/english-quiet.wav"
row english-quiet en english "$english"
