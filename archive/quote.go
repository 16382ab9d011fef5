package archive

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// MaxQuoted is how many words one quote may have: more than that is no quote but
// the interview, which has an address and files of its own.
const MaxQuoted = 1000

// QuoteState says what became of quoted words.
type QuoteState string

const (
	QuoteStands   QuoteState = "stands"   // the transcript still says them, by the same people
	QuoteChanged  QuoteState = "changed"  // it says something else there now
	QuoteGone     QuoteState = "gone"     // nothing stands there any more
	QuoteWithheld QuoteState = "withheld" // some of them must not be public
)

// Quote is words of one version that somebody cites, and what the transcript
// says there now. A quote is not stored: its address says all of it.
type Quote struct {
	Interview *Interview
	May       Permissions
	At        Anchor
	State     QuoteState
	Made      time.Time // of the version; zero for a machine's own
	Then      []Turn    // as quoted; nil when withheld from the viewer
	Now       []Turn    // what stands there in the newest version
	Span      Span      // of the sound, as the words were timed in that version
	NowAt     Anchor    // of Now; First is 0 when nothing stands there
	NowSpan   Span
	Touched   []*Change // that changed the quoted words, oldest first
}

// Turn is words that one person says without a break.
type Turn struct {
	Speaker string
	Words   []Word
}

// Text is the turn's words with single spaces between them.
func (t Turn) Text() string { return JoinWords(t.Words) }

// String writes an anchor as addresses have it: VERSION.FIRST-LAST.
func (a Anchor) String() string { return fmt.Sprintf("%d.%d-%d", a.Version, a.First, a.Last) }

var anchorForm = regexp.MustCompile(`^(0|[1-9]\d{0,8})\.([1-9]\d{0,8})-([1-9]\d{0,8})$`)

// ParseAnchor reads what String writes, and nothing else: words have one address.
func ParseAnchor(s string) (a Anchor, err error) {
	m := anchorForm.FindStringSubmatch(s)
	if m == nil {
		return a, fmt.Errorf("anchor %.40q: %w", s, ErrNotFound)
	}
	n := [3]int{}
	for i := range n {
		if n[i], err = strconv.Atoi(m[i+1]); err != nil {
			return a, fmt.Errorf("anchor %.40q: %w", s, ErrNotFound)
		}
	}
	return Anchor{Version: n[0], First: WordID(n[1]), Last: WordID(n[2])}, nil
}

// Quote returns quoted words and what became of them. ErrNotFound when the
// version has no such words. Words that touch removed or hidden sound, then or
// now, are told to none but those who decide about them: not even in part, for
// the rest would say where to look.
func (a *Archive) Quote(ctx context.Context, v Viewer, id string, at Anchor) (q *Quote, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		iv, p, err := a.openToRead(tx, v, id)
		if err != nil {
			return err
		}
		q = &Quote{Interview: iv, May: p, At: at}
		return a.quote(tx, q)
	})
	return q, err
}

func (a *Archive) quote(tx Tx, q *Quote) error {
	iv := q.Interview
	then, err := a.fold(tx, iv, q.At.Version)
	if err != nil {
		return err
	}
	words, err := then.Words(q.At.First, q.At.Last)
	if err != nil {
		return fmt.Errorf("quote %s: %w", q.At, ErrNotFound)
	}
	if len(words) > MaxQuoted {
		return Invalid("to", "A quote has at most %d words. To cite more, please cite the interview.", MaxQuoted)
	}
	later, err := tx.Changes(iv.ID, q.At.Version, -1)
	if err != nil {
		return err
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return err
	}
	if q.At.Version > 0 {
		made, err := tx.Changes(iv.ID, q.At.Version-1, q.At.Version)
		if err != nil {
			return err
		}
		q.Made = made[0].Made
	}
	ids, touched := then.trace(words, later, now)
	q.Then, q.Now = then.turns(wordIDs(words)), now.turns(ids)
	q.Span, q.NowAt = spanOf(words), Anchor{Version: now.Version}
	if len(ids) > 0 {
		q.NowAt.First, q.NowAt.Last = ids[0], ids[len(ids)-1]
		q.NowSpan = spanOf(turnWords(q.Now))
	}
	for _, c := range later {
		if slices.Contains(touched, c.Version) {
			if !q.May.Remove {
				c = iv.forPublic(c)
			}
			q.Touched = append(q.Touched, c)
		}
	}
	q.judge()
	return nil
}

// judge tells what became of the words, and takes away what the viewer may not
// read.
func (q *Quote) judge() {
	withheld, struck := q.Interview.Withheld(), runsOf(q.Interview.Struck)
	sealed := func(w Word) bool { return struck.has(w.ID) || w.Text != RemovedText && w.within(withheld) }
	for _, turns := range [][]Turn{q.Then, q.Now} {
		for i := range turns {
			if !q.May.Remove {
				turns[i].Speaker = q.Interview.publicName(turns[i].Speaker)
			}
		}
	}
	switch {
	case slices.ContainsFunc(turnWords(q.Then), sealed) || slices.ContainsFunc(turnWords(q.Now), sealed):
		q.State = QuoteWithheld
		if !q.May.Remove {
			q.Then, q.Now, q.Touched = nil, nil, nil
			q.Span, q.NowSpan, q.NowAt = Span{}, Span{}, Anchor{Version: q.NowAt.Version}
		}
	case len(q.Now) == 0:
		q.State = QuoteGone
	case slices.EqualFunc(q.Then, q.Now, sameTurn):
		q.State = QuoteStands
	default:
		q.State = QuoteChanged
	}
}

func sameTurn(a, b Turn) bool { return a.Speaker == b.Speaker && a.Text() == b.Text() }

func turnWords(turns []Turn) (words []Word) {
	for _, t := range turns {
		words = append(words, t.Words...)
	}
	return words
}

// neighbours is how many words on each side of a quote are followed to find the
// place where its own words stood.
const neighbours = 60

// trace returns the words of the newest version that stand where words of t
// stood, and the versions that touched those. The ids of the words are followed,
// and whatever stands between the first and the last of them now belongs to
// them. Words that were taken out and put back have new ids: so when what is
// left says something else, but what stands between the neighbours says the same
// as before, that is it.
func (t *Transcript) trace(words []Word, later []*Change, now *Transcript) (ids []WordID, touched []int) {
	ids, touched = carryIDs(wordIDs(words), later)
	all := now.flat()
	at := make(map[WordID]int, len(all))
	for i, w := range all {
		at[w.ID] = i
	}
	near := between(all, at, ids)
	if JoinWords(near) == JoinWords(words) {
		return wordIDs(near), touched
	}
	before, after := t.beside(words)
	begins, ends := len(before) == 0, len(after) == 0
	before, _ = carryIDs(before, later)
	after, _ = carryIDs(after, later)
	from, to := 0, len(all)
	for _, id := range before {
		if i, stands := at[id]; stands {
			from = max(from, i+1)
		}
	}
	for _, id := range after {
		if i, stands := at[id]; stands {
			to = min(to, i)
		}
	}
	known := (len(before) > 0 || begins) && (len(after) > 0 || ends)
	if known && from < to && to-from <= 2*MaxQuoted {
		wide := bare(all[from:to])
		if len(near) == 0 || JoinWords(wide) == JoinWords(words) {
			return wordIDs(wide), touched
		}
	}
	return wordIDs(near), touched
}

// between returns everything from the first to the last of these words.
func between(all []flatWord, at map[WordID]int, ids []WordID) []Word {
	from, to := len(all), -1
	for _, id := range ids {
		if i, stands := at[id]; stands {
			from, to = min(from, i), max(to, i)
		}
	}
	if to < 0 {
		return nil
	}
	return bare(all[from : to+1])
}

// beside returns the ids of the words next to a run of words.
func (t *Transcript) beside(words []Word) (before, after []WordID) {
	all := t.flat()
	i := slices.IndexFunc(all, func(w flatWord) bool { return w.ID == words[0].ID })
	j := i + len(words)
	for _, w := range all[max(0, i-neighbours):i] {
		before = append(before, w.ID)
	}
	for _, w := range all[j:min(len(all), j+neighbours)] {
		after = append(after, w.ID)
	}
	return before, after
}

// turns cuts words of t, which follow one another, where someone else begins to
// speak.
func (t *Transcript) turns(ids []WordID) (out []Turn) {
	set := setOf(ids)
	for _, l := range t.Lines {
		words := l.those(set)
		if len(words) == 0 {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Speaker != l.Speaker {
			out = append(out, Turn{Speaker: l.Speaker})
		}
		last := &out[len(out)-1]
		last.Words = append(last.Words, words...)
	}
	return out
}
