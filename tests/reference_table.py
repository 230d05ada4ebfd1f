"""What the reference scripts share: writing a committed table, or checking that it is up to date.

Each script computes its values with mpmath and hands the text of its header to `main`:

    python3 tests/reference_laws.py            writes tests/reference_laws.h
    python3 tests/reference_laws.py --check    exit 1 when the committed one differs
"""
import os
import sys


def main(header_name, text, usage):
    """Writes `text` to tests/`header_name`, or checks it. Returns the exit status."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), header_name)
    if sys.argv[1:] == ["--check"]:
        with open(path, encoding="ascii") as file:
            if file.read() != text:
                print("tests/%s is not what its script writes; run the script" % header_name)
                return 1
        return 0
    if sys.argv[1:]:
        print(usage)
        return 2
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return 0
