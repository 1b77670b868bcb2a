#!/usr/bin/env bash
# Makes the pages and pictures of this folder anew: the real program takes the example files on a scratch drop root, and
# headless Chromium takes pictures of what it answers.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

gallery=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
examples=$(dirname "$gallery")
repository=$(dirname "$examples")
source "$repository/Tests/requirements.sh"

need /usr/include/inotifytools/inotifytools.h libinotifytools0-dev
need /usr/include/sqlite3.h libsqlite3-dev
need sqlite3 sqlite3
need python3 python3
need chromium chromium
need chromedriver chromium-driver
# For the names in Chinese.
need /usr/share/fonts/truetype/wqy/wqy-microhei.ttc fonts-wqy-microhei
install_needed

(cd "$repository" && swift build --configuration release --product certdrop)
certdrop=$(cd "$repository" && swift build --configuration release --show-bin-path)/certdrop

scratch=$(mktemp -d)
service=
trap '[[ $service ]] && kill "$service"; rm -rf "$scratch"' EXIT
drop=$scratch/drop
export CERTDROP_CONFIG=$scratch/certdrop.yaml

cat > "$CERTDROP_CONFIG" << END
drop_root: $drop
state_directory: $scratch/state
administrators:
  - account: "$(id --user --name)"
    name: María Sánchez
    email: maria@example.org
    role: global
mail_from: certdrop@example.org
organisation: Example Ltd
report_base_url: https://files.example.org/certdrop
attach_up_to: 0 B
END

# take FOLDER NAME FILE: drops a file and waits for its answer, which may be that rows need correction.
take() {
    cp "$3" "$drop/$1/$2"
    "$certdrop" watch --once 2> "$scratch/log" || (($? == 1)) || { cat "$scratch/log" >&2; exit 1; }
}

"$certdrop" watch --once 2> /dev/null # makes the folders
take import learners.csv "$examples/learners.csv"
take import certifications.csv "$examples/certifications.csv"
take import certificates.csv "$examples/certificates.csv"
cat > "$scratch/rules" << 'END'
Certification reference,Activity reference,Awarded when
FAW,SAFE-101,passed
FIRE,DRILL-2025,attended
END
cat > "$scratch/completions" << 'END'
Username,Activity reference,Status,Date,Result
li.na,SAFE-101,Passed,2025-11-04,92
jurgen.gross,SAFE-101,Failed,2025-11-04,48
olena.kovalenko,DRILL-2025,Attended,2025-11-06,
amelie.dubois,DRILL-2025,Attended,2025-11-06,
siobhan.oneill,WELCOME,Completed,2025-11-10,
jose.nunez,DRILL-2025,Atended,2025-11-06,
END
take import award-rules.csv "$scratch/rules"
take import completions.csv "$scratch/completions"
take verify verify.csv "$examples/certificates-with-mistakes.csv"
take import certificates-mistakes.csv "$examples/certificates-with-mistakes.csv"
# A workbook, as far as its content type tells.
python3 - "$scratch/workbook" << 'END'
import sys, zipfile

with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("[Content_Types].xml", "<Types/>")
    archive.writestr("xl/workbook.xml", "<workbook/>")
END
take import refused.xlsx "$scratch/workbook"

# message PATTERN NAME: the HTML part of the newest message that fits.
message() {
    python3 - "$(ls -t "$drop"/outbox/$1.eml | head -n 1)" "$scratch/pages/$2" << 'END'
import email, email.policy, sys

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
with open(sys.argv[2], "w") as file:
    file.write(message.get_body(("html",)).get_content())
END
}

# The status of a service that waits for a file: someone is still writing it.
exec 9> "$drop/import/april.csv"
"$certdrop" watch 2> "$scratch/log" &
service=$!
for _ in {1..100}; do
    grep -q april.csv "$drop/status.html" && break
    sleep 0.1
done

mkdir "$scratch/pages"
cp "$drop"/{done,failed}/*.report.{html,csv} "$drop"/failed/*.corrections.csv "$scratch/pages/"
cp "$drop/status.html" "$scratch/pages/"
run=$(sqlite3 "$scratch/state/certdrop.sqlite" "SELECT id FROM run WHERE file_name = CAST('certificates-mistakes.csv' AS BLOB)")
message "*-run-$run-administrator" administrator-message.html
message "*-learner-*" learner-message.html

python3 "$repository/Tests/ReportsTests/Browser/shots.py" "$scratch/shots" "$scratch"/pages/*.html
for picture in "$scratch"/shots/*.light.png; do
    name=$(basename "${picture%.light.png}")
    cp "$picture" "$scratch/pages/$name.png"
done
# The one for the README shows the top of the page.
mv "$scratch/pages/certificates-mistakes.png" "$scratch/pages/certificates-mistakes.whole.png"
cp "$scratch/shots/certificates-mistakes.top.png" "$scratch/pages/certificates-mistakes.png"
cp "$scratch"/shots/certificates-mistakes.{dark,narrow}.png "$scratch/pages/"

find "$gallery" -type f -not -name make.sh -delete
install --mode 644 "$scratch"/pages/* "$gallery/"
ls "$gallery"
