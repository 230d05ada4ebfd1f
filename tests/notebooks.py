"""notebooks.py - runs exported notebooks, and compares them with those that are kept.

    notebooks.py FOLDER          run every notebook of the folder in place; its outputs are stored
    notebooks.py FOLDER KEPT     the same, and fail where it is not as in the other folder

A notebook fails that raises, that writes to standard error (a warning), or that nbformat does not
accept. Words must be the same; numbers may differ by DIGITS, pictures by SHADE. Over all notebooks
Python must decide SHARE of the claims, none otherwise than the engine, and hold no wrong version
to be right.
"""

import base64
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
# Relative: six digits. Further ones are the processor's own (fused products, its exp and log).
DIGITS = 1e-6
# Mean difference of a picture's values, of 1: other versions of the fonts' renderer shade the edges
# of letters otherwise, which is below this; another curve or other points are above.
SHADE = 0.004
# Two processors: a kernel takes one.
AT_ONCE = 2
SECONDS = 120

NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
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


def same_text(ours, theirs):
    """The same words, and numbers to six digits."""
    if NUMBER.sub("#", ours) != NUMBER.sub("#", theirs):
        return False
    pairs = zip(NUMBER.findall(ours), NUMBER.findall(theirs))
    return all(a == b or abs(float(a) - float(b)) <= DIGITS * max(abs(float(a)), abs(float(b)))
               for a, b in pairs)


def picture(data):
    from matplotlib import image

    return image.imread(io.BytesIO(base64.b64decode(data)), format="png")


def same_picture(ours, theirs):
    a, b = picture(ours), picture(theirs)
    return a.shape == b.shape and float(abs(a - b).mean()) <= SHADE


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
                "the text" if not same_text(a.source, b.source) else
                "what it prints" if not same_text(words_of(a), words_of(b)) else
                "a picture" if len(pictures[0]) != len(pictures[1]) or
                not all(map(same_picture, *pictures)) else None)
        if what:
            wrong.append(f"{kept}, cell {a.id}: {what} is not as kept; make notebooks")
    return wrong


def main(folder, kept=None):
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
