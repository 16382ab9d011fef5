package archive_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

// long makes an interview of n lines of ten words, w1 to w10 on the first.
func (h *house) long(n int) *archive.Interview {
	var lines []string
	for i := range n {
		var words []string
		for j := range 10 {
			words = append(words, fmt.Sprintf("w%d", 10*i+j+1))
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return h.told(lines...)
}

func (h *house) hides(v archive.Viewer, iv *archive.Interview, first, last archive.WordID) (*archive.Report, string) {
	h.t.Helper()
	r, secret, err := h.Report(h.ctx, v, archive.Complaint{Interview: iv.ID, First: first, Last: last, Reason: archive.Harm, Hide: true, Key: fmt.Sprint(v.Visitor, first)})
	if err != nil {
		h.t.Fatal(err)
	}
	return r, secret
}

func TestWhatAVisitorMayHideAtOnce(t *testing.T) {
	cases := []struct {
		name        string
		lines       int
		who         func(*house) archive.Viewer
		first, last archive.WordID
		before      func(*house, *archive.Interview)
		want        archive.HideState
	}{
		{"a few words", 100, (*house).visitor, 11, 20, nil, archive.HideOn},
		{"30 words", 200, (*house).visitor, 1, 30, nil, archive.HideOn},
		{"31 words", 200, (*house).visitor, 1, 31, nil, archive.HideAsked},
		{"31 words, signed in", 200, func(h *house) archive.Viewer { return h.other }, 1, 31, nil, archive.HideOn},
		{"2 % of a short interview", 10, (*house).visitor, 1, 2, nil, archive.HideOn},
		{"more than that", 10, (*house).visitor, 1, 3, nil, archive.HideAsked},
		{"a second passage", 200, (*house).visitor, 11, 12, func(h *house, iv *archive.Interview) { h.hides(h.ann, iv, 1, 2) }, archive.HideAsked},
		{"a second passage from the same network", 200, (*house).visitor, 11, 12, func(h *house, iv *archive.Interview) {
			h.hides(archive.Viewer{Visitor: "fresh cookie", Network: h.ann.Network}, iv, 1, 2)
		}, archive.HideAsked},
		{"after someone else, within 2 %", 100, (*house).visitor, 11, 20, func(h *house, iv *archive.Interview) { h.hides(h.ben, iv, 1, 10) }, archive.HideOn},
		{"after someone else, beyond 2 %", 100, (*house).visitor, 11, 21, func(h *house, iv *archive.Interview) { h.hides(h.ben, iv, 1, 10) }, archive.HideAsked},
		{"after one that was shown again", 200, (*house).visitor, 11, 12, func(h *house, iv *archive.Interview) {
			r, _ := h.hides(h.ann, iv, 1, 2)
			must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportKept, Reason: "she agreed to it"}))(h.t)
		}, archive.HideAsked},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			iv := h.long(c.lines)
			if c.before != nil {
				c.before(h, iv)
			}
			r, _ := h.hides(c.who(h), iv, c.first, c.last)
			if r.Hide != c.want {
				t.Errorf("hide is %q, want %q", r.Hide, c.want)
			}
			shown := strings.Contains(h.reads(h.ben, iv.ID, -1), fmt.Sprintf("w%d ", c.first))
			if shown != (c.want == archive.HideAsked) {
				t.Errorf("the words are shown: %v", shown)
			}
			if list := must(h.Tasks(h.ctx, h.reporter))(t).Reports; list[0].Hide == "" {
				t.Errorf("the list begins with %+v", list[0])
			}
		})
	}
}

func (h *house) visitor() archive.Viewer { return h.ann }

func TestOnlyUrgentReasonsHide(t *testing.T) {
	h := newHouse(t)
	iv := h.long(10)
	r, _, err := h.Report(h.ctx, h.custodian, archive.Complaint{Interview: iv.ID, First: 1, Last: 2, Reason: archive.WrongWord, Hide: true})
	if err != nil || r.Hide != "" || len(must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Hidden) != 0 {
		t.Errorf("a wrong word is hidden: %+v, %v", r, err)
	}
}

func TestHiddenWordsCanNeitherBeGuessedNorChanged(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my sister Zebedee lives here now", "in Quill Street as ever")
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "Zebediah", Key: "early"}))(t)
	r, _ := h.hides(h.other, iv, 3, 3) // as it was first heard
	if r.Hide != archive.HideOn {
		t.Fatalf("hide is %q", r.Hide)
	}
	for _, version := range []int{0, 1} {
		if got, want := h.reads(h.ann, iv.ID, version), "my sister "+archive.HiddenText+" lives here now\nin Quill Street as ever\n"; got != want {
			t.Errorf("version %d reads %q", version, got)
		}
	}
	if got := h.reads(h.reporter, iv.ID, -1); !strings.Contains(got, "Zebediah") {
		t.Errorf("who decides reads %q", got)
	}
	_, heard, corrected, err := h.Spoken(h.ctx, iv.ID)
	if err != nil || strings.Contains(heard.Lines[0].Text()+corrected.Lines[0].Text(), "Zebed") {
		t.Errorf("search is told: %v, %v, %v", heard.Lines, corrected.Lines, err)
	}
	refusals := map[string]error{}
	for _, v := range []archive.Viewer{h.ann, h.other} {
		for _, text := range []string{"Zebediah", "Ann"} {
			_, refusals[v.Visitor+" fixes as "+text] = h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, Against: 1, First: 2, Last: 4, Line: 1, Text: text})
			_, refusals[v.Visitor+" fixes the line as "+text] = h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, Against: 1, Line: 1, Text: text})
			_, refusals[v.Visitor+" fixes the old words as "+text] = h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: text})
		}
		_, _, refusals[v.Visitor+" reports"] = h.Report(h.ctx, v, archive.Complaint{Interview: iv.ID, First: 1, Last: 5, Reason: archive.WrongWord})
	}
	_, refusals["revert"] = h.Revert(h.ctx, h.other, iv.ID, 1, "", "")
	for what, err := range refusals {
		if !errors.Is(err, archive.ErrState) || strings.Contains(err.Error(), "Zeb") {
			t.Errorf("%s: %v", what, err)
		}
	}
	// A conflict beside them tells nothing of them.
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: 6, Last: 6, Text: "today"}))(t)
	_, err = h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: 1, First: 6, Last: 6, Line: 1, Text: "later"})
	var c *archive.Conflict
	if !errors.As(err, &c) || strings.Contains(err.Error(), "Zeb") || !strings.Contains(c.Theirs, "today") {
		t.Errorf("a conflict says %v", err)
	}
}

func TestHiddenWordsAreShownAgainOrRemoved(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my sister Zebedee lives here now", "in Quill Street as ever")
	whole := archive.Media{Key: "listening/whole" + iv.ID, Type: "audio/mp4"}
	must(bucketPut(h, whole.Key))(t)
	if err := h.KeepListeningCopy(h.ctx, iv.ID, whole); err != nil {
		t.Fatal(err)
	}
	hears := func(v archive.Viewer) string {
		_, m, err := h.Listen(h.ctx, v, iv.ID, 0, 0)
		if err != nil {
			return ""
		}
		return m.Key
	}
	r, _ := h.hides(h.other, iv, 3, 3)
	if hears(h.ann) != "" || hears(h.reporter) != whole.Key {
		t.Errorf("at once the public hears %q, who decides %q", hears(h.ann), hears(h.reporter))
	}
	if err := h.KeepListeningCopy(h.ctx, iv.ID, archive.Media{Key: "listening/stale"}); !errors.Is(err, archive.ErrState) {
		t.Errorf("a copy that says the hidden words is kept: %v", err)
	}
	quiet := archive.Media{Key: "listening/quiet" + iv.ID, Hidden: []archive.Span{r.Span}}
	must(bucketPut(h, quiet.Key))(t)
	if err := h.KeepListeningCopy(h.ctx, iv.ID, quiet); err != nil {
		t.Fatal(err)
	}
	if hears(h.ann) != quiet.Key || hears(h.reporter) != whole.Key {
		t.Errorf("then the public hears %q, who decides %q", hears(h.ann), hears(h.reporter))
	}
	fix := "Ann"
	if _, err := h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed, Fix: &fix}); !errors.Is(err, archive.ErrState) {
		t.Errorf("hidden words are corrected: %v", err)
	}
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportKept, Reason: "she agreed to it"}))(t)
	if hears(h.ann) != whole.Key || !strings.Contains(h.reads(h.ann, iv.ID, -1), "Zebedee") {
		t.Errorf("shown again, the public hears %q and reads %q", hears(h.ann), h.reads(h.ann, iv.ID, -1))
	}

	// Removal follows the words to where they are by then.
	r, secret := h.hides(h.reporter, iv, 2, 3)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "zeb anew"}))(t)
	if _, err := h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed, Remove: true}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("removed without a reason: %v", err)
	}
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed, Remove: true, Reason: "she asked"}))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "my [removed] lives here now\nin Quill Street as ever\n" {
		t.Errorf("removed, it reads %q", got)
	}
	if got := h.reads(h.ann, iv.ID, 0); strings.Contains(got, "sister") {
		t.Errorf("removed, version 0 reads %q", got)
	}
	now := must3(h.Interview(h.ctx, h.custodian, iv.ID))(t)
	if len(now.Hidden) != 0 || hears(h.ann) != "" || hears(h.reporter) != "" {
		t.Errorf("removed, hidden is %v, the sound %q and %q", now.Hidden, hears(h.ann), hears(h.reporter))
	}
	if got := must(h.Receipt(h.ctx, secret))(t); got.Report.Hide != archive.HideRemoved || got.Report.State != archive.ReportFixed || got.Before != archive.RemovedText {
		t.Errorf("the receipt says %+v %+v", got, got.Report)
	}
}

func TestTakingAReportBackShowsItsWords(t *testing.T) {
	h := newHouse(t)
	iv := h.long(100)
	_, secret := h.hides(h.ann, iv, 1, 3)
	must(h.WithdrawReport(h.ctx, secret))(t)
	if got := h.reads(h.ben, iv.ID, -1); !strings.HasPrefix(got, "w1 w2 w3 ") {
		t.Errorf("reads %.40q", got)
	}
}

// TestNobodyAsksForRemovedWordsAlone keeps hidden words from leaking where only
// removed ones were thought of.
func TestNobodyAsksForRemovedWordsAlone(t *testing.T) {
	counted := map[string]bool{"hide.go": true, "again.go": true, "policy.go": true, "correct.go": true, "work.go": true, "rebuild.go": true, "records.go": true, "interview.go": true, "answer.go": true, "listen.go": true,
		"interview_show.go": true, "transcript_facts.go": true, "api_words.go": true}
	use := regexp.MustCompile(`\b(iv|Interview|interview)\.Removed\b`)
	for _, folder := range []string{".", "../search", "../transcribe", "../ui"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if use.Match(text) && !counted[filepath.Base(file)] && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s asks for the removed stretches: ask Interview.Withheld, or ForPublic, which know of hidden words too", file)
			}
		}
	}
}
