package archive_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

func TestPassagesFollowTheirWords(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "then we all went home")
	theme := h.theme(h.reporter, "Being heard")
	one := h.pick(h.reporter, theme, iv, 3, 4, archive.Belongs)
	h.pick(h.reporter, theme, iv, 7, 9, archive.Belongs)
	equal(t, "picked", h.picked(h.reporter, theme, ""), "1: lifting spaces", "2: all went home")
	h.fixed(iv, 3, 3, "listening")
	h.fixed(iv, 1, 1, "We") // beside both
	equal(t, "after fixes", h.picked(h.reporter, theme, ""), "1: listening spaces (was lifting spaces)", "2: all went home")
	equal(t, "what changed", h.picked(h.reporter, theme, archive.PassagesChanged), "1: listening spaces (was lifting spaces)")
	p := must(h.ThemePassageNow(h.ctx, h.reporter, theme.ID, one.Number))(t)
	if len(p.Touched) != 1 || p.Touched[0].Version != 1 || p.At.Version != 2 || p.At.Last != 4 || p.Gone() {
		t.Errorf("touched by %v, now at %+v", p.Touched, p.At)
	}
	if !p.TouchedSince(p.Touched[0].Made.Add(-time.Second)) || p.TouchedSince(p.Touched[0].Made) {
		t.Error("it does not know when it changed")
	}
	must(h.AcceptWords(h.ctx, h.reporter, theme.ID, one.Number))(t)
	equal(t, "accepted", h.picked(h.reporter, theme, ""), "1: listening spaces", "2: all went home")
	h.fixed(iv, p.At.First, p.At.First, "lifting")
	equal(t, "changed again", h.picked(h.reporter, theme, archive.PassagesChanged), "1: lifting spaces (was listening spaces)")
	r := must(h.Read(h.ctx, h.reporter, iv.ID, -1))(t)
	for _, l := range r.Transcript.Lines[1:] {
		must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: r.Transcript.Version, Line: l.ID, Text: "", Note: "nobody said that"}))(t)
	}
	equal(t, "words taken out", h.picked(h.reporter, theme, archive.PassagesChanged), "1: lifting spaces (was listening spaces)", "2:  (was all went home)")
	if _, err := h.AcceptWords(h.ctx, h.reporter, theme.ID, 2); !errors.Is(err, archive.ErrState) {
		t.Errorf("no words accepted: %v", err)
	}
}

func TestPickingWords(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces for one another", "then we all went home")
	theme := h.theme(h.reporter, "Being heard")
	h.fixed(iv, 1, 1, "We")
	for name, c := range map[string]struct {
		pick archive.Pick
		want error
	}{
		"an older version":     {archive.Pick{First: 1, Last: 2}, nil},
		"a stretch of sound":   {archive.Pick{Span: archive.Span{Start: 3.5, End: 5}}, nil},
		"no sound":             {archive.Pick{Span: archive.Span{Start: 50, End: 60}}, archive.ErrInvalid},
		"backwards":            {archive.Pick{First: 3, Last: 2}, archive.ErrInvalid},
		"words of no version":  {archive.Pick{First: 3, Last: 900}, archive.ErrNotFound},
		"a version to come":    {archive.Pick{Version: 9, First: 3, Last: 3}, archive.ErrNotFound},
		"a word that is gone":  {archive.Pick{Version: 1, First: 1, Last: 3}, archive.ErrNotFound},
		"no interview":         {archive.Pick{Interview: "x", First: 3, Last: 3}, archive.ErrNotFound},
		"something else said":  {archive.Pick{First: 3, Last: 3, Says: archive.TakenBack}, archive.ErrInvalid},
		"a note far too long":  {archive.Pick{First: 3, Last: 3, Note: strings.Repeat("x", archive.MaxNote+1)}, archive.ErrInvalid},
		"an unknown theme":     {archive.Pick{Theme: "x", First: 3, Last: 3}, archive.ErrNotFound},
		"a negative first one": {archive.Pick{First: -3, Last: 3}, archive.ErrNotFound},
	} {
		p := c.pick
		if p.Interview == "" {
			p.Interview = iv.ID
		}
		if p.Theme == "" {
			p.Theme = theme.ID
		}
		if p.Says == "" {
			p.Says = archive.Belongs
		}
		if _, err := h.PickPassage(h.ctx, h.reporter, p); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	long := h.told(strings.Repeat("word ", archive.MaxPassageWords+1))
	if _, err := h.PickPassage(h.ctx, h.reporter, archive.Pick{Theme: theme.ID, Interview: long.ID, Says: archive.Belongs, First: 1, Last: archive.MaxPassageWords + 1}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("a whole interview: %v", err)
	}
}

func TestTheSameWordsAreOnePassage(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one two three four five six seven eight nine ten")
	theme := h.theme(h.reporter, "x")
	h.share(theme)
	h.pick(h.reporter, theme, iv, 2, 2, archive.Belongs)
	h.pick(h.reporter, theme, iv, 1, 4, archive.Belongs) // with what stands around it
	for range 2 {
		h.pick(h.reporter, theme, iv, 1, 5, archive.Belongs) // their own: cut anew
	}
	equal(t, "cut anew", h.picked(h.reporter, theme, ""), "1: one two three four five")
	h.pick(h.other, theme, iv, 2, 6, archive.NotThis) // four of six
	equal(t, "the owner decides", h.picked(h.other, theme, ""), "1: one two three four five")
	h.pick(h.other, theme, iv, 4, 9, archive.Belongs) // two of nine
	h.fixed(iv, 1, 1, "Once")
	h.pick(h.reporter, theme, iv, 4, 9, archive.NotThis) // of the version before
	equal(t, "in it", h.picked(h.other, theme, ""), "1: Once two three four five (was one two three four five)")
	equal(t, "left out", h.picked(h.other, theme, archive.PassagesLeftOut), "2: four five six seven eight nine")
	must(h.CodePassage(h.ctx, h.reporter, theme.ID, 2, archive.TakenBack, nil))(t)
	equal(t, "as the other person says", h.picked(h.other, theme, ""), "1: Once two three four five (was one two three four five)", "2: four five six seven eight nine")
	equal(t, "taken back", h.picked(h.reporter, theme, archive.PassagesTaken), "2: four five six seven eight nine")
	equal(t, "not theirs", h.picked(h.other, theme, archive.PassagesTaken))
	must(h.CodePassage(h.ctx, h.reporter, theme.ID, 2, "", nil))(t)
	equal(t, "put back", h.picked(h.reporter, theme, archive.PassagesLeftOut), "2: four five six seven eight nine")
	note := "why\nnot"
	must(h.CodePassage(h.ctx, h.other, theme.ID, 2, "", &note))(t)
	if p := must(h.ThemePassageNow(h.ctx, h.reporter, theme.ID, 2))(t); len(p.Codings) != 2 || p.By(h.other.Account.ID).Note != note || p.Mine.Says != archive.NotThis {
		t.Errorf("said of it: %+v", p.Codings)
	}
	if _, err := h.CodePassage(h.ctx, h.other, theme.ID, 3, archive.Belongs, nil); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("no passage: %v", err)
	}
}

// TestThemesLeakNothing has someone pick and note words that are hidden, removed
// or unpublished later, and asks what everyone else is told.
func TestThemesLeakNothing(t *testing.T) {
	h := newHouse(t)
	iv, draft := h.told("we met Queenie there", "and went home"), h.told("a nickname was Blossom once")
	theme := h.theme(h.reporter, "x")
	h.share(theme)
	pick := func(iv *archive.Interview, first, last archive.WordID, note string) {
		must(h.PickPassage(h.ctx, h.reporter, archive.Pick{Theme: theme.ID, Interview: iv.ID, First: first, Last: last, Says: archive.Belongs, Note: note}))(t)
	}
	pick(iv, 1, 4, "Queenie is her aunt")
	pick(draft, 1, 4, "Blossom")
	must(h.ShareTheme(h.ctx, h.reporter, theme.ID, true, []archive.ThemeInvitation{{Name: "omar", Code: true}}))(t)
	told := func(v archive.Viewer) string {
		var b strings.Builder
		for _, set := range []archive.PassageSet{archive.PassagesIn, archive.PassagesChanged, archive.PassagesAll} {
			r := must(h.ThemePassages(h.ctx, v, theme.ID, archive.PassageQuery{Set: set}))(t)
			for _, p := range r.Passages {
				b.WriteString(p.Text + "|" + p.Was + "|")
				for _, turn := range p.Turns {
					b.WriteString(archive.JoinWords(turn.Words))
				}
				for _, c := range p.Codings {
					b.WriteString(c.Note)
				}
				for _, c := range p.Touched {
					b.WriteString(c.Note)
					for _, e := range c.Edits {
						b.WriteString(archive.JoinWords(e.Before) + archive.JoinWords(e.Words))
					}
				}
			}
		}
		return b.String()
	}
	if s := told(h.ann); !strings.Contains(s, "Queenie is") || !strings.Contains(s, "Blossom") {
		t.Fatalf("before: %s", s)
	}
	if err := h.Unpublish(h.ctx, h.reporter, draft.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Report(h.ctx, h.custodian, archive.Complaint{Interview: iv.ID, First: 3, Last: 3, Reason: archive.Harm, Hide: true}); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		for name, v := range map[string]archive.Viewer{"a visitor": h.ann, "someone let in": h.other} {
			if s := told(v); strings.Contains(s, "Queenie") || strings.Contains(s, "Blossom") {
				t.Errorf("%s, %s is told: %s", when, name, s)
			}
			view := must(h.Theme(h.ctx, v, theme.ID))(t)
			r := must(h.ThemePassages(h.ctx, v, theme.ID, archive.PassageQuery{Set: archive.PassagesAll}))(t)
			if view.Passages != 1 || r.Total != 1 || r.Closed != 0 {
				t.Errorf("%s, %s counts %d and %d passages and %d closed ones", when, name, view.Passages, r.Total, r.Closed)
			}
		}
	}
	check("hidden")
	if _, err := h.PickPassage(h.ctx, h.other, archive.Pick{Theme: theme.ID, Interview: iv.ID, First: 3, Last: 3, Says: archive.Belongs}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("hidden words are picked: %v", err)
	}
	for _, err := range []error{
		func() error { _, err := h.CodePassage(h.ctx, h.other, theme.ID, 2, archive.Belongs, nil); return err }(),
		func() error { _, err := h.ThemePassageNow(h.ctx, h.other, theme.ID, 2); return err }(),
	} {
		if !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("a passage of a draft: %v", err)
		}
	}
	if s := told(h.reporter); !strings.Contains(s, "Queenie is her aunt") || !strings.Contains(s, "Blossom") {
		t.Errorf("who looks after them is told: %s", s)
	}
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Kind: archive.Removal, Note: "A name."}))(t)
	check("removed")
	if err := h.Withdraw(h.ctx, h.reporter, draft.ID, "asked to"); err != nil {
		t.Fatal(err)
	}
	check("withdrawn")
	if r := must(h.ThemePassages(h.ctx, h.reporter, theme.ID, archive.PassageQuery{}))(t); r.Closed != 1 {
		t.Errorf("who picked it is told of %d closed ones", r.Closed)
	}
}

func TestPagesOfPassages(t *testing.T) {
	h := newHouse(t)
	one, two := h.told("a b c d e f g h"), h.told("i j k l")
	theme := h.theme(h.reporter, "x")
	for _, p := range []struct {
		iv *archive.Interview
		at archive.WordID
	}{{one, 5}, {two, 3}, {one, 1}, {one, 7}, {two, 1}} {
		h.pick(h.reporter, theme, p.iv, p.at, p.at+1, archive.Belongs)
	}
	var got []string
	for after := 0; ; {
		r := must(h.ThemePassages(h.ctx, h.reporter, theme.ID, archive.PassageQuery{After: after, Limit: 2}))(t)
		if r.Total != 5 || len(r.Passages) > 2 {
			t.Errorf("a page of %d of %d", len(r.Passages), r.Total)
		}
		for _, p := range r.Passages {
			got = append(got, p.Text)
		}
		if after = r.Next; after == 0 {
			break
		}
	}
	equal(t, "by interview, then as spoken", got, "a b", "e f", "g h", "i j", "k l")
	if _, err := h.ThemePassages(h.ctx, h.reporter, theme.ID, archive.PassageQuery{After: 99}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("a page after nothing: %v", err)
	}
}

func TestVisitsTellWhatIsNew(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	h := newHouse(t, func(o *archive.Options) { o.Now = func() time.Time { return now } })
	theme := h.theme(h.reporter, "x")
	visit := func(v archive.Viewer, hits ...string) (time.Time, map[string]bool) {
		t.Helper()
		before, fresh, err := h.VisitTheme(h.ctx, v, theme.ID, hits)
		if err != nil {
			t.Fatal(err)
		}
		return before, fresh
	}
	if before, fresh := visit(h.reporter, "a"); !before.IsZero() || len(fresh) != 0 {
		t.Errorf("the first visit: %v %v", before, fresh)
	}
	first := now
	now = now.Add(20 * time.Minute)
	if _, fresh := visit(h.reporter, "a", "b"); len(fresh) != 0 {
		t.Errorf("still the first visit: %v", fresh)
	}
	last := now
	now = now.Add(2 * time.Hour)
	for range 2 { // a page that is loaded again shows the same
		if before, fresh := visit(h.reporter, "a", "b", "c"); !before.Equal(last) || len(fresh) != 1 || !fresh["c"] {
			t.Errorf("the second visit, begun at %v: %v %v", first, before, fresh)
		}
		now = now.Add(30 * time.Minute)
	}
	now = now.Add(2 * time.Hour)
	if _, fresh := visit(h.reporter, "c", "d"); len(fresh) != 1 || !fresh["d"] {
		t.Errorf("the third visit: %v", fresh)
	}
	if _, _, err := h.VisitTheme(h.ctx, h.other, theme.ID, nil); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a visit to a private theme: %v", err)
	}
	if before, fresh := visit(h.ann, "x"); !before.IsZero() || len(fresh) != 0 {
		t.Errorf("a visitor's: %v %v", before, fresh)
	}
}

func TestThemesOutliveTheirDatabase(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces")
	theme := h.theme(h.reporter, "Being heard")
	h.share(theme)
	h.pick(h.other, theme, iv, 3, 4, archive.Belongs)
	h.pick(h.reporter, theme, iv, 1, 2, archive.NotThis)
	h.fixed(iv, 3, 3, "listening")
	h.mirrored(iv)
	for range 2 {
		if err := h.MirrorInterview(h.ctx, "themes/"+theme.ID); err != nil {
			t.Fatal(err)
		}
	}
	compared := 0
	err := h.VerifyRecords(h.ctx, func(of, key string, err error) {
		if compared++; err != nil {
			t.Errorf("%s of %s: %v", key, of, err)
		}
	})
	if err != nil || compared < 5 || strings.Contains(h.object("themes/"+theme.ID+".jsonl"), "spaces") {
		t.Errorf("compared %d records: %v", compared, err)
	}
	if err := put(h.ctx, "themes/broken.jsonl", "{\n"); err != nil {
		t.Fatal(err)
	}
	n := h.afterTheFire()
	_, wrong := n.rebuild()
	if !errors.Is(wrong["themes/broken"], archive.ErrDamaged) {
		t.Errorf("a damaged theme: %v", wrong)
	}
	equal(t, "put back", n.picked(h.other, theme, archive.PassagesAll), "2: we did", "1: listening spaces (was lifting spaces)")
	if before, after := h.rows(), n.rows(); before["theme"] != after["theme"] || before["theme_share"] != after["theme_share"] || before["theme_passage"] != after["theme_passage"] {
		t.Errorf("rows %v, were %v", after, before)
	}
	h.pick(h.reporter, theme, iv, 1, 2, archive.Belongs)
}
