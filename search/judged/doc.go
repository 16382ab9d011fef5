// Package judged says how good search is: how many of the passages that answer a
// question come up, and how far up.
//
// A judged set is questions of four kinds, each with the passages that answer it,
// named by a few words they say, so that judgements outlive the boundaries of
// passages. They were written by reading the texts, not by searching them.
// testdata/recordings.txt asks about the recordings and pages that lie beside the
// repository; testdata/ours.txt about invented interviews, which are everywhere.
// Every way to ask is measured with the same real index; `make judged` prints the
// table, and a test fails when search gets worse than it was.
package judged
