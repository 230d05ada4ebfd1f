#!/usr/bin/env python3
"""Sets every line of formulas.txt with LuaTeX, unicode-math and Latin Modern Math in display style
and writes reference.txt: width, height and depth of the box in em (10 pt), one row a formula.
Needs `make deps-bench`."""
import pathlib
import re
import subprocess
import tempfile

folder = pathlib.Path(__file__).parent
formulas = (folder / "formulas.txt").read_text().splitlines()
lines = [
    r"\documentclass[10pt]{article}\usepackage{amsmath}\usepackage{unicode-math}",
    r"\setmathfont{latinmodern-math.otf}\newsavebox\probe\begin{document}",
]
for formula in formulas:
    lines.append(r"\sbox\probe{$\displaystyle %s$}" % formula)
    lines.append(r"\typeout{BOX \the\wd\probe\space\the\ht\probe\space\the\dp\probe}")
lines.append(r"\end{document}")
with tempfile.TemporaryDirectory() as work:
    (pathlib.Path(work) / "probe.tex").write_text("\n".join(lines))
    log = subprocess.run(
        ["lualatex", "-interaction=nonstopmode", "probe.tex"],
        cwd=work, capture_output=True, text=True, check=False).stdout
boxes = re.findall(r"BOX ([\d.-]+)pt ([\d.-]+)pt ([\d.-]+)pt", log)
if len(boxes) != len(formulas):
    raise SystemExit(f"{len(boxes)} boxes for {len(formulas)} formulas:\n{log[-3000:]}")
with open(folder / "reference.txt", "w", encoding="utf-8") as out:
    for box in boxes:
        out.write(" ".join("%.4f" % (float(value) / 10) for value in box) + "\n")
