"""Answers the questions of cmd/bench from SQLite FTS5, in C, as Python carries it.

Started with a folder that holds passages.tsv. Reads one JSON object a line and
answers each with one: {"do": "build"} loads the passages, {"do": "ask", ...}
times one search. Times are in seconds, around the statements alone.
"""

import csv
import json
import os
import resource
import sqlite3
import sys
import time

folder = sys.argv[1]
path = os.path.join(folder, "fts5.db")
db = sqlite3.connect(path, isolation_level=None)
csv.field_size_limit(1 << 30)


def build():
    began = time.perf_counter()
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("CREATE TABLE passages(id INTEGER PRIMARY KEY, interview INTEGER, year INTEGER, subject TEXT, text TEXT)")
    db.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='passages', content_rowid='id', tokenize='porter unicode61')")
    with open(os.path.join(folder, "passages.tsv"), newline="") as f:
        db.execute("BEGIN")
        db.executemany("INSERT INTO passages VALUES(?,?,?,?,?)", csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
        db.execute("INSERT INTO words(words) VALUES('rebuild')")
        db.execute("COMMIT")
    took = time.perf_counter() - began
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA cache_size=-262144")
    return {"seconds": took, "bytes": os.path.getsize(path), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10}


HITS = """SELECT passages.id, interview, snippet(words, 0, '<mark>', '</mark>', '…', 20), bm25(words)
FROM words JOIN passages ON passages.id = words.rowid WHERE words MATCH ?1 {years} ORDER BY bm25(words) LIMIT 20"""
COUNT = "SELECT count(*) FROM words WHERE words MATCH ?1"
FACETS = """SELECT interview, subject, count(*) FROM words JOIN passages ON passages.id = words.rowid
WHERE words MATCH ?1 {years} GROUP BY interview, subject"""


def ask(match, years, facets):
    between = f"AND year BETWEEN {int(years[0])} AND {int(years[1])}" if years else ""
    began = time.perf_counter()
    hits = db.execute(HITS.format(years=between), (match,)).fetchall()
    if facets:
        total = sum(row[2] for row in db.execute(FACETS.format(years=between), (match,)).fetchall())
    else:
        total = db.execute(COUNT, (match,)).fetchone()[0]
    return {"seconds": time.perf_counter() - began, "total": total, "hits": len(hits)}


for line in sys.stdin:
    said = json.loads(line)
    if said["do"] == "build":
        answer = build()
    else:
        answer = ask(said["match"], said.get("years"), said.get("facets", False))
    print(json.dumps(answer), flush=True)
