// Package export answers: how does what people said leave the archive as a file?
//
// It writes transcripts (WebVTT is the one format to take if only one can be
// taken), citations, tables of passages, and projects for programs of qualitative
// analysis. Every file says which interview, version and view it holds, so that a
// copy found years later can be told from the living transcript. The formats are
// small, and what matters is that a word such as "-->" or "<b>" leaves as text and
// comes back as text, so the standard library writes them; only workbooks come
// from a library, github.com/xuri/excelize: the one that is kept for Go, it writes
// row by row and reads the workbook back in the tests.
package export
