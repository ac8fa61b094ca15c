#!/bin/sh
# The shipped reader from annotated texts, in one command; the same on two CPU cores and on a GPU.
#
#   training/reader.sh DATA MINILM OUT [MPNET]
#
# DATA    folder of annotated texts (claims, clusters and the other sets of training/data.py)
# MINILM  folder of all-MiniLM-L6-v2 (model.safetensors, tokenizer.json)
# OUT     folder for data.json.gz, reader.pt and model/
# MPNET   folder of all-mpnet-base-v2: trains two teachers first (wants a GPU)
#
# MINUTES bounds each of the courses (default 70). A run that was cut off goes on when called again.
set -e
data=$1 minilm=$2 out=$3 mpnet=$4
here=$(dirname "$0")
seconds=$((${MINUTES:-70} * 60))
export PYTHONPATH="$here/../src"
mkdir -p "$out"
[ -f "$out/data.json.gz" ] || python "$here/data.py" --data "$data" \
    --tokenizer "$minilm/tokenizer.json" --out "$out/data.json.gz"
[ -f "$out/gold.pt" ] || python "$here/train.py" --name gold --resume --data "$out/data.json.gz" \
    --encoder "$minilm/model.safetensors" --out "$out/gold.pt" --epochs 24 --seconds "$seconds" \
    --rate 2e-4 --head-rate 1e-3 --names-share 0.2 --average 0.997
if [ -n "$mpnet" ]; then
    python "$here/vocabulary.py" "$minilm/vocab.txt" "$mpnet/vocab.txt" "$out/mpnet_pieces.json"
    taught="--shape mpnet --pieces $out/mpnet_pieces.json --encoder $mpnet/model.safetensors \
        --data $out/data.json.gz --epochs 16 --seconds $seconds --layer-decay 0.95 --warm 0.1 \
        --names-share 0.2 --resume"
    [ -f "$out/teacher.pt" ] || python "$here/train.py" --name teacher $taught \
        --out "$out/teacher.pt" --rate 3e-5 --head-rate 4e-4 --words 2400
    [ -f "$out/teacher2.pt" ] || python "$here/train.py" --name teacher2 $taught \
        --out "$out/teacher2.pt" --rate 5e-5 --head-rate 5e-4 --words 3600 --seed 2 \
        --varied-share 0.6
    [ -f "$out/reader.pt" ] || python "$here/train.py" --name taught --resume \
        --data "$out/data.json.gz" --encoder "$minilm/model.safetensors" --start "$out/gold.pt" \
        --teacher "$out/teacher.pt" "$out/teacher2.pt" --pool-share 0.12 --alpha 0.6 \
        --out "$out/reader.pt" --epochs 60 --seconds "$seconds" --words 2600 --rate 1.6e-4 \
        --head-rate 8e-4 --warm 0.05 --names-share 0.2 --average 0.998
else
    cp "$out/gold.pt" "$out/reader.pt"
fi
python "$here/export.py" --reader "$out/reader.pt" --data "$out/data.json.gz" \
    --tokenizer "$minilm/tokenizer.json" --out "$out/model"
