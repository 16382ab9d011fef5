package ui

import (
	"slices"
	"strconv"

	"earshot/archive"
)

// bodyFacts is what the page says of a body in words, before the text.
type bodyFacts struct {
	Lines, Corrected, Doubtful, Proposed int
	Late                                 int     // lines that begin after the recording has ended
	Checked                              float64 // seconds of sound whose words a person checked
	Removed                              bool    // words were taken out somewhere
	Hidden                               bool    // words are hidden until someone has looked
	Credit                               string  // who corrected it
	Captions                             bool    // the base is captions, not a machine's hearing
	Hash                                 string  // of the words of an older version
}

// bodyWriter writes the lines of a transcript as HTML by hand: 20,000 words
// through html/template cost fifty times as much. Every text goes through text
// or attribute, and there is no third way in.
type bodyWriter struct {
	b         []byte
	interview string
	language  string // of the words, when it is not the page's
	mayFix    bool
	credit    string                               // who corrected it
	plain     bool                                 // an older version: no links to fix it
	corrected map[archive.LineID]int               // the version that corrected a line
	proposals map[archive.LineID][]*archive.Report // fixes that wait, by the line they stand on
	checks    archive.Checks
}

// text appends s so that it is shown as it is, whatever it holds.
func (w *bodyWriter) text(s string) *bodyWriter {
	from := 0
	for i := range len(s) {
		var ref string
		switch s[i] {
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		case '&':
			ref = "&amp;"
		case '"':
			ref = "&#34;"
		case '\'':
			ref = "&#39;"
		case 0:
			ref = "\ufffd"
		default:
			continue
		}
		w.b = append(append(w.b, s[from:i]...), ref...)
		from = i + 1
	}
	w.b = append(w.b, s[from:]...)
	return w
}

// raw appends markup. Only constants are passed to it.
func (w *bodyWriter) raw(s string) *bodyWriter {
	w.b = append(w.b, s...)
	return w
}

func (w *bodyWriter) number(n int) *bodyWriter {
	w.b = strconv.AppendInt(w.b, int64(n), 10)
	return w
}

const (
	// The browser skips blocks that are out of sight, so a block is small; but it looks
	// at each of them with every frame, so they are few.
	blockLeast  = 16  // lines, before a speaker or a heading begins another block,
	blockMost   = 24  // and at most
	sectionTime = 300 // seconds between headings where no speaker is known
)

// transcript appends all lines, in blocks of whole turns of speakers where that can be.
func (w *bodyWriter) transcript(t *archive.Transcript, gaps []archive.Span) {
	named := slices.ContainsFunc(t.Lines, func(l archive.Line) bool { return l.Speaker != "" })
	inBlock, section := 0, -1.0
	for i, l := range t.Lines {
		start := l.Span().Start
		for len(gaps) > 0 && len(l.Words) > 0 && gaps[0].Start <= start {
			w.closeBlock(&inBlock)
			w.gap(gaps[0])
			gaps = gaps[1:]
		}
		change := named && (i == 0 || t.Lines[i-1].Speaker != l.Speaker)
		newSection := !named && len(l.Words) > 0 && (section < 0 || start-section >= sectionTime)
		if (change || newSection) && inBlock >= blockLeast || inBlock == blockMost {
			w.closeBlock(&inBlock)
		}
		if inBlock == 0 {
			w.raw("<div class=block>\n")
		}
		if change {
			w.speaker(l.Speaker)
		}
		if newSection {
			w.raw("<h3 class=section>From ").text(clock(start)).raw("</h3>\n")
			section = start
		}
		w.line(l)
		inBlock++
	}
	w.closeBlock(&inBlock)
	for _, g := range gaps {
		w.gap(g)
	}
}

func (w *bodyWriter) closeBlock(inBlock *int) {
	if *inBlock > 0 {
		w.raw("</div>\n")
	}
	*inBlock = 0
}

func (w *bodyWriter) speaker(name string) {
	if name == "" {
		w.raw("<h3 class=who data-unknown>Speaker not known</h3>\n")
		return
	}
	w.raw("<h3 class=who dir=auto>").text(name).raw("</h3>\n")
}

func (w *bodyWriter) gap(g archive.Span) {
	w.raw("<p class=gap>The recording is damaged from ").text(clock(g.Start)).raw(" to ").text(clock(g.End)).
		raw(". Nothing could be heard there.</p>\n")
}

// line appends one line with its time, words, marks and links.
func (w *bodyWriter) line(l archive.Line) {
	id := strconv.Itoa(int(l.ID))
	w.raw(`<p class=l id=l`).raw(id).raw(` dir=auto`)
	if len(l.Words) > 0 {
		w.raw(` data-w="`)
		w.times(l.Words)
		w.raw(`"`)
	}
	w.raw(">")
	if len(l.Words) > 0 {
		start := l.Words[0].Start
		at := clock(start)
		w.raw(`<a class=at href="/interviews/`).text(w.interview).raw(`?t=`).raw(seconds(start)).raw(`#l`).raw(id).
			raw(`" aria-label="Play from `).raw(briefly(start)).raw(`, `).raw(at).raw(`">`).raw(at).raw(`</a> `)
	}
	w.raw(`<span class=tx`)
	if w.language != "" {
		w.raw(` lang="`).text(w.language).raw(`"`)
	}
	w.raw(">")
	w.words(l.Words)
	w.raw("</span>")
	w.marks(l, id)
	w.raw("</p>\n")
	for _, r := range w.proposals[l.ID] {
		w.proposal(r)
	}
}

// words appends the text. Doubtful words are u elements: words that are written
// without being sure.
func (w *bodyWriter) words(words []archive.Word) {
	if len(words) == 0 {
		w.raw("<i>[nothing was said here]</i>")
	}
	for i, word := range words {
		if i > 0 {
			w.raw(" ")
		}
		if word.Doubtful() {
			w.raw("<u>").text(word.Text).raw("</u>")
		} else {
			w.text(word.Text)
		}
	}
}

// times appends what scripts need to know of the words, as few bytes as will do:
// for each word the milliseconds since the start of the one before it, behind
// "id@" where the id is not one more than the last; then "/" and the length of
// the last word.
func (w *bodyWriter) times(words []archive.Word) {
	var last archive.WordID
	var at int
	for i, word := range words {
		if i > 0 {
			w.raw(" ")
		}
		if i == 0 || word.ID != last+1 {
			w.number(int(word.ID)).raw("@")
		}
		ms := int(word.Start*1000 + 0.5)
		w.number(ms - at)
		last, at = word.ID, ms
	}
	w.raw("/").number(int(words[len(words)-1].End*1000+0.5) - at)
}

func (w *bodyWriter) marks(l archive.Line, id string) {
	if !w.plain {
		w.level(l, id)
	}
	if v := w.corrected[l.ID]; v > 0 {
		w.raw(` <a class=cx href="/interviews/`).text(w.interview).raw(`/history?v=`).number(v).raw(`#v`).number(v).raw(`">corrected, version `).number(v).raw(`</a>`)
	}
	if w.mayFix && !w.plain {
		where := "the line with no words"
		if len(l.Words) > 0 {
			where = "the line at " + clock(l.Words[0].Start)
		}
		w.raw(` <a class=fx href="/interviews/`).text(w.interview).raw(`/lines/`).raw(id).raw(`/fix" aria-label="Fix or report `).raw(where).raw(`">Fix or report</a>`)
	}
}

// proposal appends a fix that waits for someone else to listen.
func (w *bodyWriter) proposal(r *archive.Report) {
	w.raw(`<p class=pr dir=auto>A reader proposes: `)
	if r.Fix == "" {
		w.raw(`nothing was said where it reads “<del>`).text(r.Quote).raw(`</del>”. `)
	} else {
		w.raw(`“<ins>`).text(r.Fix).raw(`</ins>” instead of “<del>`).text(r.Quote).raw(`</del>”. `)
	}
	w.raw(`<a href="/interviews/`).text(w.interview).raw(`/proposals/`).number(int(r.ID)).raw(`">Listen and confirm</a></p>` + "\n")
}

// briefly writes seconds as "2 min 5 s".
func briefly(s float64) string {
	n := int(max(s, 0))
	out := strconv.Itoa(n%60) + " s"
	if n >= 60 {
		out = strconv.Itoa(n/60%60) + " min " + out
	}
	if n >= 3600 {
		out = strconv.Itoa(n/3600) + " h " + out
	}
	return out
}
