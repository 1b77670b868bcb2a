"""Writes the manual: certdrop.1 and a page for each command from the program's own help, certdrop.yaml.5 from the commented
configuration.

    manual.py PROGRAM CONFIGURATION DATE FOLDER
"""

import json
import pathlib
import re
import subprocess
import sys

PROGRAM_NAME = "certdrop"
# What every command takes.
COMMON = ("help", "version")


def escaped(text):
    """As roff takes it for plain text: man(7)."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def heading(name, section, date):
    return f'.TH "{name.upper()}" {section} "{date}" "{PROGRAM_NAME}" "{PROGRAM_NAME}"\n.nh\n.ad l\n'


def name_of(argument):
    """`--config <config>`, `-h, --help`, `<file>`."""
    if argument["kind"] == "positional":
        return f"<{argument['valueName']}>"
    names = [("-" if name["kind"] == "short" else "--") + name["name"] for name in argument["names"]]
    value = f" <{argument['valueName']}>" if argument["kind"] == "option" else ""
    return ", ".join(names) + value


def usage(words, command):
    parts = [" ".join(words)]
    for argument in command.get("arguments", []):
        if argument["valueName"] in COMMON:
            continue
        text = name_of(argument) + (" ..." if argument["isRepeating"] else "")
        parts.append(f"[{text}]" if argument["isOptional"] else text)
    if subcommands(command):
        parts.append("<command>")
    return " ".join(parts)


def subcommands(command):
    return [each for each in command.get("subcommands", []) if each["shouldDisplay"] and each["commandName"] != "help"]


def options(command, but=()):
    lines = []
    for argument in command.get("arguments", []):
        if argument["valueName"] in but:
            continue
        default = f" (default: {argument['defaultValue']})" if argument.get("defaultValue") else ""
        lines.append(f".TP\n.B {escaped(name_of(argument))}\n{escaped(argument.get('abstract', ''))}{escaped(default)}\n")
    return "".join(lines)


def description(command):
    texts = [command.get("abstract", ""), command.get("discussion", "")]
    return "".join(f".PP\n{escaped(text)}\n" for text in texts if text)


def subsections(words, command):
    """The commands below a command, each as a part of its page."""
    lines = []
    for each in subcommands(command):
        deeper = [*words, each["commandName"]]
        lines.append(f".SS {escaped(usage(deeper, each))}\n{description(each)}{options(each, but=COMMON)}")
        lines.append(subsections(deeper, each))
    return "".join(lines)


def page(words, command, date, see_also):
    name = "-".join(words)
    lines = [heading(name, 1, date)]
    lines.append(f".SH NAME\n{escaped(name)} \\- {escaped(command['abstract'].rstrip('.'))}\n")
    lines.append(f".SH SYNOPSIS\n.B {escaped(usage(words, command))}\n")
    lines.append(f".SH DESCRIPTION\n{description(command)}")
    if len(words) == 1:
        lines.append(".SH COMMANDS\n")
        for each in subcommands(command):
            lines.append(f".TP\n.BR {escaped(name)}\\-{escaped(each['commandName'])} (1)\n{escaped(each['abstract'])}\n")
    elif subcommands(command):
        lines.append(f".SH COMMANDS\n{subsections(words, command)}")
    lines.append(f".SH OPTIONS\n{options(command)}")
    if len(words) == 1:
        lines.append(".SH FILES\n.TP\n.I /etc/certdrop/certdrop.yaml\nThe configuration, if neither\n.B \\-\\-config\nnor\n")
        lines.append(".B CERTDROP_CONFIG\nin the environment names another.\n")
    lines.append(f".SH SEE ALSO\n{see_also}\n")
    return name, "".join(lines)


def configuration_page(text, date):
    """Prose for people and, as they stand, the keys below it."""
    lines = [heading(f"{PROGRAM_NAME}.yaml", 5, date)]
    lines.append(f".SH NAME\n{PROGRAM_NAME}.yaml \\- configuration of {PROGRAM_NAME}\n.SH DESCRIPTION\n")
    is_verbatim = is_list = False

    def verbatim(wanted):
        nonlocal is_verbatim
        if wanted != is_verbatim:
            lines.append(".PP\n.in +4\n.nf\n" if wanted else ".fi\n.in\n")
        is_verbatim = wanted

    for line in text.splitlines():
        prose = re.fullmatch(r"#(?: (?! )(.*))?", line)
        if not line:
            verbatim(False)
            lines.append(".PP\n")
        elif prose:
            verbatim(False)
            lines.append(escaped(prose[1] or "") + "\n")
        else:
            verbatim(True)
            if is_list and not line.startswith("#   "):
                lines.append("\n")
            is_list = line.startswith("#   ")
            lines.append(escaped(re.sub(r"^# {3}", "", line)) + "\n")
    verbatim(False)
    lines.append(f".SH SEE ALSO\n.BR {PROGRAM_NAME} (1)\n")
    return "".join(lines)


def main(program, configuration, date, folder):
    folder = pathlib.Path(folder)
    dump = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True).stdout
    command = json.loads(dump)["command"]
    pages = [page([PROGRAM_NAME], command, date, f".BR {PROGRAM_NAME}.yaml (5)")]
    see_also = f".BR {PROGRAM_NAME} (1),\n.BR {PROGRAM_NAME}.yaml (5)"
    for each in subcommands(command):
        pages.append(page([PROGRAM_NAME, each["commandName"]], each, date, see_also))
    for name, text in pages:
        (folder / f"{name}.1").write_text(text)
    text = pathlib.Path(configuration).read_text()
    (folder / f"{PROGRAM_NAME}.yaml.5").write_text(configuration_page(text, date))


if __name__ == "__main__":
    main(*sys.argv[1:])
