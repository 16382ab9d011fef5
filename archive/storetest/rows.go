package storetest

import (
	"fmt"
	"testing"
	"time"

	"earshot/archive"
)

var interviews = []promise{
	{"an absent interview is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "interview", func(tx archive.Tx) (*archive.Interview, error) { return tx.Interview("x") })
	}},
	{"PutInterview inserts, then replaces", replaceInterview},
	{"Interviews are newest first, ties by id, in pages", pagesOfInterviews},
	{"Interviews and CountInterviews are filtered", filterInterviews},
	{"a page size outside 1..200 is ErrInvalid", func(t *testing.T, s archive.Store) {
		for _, limit := range []int{-1, 201} {
			refused(t, s, archive.ErrInvalid, func(tx archive.Tx) error {
				_, err := tx.Interviews(archive.InterviewQuery{Limit: limit})
				return err
			})
		}
	}},
}

func replaceInterview(t *testing.T, s archive.Store) {
	iv := &archive.Interview{
		ID: "i1", Title: "Kitchen", Themes: []string{"food", "food", "home"}, State: archive.Draft, Reporter: "ann",
		Removed: []archive.Span{{Start: 1.25, End: 2.5}}, Recording: archive.Recording{Key: "recordings/a", Size: 1 << 40, Duration: 12.345},
		Received: moment, Changed: moment, Agreement: archive.Agreement{Wording: "1", By: "ann", At: moment},
	}
	put(t, s, iv)
	get := func(tx archive.Tx) (*archive.Interview, error) { return tx.Interview("i1") }
	same(t, "inserted", read(t, s, get), iv)
	iv.Title, iv.Themes, iv.State, iv.Version, iv.Published = "Garden", []string{"soil"}, archive.Published, 3, moment
	put(t, s, iv)
	same(t, "replaced", read(t, s, get), iv)
	for theme, n := range map[string]int{"food": 0, "soil": 1} {
		found := read(t, s, func(tx archive.Tx) ([]*archive.Interview, error) {
			return tx.Interviews(archive.InterviewQuery{Theme: theme})
		})
		same(t, "interviews about "+theme, len(found), n)
	}
}

// ids asks for interviews and lists their ids.
func ids(t *testing.T, s archive.Store, q archive.InterviewQuery) []string {
	t.Helper()
	var all []string
	for _, iv := range read(t, s, func(tx archive.Tx) ([]*archive.Interview, error) { return tx.Interviews(q) }) {
		all = append(all, iv.ID)
	}
	return all
}

func pagesOfInterviews(t *testing.T, s archive.Store) {
	for i := range 60 {
		put(t, s, &archive.Interview{ID: fmt.Sprintf("i%02d", 59-i), State: archive.Draft, Received: moment.Add(time.Duration(i/3) * time.Nanosecond)})
	}
	var want []string
	for i := 57; i >= 0; i -= 3 { // each three share a moment
		for k := 2; k >= 0; k-- {
			want = append(want, fmt.Sprintf("i%02d", 59-i-k))
		}
	}
	same(t, "first page of the usual size", ids(t, s, archive.InterviewQuery{}), want[:50])
	var got []string
	for before := ""; ; before = got[len(got)-1] {
		page := ids(t, s, archive.InterviewQuery{Before: before, Limit: 7})
		if len(page) == 0 {
			break
		}
		got = append(got, page...)
	}
	same(t, "all pages", got, want)
	same(t, "a page of one", ids(t, s, archive.InterviewQuery{Before: want[0], Limit: 1}), want[1:2])
	absent(t, s, "page before nothing", func(tx archive.Tx) ([]*archive.Interview, error) {
		return tx.Interviews(archive.InterviewQuery{Before: "x"})
	})
}

func filterInterviews(t *testing.T, s archive.Store) {
	put(t, s,
		&archive.Interview{ID: "a", State: archive.Draft, Reporter: "ann", Collection: "c1", Title: "The Kitchen", Place: "Salford", Themes: []string{"food"}},
		&archive.Interview{ID: "b", State: archive.Published, Reporter: "ann", Title: "100% caf\u00e9_talk", Themes: []string{"food", "home"}},
		&archive.Interview{ID: "c", State: archive.Published, Reporter: "bea", Collection: "c1", Summary: "on STRASSE life", Storyteller: "Zoë"},
	)
	for name, c := range map[string]struct {
		q    archive.InterviewQuery
		want []string
	}{
		"all":                      {archive.InterviewQuery{}, []string{"a", "b", "c"}},
		"state":                    {archive.InterviewQuery{States: []archive.State{archive.Draft}}, []string{"a"}},
		"states":                   {archive.InterviewQuery{States: []archive.State{archive.Draft, archive.Published}}, []string{"a", "b", "c"}},
		"by their ids":             {archive.InterviewQuery{IDs: []string{"c", "a", "nobody"}}, []string{"a", "c"}},
		"reporter":                 {archive.InterviewQuery{Reporter: "ann"}, []string{"a", "b"}},
		"collection":               {archive.InterviewQuery{Collection: "c1"}, []string{"a", "c"}},
		"theme":                    {archive.InterviewQuery{Theme: "home"}, []string{"b"}},
		"all at once":              {archive.InterviewQuery{Theme: "food", Reporter: "ann", States: []archive.State{archive.Published}}, []string{"b"}},
		"title, any case":          {archive.InterviewQuery{Text: "kitCHEN"}, []string{"a"}},
		"words in two fields":      {archive.InterviewQuery{Text: "salford kitchen"}, []string{"a"}},
		"a word that is nowhere":   {archive.InterviewQuery{Text: "kitchen leeds"}, nil},
		"percent is no wildcard":   {archive.InterviewQuery{Text: "100%"}, []string{"b"}},
		"percent alone":            {archive.InterviewQuery{Text: "t%k"}, nil},
		"underline is no wildcard": {archive.InterviewQuery{Text: "a_k"}, nil},
		"accent in two characters": {archive.InterviewQuery{Text: "cafe\u0301"}, []string{"b"}},
		"sharp s":                  {archive.InterviewQuery{Text: "straße"}, []string{"c"}},
		"storyteller":              {archive.InterviewQuery{Text: "ZOË"}, []string{"c"}},
		"quote":                    {archive.InterviewQuery{Text: `'"; DROP`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			same(t, "found", ids(t, s, c.q), c.want)
			c.q.Limit, c.q.Before = 1, "a"
			n := 0
			for _, k := range read(t, s, func(tx archive.Tx) (map[archive.State]int, error) { return tx.CountInterviews(c.q) }) {
				n += k
			}
			same(t, "counted, whatever the page", n, len(c.want))
		})
	}
	counts := read(t, s, func(tx archive.Tx) (map[archive.State]int, error) {
		return tx.CountInterviews(archive.InterviewQuery{})
	})
	same(t, "by state", counts, map[archive.State]int{archive.Draft: 1, archive.Published: 2})
}

// heard is some lines with times that floats do not hold exactly.
func heard(n int) []archive.Line {
	l := archive.Line{ID: 1, Speaker: "Ann"}
	for i := range n {
		l.Words = append(l.Words, archive.Word{ID: archive.WordID(i + 1), Text: fmt.Sprintf("wörd%d,", i), Start: float64(i) * 0.1, End: float64(i)*0.1 + 0.07, Probability: 1.0 / 3, Timing: archive.TimeRecognised})
	}
	return []archive.Line{l, {ID: 2, Words: []archive.Word{}}}
}

var recognitions = []promise{
	{"an absent recognition is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "recognition", func(tx archive.Tx) (*archive.Recognition, error) { return tx.Recognition("x") })
	}},
	{"a recognition of 20,000 words reads back the same", func(t *testing.T, s archive.Store) {
		r := &archive.Recognition{ID: "r", Interview: "i", Run: 2, Source: "engine", Took: 1.5, Lines: heard(20000), Made: moment}
		update(t, s, func(tx archive.Tx) error { return tx.AddRecognition(r) })
		same(t, "recognition", read(t, s, func(tx archive.Tx) (*archive.Recognition, error) { return tx.Recognition("r") }), r)
	}},
	{"RecognitionHead is a recognition without its lines, ErrNotFound when absent", func(t *testing.T, s archive.Store) {
		r := &archive.Recognition{ID: "r", Interview: "i", Run: 2, Source: "engine", Engine: "whisper", Model: "small", Language: "cy", Took: 1.5, Lines: heard(200), Made: moment}
		update(t, s, func(tx archive.Tx) error { return tx.AddRecognition(r) })
		got := read(t, s, func(tx archive.Tx) (*archive.Recognition, error) { return tx.RecognitionHead("r") })
		same(t, "engine, model, source", [3]string{got.Engine, got.Model, got.Source}, [3]string{"whisper", "small", "engine"})
		same(t, "lines", len(got.Lines), 0)
		absent(t, s, "recognition", func(tx archive.Tx) (*archive.Recognition, error) { return tx.RecognitionHead("x") })
	}},
	{"a second recognition with the id is ErrExists and changes nothing", func(t *testing.T, s archive.Store) {
		r := &archive.Recognition{ID: "r", Interview: "i", Lines: heard(1)}
		update(t, s, func(tx archive.Tx) error { return tx.AddRecognition(r) })
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.AddRecognition(&archive.Recognition{ID: "r", Interview: "j"}) })
		same(t, "recognition", read(t, s, func(tx archive.Tx) (*archive.Recognition, error) { return tx.Recognition("r") }), r)
	}},
	{"an absent chunk is ErrNotFound", func(t *testing.T, s archive.Store) {
		update(t, s, func(tx archive.Tx) error { return tx.PutChunk(&archive.Chunk{Interview: "i", Run: 1, Index: 2}) })
		absent(t, s, "chunk", func(tx archive.Tx) (*archive.Chunk, error) { return tx.Chunk("i", 2, 2) })
		absent(t, s, "chunk", func(tx archive.Tx) (*archive.Chunk, error) { return tx.Chunk("i", 1, 1) })
	}},
	{"PutChunk inserts or replaces, Chunks are by index", chunksOfRun},
	{"DeleteChunks forgets one run and none is not an error", func(t *testing.T, s archive.Store) {
		update(t, s, func(tx archive.Tx) error {
			for _, run := range []int{1, 2} {
				if err := tx.PutChunk(&archive.Chunk{Interview: "i", Run: run}); err != nil {
					return err
				}
			}
			return nil
		})
		for range 2 {
			update(t, s, func(tx archive.Tx) error { return tx.DeleteChunks("i", 1) })
		}
		for run, n := range map[int]int{1: 0, 2: 1} {
			left := read(t, s, func(tx archive.Tx) ([]*archive.Chunk, error) { return tx.Chunks("i", run) })
			same(t, fmt.Sprintf("chunks of run %d", run), len(left), n)
		}
	}},
}

func chunksOfRun(t *testing.T, s archive.Store) {
	var want []*archive.Chunk
	for i := range 12 {
		want = append(want, &archive.Chunk{Interview: "i", Run: 1, Index: i, Start: float64(i), Key: "k"})
	}
	want[5].Lines, want[5].Done, want[5].Took = heard(3), true, 0.5
	update(t, s, func(tx archive.Tx) error {
		for i := range want {
			c := want[11-i]
			if err := tx.PutChunk(&archive.Chunk{Interview: "i", Run: 1, Index: c.Index}); err != nil {
				return err
			}
			if err := tx.PutChunk(c); err != nil {
				return err
			}
		}
		return tx.PutChunk(&archive.Chunk{Interview: "i", Run: 2})
	})
	same(t, "chunks", read(t, s, func(tx archive.Tx) ([]*archive.Chunk, error) { return tx.Chunks("i", 1) }), want)
	same(t, "chunk", read(t, s, func(tx archive.Tx) (*archive.Chunk, error) { return tx.Chunk("i", 1, 5) }), want[5])
}
