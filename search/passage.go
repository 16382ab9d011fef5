package search

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"earshot/archive"
)

// Facts are what is known of the interview a passage is from.
type Facts struct {
	Interview    string   `json:"interview"`
	Title        string   `json:"title"`
	Storyteller  string   `json:"storyteller,omitempty"`
	Interviewer  string   `json:"interviewer,omitempty"`
	Place        string   `json:"place,omitempty"`
	RecordedOn   string   `json:"recorded_on,omitempty"` // 2006-01-02, or ""
	Year         int      `json:"year,omitempty"`        // of RecordedOn; 0 when unknown
	Collection   string   `json:"collection,omitempty"`
	Themes       []string `json:"themes,omitempty"`
	Reporter     string   `json:"reporter,omitempty"`      // account
	ReporterName string   `json:"reporter_name,omitempty"` // as they want to be credited
	Language     string   `json:"language,omitempty"`
}

// FactsOf takes an interview's facts.
func FactsOf(iv *archive.Interview) Facts {
	f := Facts{
		Interview: iv.ID, Title: iv.Title, Storyteller: iv.Storyteller, Interviewer: iv.Interviewer, Place: iv.Place, RecordedOn: iv.RecordedOn,
		Collection: iv.Collection, Themes: iv.Themes, Reporter: iv.Reporter, Language: iv.Language,
	}
	if len(iv.RecordedOn) >= 4 {
		f.Year, _ = strconv.Atoi(iv.RecordedOn[:4])
	}
	return f
}

// Passage is a question with its answer, or 30 to 60 seconds of talk: few enough
// lines to read at a glance, enough to make sense alone.
type Passage struct {
	ID        string // PassageID of its first line
	Interview string
	First     archive.LineID // first and last line of the recognition it covers
	Last      archive.LineID
	Start     float64 // seconds
	End       float64
	Speakers  []string      // in the order they speak
	Roles     []Role        // of each of Speakers
	Level     archive.Level // of the least checked of its lines; BeingChecked if only some are
	Asked     []Question    // what it may answer, in the order asked; Text only of those before it
	Corrected Text
	Heard     Text
}

// PassageID names a passage by the first line it covers, so that a boundary that
// moves renames its neighbours only. Ids sort in the order spoken.
func PassageID(interview string, first archive.LineID) string {
	return fmt.Sprintf("%s:%06d", interview, first)
}

// Quote is all that the passage says now, as words to quote; zero when that is
// nothing.
func (p *Passage) Quote() (first, last archive.WordID) {
	if n := len(p.Corrected.Words); n > 0 {
		return p.Corrected.Words[0].ID, p.Corrected.Words[n-1].ID
	}
	return 0, 0
}

// SplitPassageID takes apart what PassageID made.
func SplitPassageID(id string) (interview string, first archive.LineID, ok bool) {
	interview, line, ok := strings.Cut(id, ":")
	n, err := strconv.Atoi(line)
	return interview, archive.LineID(n), ok && interview != "" && err == nil && id == PassageID(interview, archive.LineID(n))
}

// Text is words with single spaces between them.
type Text struct {
	Body  string
	Words []Word
	Turns []Turn
	Then  string // the first words of the next passage, so that phrases that go on into it are found
}

// Word is where one word is in its text and in the sound.
type Word struct {
	ID         archive.WordID
	Line       archive.LineID
	Start, End float64 // seconds
	From, To   int     // byte offsets in Body
}

// writer builds a Text word by word.
type writer struct {
	body []byte
	Text
}

// add appends a word said by speaker.
func (t *writer) add(w archive.Word, line archive.LineID, speaker string) {
	if len(t.body) > 0 {
		t.body = append(t.body, ' ')
	} else {
		t.body, t.Words = make([]byte, 0, 800), make([]Word, 0, 150) // about a minute of talk
	}
	from := len(t.body)
	if n := len(t.Turns); n == 0 && speaker != "" || n > 0 && t.Turns[n-1].Speaker != speaker {
		t.Turns = append(t.Turns, Turn{At: from, Speaker: speaker})
	}
	t.body = append(t.body, w.Text...)
	t.Words = append(t.Words, Word{ID: w.ID, Line: line, Start: w.Start, End: w.End, From: from, To: len(t.body)})
}

// text ends the writing.
func (t *writer) text() Text {
	t.Body = string(t.body)
	return t.Text
}

// Touching returns the indexes first..last of the words that share any byte with
// from..to; ok is false when there are none.
func (t *Text) Touching(from, to int) (first, last int, ok bool) {
	first = sort.Search(len(t.Words), func(i int) bool { return t.Words[i].To > from })
	last = sort.Search(len(t.Words), func(i int) bool { return t.Words[i].From >= to }) - 1
	return first, last, first <= last && first < len(t.Words)
}

// Highlight marks just the bytes from..to and names the words they belong to.
func (t *Text) Highlight(from, to int) (Highlight, bool) {
	first, last, ok := t.Touching(from, to)
	if !ok || from < 0 || to > len(t.Body) {
		return Highlight{}, false
	}
	a, b := t.Words[first], t.Words[last]
	return Highlight{From: from, To: to, First: a.ID, Last: b.ID, Line: a.Line, Start: a.Start, End: b.End}, true
}

// SpeakerAt is who says the byte at an offset of the text.
func (t *Text) SpeakerAt(offset int) string {
	i := sort.Search(len(t.Turns), func(i int) bool { return t.Turns[i].At > offset })
	if i == 0 {
		return ""
	}
	return t.Turns[i-1].Speaker
}

// Differs tells whether people changed what the machine heard here.
func (p *Passage) Differs() bool {
	return p.Corrected.Body != p.Heard.Body || p.Corrected.Then != p.Heard.Then
}

// How many words of the next passage a passage knows: one for eight of its own, so
// that the shortest ones do not double.
const (
	onwardEach = 8
	onwardMost = 4
)

func (t *Text) onward() int { return min(max(len(t.Words)/onwardEach, 1), onwardMost) }

// first returns the first words of a text, without the rest.
func (t *Text) first(n int) string {
	if len(t.Words) == 0 {
		return ""
	}
	return t.Body[:t.Words[min(n, len(t.Words))-1].To]
}

// RoleOf is the role of a speaker of the passage.
func (p *Passage) RoleOf(speaker string) Role {
	if i := slices.Index(p.Speakers, speaker); i >= 0 && i < len(p.Roles) {
		return p.Roles[i]
	}
	return ""
}

// level is how far the words of a passage were checked, by their lines.
func (p *Passage) level(lines map[archive.LineID]archive.Check) archive.Level {
	if len(p.Corrected.Words) == 0 {
		return archive.MachineText
	}
	least, most := archive.Checked, archive.MachineText
	for _, w := range p.Corrected.Words {
		l := lines[w.Line].Level
		least, most = min(least, l), max(most, l)
	}
	if least == archive.MachineText && most > least {
		return archive.BeingChecked
	}
	return least
}

// Marks makes highlights of byte ranges in any order. Ranges that overlap, or that
// only a space or a hyphen keeps apart, become one.
func Marks(t *Text, ranges [][2]int) []Highlight {
	out := []Highlight{}
	slices.SortFunc(ranges, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	for i := 0; i < len(ranges); {
		from, to := ranges[i][0], ranges[i][1]
		for i++; i < len(ranges) && (ranges[i][0] <= to || ranges[i][0] == to+1 && to < len(t.Body) && strings.IndexByte(" -", t.Body[to]) >= 0); i++ {
			to = max(to, ranges[i][1])
		}
		if h, ok := t.Highlight(from, to); ok {
			out = append(out, h)
		}
	}
	return out
}
