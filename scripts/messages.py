"""``make messages``: collect texts for translation and compile the catalogues."""

import subprocess
import sys

from catalogues import FOLDERS, LANGUAGES, catalogue, collect, require_gettext


def main() -> int:
    require_gettext()
    for folder in FOLDERS:
        collect(folder)
        for language in LANGUAGES:
            po = catalogue(folder, language)
            command = ["msgfmt", "--check-format", "--statistics", "-o"]
            print(f"{folder.name} {language}: ", end="", flush=True)
            subprocess.run([*command, str(po.with_suffix(".mo")), str(po)], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
