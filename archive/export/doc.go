// Package export answers: how does a transcript leave the archive as a file?
//
// It writes WebVTT (the one format to take if only one can be taken), SRT, plain
// text and JSON. Every file says which interview, version and view it holds, so
// that a copy found years later can be told from the living transcript. It uses
// the standard library alone: the formats are small, and what matters is that a
// word such as "-->" or "<b>" leaves as text and comes back as text.
package export
