#!/usr/bin/env python3
"""Prints the two tables of src/base/width.c from Python's copy of the Unicode character database.

Zero columns: controls (Cc), marks that do not space (Mn, Me), format characters (Cf) but the soft hyphen, and the
Hangul vowels and finals that join the syllable before them. Two columns: East Asian Width W and F.
Code points without an assigned character join the range they lie in, so that the tables stay short.
"""
import unicodedata


def columns(value):
    character = chr(value)
    category = unicodedata.category(character)
    if category == "Cn":
        return None
    if 0x1160 <= value <= 0x11FF or (category in ("Cc", "Mn", "Me", "Cf") and value != 0xAD):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def ranges(wanted):
    found = []
    last = None
    for value in range(0x80, 0x110000):
        width = columns(value)
        if width is None:
            continue
        if width == wanted:
            if last == wanted:
                found[-1][1] = value
            else:
                found.append([value, value])
        last = width
    return found


def show(name, wanted):
    print(f"static const WidthRange {name}[] = {{")
    line = "   "
    for first, last in ranges(wanted):
        entry = f" {{0x{first:x}, 0x{last:x}}},"
        if len(line) + len(entry) > 100:
            print(line)
            line = "   "
        line += entry
    print(line)
    print("};")


print(f"/* Unicode {unicodedata.unidata_version} */")
show("zero_columns", 0)
show("two_columns", 2)
