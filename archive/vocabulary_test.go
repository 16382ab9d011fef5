package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

// vocabulary lists a collection's terms as "term < how it is misheard (fixes)".
func (h *house) vocabulary(collection string) []string {
	h.t.Helper()
	var out []string
	for _, t := range must(h.Vocabulary(h.ctx, h.custodian, collection, false))(h.t) {
		out = append(out, fmt.Sprintf("%s < %s (%d)", t.Text, strings.Join(t.Misheard(), ", "), len(t.Learned)))
	}
	return out
}

func (h *house) toldIn(collection string, lines ...string) *archive.Interview {
	h.t.Helper()
	iv := must(h.upload(archive.Intake{Title: "A talk", Collection: collection, Agreed: true, PublishWhenReady: true}, h.t.Name()))(h.t)
	h.recognise(iv, lines...)
	return must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
}

func TestFixesTeachAVocabulary(t *testing.T) {
	h := newHouse(t)
	iv := h.toldIn("Growing", "we copro produce", "to snack production", "the Copro produce of the", "all of it was not said by anyone here")
	h.fixed(iv, 2, 3, "Co-produce,")
	snack := h.fixed(iv, 5, 6, "co-produce")
	h.fixed(iv, 8, 9, "co-produce")
	h.fixed(iv, 11, 11, "a")                                      // too common to be a term
	h.fixed(iv, 12, 20, "everything was said and then some more") // a sentence, in pieces
	equal(t, "learned", h.vocabulary("Growing"), "Co-produce < copro produce, snack production (3)", "everything < all of it (1)")
	equal(t, "elsewhere", h.vocabulary(""))

	if _, err := h.Revert(h.ctx, h.other, iv.ID, snack.Version, "no", ""); err != nil {
		t.Fatal(err)
	}
	equal(t, "after one was taken back", h.vocabulary("Growing"), "Co-produce < copro produce (2)", "everything < all of it (1)")
	if err := h.RemoveTerm(h.ctx, h.custodian, "Growing", "everything"); err != nil {
		t.Fatal(err)
	}
	two := h.toldIn("Growing", "all of it and secret lifting spaces")
	h.fixed(two, 1, 3, "everything")
	equal(t, "what was taken out is not learned again", h.vocabulary("Growing"), "Co-produce < copro produce (2)")

	fixed := h.fixed(two, 6, 7, "Queenie")
	equal(t, "a name", h.vocabulary("Growing"), "Co-produce < copro produce (2)", "Queenie < lifting spaces (1)")
	name := fixed.Edits[0].Words
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: two.ID, Against: fixed.Version, First: name[0].ID, Last: name[0].ID, Kind: archive.Removal, Note: "private"}))(t)
	equal(t, "after the name was removed", h.vocabulary("Growing"), "Co-produce < copro produce (2)")
	if err := h.Withdraw(h.ctx, h.reporter, iv.ID, "asked to"); err != nil {
		t.Fatal(err)
	}
	equal(t, "after all was withdrawn", h.vocabulary("Growing"))
}

func TestWhatAnEngineIsTold(t *testing.T) {
	h := newHouse(t)
	open := h.toldIn("Growing", "we copro produce and lifting spaces", "the lifting")
	h.fixed(open, 2, 3, "co-produce")
	h.fixed(open, 5, 5, "listening")
	h.fixed(open, 8, 8, "listening")
	hidden := h.toldIn("Growing", "a private nickname said")
	h.fixed(hidden, 2, 3, "Queenie")
	if err := h.Unpublish(h.ctx, h.reporter, hidden.ID); err != nil {
		t.Fatal(err)
	}
	for _, term := range []struct{ collection, text string }{{"", "Earshot"}, {"Growing", "Leeds"}, {"Elsewhere", "Bradford"}} {
		must(h.KeepTerm(h.ctx, h.custodian, term.collection, "", term.text, nil))(t)
	}
	iv := &archive.Interview{Title: "The allotment and the Leeds canal", Storyteller: "Grace", Interviewer: "Ada", Place: "Leeds", Collection: "Growing"}
	equal(t, "told", must(h.Words(h.ctx, iv))(t), "Grace", "Ada", "Leeds", "listening", "co-produce", "Earshot", "Growing", "allotment", "canal")
	for i := range 100 {
		must(h.KeepTerm(h.ctx, h.custodian, "Growing", "", fmt.Sprintf("Longish name number %d", i), nil))(t)
	}
	words := must(h.Words(h.ctx, iv))(t)
	if n := len(strings.Join(words, ", ")); n > 600 || n < 500 || words[0] != "Grace" {
		t.Errorf("%d letters in %d words, the first is %q", n, len(words), words[0])
	}
}

func TestKeepTerm(t *testing.T) {
	h := newHouse(t)
	iv := h.toldIn("Growing", "we copro produce")
	h.fixed(iv, 2, 3, "coproduce")
	for range 2 {
		must(h.KeepTerm(h.ctx, h.custodian, "Growing", "coproduce", "co-produce", []string{" co produce", "copro  produce", "Snack produce", ""}))(t)
	}
	equal(t, "in another's place", h.vocabulary("Growing"), "co-produce < copro produce, Snack produce (1)")
	if got := must(h.Spellings(h.ctx, func(string) bool { return true }))(t); got != "co-produce = copro produce = Snack produce\n" {
		t.Errorf("for search: %q", got)
	}
	for name, c := range map[string]struct {
		v       archive.Viewer
		text    string
		variant string
		want    error
	}{
		"a reporter":         {h.reporter, "x", "", archive.ErrForbidden},
		"a visitor":          {h.ann, "x", "", archive.ErrForbidden},
		"nothing":            {h.custodian, " ", "", archive.ErrInvalid},
		"only signs":         {h.custodian, "—", "", archive.ErrInvalid},
		"a sign of the list": {h.custodian, "a = b", "", archive.ErrInvalid},
		"a long one":         {h.custodian, strings.Repeat("x", archive.MaxTerm+1), "", archive.ErrInvalid},
		"a bad variant":      {h.custodian, "x", "# y", archive.ErrInvalid},
		"bad UTF-8":          {h.custodian, "a\xff", "", archive.ErrInvalid},
	} {
		if _, err := h.KeepTerm(h.ctx, c.v, "", "", c.text, []string{c.variant}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var many []string
	for i := range 21 {
		many = append(many, fmt.Sprint("way ", i))
	}
	if _, err := h.KeepTerm(h.ctx, h.custodian, "", "", "x", many); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("21 variants: %v", err)
	}
	for _, v := range []archive.Viewer{h.reporter, h.ann} {
		if _, err := h.Vocabulary(h.ctx, v, "", true); !errors.Is(err, archive.ErrForbidden) {
			t.Errorf("the list for %v: %v", v, err)
		}
		if err := h.RemoveTerm(h.ctx, v, "Growing", "co-produce"); !errors.Is(err, archive.ErrForbidden) {
			t.Errorf("taken out by %v: %v", v, err)
		}
	}
	if err := h.RemoveTerm(h.ctx, h.custodian, "Growing", "nothing"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a term that is not there: %v", err)
	}
	if err := h.MirrorPeople(h.ctx); err != nil {
		t.Fatal(err)
	}
	if got := h.object("people/vocabulary.jsonl"); !strings.Contains(got, `"text":"co-produce"`) || !strings.Contains(got, iv.ID) {
		t.Errorf("in the bucket: %s", got)
	}
}

func TestLessonsMoveWithTheirInterview(t *testing.T) {
	h := newHouse(t)
	iv := h.toldIn("Growing", "we copro produce", "and lifting spaces", "said Queeny then", "by the lock kale now")
	other := h.toldIn("Growing", "more copro produce")
	h.fixed(other, 2, 3, "co-produce")
	h.fixed(iv, 2, 3, "co-produce")
	h.fixed(iv, 5, 5, "listening")
	h.fixed(iv, 8, 8, "Queenie")
	h.fixed(iv, 12, 13, "locale")
	must(h.KeepTerm(h.ctx, h.custodian, "Growing", "Queenie", "Queenie", []string{"queen knee"}))(t)
	if err := h.RemoveTerm(h.ctx, h.custodian, "Elsewhere", "locale"); !errors.Is(err, archive.ErrNotFound) {
		t.Fatal(err)
	}
	must(h.KeepTerm(h.ctx, h.custodian, "Elsewhere", "", "locale", nil))(t)
	if err := h.RemoveTerm(h.ctx, h.custodian, "Elsewhere", "locale"); err != nil {
		t.Fatal(err)
	}
	move := func(to string) {
		t.Helper()
		must(h.Describe(h.ctx, h.reporter, iv.ID, archive.Intake{Title: "A talk", Collection: to, Agreed: true}))(t)
	}
	for range 2 { // the second time it is there already
		move("Elsewhere")
		equal(t, "where it was", h.vocabulary("Growing"), "co-produce < copro produce (1)", "Queenie < queen knee (0)")
		equal(t, "where it is", h.vocabulary("Elsewhere"), "co-produce < copro produce (1)", "listening < lifting (1)", "Queenie < Queeny (1)")
	}
	if err := h.Unpublish(h.ctx, h.reporter, other.ID); err != nil {
		t.Fatal(err)
	}
	if got := must(h.Words(h.ctx, &archive.Interview{Title: "On tea", Collection: "Growing"}))(t); strings.Contains(strings.Join(got, " "), "listening") {
		t.Errorf("an engine is still told %q in the old collection", got)
	}
	if _, err := h.Revert(h.ctx, h.reporter, iv.ID, 2, "no", ""); err != nil {
		t.Fatal(err)
	}
	equal(t, "taken back since", h.vocabulary("Elsewhere"), "co-produce < copro produce (1)", "Queenie < Queeny (1)")
	move("")
	equal(t, "in none", h.vocabulary("Elsewhere"))
	equal(t, "of the whole archive", h.vocabulary(""), "co-produce < copro produce (1)", "Queenie < Queeny (1)")
}

func TestTheVocabularyOutlivesItsDatabase(t *testing.T) {
	h := ownHouse(t)
	iv := h.toldIn("Growing", "we copro produce and lifting spaces")
	h.fixed(iv, 2, 3, "co-produce")
	must(h.KeepTerm(h.ctx, h.custodian, "", "", "Earshot", []string{"ear shot"}))(t)
	if err := h.RemoveTerm(h.ctx, h.custodian, "", "Earshot"); err != nil {
		t.Fatal(err)
	}
	h.mirrored(iv)
	anew := h.afterTheFire()
	if _, wrong := anew.rebuild(); wrong[iv.ID] != nil {
		t.Fatal(wrong)
	}
	equal(t, "rebuilt", anew.vocabulary("Growing"), "co-produce < copro produce (1)")
	equal(t, "what was taken out", anew.vocabulary(""))
}

func TestANightTakesLessonsToWhereTheirInterviewIs(t *testing.T) {
	h := newHouse(t)
	iv, other := h.toldIn("Growing", "we copro produce"), h.toldIn("Growing", "more copro produce")
	h.fixed(iv, 2, 3, "co-produce")
	h.fixed(other, 2, 3, "co-produce")
	err := h.store.Update(h.ctx, func(tx archive.Tx) error { // as it was done before lessons moved along
		iv, err := tx.Interview(iv.ID)
		if err != nil {
			return err
		}
		iv.Collection = "Elsewhere"
		lost := &archive.Term{Collection: "Growing", Text: "lost", Learned: []archive.TaughtBy{{Interview: "unknown", Version: 1, Heard: "last"}}}
		return errors.Join(tx.PutInterview(iv), tx.PutTerm(lost))
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second night there is nothing to do
		h.night(archive.Night{})
		equal(t, "where it was", h.vocabulary("Growing"), "co-produce < copro produce (1)", "lost < last (1)")
		equal(t, "where it is", h.vocabulary("Elsewhere"), "co-produce < copro produce (1)")
	}
}
