package ui

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/xuri/excelize/v2"
)

// csvRows reads a table that came back.
func csvRows(t *testing.T, a answer) [][]string {
	t.Helper()
	a.wants(t, 200, "\uFEFF")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.text, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func cell(t *testing.T, rows [][]string, row int, column string) string {
	t.Helper()
	for i, name := range rows[0] {
		if name == column {
			return rows[row][i]
		}
	}
	t.Fatalf("there is no column %s in %q", column, rows[0])
	return ""
}

func TestSearchHitsAsTables(t *testing.T) {
	r := newRig(t, func(c *Config) { c.URL = "https://stories.example.org" })
	_, err := r.archive.Describe(t.Context(), r.ada, r.short.ID, archive.Intake{Title: `=HYPERLINK("http://evil.example")`, Storyteller: "@Grace"})
	r.must(err)
	r.caughtUp()
	ann := r.visitor()
	ann.get("/search?q=kettle").wants(t, 200, `href="/search.csv?q=kettle"`, `href="/search.xlsx?q=kettle"`)
	file := ann.get("/search.csv?q=kettle&sort=date")
	rows := csvRows(t, file)
	if len(rows) < 2 || cell(t, rows, 1, "Title") != `'=HYPERLINK("http://evil.example")` || cell(t, rows, 1, "Storyteller") != "'@Grace" {
		t.Fatalf("the rows are %q", rows)
	}
	if got := cell(t, rows, 1, "Quote"); !strings.HasPrefix(got, "https://stories.example.org/interviews/"+r.short.ID+"/quotes/0.") {
		t.Errorf("the quote of a hit is %q", got)
	}
	if got := cell(t, rows, 1, "Link"); !strings.HasPrefix(got, "https://stories.example.org/interviews/"+r.short.ID+"?t=") {
		t.Errorf("the link is %s", got)
	}
	if cell(t, rows, 1, "Matching words") != "kettle" || cell(t, rows, 1, "View") != "as corrected by people" || cell(t, rows, 1, "Version") != "0" || cell(t, rows, 1, "Speaker") != "Grace" {
		t.Errorf("the row is %q", rows[1])
	}
	if !strings.HasPrefix(file.Header.Get("Content-Disposition"), `attachment; filename="search-`) {
		t.Errorf("the headers are %v", file.Header)
	}
	book, err := excelize.OpenReader(strings.NewReader(ann.get("/search.xlsx?q=kettle").text))
	r.must(err)
	defer book.Close()
	if title, err := book.GetCellValue("Passages", "A2"); err != nil || title != `=HYPERLINK("http://evil.example")` {
		t.Errorf("the cell says %q, %v", title, err)
	}
	ann.get("/search.csv").wants(t, 422)
	if got := csvRows(t, ann.get("/search.csv?q=nobodysaidthis")); len(got) != 1 {
		t.Errorf("nothing is %q", got)
	}
	if got := csvRows(t, ann.get("/api/v1/search/file?q=kettle&format=csv")); len(got) != len(rows) {
		t.Errorf("the API has %d rows, the site %d", len(got), len(rows))
	}
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID)) // the index does not know yet
	if got := csvRows(t, ann.get("/search.csv?q=kettle")); len(got) != 1 {
		t.Errorf("of an interview that is not open: %q", got)
	}
}

func TestThemesAsFiles(t *testing.T) {
	r := newRig(t)
	ctx, id := t.Context(), r.short.ID
	theme, err := r.archive.MakeTheme(ctx, r.bo, archive.ThemeDraft{Name: "=Growing & sharing", Memo: "what <grows>"}, "k1")
	r.must(err)
	narrow, err := r.archive.MakeTheme(ctx, r.bo, archive.ThemeDraft{Name: "Plots", Parent: theme.ID}, "k2")
	r.must(err)
	pick := func(theme string, first, last archive.WordID, note string) {
		t.Helper()
		_, err := r.archive.PickPassage(ctx, r.bo, archive.Pick{Theme: theme, Interview: id, First: first, Last: last, Says: archive.Belongs, Note: note})
		r.must(err)
	}
	pick(theme.ID, 21, 24, "-a note")
	pick(narrow.ID, 23, 30, "")
	bo, at := r.as(r.bo), "/themes/"+theme.ID
	rows := csvRows(t, bo.get(at+"/passages.csv"))
	if len(rows) != 2 || cell(t, rows, 1, "Theme") != "'=Growing & sharing" || cell(t, rows, 1, "Passage") != "there is a plot" || cell(t, rows, 1, "Note") != "'-a note" ||
		!strings.HasSuffix(cell(t, rows, 1, "Quote"), "/interviews/"+id+"/quotes/0.21-24") {
		t.Fatalf("the rows are %q", rows)
	}
	bo.get("/interviews/"+id+"/quotes/0.21-24").wants(t, 200)
	bo.get(at+"/passages.xlsx").wants(t, 200)
	bo.get("/themes/codebook.qdc").wants(t, 200, "urn:QDA-XML:codebook:1.0", "=Growing &amp; sharing", "what &lt;grows&gt;", "Plots")
	if got := quotesOf(t, bo.get(at+"/project.qdpx")); len(got) != 2 || got[0] != "there is a plot" || !strings.HasPrefix(got[1], "a plot going spare you know.") {
		t.Errorf("the project says %q", got)
	}
	if got := quotesOf(t, bo.get("/api/v1/themes/"+theme.ID+"/file?format=qdpx")); len(got) != 2 || got[0] != "there is a plot" {
		t.Errorf("the API's project says %q", got)
	}
	for _, path := range []string{at + "/passages.csv", at + "/passages.xlsx", at + "/project.qdpx", "/themes/codebook.qdc", "/api/v1/codebook", "/api/v1/themes/" + theme.ID + "/file"} {
		r.visitor().get(path).wants(t, 404) // it is Bo's own
	}
}

// quotesOf reads a project and returns what its passages say.
func quotesOf(t *testing.T, a answer) (quotes []string) {
	t.Helper()
	a.wants(t, 200)
	z, err := zip.NewReader(strings.NewReader(a.text), int64(len(a.text)))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		t.Helper()
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var p struct {
		Sources struct {
			Texts []struct {
				Path       string `xml:"plainTextPath,attr"`
				Selections []struct {
					Start int `xml:"startPosition,attr"`
					End   int `xml:"endPosition,attr"`
				} `xml:"PlainTextSelection"`
			} `xml:"TextSource"`
		}
	}
	if err := xml.NewDecoder(bytes.NewReader(read("project.qde"))).Decode(&p); err != nil {
		t.Fatal(err)
	}
	for _, source := range p.Sources.Texts {
		text := []rune(string(read("Sources/" + strings.TrimPrefix(source.Path, "internal://"))))
		for _, s := range source.Selections {
			quotes = append(quotes, strings.Join(strings.Fields(string(text[s.Start:s.End])), " "))
		}
	}
	return quotes
}

// TestFilesTellNoHiddenWords looks into tables and projects that were picked
// before words were hidden.
func TestFilesTellNoHiddenWords(t *testing.T) {
	r := newRig(t)
	ctx, id := t.Context(), r.short.ID
	theme, err := r.archive.MakeTheme(ctx, r.bo, archive.ThemeDraft{Name: "Plots"}, "k")
	r.must(err)
	_, err = r.archive.PickPassage(ctx, r.bo, archive.Pick{Theme: theme.ID, Interview: id, First: 19, Last: 30, Says: archive.Belongs, Note: "the plot"})
	r.must(err)
	now, err := r.archive.Read(ctx, r.ada, id, -1)
	r.must(err)
	for _, l := range now.Transcript.Lines {
		if w := l.Words; strings.Contains(l.Text(), "plot") {
			_, err := r.archive.Fix(ctx, r.ada, archive.Fix{Interview: id, First: w[0].ID, Last: w[len(w)-1].ID, Line: l.ID, Kind: archive.Removal, Note: "asked"})
			r.must(err)
		}
	}
	r.caughtUp()
	for _, path := range []string{"/themes/" + theme.ID + "/passages.csv", "/themes/" + theme.ID + "/passages.xlsx", "/themes/" + theme.ID + "/project.qdpx", "/search.csv?q=morning", "/search.xlsx?q=morning"} {
		a := r.as(r.bo).get(path)
		text := a.text
		if a.StatusCode != 200 {
			t.Fatalf("%s: status %d", path, a.StatusCode)
		}
		if z, err := zip.NewReader(strings.NewReader(a.text), int64(len(a.text))); err == nil {
			for _, f := range z.File {
				in, err := f.Open()
				r.must(err)
				b, err := io.ReadAll(in)
				r.must(err)
				text += string(b)
			}
		}
		if strings.Contains(text, "spare") || strings.Contains(text, "the plot") {
			t.Errorf("%s tells of removed words", path)
		}
	}
}
