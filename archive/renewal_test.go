package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// retold is an interview that is recognised again and again while people change
// it, as the archive keeps it.
type retold struct {
	rt      *rapid.T
	heard   []*Recognition
	begins  []int
	now     *Transcript
	journal []*Change
}

func (r *retold) base() (*Transcript, int) {
	n := len(r.heard) - 1
	t := Base(r.heard[n])
	t.Version = r.begins[n]
	return t, r.begins[n]
}

func (r *retold) change() {
	c := randomChange(r.rt, r.now, r.journal)
	if c == nil {
		return
	}
	if c.Op == OpSplit && rapid.Bool().Draw(r.rt, "names") {
		c.Names = []string{rapid.SampledFrom([]string{"Asha", "Ben", ""}).Draw(r.rt, "name")}
	}
	if err := r.now.Apply(c); err != nil {
		if !errors.Is(err, ErrConflict) {
			r.rt.Fatal(err)
		}
		return
	}
	c.Version = r.now.Version
	r.journal = append(r.journal, c)
}

func (r *retold) name() {
	l := rapid.SampledFrom(r.now.Lines).Draw(r.rt, "named")
	c := &Change{Op: OpSpeaker, Lines: []LineID{l.ID}, Speaker: rapid.SampledFrom([]string{"Asha", "Ben"}).Draw(r.rt, "name")}
	if err := r.now.Apply(c); err != nil {
		r.rt.Fatal(err)
	}
	c.Version = r.now.Version
	r.journal = append(r.journal, c)
}

// again has it recognised once more; same tells whether the engine hears the
// very same.
func (r *retold) again(same bool) *renewal {
	old, begins := r.base()
	fresh := &Recognition{ID: fmt.Sprintf("r%d", len(r.heard)), Lines: []Line{{}}}
	for _, l := range r.heard[len(r.heard)-1].Lines {
		fresh.Lines = append(fresh.Lines, Line{})
		for _, w := range l.Words {
			line := &fresh.Lines[len(fresh.Lines)-1]
			if !same {
				if rapid.IntRange(0, 9).Draw(r.rt, "cut") == 0 {
					fresh.Lines = append(fresh.Lines, Line{})
					line = &fresh.Lines[len(fresh.Lines)-1]
				}
				switch rapid.IntRange(0, 9).Draw(r.rt, "heard") {
				case 0:
					w.Text = "other"
				case 1:
					continue
				case 2:
					w.Start, w.End = w.Start+0.1, w.End+0.1
				}
			}
			line.Words = append(line.Words, w)
		}
	}
	number(fresh, r.now.nextWord-1, r.now.nextLine-1)
	if len(fresh.Lines) == 0 {
		return nil
	}
	next := Base(fresh)
	next.Version = r.now.Version + 1
	plan, err := carryOver(old, r.now, next, r.journal[begins:])
	if err != nil {
		r.rt.Fatal(err)
	}
	r.silencesHold(plan, r.journal[begins:], same)
	r.heard, r.begins = append(r.heard, fresh), append(r.begins, next.Version)
	r.journal = append(r.journal, &Change{Op: OpBase, Version: next.Version, Same: plan.same, Instead: plan.instead})
	for _, c := range plan.carried {
		c.Version = len(r.journal) + 1
		r.journal = append(r.journal, c)
	}
	r.now = plan.next.Clone()
	return plan
}

func spoken(t *Transcript) (lines []string) {
	for _, l := range t.Lines {
		lines = append(lines, l.Speaker+": "+l.Text())
	}
	return lines
}

// TestRandomJournalAcrossRecognitions holds, for random changes with newer
// recognitions among them: no words that people wrote are lost or moved about,
// the same recognition again changes nothing that anyone reads, times rise, the
// journal folds to the same text, and every anchor is carried to words that
// stand.
func TestRandomJournalAcrossRecognitions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first := heardText("one two three four five", "six seven eight", "nine ten eleven twelve")
		r := &retold{rt: rt, heard: []*Recognition{first}, begins: []int{0}, now: Base(first)}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 7).Draw(rt, "step") {
			case 0, 1:
				before := r.now.Clone()
				same := rapid.Bool().Draw(rt, "same")
				if plan := r.again(same); plan != nil {
					r.keptHuman(before, plan, same)
				}
			case 2:
				r.name()
			default:
				r.change()
			}
			if len(r.now.Lines) == 0 {
				return
			}
			r.inOrder()
		}
		base, begins := r.base()
		again, err := base.Then(r.journal[begins:])
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(again.Lines, r.now.Lines); diff != "" || again.Version != r.now.Version {
			rt.Fatalf("the journal folds to version %d, not %d: %s", again.Version, r.now.Version, diff)
		}
		r.anchorsHold(Base(first))
	})
}

// keptHuman holds what a newer recognition must leave as it was.
func (r *retold) keptHuman(before *Transcript, plan *renewal, same bool) {
	stand := newStanding(r.now)
	base := map[WordID]bool{}
	for _, l := range plan.old.Lines {
		for _, w := range l.Words {
			base[w.ID] = true
		}
	}
	last := -1
	for _, w := range bare(before.flat()) {
		to, ok := plan.to[w.ID]
		if !ok && !base[w.ID] {
			r.rt.Fatalf("%q, which a person wrote, is lost: %q is %q now", w.Text, spoken(before), spoken(r.now))
		}
		if !ok {
			continue
		}
		at := stand.at(to)
		if at <= last {
			r.rt.Fatalf("%q stands at %d behind a word at %d: %q is %q now", w.Text, at, last, spoken(before), spoken(r.now))
		}
		if last = at; !base[w.ID] && stand.words[at].Text != w.Text {
			r.rt.Fatalf("%q became %q", w.Text, stand.words[at].Text)
		}
	}
	if !same {
		return
	}
	var shown []string
	for i, line := range spoken(before) {
		if len(before.Lines[i].Words) > 0 {
			shown = append(shown, line)
		}
	}
	now := slices.DeleteFunc(spoken(r.now), func(s string) bool { return strings.HasSuffix(s, ": ") })
	if !slices.Equal(shown, now) {
		r.rt.Fatalf("the same recognition again changed the text: %s", cmp.Diff(shown, now))
	}
}

// silencesHold holds that whoever said of an emptied line that nothing is said
// there says so of empty lines only, that nobody says it of words that still
// stand, and that it is lost to nobody when the very same is heard again and only
// words were changed.
func (r *retold) silencesHold(plan *renewal, journal []*Change, same bool) {
	onlyWords := !slices.ContainsFunc(journal, func(c *Change) bool { return c.Op != OpWords || len(c.Carries) > 0 })
	stood := map[WordID]bool{} // words of the newer recognition that people kept
	for _, w := range plan.now.flat() {
		stood[plan.to[w.ID]] = true
	}
	for n, l := range plan.now.Lines {
		if len(l.Words) > 0 {
			continue
		}
		vote := &Vote{Number: int64(n + 1), Version: plan.now.Version, Line: l.ID, Silent: true, Verdict: Right, Span: plan.now.gapBefore(place{n, 0}), By: Author{Account: "ann"}}
		carried := plan.carryVotes([]*Vote{vote})
		for _, v := range carried {
			i := plan.next.LineIndex(v.Line)
			if i < 0 || len(plan.next.Lines[i].Words) > 0 || v.Carries != vote.Number || !v.Silent {
				r.rt.Fatalf("%+v was carried over from line %d of %q to %q", v, l.ID, spoken(plan.now), spoken(plan.next))
			}
			for _, w := range plan.fresh.Lines[plan.fresh.LineIndex(v.Line)].Words {
				if stood[w.ID] {
					r.rt.Fatalf("nothing is said where %q stands: %q became %q", w.Text, spoken(plan.now), spoken(plan.next))
				}
			}
		}
		if same && onlyWords && len(carried) == 0 && plan.old.LineIndex(l.ID) >= 0 {
			r.rt.Fatalf("what was said of line %d of %q is lost in %q", l.ID, spoken(plan.now), spoken(plan.next))
		}
	}
}

func (r *retold) inOrder() {
	last := 0.0
	for _, w := range bare(r.now.flat()) {
		if w.End < w.Start || w.Start < last || w.End > 7 {
			r.rt.Fatalf("word %+v has no possible time behind %v in %q", w, last, spoken(r.now))
		}
		last = w.Start
	}
}

func (r *retold) anchorsHold(base *Transcript) {
	stand := newStanding(r.now)
	carry := func(first, last WordID) (from, to int) {
		a, _, err := Carry(Anchor{0, first, last}, base, r.journal)
		if err != nil {
			r.rt.Fatal(err)
		}
		if from, to = stand.at(a.First), stand.at(a.Last); a.First != 0 && (from < 0 || to < from) {
			r.rt.Fatalf("%d to %d is carried to %+v, which does not stand in %q", first, last, a, spoken(r.now))
		}
		return from, to
	}
	for first := WordID(1); first <= 12; first++ {
		for last := first + 1; last <= 12; last++ {
			from, to := carry(first, last)
			for id := first; id <= last; id++ {
				if f, l := carry(id, id); f >= 0 && (f < from || l > to) {
					r.rt.Fatalf("%d to %d is carried to %d..%d without %d, which is at %d..%d", first, last, from, to, id, f, l)
				}
			}
		}
	}
}
