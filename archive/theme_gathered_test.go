package archive_test

import (
	"testing"

	"earshot/archive"
)

// gathered names the themes that each stretch is in, with commas between them.
func (h *house) gathered(v archive.Viewer, of ...archive.Stretch) (out []string) {
	h.t.Helper()
	for _, in := range must(h.GatheredIn(h.ctx, v, of))(h.t) {
		names := ""
		for i, g := range in {
			if i > 0 {
				names += ","
			}
			names += g.Name
			if g.Key != "" || len(g.With) > 0 && v.Account == nil {
				h.t.Errorf("it tells too much of theme %q: %+v", g.Name, g.Theme)
			}
		}
		out = append(out, names)
	}
	return out
}

// heard is the sound of some words of an interview as it reads now.
func (h *house) heard(iv *archive.Interview, first, last archive.WordID) archive.Stretch {
	h.t.Helper()
	words, err := must(h.Read(h.ctx, archive.System, iv.ID, -1))(h.t).Transcript.Words(first, last)
	if err != nil {
		h.t.Fatal(err)
	}
	return archive.Stretch{Interview: iv.ID, Span: archive.Span{Start: words[0].Start, End: words[len(words)-1].End}}
}

func TestGatheredInTellsOnlyOfThemesThatOneMayRead(t *testing.T) {
	h := newHouse(t)
	iv, other := h.told("one two three four five six", "seven eight nine ten eleven twelve"), h.told("one two three four five six")
	for _, c := range []struct {
		name   string
		public bool
		with   string
	}{{"Öpen", true, ""}, {"Let in", false, "omar"}, {"Own", false, ""}} {
		theme := h.theme(h.reporter, c.name)
		h.pick(h.reporter, theme, iv, 1, 4, archive.Belongs)
		h.pick(h.reporter, theme, iv, 5, 6, archive.Belongs)  // in the same stretch: told once
		h.pick(h.reporter, theme, iv, 9, 10, archive.NotThis) // looked at and left out
		var with []archive.ThemeInvitation
		if c.with != "" {
			with = []archive.ThemeInvitation{{Name: c.with}}
		}
		must(h.ShareTheme(h.ctx, h.reporter, theme.ID, c.public, with))(t)
	}
	one, left, elsewhere := h.heard(iv, 1, 6), h.heard(iv, 7, 12), h.heard(other, 1, 6)
	for _, c := range []struct {
		who  string
		v    archive.Viewer
		want string
	}{
		{"its owner", h.reporter, "Let in,Own,Öpen"},
		{"someone let in", h.other, "Let in,Öpen"},
		{"a custodian", h.custodian, "Öpen"},
		{"an administrator", h.adm, "Öpen"},
		{"a visitor", h.ann, "Öpen"},
		{"the system", archive.System, "Öpen"},
	} {
		equal(t, c.who, h.gathered(c.v, one, left, elsewhere), c.want, "", "")
	}
	if in := must(h.GatheredIn(h.ctx, h.reporter, nil))(t); len(in) != 0 {
		t.Errorf("of nothing: %v", in)
	}
}

func TestGatheredInFollowsWhatHappens(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "and then we all went home")
	theme := h.theme(h.reporter, "Heard")
	must(h.ShareTheme(h.ctx, h.reporter, theme.ID, true, []archive.ThemeInvitation{{Name: "omar", Code: true}}))(t)
	p := h.pick(h.other, theme, iv, 3, 4, archive.Belongs)
	at := h.heard(iv, 1, 4)
	told := func(when, visitor, owner string) {
		t.Helper()
		equal(t, when+", to a visitor", h.gathered(h.ann, at), visitor)
		equal(t, when+", to its owner", h.gathered(h.reporter, at), owner)
	}
	told("picked by someone let in", "Heard", "Heard")
	h.fixed(iv, 3, 3, "listening")
	told("corrected", "Heard", "Heard")
	h.pick(h.reporter, theme, iv, 3, 4, archive.NotThis)
	told("left out by its owner", "", "")
	must(h.CodePassage(h.ctx, h.reporter, theme.ID, p.Number, archive.TakenBack, nil))(t)
	told("taken back", "Heard", "Heard")
	report, _, err := h.Report(h.ctx, h.custodian, archive.Complaint{Interview: iv.ID, First: 1, Last: 4, Reason: archive.Harm, Hide: true})
	if err != nil {
		t.Fatal(err)
	}
	told("all of it hidden", "", "Heard") // Rosa looks after the interview
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: report.ID, State: archive.ReportKept, Reason: "It is harmless."}))(t)
	told("shown again", "Heard", "Heard")
	if err := h.DeleteTheme(h.ctx, h.reporter, theme.ID); err != nil {
		t.Fatal(err)
	}
	told("deleted", "", "")
	if err := h.RestoreTheme(h.ctx, h.reporter, theme.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	told("unpublished", "", "Heard")
	if err := h.Withdraw(h.ctx, h.reporter, iv.ID, "asked to"); err != nil {
		t.Fatal(err)
	}
	told("withdrawn", "", "")
}

func TestThemesToCode(t *testing.T) {
	h := newHouse(t)
	first, second := h.theme(h.reporter, "First"), h.theme(h.reporter, "Second")
	must(h.ShareTheme(h.ctx, h.reporter, second.ID, true, []archive.ThemeInvitation{{Name: "omar", Code: true}, {Name: "cleo"}}))(t)
	iv := h.told("one two")
	h.pick(h.reporter, first, iv, 1, 2, archive.Belongs)
	for _, c := range []struct {
		v    archive.Viewer
		want []string
	}{{h.reporter, []string{"First", "Second"}}, {h.other, []string{"Second"}}, {h.custodian, nil}, {h.ann, nil}} {
		var names []string
		for _, t := range must(h.ThemesToCode(h.ctx, c.v))(t) {
			names = append(names, t.Name)
		}
		equal(t, "to code", names, c.want...)
	}
}

func TestGatheredInForgetsWhatWasTakenOut(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "nobody said this", "and then we all went home")
	theme := h.theme(h.reporter, "Heard")
	h.pick(h.reporter, theme, iv, 5, 7, archive.Belongs)
	around, line := h.heard(iv, 1, 13), h.heard(iv, 5, 7)
	equal(t, "gathered", h.gathered(h.reporter, around, line), "Heard", "Heard")
	must(h.Reshape(h.ctx, h.reporter, archive.Shape{Interview: iv.ID, Op: archive.OpDelete, Line: 2, Reason: archive.NeverSaid}))(t)
	equal(t, "taken out", h.gathered(h.reporter, around, line), "", "")
	h.pick(h.reporter, theme, iv, 1, 4, archive.Belongs)
	equal(t, "gathered beside it", h.gathered(h.reporter, around, line), "Heard", "")
}
