package export

import (
	"io"

	"github.com/xuri/excelize/v2"
)

const (
	sheetRows  = "Passages"
	sheetAbout = "About"
	cellLength = 32_767 // UTF-16 units that a cell may have, says the format
)

// XLSX writes the table as a workbook: the rows on one sheet, what they are on
// another. Every cell is a text, so that no words can be a formula.
func (t *Table) XLSX(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if err := f.SetSheetName("Sheet1", sheetRows); err != nil {
		return err
	}
	if _, err := f.NewSheet(sheetAbout); err != nil {
		return err
	}
	rows := append([][]string{t.Columns}, t.Rows...)
	if t.Short != "" {
		rows = append(rows, []string{t.Short})
	}
	if err := sheet(f, sheetRows, rows, 24); err != nil {
		return err
	}
	var about [][]string
	for _, line := range t.About {
		about = append(about, []string{line})
	}
	if err := sheet(f, sheetAbout, about, 100); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// sheet streams rows of text into a sheet; the first row stays in sight.
func sheet(f *excelize.File, name string, rows [][]string, width float64) error {
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, 30, width); err != nil {
		return err
	}
	if name == sheetRows {
		if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for k, s := range row {
			cells[k] = shorten(cellText(s), cellLength/2)
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := out.SetRow(at, cells); err != nil {
			return err
		}
	}
	return out.Flush()
}

// shorten keeps at most n characters.
func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
