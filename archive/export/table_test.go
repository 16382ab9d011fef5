package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var cells = []string{`=HYPERLINK("http://evil.example","x")`, "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－1", `a "quoted", word`, "two\nlines", "=cmd|' /C calc'!A0", "عمر 👩🏽‍🔬", "", "bell\x07 \x00", "'=1", "plain"}

func table() *Table {
	t := &Table{Name: "x", Columns: []string{"Words", "Again"}, About: []string{"=About"}, Short: "The first 17 of 30 passages."}
	for _, c := range cells {
		t.Rows = append(t.Rows, []string{c, c})
	}
	return t
}

// T07: no cell is a formula to any program that opens it.
func TestCSVRunsNothing(t *testing.T) {
	var b bytes.Buffer
	if err := table().CSV(&b); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(b.String(), "\uFEFF")
	if !ok {
		t.Error("there is no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(cells)+2 || rows[len(rows)-1][0] != "The first 17 of 30 passages." {
		t.Fatalf("%d rows, the last %q", len(rows), rows[len(rows)-1])
	}
	for i, row := range rows[1 : len(rows)-1] {
		for _, got := range row {
			if strings.ContainsAny(got[:min(1, len(got))], "=+-@\t\r\n") || strings.HasPrefix(got, "＝") || strings.HasPrefix(got, "－") {
				t.Errorf("%q would be run", got)
			}
			// With CRLF behind each row, a lone CR within a cell is lost.
			if want := strings.NewReplacer("\x07", "", "\x00", "", "\r", "").Replace(cells[i]); strings.TrimPrefix(got, "'") != strings.TrimPrefix(want, "'") {
				t.Errorf("%q came back as %q", cells[i], got)
			}
		}
	}
}

func TestXLSXIsTextAlone(t *testing.T) {
	var b bytes.Buffer
	if err := table().XLSX(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, want := range cells {
		at, err := excelize.CoordinatesToCellName(2, i+2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.GetCellValue(sheetRows, at)
		if want = strings.NewReplacer("\x07", "", "\x00", "").Replace(want); err != nil || strings.ReplaceAll(got, "\r", "\n") != strings.ReplaceAll(want, "\r", "\n") {
			t.Errorf("%q came back as %q, %v", want, got, err)
		}
		formula, err := f.GetCellFormula(sheetRows, at)
		kind, err2 := f.GetCellType(sheetRows, at)
		if err != nil || err2 != nil || formula != "" || (want != "" && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) {
			t.Errorf("%q is of type %v, with the formula %q, %v %v", want, kind, formula, err, err2)
		}
	}
	if diff := cmp.Diff([]string{sheetRows, sheetAbout}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
}
