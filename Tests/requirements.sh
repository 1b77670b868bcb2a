# Sourced by Tests/run.sh and examples/demo.sh: installs what a script needs and the machine lacks.
#
#     need sqlite3 sqlite3                      # a program, and the Debian package that brings it
#     need /usr/include/sqlite3.h libsqlite3-dev
#     install_needed

needed_packages=()

# need PROGRAM-OR-FILE PACKAGE
need() {
    if [[ $1 == /* ]]; then
        [[ -e $1 ]] || needed_packages+=("$2")
    else
        command -v "$1" > /dev/null || needed_packages+=("$2")
    fi
}

install_needed() {
    if ! command -v swift > /dev/null; then
        echo "There is no 'swift' on the PATH. Install a Swift toolchain (6.1 or later): https://www.swift.org/install" >&2
        return 1
    fi
    ((${#needed_packages[@]})) || return 0
    local as_root=(env)
    local install=(install --yes --no-install-recommends "${needed_packages[@]}")
    if ((EUID != 0)); then
        if ! { command -v sudo && sudo -n true; } &> /dev/null; then
            echo "Missing: ${needed_packages[*]}. Install them first: sudo apt-get install ${needed_packages[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
    if ! command -v apt-get > /dev/null; then
        echo "Missing, and there is no apt-get to install them with: ${needed_packages[*]} (the names that Debian has)." >&2
        return 1
    fi
    echo "Installing ${needed_packages[*]}"
    local log policy=/usr/sbin/policy-rc.d
    log=$(mktemp)
    # Tests start the servers that they need; the packages need not start theirs (invoke-rc.d(8)).
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" > /dev/null
        "${as_root[@]}" chmod 755 "$policy"
        trap 'trap - RETURN; "${as_root[@]}" rm -f "$policy"' RETURN
    fi
    # The package lists of a fresh machine are empty or old.
    if "${apt[@]}" "${install[@]}" &> "$log" || { "${apt[@]}" update && "${apt[@]}" "${install[@]}"; } &>> "$log"; then
        rm "$log"
        return 0
    fi
    cat "$log" >&2
    rm "$log"
    echo "These packages could not be installed: ${needed_packages[*]}" >&2
    return 1
}
