package archive

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTimesOfWordsThatReplaceOthers(t *testing.T) {
	old := []Word{{Text: "copro", Start: 1, End: 1.5}, {Text: "produce", Start: 2, End: 2.6}, {Text: "thing", Start: 2.7, End: 3}}
	type when struct {
		Start, End float64
		Timing     Timing
	}
	cases := []struct {
		name   string
		before []Word
		text   string
		want   []when
	}{
		{"word for word", old[:2], "co produced", []when{{1, 1.5, TimeAligned}, {2, 2.6, TimeAligned}}},
		{"two become one", old[:2], "co-produce", []when{{1, 2.6, TimeEstimated}}},
		{"one becomes two", old[1:2], "pro duce", []when{{2, 2.267, TimeEstimated}, {2.267, 2.6, TimeEstimated}}},
		{"a word like an old one keeps its time", old, "coproduced things", []when{{1, 2.6, TimeEstimated}, {2.7, 3, TimeAligned}}},
		{"beside a like word", old[:2], "co pro duces", []when{{1, 1.214, TimeEstimated}, {1.214, 1.5, TimeEstimated}, {2, 2.6, TimeAligned}}},
		{"silence stays silent", old[:2], "x yy z", []when{{1, 1.333, TimeEstimated}, {1.333, 2.3, TimeEstimated}, {2.3, 2.6, TimeEstimated}}},
		{"words where there were none", nil, "a bee", []when{{1, 1.333, TimeEstimated}, {1.333, 2, TimeEstimated}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			gap := Span{1, 2}
			if c.before != nil {
				gap = spanOf(c.before)
			}
			var got []when
			for _, w := range timed(c.before, strings.Fields(c.text), gap) {
				got = append(got, when{w.Start, w.End, w.Timing})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("times (-want +got):\n%s", diff)
			}
		})
	}
	crossed := timed([]Word{{Text: "a", Start: 2, End: 4}, {Text: "b", Start: 1, End: 3}}, []string{"x", "y"}, Span{1, 2.5})
	if crossed[0].Start > crossed[1].Start || crossed[1].End > 2.5 {
		t.Errorf("words that were out of order give %+v", crossed)
	}
}

// heardWrong is one place where the recognition differs from what was said.
type heardWrong struct {
	line        int
	first, last WordID // as recognised
	said        []Word // with their true times
}

// TestRandomEditsKeepTheTimes corrects 200 places of a long recording, whose
// segments have known times, and compares where the words begin with the truth.
// The times of words inside a segment are drawn by chance around their length.
func TestRandomEditsKeepTheTimes(t *testing.T) {
	segments := longReading(t)
	rng := rand.New(rand.NewPCG(7, 11))
	r, truth, wrong := mishear(rng, segments, 200)
	tr := Base(r)
	rng.Shuffle(len(wrong), func(i, j int) { wrong[i], wrong[j] = wrong[j], wrong[i] })
	edited := map[WordID]bool{}
	var errs []float64
	for _, p := range wrong {
		text := make([]string, len(p.said))
		for i, w := range p.said {
			text[i] = w.Text
		}
		edits, err := tr.EditsFor(tr.Lines[p.line].ID, p.first, p.last, text, strings.Clone)
		if err != nil {
			t.Fatal(err)
		}
		words, _ := tr.Words(p.first, p.last)
		for _, w := range words {
			edited[w.ID] = true
		}
		from, _ := tr.find(p.first)
		if err := tr.Apply(&Change{Op: OpWords, Edits: edits}); err != nil {
			t.Fatal(err)
		}
		now := tr.Lines[from.line].Words[from.word : from.word+len(p.said)]
		for i, w := range now {
			edited[w.ID] = true
			errs = append(errs, math.Abs(w.Start-p.said[i].Start))
			if w.Timing == "" || (w.Timing == TimeRecognised) != (w.Probability > 0) {
				t.Errorf("the time of %q is said to be %q", w.Text, w.Timing)
			}
		}
	}
	last := 0.0
	for i, l := range tr.Lines {
		if l.Text() != segments[i].Text {
			t.Fatalf("line %d reads %q, want %q", i, l.Text(), segments[i].Text)
		}
		for k, w := range l.Words {
			if !edited[w.ID] && w.Start != truth[i][k].Start {
				t.Errorf("%q outside of any edit begins at %v, was %v", w.Text, w.Start, truth[i][k].Start)
			}
			if w.Start < last {
				t.Errorf("%q begins at %v, before the word in front of it", w.Text, w.Start)
			}
			last = w.Start
		}
	}
	if len(wrong) != 200 {
		t.Fatalf("%d places were corrected, want 200", len(wrong))
	}
	slices.Sort(errs)
	median := errs[len(errs)/2]
	t.Logf("%d edits, %d words inside them: median error %.3f s, 95th percentile %.3f s", len(wrong), len(errs), median, errs[len(errs)*95/100])
	if median > 0.3 {
		t.Errorf("words inside edits begin %.3f s off at the median, want at most 0.3", median)
	}
}

type segment struct {
	Start, End float64
	Text       string
}

func longReading(t *testing.T) []segment {
	t.Helper()
	raw, err := os.ReadFile("../../shared/speech/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("The recordings with known times are not here: they are in shared/speech beside the repository.")
	}
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Clips []struct {
			File     string
			Segments []segment
		}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Clips {
		if c.File == "readings-long.mp3" {
			for i := range c.Segments {
				c.Segments[i].Text = strings.Join(strings.Fields(c.Segments[i].Text), " ")
			}
			return c.Segments
		}
	}
	t.Fatal("readings-long.mp3 is not in the manifest")
	return nil
}

// said gives the words of a segment times of their own: longer and shorter than
// their letters say, with some pauses.
func (s segment) said(rng *rand.Rand) []Word {
	var words []Word
	var lengths []float64
	total := 0.0
	for _, text := range strings.Fields(s.Text) {
		words = append(words, Word{Text: text, Probability: 0.9, Timing: TimeRecognised})
		length := float64(weight(text)) * (0.6 + rng.Float64())
		pause := 0.0
		if rng.IntN(8) == 0 {
			pause = 4 * rng.Float64()
		}
		lengths = append(lengths, length, pause)
		total += length + pause
	}
	at := s.Start
	for i := range words {
		words[i].Start = Milliseconds(at)
		at += lengths[2*i] / total * (s.End - s.Start)
		words[i].End = Milliseconds(at)
		at += lengths[2*i+1] / total * (s.End - s.Start)
	}
	return words
}

// mishear makes a recognition that is wrong in so many places.
func mishear(rng *rand.Rand, segments []segment, places int) (*Recognition, [][]Word, []heardWrong) {
	r := &Recognition{ID: "r", Interview: "iv"}
	var truth [][]Word
	var wrong []heardWrong
	id := WordID(0)
	each := places/len(segments) + 7
	for n, s := range segments {
		said := s.said(rng)
		truth = append(truth, said)
		l := Line{ID: LineID(n + 1)}
		number := func(words []Word) (WordID, WordID) {
			for _, w := range words {
				id++
				w.ID = id
				l.Words = append(l.Words, w)
			}
			return id - WordID(len(words)) + 1, id
		}
		at := 0
		for k := range each {
			end := len(said) * (k + 1) / each
			length := 1 + rng.IntN(5)
			from := at + 1 + rng.IntN(2) // a word between two places, so that they are apart
			if from+length > end || len(wrong) == places {
				continue
			}
			number(said[at:from])
			p := heardWrong{line: n, said: said[from : from+length]}
			p.first, p.last = number(garble(rng, p.said))
			wrong = append(wrong, p)
			at = from + length
		}
		number(said[at:])
		r.Lines = append(r.Lines, l)
	}
	return r, truth, wrong
}

// garble makes other words of the same sound: more, fewer, or as many.
func garble(rng *rand.Rand, said []Word) []Word {
	n := max(1, len(said)+rng.IntN(4)-1)
	letters := []rune(strings.ReplaceAll(JoinWords(said), " ", ""))
	sound := spanOf(said)
	words := make([]Word, n)
	for i := range words {
		text := letters[len(letters)*i/n : len(letters)*(i+1)/n]
		words[i] = Word{Text: string(text) + string(rune('a'+rng.IntN(26))), Probability: 0.4, Timing: TimeRecognised,
			Start: Milliseconds(sound.Start + (sound.End-sound.Start)*float64(i)/float64(n)),
			End:   Milliseconds(sound.Start + (sound.End-sound.Start)*float64(i+1)/float64(n))}
	}
	return words
}
