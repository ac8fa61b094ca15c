#!/bin/sh
# The shipped reader from annotated texts, in one command; the same on two CPU cores and on a GPU.
#
#   training/reader.sh DATA MINILM OUT [MPNET]
#
# DATA    folder of annotated texts (claims, clusters and the other sets of training/data.py)
# MINILM  folder of all-MiniLM-L6-v2 (model.safetensors, tokenizer.json)
# OUT     folder for data.json.gz, reader.pt and model/
# MPNET   folder of all-mpnet-base-v2: trains three teachers first (wants a GPU)
#
# MINUTES bounds each of the courses (default 70). A run that was cut off goes on when called again.
# START names a checkpoint to go on from (restore.py writes one of the shipped reader) in place of a
# course on the annotated texts alone; the reader is then mixed with it, SHARE being what is new.
set -e
data=$1 minilm=$2 out=$3 mpnet=$4
here=$(dirname "$0")
seconds=$((${MINUTES:-70} * 60))
export PYTHONPATH="$here/../src"
start=${START:-$out/gold.pt}
if [ -n "$START" ] && [ ! -f "$START" ]; then
    echo "START names no file: $START. Make it with restore.py --model." >&2
    exit 1
fi
mkdir -p "$out"
[ -f "$out/data.json.gz" ] || python "$here/data.py" --data "$data" \
    --tokenizer "$minilm/tokenizer.json" --out "$out/data.json.gz"
[ -f "$start" ] || python "$here/train.py" --name gold --resume --data "$out/data.json.gz" \
    --encoder "$minilm/model.safetensors" --out "$out/gold.pt" --epochs 24 --seconds "$seconds" \
    --rate 2e-4 --head-rate 1e-3 --names-share 0.2 --average 0.997
if [ -n "$mpnet" ]; then
    python "$here/vocabulary.py" "$minilm/vocab.txt" "$mpnet/vocab.txt" "$out/mpnet_pieces.json"
    taught="--shape mpnet --pieces $out/mpnet_pieces.json --encoder $mpnet/model.safetensors \
        --data $out/data.json.gz --epochs 40 --seconds $seconds --layer-decay 0.95 --warm 0.1 \
        --names-share 0.2 --keep 4 --resume"
    [ -f "$out/teacher1.pt" ] || python "$here/train.py" --name teacher1 $taught \
        --out "$out/teacher1.pt" --rate 3e-5 --head-rate 4e-4 --words 2400 --varied-share 0.1
    [ -f "$out/teacher2.pt" ] || python "$here/train.py" --name teacher2 $taught \
        --out "$out/teacher2.pt" --rate 5e-5 --head-rate 5e-4 --words 3600 --seed 2 \
        --varied-share 0.2
    [ -f "$out/teacher3.pt" ] || python "$here/train.py" --name teacher3 $taught \
        --out "$out/teacher3.pt" --rate 4e-5 --head-rate 4e-4 --words 3000 --seed 3 \
        --varied-share 0.15 --mask 0.1
    [ -f "$out/taught.pt" ] || python "$here/train.py" --name taught --resume \
        --data "$out/data.json.gz" --start "$start" \
        --teacher "$out/teacher1.pt" "$out/teacher2.pt" "$out/teacher3.pt" \
        --pool-share 0.5 --mask 0.08 --alpha 0.6 --varied-share 0.15 --keep 3 \
        --out "$out/taught.pt" --epochs 200 --seconds "$seconds" --words 2600 --rate 1.6e-4 \
        --head-rate 8e-4 --warm 0.05 --names-share 0.2 --average 0.999
    if [ -n "$START" ]; then
        python "$here/restore.py" --mix "$start" "$out/taught.pt" "${SHARE:-0.4}" \
            --out "$out/reader.pt"
    else
        cp "$out/taught.pt" "$out/reader.pt"
    fi
else
    cp "$start" "$out/reader.pt"
fi
python "$here/export.py" --reader "$out/reader.pt" --data "$out/data.json.gz" \
    --tokenizer "$minilm/tokenizer.json" --out "$out/model"
