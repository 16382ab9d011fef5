package archive

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// heardText makes a recognition of lines of text, half a second a word.
func heardText(lines ...string) *Recognition {
	r := &Recognition{ID: "r", Interview: "iv"}
	at, id := 0.0, WordID(0)
	for i, text := range lines {
		l := Line{ID: LineID(i + 1), Words: []Word{}}
		for _, s := range strings.Fields(text) {
			id++
			l.Words = append(l.Words, Word{ID: id, Text: s, Start: at, End: at + 0.4, Probability: 0.9, Timing: TimeRecognised})
			at += 0.5
		}
		r.Lines = append(r.Lines, l)
	}
	return r
}

func texts(t *Transcript) []string {
	out := []string{}
	for _, l := range t.Lines {
		out = append(out, l.Text())
	}
	return out
}

// typed makes the change of a person who wrote text over the words first..last.
func typed(t *testing.T, tr *Transcript, first, last WordID, text string) *Change {
	t.Helper()
	edits, err := tr.EditsFor(0, first, last, strings.Fields(text), strings.Clone)
	if err != nil {
		t.Fatal(err)
	}
	return &Change{Op: OpWords, Kind: MisHearing, Edits: edits}
}

func TestEditKeepsEveryOtherWord(t *testing.T) {
	cases := []struct {
		name        string
		first, last WordID
		text        string
		want        []string
		kept        int // words that keep their id
	}{
		{"one word", 3, 3, "listening", []string{"we did listening spaces", "most lifting spaces"}, 6},
		{"same line retyped", 1, 4, "we did some listening spaces", []string{"we did some listening spaces", "most lifting spaces"}, 6},
		{"word put in", 1, 4, "we really did lifting spaces", []string{"we really did lifting spaces", "most lifting spaces"}, 7},
		{"word put in first", 1, 4, "So we did lifting spaces", []string{"So we did lifting spaces", "most lifting spaces"}, 7},
		{"words put in last", 1, 4, "we did lifting spaces and more", []string{"we did lifting spaces and more", "most lifting spaces"}, 7},
		{"word taken away", 1, 4, "we did spaces", []string{"we did spaces", "most lifting spaces"}, 6},
		{"nothing was said", 5, 7, "", []string{"we did lifting spaces", ""}, 4},
		{"over two lines", 3, 6, "listening rooms, mostly listening", []string{"we did listening rooms, mostly listening", "spaces"}, 3},
		{"two places at once", 1, 7, "we made lifting spaces mainly lifting spaces", []string{"we made lifting spaces", "mainly lifting spaces"}, 5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			base := Base(heardText("we did lifting spaces", "most lifting spaces"))
			tr := base.Clone()
			if err := tr.Apply(typed(t, tr, c.first, c.last, c.text)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, texts(tr)); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			kept := 0
			was := map[WordID]Word{}
			for _, l := range base.Lines {
				for _, w := range l.Words {
					was[w.ID] = w
				}
			}
			for _, l := range tr.Lines {
				for _, w := range l.Words {
					if old, ok := was[w.ID]; ok {
						kept++
						if diff := cmp.Diff(old, w); diff != "" {
							t.Errorf("word %d changed: %s", w.ID, diff)
						}
					}
				}
			}
			if kept != c.kept {
				t.Errorf("%d words kept their id, want %d", kept, c.kept)
			}
			if diff := cmp.Diff([]string{"we did lifting spaces", "most lifting spaces"}, texts(base)); diff != "" {
				t.Errorf("the version before changed: %s", diff)
			}
		})
	}
}

func TestNewWordsTakeTheTimeOfTheirGap(t *testing.T) {
	tr := Base(heardText("a lifting b"))
	if err := tr.Apply(typed(t, tr, 2, 2, "listening to us")); err != nil {
		t.Fatal(err)
	}
	words := tr.Lines[0].Words
	if words[1].Start != 0.5 || words[3].End != 0.9 {
		t.Errorf("new words span %v to %v, want 0.5 to 0.9", words[1].Start, words[3].End)
	}
	for _, w := range words[1:4] {
		if w.Timing != TimeEstimated {
			t.Errorf("%q is %s, want estimated", w.Text, w.Timing)
		}
	}
	if err := tr.Apply(typed(t, tr, words[1].ID, words[3].ID, "one two three")); err != nil {
		t.Fatal(err)
	}
	if got := tr.Lines[0].Words[2]; got.Timing != TimeAligned || got.Start != words[2].Start {
		t.Errorf("a word for a word is %+v, want the old time, aligned", got)
	}
}

func TestDifferentWordsMergeAndSameWordsConflict(t *testing.T) {
	saw := Base(heardText("we did lifting spaces"))
	now := saw.Clone()
	if err := now.Apply(typed(t, saw, 3, 3, "listening")); err != nil {
		t.Fatal(err)
	}
	if err := now.Apply(typed(t, saw, 1, 1, "They")); err != nil {
		t.Errorf("a change of other words did not merge: %v", err)
	}
	err := now.Apply(typed(t, saw, 3, 3, "lofty"))
	var conflict *Conflict
	if !errors.As(err, &conflict) {
		t.Fatalf("a change of the same word gave %v, want a conflict", err)
	}
	want := &Conflict{Theirs: "They did listening spaces", Yours: "lofty", Before: "lifting", Now: 2}
	if diff := cmp.Diff(want, conflict); diff != "" {
		t.Errorf("conflict (-want +got):\n%s", diff)
	}
	if now.Version != 2 {
		t.Errorf("a refused change made version %d", now.Version)
	}
	put := typed(t, saw, 1, 4, "we did lifting quiet spaces")
	if err := now.Apply(put); !errors.Is(err, ErrConflict) && err != nil {
		t.Errorf("insertion: %v", err)
	}
	if err := now.Apply(typed(t, saw, 1, 4, "we did lifting calm spaces")); !errors.Is(err, ErrConflict) {
		t.Errorf("a second insertion at one place gave %v, want a conflict", err)
	}
}

func TestLinesSplitJoinAndGetSpeakers(t *testing.T) {
	tr := Base(heardText("how was it well it was good", "thank you"))
	steps := []struct {
		change *Change
		want   []string
	}{
		{&Change{Op: OpSplit, Line: 1, At: 4}, []string{"how was it", "well it was good", "thank you"}},
		{&Change{Op: OpMerge, Line: 2}, []string{"how was it", "well it was good thank you"}},
	}
	for i, s := range steps {
		if err := tr.Apply(s.change); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.want, texts(tr)); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
	}
	if err := tr.Apply(&Change{Op: OpSplit, Line: 1, At: 1}); !errors.Is(err, ErrConflict) {
		t.Errorf("a split before the first word gave %v", err)
	}
	if err := tr.Apply(&Change{Op: OpMerge, Line: 1}); !errors.Is(err, ErrConflict) {
		t.Errorf("joining the first line to nothing gave %v", err)
	}
	if err := tr.Apply(&Change{Op: OpSpeaker, Lines: []LineID{1, 99}, Speaker: "x"}); !errors.Is(err, ErrConflict) {
		t.Errorf("naming a line that is not there gave %v", err)
	}
	if err := tr.Apply(&Change{Op: "dance"}); !errors.Is(err, ErrInvalid) {
		t.Errorf("an unknown operation gave %v", err)
	}
}

func TestSpeakersReach(t *testing.T) {
	tr := Base(heardText("a", "b", "c", "d"))
	for i, s := range []string{"S1", "S1", "S2", "S1"} {
		tr.Lines[i].Speaker = s
	}
	cases := map[Reach][]LineID{ThisLine: {1}, FromHere: {1, 2}, Everywhere: {1, 2, 4}}
	for reach, want := range cases {
		if diff := cmp.Diff(want, tr.reached(Shape{Line: 1, Speaker: "Asha", Reach: reach})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", reach, diff)
		}
	}
	if got := tr.reached(Shape{Line: 9, Reach: Everywhere}); got != nil {
		t.Errorf("a line that is not there reaches %v", got)
	}
}

func TestEveryKindOfChangeIsTakenBack(t *testing.T) {
	base := Base(heardText("how was it well it was good", "thank you all"))
	changes := []func(*Transcript) *Change{
		func(tr *Transcript) *Change { return typed(t, tr, 1, 7, "how really was it it was very good") },
		func(tr *Transcript) *Change { return typed(t, tr, 8, 10, "") },
		func(tr *Transcript) *Change { return typed(t, tr, 7, 9, "better") },
		func(*Transcript) *Change { return &Change{Op: OpSplit, Line: 1, At: 4} },
		func(*Transcript) *Change { return &Change{Op: OpMerge, Line: 2} },
		func(*Transcript) *Change { return &Change{Op: OpSpeaker, Lines: []LineID{1, 2}, Speaker: "Asha"} },
	}
	for i, make := range changes {
		tr := base.Clone()
		c := make(tr)
		if err := tr.Apply(c); err != nil {
			t.Fatalf("change %d: %v", i, err)
		}
		c.Version = 1
		inv, err := tr.Inverse(c)
		if err != nil {
			t.Fatalf("inverse %d: %v", i, err)
		}
		if err := tr.Apply(inv); err != nil {
			t.Fatalf("apply inverse %d: %v", i, err)
		}
		if diff := cmp.Diff(texts(base), texts(tr)); diff != "" {
			t.Errorf("change %d taken back (-want +got):\n%s", i, diff)
		}
		again, err := tr.Inverse(inv)
		if err != nil {
			t.Fatalf("inverse of inverse %d: %v", i, err)
		}
		if err := tr.Apply(again); err != nil {
			t.Fatalf("apply inverse of inverse %d: %v", i, err)
		}
		want := base.Clone()
		if err := want.Apply(make(want)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(texts(want), texts(tr)); diff != "" {
			t.Errorf("change %d put into force again (-want +got):\n%s", i, diff)
		}
	}
}

func TestRevertOfWordsThatChangedAgainConflicts(t *testing.T) {
	tr := Base(heardText("a b c"))
	c := typed(t, tr, 2, 2, "x")
	if err := tr.Apply(c); err != nil {
		t.Fatal(err)
	}
	if err := tr.Apply(typed(t, tr, c.Edits[0].Words[0].ID, c.Edits[0].Words[0].ID, "y")); err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Inverse(c); !errors.Is(err, ErrConflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func TestCarryFollowsWords(t *testing.T) {
	base := Base(heardText("we did lifting spaces today"))
	tr := base.Clone()
	var journal []*Change
	step := func(c *Change) {
		t.Helper()
		if err := tr.Apply(c); err != nil {
			t.Fatal(err)
		}
		c.Version = tr.Version
		journal = append(journal, c)
	}
	step(typed(t, tr, 3, 3, "listening"))
	step(typed(t, tr, 1, 1, "They"))
	cases := []struct {
		name        string
		first, last WordID
		want        string
		touched     []int
	}{
		{"its word was replaced", 3, 4, "listening spaces", []int{1}},
		{"only that word", 3, 3, "listening", []int{1}},
		{"another word", 4, 5, "spaces today", nil},
		{"the first word", 1, 2, "They did", []int{2}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a, touched, err := Carry(Anchor{0, c.first, c.last}, base, journal)
			if err != nil {
				t.Fatal(err)
			}
			words, err := tr.Words(a.First, a.Last)
			if err != nil {
				t.Fatal(err)
			}
			if got := JoinWords(words); got != c.want || a.Version != 2 {
				t.Errorf("carried to %q in version %d, want %q in 2", got, a.Version, c.want)
			}
			if diff := cmp.Diff(c.touched, touched); diff != "" {
				t.Errorf("touched (-want +got):\n%s", diff)
			}
		})
	}
	gone := typed(t, tr, 4, 5, "")
	step(gone)
	a, _, err := Carry(Anchor{0, 4, 5}, base, journal)
	if err != nil || a.First != 0 || a.Last != 0 {
		t.Errorf("words that are gone carry to %+v, %v", a, err)
	}
	if _, _, err := Carry(Anchor{0, 77, 78}, base, journal); !errors.Is(err, ErrNotFound) {
		t.Errorf("words that never were: %v", err)
	}
}

// TestRandomJournal holds, for random changes and reverts: what a person typed
// is what stands there, ids are never given twice, times rise within what the
// neighbours allow, folding the journal again gives the same text, and every
// version stays readable.
func TestRandomJournal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := heardText("one two three four five", "six seven eight", "nine ten eleven twelve")
		tr := Base(r)
		var journal []*Change
		history := [][]string{texts(tr)}
		seen := map[WordID]string{}
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			c := randomChange(rt, tr, journal)
			if c == nil {
				continue
			}
			if err := tr.Apply(c); err != nil {
				if !errors.Is(err, ErrConflict) {
					rt.Fatal(err)
				}
				continue
			}
			c.Version = tr.Version
			journal = append(journal, c)
			history = append(history, texts(tr))
			for _, e := range c.Edits {
				for _, w := range e.Words {
					if was, ok := seen[w.ID]; ok || w.ID <= 12 {
						rt.Fatalf("id %d of %q was given before to %q", w.ID, w.Text, was)
					}
					seen[w.ID] = w.Text
				}
			}
		}
		for v := range history {
			again, err := Base(r).Then(journal[:v])
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(history[v], texts(again)); diff != "" {
				rt.Fatalf("version %d folds differently: %s", v, diff)
			}
		}
		last := 0.0
		for _, l := range tr.Lines {
			for _, w := range l.Words {
				if w.End < w.Start || w.Start < last || w.End > 6 {
					rt.Fatalf("word %+v has no possible time behind %v in %v", w, last, texts(tr))
				}
				last = w.Start
			}
		}
		anchorsHold(rt, Base(r), tr, journal)
	})
}

// anchorsHold carries every stretch of the base through a journal: where it is
// carried to stands there, and holds all words of the stretch that still stand.
func anchorsHold(rt *rapid.T, base, now *Transcript, journal []*Change) {
	order := map[WordID]int{}
	for _, l := range now.Lines {
		for _, w := range l.Words {
			order[w.ID] = len(order)
		}
	}
	for first := WordID(1); first <= 12; first++ {
		for last := first; last <= 12; last++ {
			a, _, err := Carry(Anchor{0, first, last}, base, journal)
			if err != nil {
				rt.Fatal(err)
			}
			from, ok := order[a.First]
			to, ok2 := order[a.Last]
			if a.First != 0 && (!ok || !ok2) {
				rt.Fatalf("%d to %d is carried to %+v, which does not stand", first, last, a)
			}
			for id := first; id <= last; id++ {
				if at, stands := order[id]; stands && (a.First == 0 || at < from || at > to) {
					rt.Fatalf("%d to %d is carried to %+v without %d", first, last, a, id)
				}
			}
		}
	}
}

// planned is a change, or nil when it is refused.
func planned(rt *rapid.T, c *Change, err error) *Change {
	if errors.Is(err, ErrInvalid) || errors.Is(err, ErrUnchanged) {
		return nil
	}
	if err != nil {
		rt.Fatal(err)
	}
	return c
}

func randomChange(rt *rapid.T, tr *Transcript, journal []*Change) *Change {
	lines := []int{}
	for i, l := range tr.Lines {
		if len(l.Words) > 0 {
			lines = append(lines, i)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	line := tr.Lines[rapid.SampledFrom(lines).Draw(rt, "line")]
	i := rapid.IntRange(0, len(line.Words)-1).Draw(rt, "first")
	j := rapid.IntRange(i, len(line.Words)-1).Draw(rt, "last")
	switch rapid.IntRange(0, 8).Draw(rt, "kind") {
	case 6:
		c := &Change{Op: OpAdd, Line: line.ID}
		return planned(rt, c, tr.planAdd(c, tr, Shape{Line: line.ID, Text: "missed line"}, 6))
	case 7:
		c := &Change{Op: OpDelete, Line: line.ID}
		return planned(rt, c, tr.planDelete(c, tr, Shape{Line: line.ID, Reason: NeverSaid}))
	case 8:
		at := tr.LineIndex(line.ID)
		room := tr.room(place{at, 0}, place{at, len(line.Words)}, 6)
		start := room.Start + (room.End-room.Start)*rapid.Float64Range(0, 1).Draw(rt, "start")
		end := start + (room.End-start)*rapid.Float64Range(0, 1).Draw(rt, "end")
		s := Shape{Line: line.ID, Start: &start, End: &end}
		if rapid.Bool().Draw(rt, "one end") {
			s.Start = nil
		}
		c := &Change{Op: OpTime, Line: line.ID}
		return planned(rt, c, tr.planTime(c, tr, s, 6))
	case 0:
		return &Change{Op: OpSplit, Line: line.ID, At: line.Words[i].ID}
	case 1:
		return &Change{Op: OpMerge, Line: line.ID}
	case 2:
		if len(journal) == 0 {
			return nil
		}
		inv, err := tr.Inverse(rapid.SampledFrom(journal).Draw(rt, "reverted"))
		if err != nil {
			return nil
		}
		return inv
	default:
		text := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "two", "seven", "ten"}), 0, 4).Draw(rt, "text")
		edits, err := tr.EditsFor(line.ID, line.Words[i].ID, line.Words[j].ID, text, strings.Clone)
		if err != nil {
			rt.Fatal(err)
		}
		if len(edits) == 0 {
			return nil
		}
		return &Change{Op: OpWords, Edits: edits}
	}
}
