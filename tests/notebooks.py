"""notebooks.py - runs exported notebooks, and compares them with those that are kept.

    notebooks.py FOLDER          run every notebook of the folder in place; its outputs are stored
    notebooks.py FOLDER KEPT     the same, and fail where it is not as in the other folder

A notebook fails that raises, that writes to standard error (a warning), or that nbformat does not
accept. Code must be the same, and words; numbers in these as `same_number` says, pictures but for
SHADE. Over all notebooks Python must decide SHARE of the claims, none otherwise than the engine,
and hold no wrong version to be right.
"""

import base64
import doctest
import io
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

SHARE = 0.9
# Further digits are the processor's own: fused products, its exp and log, OpenBLAS's kernels. What
# networks come to differed by 1e-8 of it between five kinds of processors.
DIGITS = 1e-6
# A number of so many digits was rounded to them, and may round to the next.
ROUNDED = 4
# Mean difference of a picture's values, of 1: other versions of the fonts' renderer shade the edges
# of letters otherwise, which is below this; another curve or other points are above.
SHADE = 0.004
# The same of each square of so many pixels: a thin dashed curve that is not there leaves 0.11, all
# edges shaded anew (values to the power of 1.3) 0.055.
SQUARE = 8
SQUARE_SHADE = 0.08
# Two processors: a kernel takes one.
AT_ONCE = 2
SECONDS = 120

N = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
# "4.074e-5", "0.9990 ± 0.0045" or "(7.0 ± 1.2)e-14"
NUMBER = re.compile(rf"(?<![\w.])(?:\(({N}) ± ({N})\)e([-+]?\d+)|({N})(?: ± ({N}))?(?!\w))")
COUNTS = re.compile(r"claims: (\d+), decided by Python: (\d+), otherwise than by the engine: (\d+)\n"
                    r"wrong versions: (\d+), refuted by Python: (\d+), held to be right: (\d+)")


def joined(outputs):
    """What a cell prints comes in pieces that depend on the moment."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
        else:
            whole.append(output)
    return whole


def run(path):
    """Runs a notebook in place; returns what is wrong with it, and its counts."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    wrong = []
    try:
        NotebookClient(notebook, timeout=SECONDS, kernel_name="python3",
                       record_timing=False).execute()
    except CellExecutionError:
        pass  # told below
    # The version of the Python that ran it is not the notebook's.
    notebook.metadata.language_info = {"name": "python", "file_extension": ".py",
                                       "mimetype": "text/x-python"}
    counts = None
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
        for output in cell.get("outputs", []):
            if output.output_type == "error" or output.get("name") == "stderr":
                said = output.get("text") or f"{output.ename}: {output.evalue}"
                wrong.append(f"{path.name}, cell {cell.id}: {said}")
            found = COUNTS.search(output.get("text", "")) if cell.id == "comparison" else None
            counts = [int(group) for group in found.groups()] if found else counts
    nbformat.validate(notebook)
    partial = path.with_suffix(".partial")
    nbformat.write(notebook, str(partial))
    os.replace(partial, path)
    return wrong, counts


def read_number(found):
    """Its value, its error (0: none is told) and the unit of its last place (0: it was not rounded)
    """
    value, error, power, bare, bare_error = found
    value, error, scale = value or bare, error or bare_error or "0", 10.0 ** int(power or 0)
    mantissa, _, exponent = value.lower().partition("e")
    digits = mantissa.lstrip("+-").replace(".", "").lstrip("0")
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    unit = 10.0 ** -places if "." in mantissa and len(digits) >= ROUNDED else 0.0
    return float(value) * scale, float(error) * scale, unit * scale


def same_number(ours, theirs):
    """The same but for DIGITS, the last place of what was rounded, and the error that is told: of
    what is rounding itself, another processor's is another."""
    a, a_error, a_unit = read_number(ours)
    b, b_error, b_unit = read_number(theirs)
    units = [unit for unit in (a_unit, b_unit) if unit > 0]
    # Half as much again: 1.234 and 1.235 differ by a little more than their unit.
    allowed = max(DIGITS * max(abs(a), abs(b)), 1.5 * min(units, default=0), a_error, b_error)
    # An error is an estimate: of rounding good to a factor, and not told where it is too small.
    told = a_error > 0 and b_error > 0
    return abs(a - b) <= allowed and (not told or 0.5 <= a_error / b_error <= 2)


def same_text(ours, theirs):
    """
    >>> same_text("224.1 of 0.5, kl 1e-16", "224 of 0.5001, kl 1e-16")
    True
    >>> same_text("(5.64 ± 0.44)e-16, (9.9 ± 1.1)e-15", "(5.2 ± 0.57)e-16, (1.01 ± 0.11)e-14")
    True
    >>> same_text("32 points", "33 points") or same_text("p 0.023", "p 0.024")
    False
    >>> same_text("0.4573 ± 0.0034", "0.4613 ± 0.0034") or same_text("0.1234", "0.1236")
    False
    >>> same_text("0.4573 ± 0.0034", "0.4573 ± 0.0134") or same_text("at 0.1234", "with 0.1234")
    False
    """
    if NUMBER.sub("#", ours) != NUMBER.sub("#", theirs):
        return False
    return all(map(same_number, NUMBER.findall(ours), NUMBER.findall(theirs)))


def picture(data):
    from matplotlib import image

    return image.imread(io.BytesIO(base64.b64decode(data)), format="png")


def same_picture(ours, theirs):
    a, b = picture(ours), picture(theirs)
    if a.shape != b.shape:
        return False
    apart = abs(a - b)
    rows, columns = (size // SQUARE for size in a.shape[:2])
    squares = apart[:rows * SQUARE, :columns * SQUARE].reshape(rows, SQUARE, columns, SQUARE, -1)
    return apart.mean() <= SHADE and squares.mean(axis=(1, 3, 4)).max() <= SQUARE_SHADE


def pictures_of(cell):
    bundles = list(cell.get("attachments", {}).values())
    bundles += [output.data for output in cell.get("outputs", []) if "data" in output]
    return [bundle["image/png"] for bundle in bundles if "image/png" in bundle]


def words_of(cell):
    outputs = cell.get("outputs", [])
    return "".join(output.get("text", "") for output in outputs)


def differences(path, kept):
    ours, theirs = nbformat.read(path, 4), nbformat.read(kept, 4)
    if [cell.id for cell in ours.cells] != [cell.id for cell in theirs.cells]:
        return [f"{kept}: not the same cells; make notebooks"]
    wrong = []
    for a, b in zip(ours.cells, theirs.cells):
        pictures = pictures_of(a), pictures_of(b)
        what = ("the kind" if a.cell_type != b.cell_type else
                "the code" if a.cell_type == "code" and a.source != b.source else
                "the text" if not same_text(a.source, b.source) else
                "what it prints" if not same_text(words_of(a), words_of(b)) else
                "a picture" if len(pictures[0]) != len(pictures[1]) or
                not all(map(same_picture, *pictures)) else None)
        if what:
            wrong.append(f"{kept}, cell {a.id}: {what} is not as kept; make notebooks")
    return wrong


def main(folder, kept=None):
    if doctest.testmod().failed:
        return 1
    # Its warning is about a debugger that nobody starts here.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    paths = sorted(Path(folder).glob("*.ipynb"))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(run, paths))
    wrong = [line for lines, _ in results for line in lines]
    for path in paths if kept else []:
        other = Path(kept) / path.name
        wrong += differences(path, other) if other.exists() else [f"{other}: missing"]
    if kept:
        ours = {path.name for path in paths}
        wrong += [f"{path}: no lesson" for path in Path(kept).glob("*.ipynb")
                  if path.name not in ours]
    wrong += [f"{path.name}: no comparison" for path, (_, counts) in zip(paths, results)
              if counts is None]
    counts = [sum(column) for column in zip(*(counts for _, counts in results if counts))]
    claims, decided, apart, versions, refuted, held = counts or [0] * 6
    print(f"{len(paths)} notebooks, {claims} claims, {decided} decided by Python "
          f"({100 * decided / max(claims, 1):.1f} %), {apart} otherwise than by the engine; "
          f"{versions} wrong versions, {refuted} refuted, {held} held to be right")
    if decided < SHARE * claims or apart or held or not claims:
        wrong.append(f"Python has to decide {100 * SHARE:.0f} % of the claims as the engine does")
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
