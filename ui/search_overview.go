package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// strip is a picture of where the passages of one interview are in it. Numbers
// are in a drawing of stripWide units.
type strip struct {
	Length float64 // of the recording, in seconds
	Marks  []stripMark
}

type stripMark struct {
	X, Wide float64
	Hit     *searchHit
}

const (
	stripWide  = 1000.0
	stripLeast = 6.0 // a passage of a long interview must still be seen
)

// stripOf is nil where the length of the recording is not known.
func stripOf(length float64, hits []*searchHit) *strip {
	if length <= 0 {
		return nil
	}
	out := &strip{Length: length}
	for _, h := range hits {
		wide := max((h.End-h.Start)/length*stripWide, stripLeast)
		x := min(max(h.Start/length*stripWide, 0), stripWide-wide)
		out.Marks = append(out.Marks, stripMark{archive.Milliseconds(x), archive.Milliseconds(wide), h})
	}
	slices.SortStableFunc(out.Marks, func(a, b stripMark) int { return cmp.Compare(a.Hit.Start, b.Hit.Start) })
	return out
}

// overview is what an answer is like as a whole: when its interviews were
// recorded, and which themes they share. It counts interviews, from facts that
// are at hand, so it costs no search of its own.
type overview struct {
	Interviews int // that were counted
	Undated    int // of those
	Years      *yearPlot
	Themes     *themePlot
	Richest    []richInterview
}

// richInterview is one with many passages.
type richInterview struct {
	*archive.Interview
	Passages int
}

const mostRich = 10

// yearPlot has a bar for each year, or for several years at once.
type yearPlot struct {
	Bars        []yearBar
	Wide, High  float64 // of the drawing
	Most        int     // interviews that the drawing is high
	BarWide, Up float64 // of a bar; where the bars stand
	Roomy       bool    // a number fits above a bar
}

type yearBar struct {
	Label           string
	Found, All      int     // interviews with a match, and all that may be searched
	X, Middle       float64 // of the bar, in the drawing
	Y, High         float64 // of those found
	BackY, BackHigh float64 // of all
	Named           bool    // there is room for its label
	From, To        int
	Address         string
}

// themePlot is which themes meet in one interview.
type themePlot struct {
	Names      []string
	Rows       []themeRow
	Wide, High float64
	Left       int // themes that are not drawn
	All        int
}

type themeRow struct {
	Name, Short string
	Number      int
	Y, Middle   float64
	Cells       []themeCell
}

type themeCell struct {
	X, Y    float64
	Number  int    // of its theme
	Shade   string // how opaque it is
	Count   int
	NumberX float64 // the middle of the cell
}

// overviewOf counts the interviews of an answer that the viewer may find.
func overviewOf(p *searchPage, all []*archive.Interview, v archive.Viewer) *overview {
	matched := make(map[string]int, len(p.Answer.Tally))
	for _, m := range p.Answer.Tally {
		matched[m.Interview] = m.Passages
	}
	var found, open []*archive.Interview
	for _, iv := range all {
		if !archive.Policy(v, iv).Search {
			continue
		}
		open = append(open, iv)
		if matched[iv.ID] > 0 {
			found = append(found, iv)
		}
	}
	out := &overview{Interviews: len(found), Themes: themesOf(found)}
	for _, iv := range found {
		if yearOf(iv) == 0 {
			out.Undated++
		}
	}
	out.Years = yearsOf(p, found, open)
	slices.SortStableFunc(found, func(a, b *archive.Interview) int { return matched[b.ID] - matched[a.ID] })
	for _, iv := range found[:min(len(found), mostRich)] {
		out.Richest = append(out.Richest, richInterview{iv, matched[iv.ID]})
	}
	return out
}

func yearOf(iv *archive.Interview) int {
	year, _ := strconv.Atoi(iv.RecordedOn[:min(4, len(iv.RecordedOn))]) // 0: not known
	return year
}

const (
	plotWide, plotHigh = 360.0, 150.0
	plotFoot, plotHead = 22.0, 14.0 // room for labels
	mostBars           = 30
	labelWide          = 34.0
	numberWide         = 16.0
)

// yearsOf is nil when no date is known.
func yearsOf(p *searchPage, found, open []*archive.Interview) *yearPlot {
	first, last := 0, 0
	for _, iv := range found {
		if y := yearOf(iv); y > 0 {
			first, last = cmp.Or(min(cmp.Or(first, y), y), y), max(last, y)
		}
	}
	if first == 0 {
		return nil
	}
	step := 1
	for _, step = range []int{1, 2, 5, 10, 20, 50, 100, 1000} {
		if last/step-first/step < mostBars {
			break
		}
	}
	bars := make([]yearBar, last/step-first/step+1)
	count := func(ivs []*archive.Interview, to func(*yearBar) *int) {
		for _, iv := range ivs {
			if y := yearOf(iv); y > 0 && y/step >= first/step && y/step <= last/step {
				*to(&bars[y/step-first/step])++
			}
		}
	}
	count(found, func(b *yearBar) *int { return &b.Found })
	count(open, func(b *yearBar) *int { return &b.All })
	plot := &yearPlot{Bars: bars, Wide: plotWide, High: plotHigh, Up: plotHigh - plotFoot}
	for i := range bars {
		plot.Most = max(plot.Most, bars[i].All)
	}
	plot.draw(p, first/step*step, step)
	return plot
}

// draw places the bars.
func (plot *yearPlot) draw(p *searchPage, first, step int) {
	room := plotWide / float64(len(plot.Bars))
	plot.BarWide, plot.Roomy = min(room*0.8, 40), room >= numberWide
	each := int(labelWide/room) + 1 // one of so many bars has its label
	high := func(n int) float64 {
		return archive.Milliseconds((plot.Up - plotHead) * float64(n) / float64(max(plot.Most, 1)))
	}
	plain := without(p.Answer.Query, chosenOf(p.Answer.Query, search.Year)...)
	for i := range plot.Bars {
		b := &plot.Bars[i]
		b.From, b.To = first+i*step, first+i*step+step-1
		b.Label = strconv.Itoa(b.From)
		if step > 1 {
			b.Label = fmt.Sprintf("%d–%d", b.From, b.To)
		}
		b.Middle = archive.Milliseconds((float64(i) + 0.5) * room)
		b.X = archive.Milliseconds(b.Middle - plot.BarWide/2)
		b.High, b.BackHigh = high(b.Found), high(b.All)
		b.Y, b.BackY = plot.Up-b.High, plot.Up-b.BackHigh
		b.Named = i%each == 0
		to := p.Asking(dated(plain, strconv.Itoa(b.From), strconv.Itoa(b.To)).String())
		to.View = viewPassages
		b.Address = to.Address()
	}
}

const (
	mostThemes           = 8
	cellWide, cellHigh   = 26.0, 26.0
	namesWide, namesHigh = 140.0, 22.0
	nameLetters          = 17
	darkest              = 0.42 // a number must still be read on it, in light and in dark
)

// themesOf is nil when fewer than two themes are there to meet.
func themesOf(found []*archive.Interview) *themePlot {
	counts := map[string]int{}
	for _, iv := range found {
		for _, t := range iv.Themes {
			counts[t]++
		}
	}
	if len(counts) < 2 {
		return nil
	}
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	plot := &themePlot{Names: names[:min(len(names), mostThemes)], Left: max(len(names)-mostThemes, 0), All: len(names)}
	met := make([][]int, len(plot.Names))
	for i := range met {
		met[i] = make([]int, len(plot.Names))
	}
	for _, iv := range found {
		for i, a := range plot.Names {
			for k, b := range plot.Names {
				if slices.Contains(iv.Themes, a) && slices.Contains(iv.Themes, b) {
					met[i][k]++
				}
			}
		}
	}
	plot.draw(met)
	return plot
}

// draw places the cells, and shades them by how many interviews they stand for.
func (plot *themePlot) draw(met [][]int) {
	n := float64(len(plot.Names))
	plot.Wide, plot.High = namesWide+n*cellWide, namesHigh+n*cellHigh
	most := 1
	for i := range met {
		most = max(most, met[i][i])
	}
	for i, name := range plot.Names {
		row := themeRow{Name: name, Short: shortened(name, nameLetters), Number: i + 1, Y: namesHigh + float64(i)*cellHigh}
		row.Middle = row.Y + cellHigh*0.68
		for k, count := range met[i] {
			x := namesWide + float64(k)*cellWide
			row.Cells = append(row.Cells, themeCell{Number: k + 1, X: x, Y: row.Y, Shade: fmt.Sprintf("%.2f", darkest*float64(count)/float64(most)), Count: count, NumberX: x + cellWide/2})
		}
		plot.Rows = append(plot.Rows, row)
	}
}

func shortened(s string, letters int) string {
	if r := []rune(s); len(r) > letters {
		return string(r[:letters-1]) + "…"
	}
	return s
}
