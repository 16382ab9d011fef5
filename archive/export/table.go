package export

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
)

// Table is rows that people take into a spreadsheet or a program for analysis.
type Table struct {
	Name    string
	Columns []string
	Rows    [][]string
	About   []string // what it is, where it came from, and that it was cut off, if it was
	Short   string   // a sentence when rows are missing; ""
}

// risky begins a cell that spreadsheets would run: the signs of OWASP's list, and
// their full-width forms, which some of them take too.
const risky = "=+-@\t\r\n＝＋－＠"

// safeCell makes a text that a spreadsheet would run a text: with an apostrophe
// in front, which spreadsheets take for "this is a text". A minus in front of a
// number is kept out too: nothing here is a number that someone would add up.
func safeCell(s string) string {
	s = cellText(s)
	if s != "" && strings.ContainsRune(risky, []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// cellText leaves out the characters that files of spreadsheets may not have.
func cellText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\uFFFE' || r == '\uFFFF' || unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// CSV writes the table as RFC 4180 has it: UTF-8 with a byte order mark, which
// spreadsheets need to read it as such, and CRLF behind each row. When rows are
// missing, the last row says so.
func (t *Table) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := append([][]string{t.Columns}, t.Rows...)
	if t.Short != "" {
		rows = append(rows, []string{t.Short})
	}
	for _, row := range rows {
		cells := make([]string, len(t.Columns))
		for i := range row {
			cells[i] = safeCell(row[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
