package archive

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// journalTx answers for the journal of one interview alone.
type journalTx struct {
	Tx
	journal []*Change
}

func (tx journalTx) Changes(_ string, after, upTo int) ([]*Change, error) {
	return tx.journal[after:upTo], nil
}

// TestGatheredPassagesFollowAnyJournal picks a passage at some moment of a random
// journal with newer recognitions in it, and holds what it is at the end: every
// word of it that still stands is in it, no word is that stood outside when it was
// picked, all of it stands, and when it says something else it names what did it.
func TestGatheredPassagesFollowAnyJournal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first := heardText("one two three four five", "six seven eight", "nine ten eleven twelve")
		r := &retold{rt: rt, heard: []*Recognition{first}, begins: []int{0}, now: Base(first)}
		step := func() bool {
			switch rapid.IntRange(0, 9).Draw(rt, "step") {
			case 0:
				r.again(rapid.Bool().Draw(rt, "same"))
			case 1:
				r.name()
			default:
				r.change()
			}
			return len(r.now.Lines) > 0 && len(r.now.flat()) > 0
		}
		for range rapid.IntRange(0, 5).Draw(rt, "before") {
			if !step() {
				return
			}
		}
		then := r.now.Clone()
		all := then.flat()
		from := rapid.IntRange(0, len(all)-1).Draw(rt, "from")
		to := rapid.IntRange(from, len(all)-1).Draw(rt, "to")
		p := &ThemePassage{Interview: "i", Version: then.Version, Words: wordIDs(bare(all[from : to+1]))}
		for range rapid.IntRange(1, 12).Draw(rt, "after") {
			if !step() {
				return
			}
		}
		c := carrier{tx: journalTx{journal: r.journal}}
		ids, touched, err := c.words(p, r.now.Version)
		if err != nil {
			rt.Fatal(err)
		}
		now := wordIDs(bare(r.now.flat()))
		for _, id := range ids {
			if !slices.Contains(now, id) {
				rt.Fatalf("word %d of the passage does not stand in %q", id, spoken(r.now))
			}
		}
		renewed := slices.ContainsFunc(r.journal[then.Version:], func(c *Change) bool { return c.Op == OpBase })
		for k, w := range all {
			inside := k >= from && k <= to
			if has := slices.Contains(ids, w.ID); !renewed && slices.Contains(now, w.ID) && has != inside {
				rt.Fatalf("%q (%d) was inside: %t; it is: %t", w.Text, w.ID, inside, has)
			}
		}
		was, is := JoinWords(bare(all[from:to+1])), JoinWords(r.now.those(ids))
		if was != is && len(touched) == 0 {
			rt.Fatalf("%q became %q and nothing is said to have done it", was, is)
		}
		for _, c := range touched {
			if c.Version <= then.Version || r.journal[c.Version-1] != c {
				rt.Fatalf("version %d, which is said to have touched it, is another one", c.Version)
			}
		}
	})
}
