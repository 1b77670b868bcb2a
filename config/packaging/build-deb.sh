#!/usr/bin/env bash
# Builds the Debian package of certdrop, for the distribution and the processor of this machine:
#
#     config/packaging/build-deb.sh [FOLDER]
#
# The package is put into FOLDER, `.build/packages` by default, and its path is printed. Needs a Swift toolchain, dpkg-dev
# and python3, and no root. The version is that of `changelog`, which has to be the program's own.
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(dirname "$(dirname "$packaging")")
folder=${1:-$repository/.build/packages}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$repository"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/root

export CERTDROP_STATIC_RUNTIME=1
build=(--configuration release --product certdrop)
swift build "${build[@]}" &> "$stage/build.log" || { cat "$stage/build.log" >&2; exit 1; }
program=$(swift build "${build[@]}" --show-bin-path)/certdrop

version=$(dpkg-parsechangelog --file "$packaging/changelog" --show-field Version)
date=$(dpkg-parsechangelog --file "$packaging/changelog" --show-field Date)
# The same input makes the same package.
SOURCE_DATE_EPOCH=$(date --date "$date" +%s)
export SOURCE_DATE_EPOCH
if [[ $("$program" --version) != "$version" ]]; then
    echo "The program calls itself $("$program" --version), and the changelog $version. Make them agree." >&2
    exit 1
fi

# put MODE SOURCE DESTINATION
put() { install -D --mode "$1" "$2" "$root/$3"; }

put 755 "$program" usr/bin/certdrop
strip --strip-unneeded --remove-section .comment --remove-section .note "$root/usr/bin/certdrop"

put 644 config/certdrop.yaml etc/certdrop/certdrop.yaml
for unit in config/systemd/*.service config/systemd/*.timer; do
    put 644 "$unit" "lib/systemd/system/$(basename "$unit")"
done
put 644 config/systemd/certdrop.sysusers usr/lib/sysusers.d/certdrop.conf
put 644 config/systemd/certdrop.tmpfiles usr/lib/tmpfiles.d/certdrop.conf

put 644 "$packaging/copyright" usr/share/doc/certdrop/copyright
put 644 "$packaging/changelog" usr/share/doc/certdrop/changelog

mkdir -p "$stage/manual"
python3 "$packaging/manual.py" "$program" config/certdrop.yaml "$(date --utc --date "$date" +%F)" "$stage/manual"
for page in "$stage"/manual/*; do put 644 "$page" "usr/share/man/man${page##*.}/$(basename "$page")"; done
gzip --best --no-name "$root"/usr/share/man/man*/* "$root/usr/share/doc/certdrop/changelog"

completions=$stage/completions
mkdir "$completions"
for shell in bash zsh fish; do "$program" --generate-completion-script "$shell" > "$completions/$shell"; done
# It is read by a shell, and no program.
sed --in-place '1{/^#!/d}' "$completions/bash"
put 644 "$completions/bash" usr/share/bash-completion/completions/certdrop
put 644 "$completions/zsh" usr/share/zsh/vendor-completions/_certdrop
put 644 "$completions/fish" usr/share/fish/vendor_completions.d/certdrop.fish

put 644 "$packaging/lintian-overrides" usr/share/lintian/overrides/certdrop

# What the program needs, as the packages of this distribution provide it.
mkdir "$stage/debian"
printf 'Source: certdrop\n\nPackage: certdrop\nArchitecture: any\n' > "$stage/debian/control"
needed=$(cd "$stage" && dpkg-shlibdeps -O "root/usr/bin/certdrop" 2> "$stage/shlibdeps.log") \
    || { cat "$stage/shlibdeps.log" >&2; exit 1; }

mkdir "$root/DEBIAN"
cat > "$root/DEBIAN/control" << END
Package: certdrop
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: $(dpkg-parsechangelog --file "$packaging/changelog" --show-field Maintainer)
Installed-Size: $(du --apparent-size --summarize --block-size=1K --exclude DEBIAN "$root" | cut -f1)
Depends: ${needed#shlibs:Depends=}, libsqlite3-0 (>= 3.32), systemd
Recommends: default-mta | mail-transport-agent
Suggests: openssh-server, sqlite3
Section: admin
Priority: optional
Description: awards certifications in bulk, from CSV files dropped into a folder
 Learning teams hold certifications that their learners earned elsewhere: with
 an outside supplier, with an exam board, in the system that is being replaced.
 Someone gets these as a spreadsheet with a thousand rows.
 .
 certdrop takes such a file as soon as it is dropped into a folder, over SFTP
 or from a share, awards what is right, tells the learners, and puts beside the
 file what became of every row, and a small file with the wrong rows to correct
 and drop again. No row is lost, and none is awarded twice.
END
printf '/etc/certdrop/certdrop.yaml\n' > "$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install --mode 755 "$packaging/$script" "$root/DEBIAN/$script"; done
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort --zero-terminated | xargs --null md5sum) \
    > "$root/DEBIAN/md5sums"

package=$folder/certdrop_${version}_$(dpkg --print-architecture).deb
dpkg-deb -Zxz -z2 --root-owner-group --build "$root" "$package" > "$stage/dpkg.log" || { cat "$stage/dpkg.log" >&2; exit 1; }
echo "$package"
