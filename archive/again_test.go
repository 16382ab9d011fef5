package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// again has an interview transcribed once more, with these lines as the answer.
func (h *house) again(iv *archive.Interview, lines ...string) *archive.Interview {
	h.t.Helper()
	if err := h.TranscribeAgain(h.ctx, h.reporter, iv.ID, ""); err != nil {
		h.t.Fatal(err)
	}
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
	h.recognise(now, lines...)
	return must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
}

func (h *house) rewritten(v archive.Viewer, iv *archive.Interview, first, last archive.WordID, text string) {
	h.t.Helper()
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
	must(h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, Against: now.Version, First: first, Last: last, Text: text, Reason: archive.NeverSaid}))(h.t)
}

func TestANewerRecognitionKeepsWhatPeopleWrote(t *testing.T) {
	cases := []struct {
		name        string
		first, last archive.WordID
		text        string
		again, want []string
		doubts      int
	}{
		{"heard as before", 3, 3, "listening", []string{"we did lifting spaces", "most of the days"}, []string{"we did listening spaces", "most of the days"}, 0},
		{"heard right now", 3, 3, "listening", []string{"we did listening spaces", "most of the days"}, []string{"we did listening spaces", "most of the days"}, 0},
		{"heard as something else", 3, 3, "listening", []string{"we did living spaces", "most of the days"}, []string{"we did listening spaces", "most of the days"}, 1},
		{"other words heard better", 3, 3, "listening", []string{"they did lifting spaces", "almost all of the days"}, []string{"they did listening spaces", "almost all of the days"}, 0},
		{"other lines", 3, 3, "listening", []string{"we did", "lifting spaces most of", "the days"}, []string{"we did", "listening spaces most of", "the days"}, 0},
		{"words put in", 2, 3, "did the lifting", []string{"we did lifting spaces", "most of the days"}, []string{"we did the lifting spaces", "most of the days"}, 0},
		{"words put in and heard now", 2, 3, "did the lifting", []string{"we did the lifting spaces", "most of the days"}, []string{"we did the lifting spaces", "most of the days"}, 0},
		{"never said, and heard again", 5, 8, "", []string{"we did lifting spaces", "most of the days"}, []string{"we did lifting spaces", ""}, 0},
		{"never said, and not heard now", 5, 8, "", []string{"we did lifting spaces"}, []string{"we did lifting spaces"}, 0},
		{"over two lines", 4, 5, "rooms, mostly", []string{"we did lifting spaces most", "of the days"}, []string{"we did lifting rooms, mostly", "of the days"}, 0},
	}
	h := newHouse(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			iv := must(h.upload(archive.Intake{Title: c.name, Agreed: true, PublishWhenReady: true}, c.name))(t)
			h.recognise(iv, "we did lifting spaces", "most of the days")
			h.rewritten(h.other, iv, c.first, c.last, c.text)
			before := must(h.Read(h.ctx, h.ann, iv.ID, 1))(t).Transcript
			now := h.again(iv, c.again...)
			if got := strings.Split(strings.TrimSuffix(h.reads(h.ann, iv.ID, -1), "\n"), "\n"); !cmp.Equal(got, c.want) {
				t.Errorf("reads %q, want %q", got, c.want)
			}
			if got := h.reads(h.ann, iv.ID, archive.AsHeard); got != strings.Join(c.again, "\n")+"\n" {
				t.Errorf("as heard it reads %q", got)
			}
			if diff := cmp.Diff(before.Lines, must(h.Read(h.ctx, h.ann, iv.ID, 1))(t).Transcript.Lines); diff != "" {
				t.Errorf("version 1 was changed: %s", diff)
			}
			if now.State != archive.Published || now.Begins != 2 || now.Again.Running {
				t.Errorf("the interview is %+v", now)
			}
			reports := 0
			for _, r := range must(h.Tasks(h.ctx, h.custodian))(t).Reports {
				if r.Interview == iv.ID {
					reports++
				}
			}
			if reports != c.doubts {
				t.Errorf("%d reports ask someone to listen, want %d", reports, c.doubts)
			}
			_, _, journal, err := h.History(h.ctx, h.ann, iv.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, ch := range journal[2:] {
				if ch.By.Name != "Omar" || !cmp.Equal(ch.Carries, []int{1}) {
					t.Errorf("carried over as %+v", ch)
				}
			}
		})
	}
}

func TestAnchorsAndFixesCrossToANewerRecognition(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "most of the days")
	h.rewritten(h.other, iv, 3, 3, "listening")
	fix := "all"
	r, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, Version: 1, First: 5, Last: 5, Reason: archive.WrongWord, Fix: &fix})
	if err != nil {
		t.Fatal(err)
	}
	base := must(h.Read(h.ctx, h.ann, iv.ID, 0))(t).Transcript
	h.again(iv, "we did lifting spaces", "most of these days")
	_, _, journal, err := h.History(h.ctx, h.ann, iv.ID)
	if err != nil {
		t.Fatal(err)
	}
	now := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
	for _, c := range []struct {
		first, last archive.WordID
		want        string
	}{{1, 2, "we did"}, {2, 4, "did listening spaces"}, {3, 3, "listening"}, {6, 8, "of days"}, {7, 7, "these"}} {
		a, _, err := archive.Carry(archive.Anchor{First: c.first, Last: c.last}, base, journal)
		if err != nil {
			t.Fatal(err)
		}
		words, err := now.Words(a.First, a.Last)
		if c.want == "of days" {
			c.want = "of these days"
		}
		if err != nil || archive.JoinWords(words) != c.want {
			t.Errorf("%d to %d is carried to %q, %v, want %q", c.first, c.last, archive.JoinWords(words), err, c.want)
		}
	}
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed}))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "we did listening spaces\nall of these days\n" {
		t.Errorf("a report from before reads %q", got)
	}
	h.again(iv, "we did lifting spaces", "most of these days")
	if got := h.reads(h.ann, iv.ID, -1); got != "we did listening spaces\nall of these days\n" {
		t.Errorf("a third recognition reads %q", got)
	}
}

func TestRemovedWordsStayRemovedInANewerRecognition(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my neighbour Zebedee Quill said so")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 4, Kind: archive.Removal, Note: "asked us to"}))(t)
	h.again(iv, "my dear neighbour Zebedee Quill said so")
	for v := range must3(h.Interview(h.ctx, archive.System, iv.ID))(t).Version + 1 {
		if got := h.reads(h.ann, iv.ID, v); strings.Contains(got, "Zeb") || strings.Contains(got, "Quill") {
			t.Errorf("version %d says %q", v, got)
		}
	}
	if got := h.reads(h.reporter, iv.ID, -1); !strings.Contains(got, archive.RemovedText) || strings.Contains(got, "Zeb") {
		t.Errorf("the newest text is %q", got)
	}
}

func TestWordsRemovedLaterAreInNoVersionOfAnEarlierRecognition(t *testing.T) {
	h := newHouse(t)
	iv := h.told("so Zebedee said so")
	h.again(iv, "and so then Zebedee said so") // half a second and more later
	now := must(h.Read(h.ctx, h.reporter, iv.ID, -1))(t).Transcript
	w := now.Lines[0].Words[3]
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: now.Version, First: w.ID, Last: w.ID, Kind: archive.Removal, Note: "asked us to"}))(t)
	for v := range now.Version + 2 {
		if got := h.reads(h.ann, iv.ID, v); strings.Contains(got, "Zeb") {
			t.Errorf("version %d says %q", v, got)
		}
	}
}

func TestTranscribingAgainIsAskedForByThoseWhoLookAfterIt(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	if err := h.TranscribeAgain(h.ctx, h.other, iv.ID, "k"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("someone else asks: %v", err)
	}
	for range 2 {
		if err := h.TranscribeAgain(h.ctx, h.reporter, iv.ID, "k"); err != nil {
			t.Fatal(err)
		}
	}
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
	if now.Run != iv.Run+1 || now.State != archive.Published {
		t.Errorf("asked twice, it is %+v", now)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did lifting spaces\n" {
		t.Errorf("meanwhile it reads %q", got)
	}
	if err := h.GiveUp(h.ctx, archive.Job{Kind: archive.JobRecognise, Interview: iv.ID, Run: now.Run}, errors.New("late")); err != nil {
		t.Fatal(err)
	}
	if now = must3(h.Interview(h.ctx, archive.System, iv.ID))(t); now.State != archive.Published || now.Again.Running || now.Again.Reason == "" {
		t.Errorf("given up, it is %+v", now)
	}
}

func TestWordsWrittenAtTheHeadOfALineStayOnIt(t *testing.T) {
	h := newHouse(t)
	heard := []string{"one two three", "six seven eight", "nine ten"}
	iv := h.told(heard...)
	for version, s := range []archive.Shape{{Op: archive.OpDelete, Line: 1, Reason: archive.NeverSaid}, {Op: archive.OpSplit, Line: 2, At: 5}} {
		s.Interview, s.Against = iv.ID, version
		must(h.Reshape(h.ctx, h.other, s))(t)
	}
	h.rewritten(h.other, iv, 4, 4, "")
	h.rewritten(h.other, iv, 5, 5, "a")
	h.again(iv, heard...)
	equal(t, "lines with words", strings.Fields(strings.ReplaceAll(h.reads(h.ann, iv.ID, -1), " ", "+")), "a+eight", "nine+ten")
}

// TestANewerRecognitionKeepsLinesNamesTimesAndVotes does to the lines what people
// do to them, and has the interview recognised anew with other lines.
func TestANewerRecognitionKeepsLinesNamesTimesAndVotes(t *testing.T) {
	h := newHouse(t)
	iv := h.told("how was it it was good", "we did lifting spaces", "thank", "you all", "cough", "bye")
	shape := func(s archive.Shape) {
		t.Helper()
		s.Interview, s.Against = iv.ID, must3(h.Interview(h.ctx, archive.System, iv.ID))(t).Version
		must(h.Reshape(h.ctx, h.other, s))(t)
	}
	shape(archive.Shape{Op: archive.OpSplit, Line: 1, At: 4})
	shape(archive.Shape{Op: archive.OpSpeaker, Line: 7, Speaker: "Asha"})
	shape(archive.Shape{Op: archive.OpMerge, Line: 4})
	shape(archive.Shape{Op: archive.OpDelete, Line: 5, Reason: archive.NeverSaid})
	shape(archive.Shape{Op: archive.OpAdd, Line: 2, Text: "a missed line", Speaker: "Ben"})
	end := 7.45
	shape(archive.Shape{Op: archive.OpTime, Line: 6, End: &end})
	h.rewritten(h.other, iv, 9, 9, "listening")
	now := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
	for i, by := range []archive.Viewer{h.ann, h.ben, h.ann} {
		line := []archive.LineID{7, 7, 2}[i]
		must(h.Vote(h.ctx, by, archive.Ballot{Interview: iv.ID, Version: now.Version, Line: line, Verdict: archive.Right}))(t)
	}
	before := must(h.Checks(h.ctx, h.ann, iv.ID))(t)
	moved := now.Lines[len(now.Lines)-1].Words[0]

	h.again(iv, "how was it it was good we", "did lifting spaces thank", "you", "all cough", "bye")
	after := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
	got := []string{}
	for _, l := range after.Lines {
		got = append(got, l.Speaker+": "+l.Text())
	}
	// Where nobody did anything, the newer recognition decides where a line begins:
	// Asha's line ends where another speaker's line began.
	want := []string{": how was it", "Asha: it was good", ": we", ": did listening spaces", "Ben: a missed line", ": thank you", ": all", ": bye"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if w := after.Lines[len(after.Lines)-1].Words[0]; w.Start != moved.Start || w.End != moved.End {
		t.Errorf("the moved word is at %v to %v, not %v to %v", w.Start, w.End, moved.Start, moved.End)
	}
	checks := must(h.Checks(h.ctx, h.ann, iv.ID))(t)
	if c := checks.Lines[after.Lines[1].ID]; c.People != before.Lines[7].People || c.Level != archive.Checked {
		t.Errorf("what two people said of Asha's line is %+v now, was %+v", c, before.Lines[7])
	}
	if iv := must3(h.Interview(h.ctx, archive.System, iv.ID))(t); iv.Checked == 0 {
		t.Error("nothing counts as checked any more")
	}
	if open := must(h.Tasks(h.ctx, h.custodian))(t).Reports; len(open) != 0 {
		t.Errorf("%d reports ask about what goes together: %q", len(open), open[0].Note)
	}
}

// TestSilenceIsCarriedToANewerRecognition: what people said of lines where nothing
// is said counts on, where the newer recognition heard the same noise, and not of
// words that they never heard.
func TestSilenceIsCarriedToANewerRecognition(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		again []string
		lines map[int]int // line of the newer text: people who say that nothing is said
	}{
		"heard as before":         {[]string{"we did", "cough cough", "lifting spaces"}, map[int]int{1: 2}},
		"heard as something else": {[]string{"we did", "thank you", "lifting spaces"}, map[int]int{1: 2}},
		"in two lines":            {[]string{"we did", "cough", "cough", "lifting spaces"}, map[int]int{1: 2, 2: 2}},
		"with the words before":   {[]string{"we did cough cough", "lifting spaces"}, map[int]int{}},
		"not heard":               {[]string{"we did", "lifting spaces"}, map[int]int{}},
	} {
		t.Run(name, func(t *testing.T) {
			iv := must(h.upload(archive.Intake{Title: name, Agreed: true, PublishWhenReady: true}, name))(t)
			h.recognise(iv, "we did", "cough cough", "lifting spaces")
			h.rewritten(h.other, iv, 3, 4, "")
			must(h.Vote(h.ctx, h.ann, archive.Ballot{Interview: iv.ID, Version: 1, Line: 2, Verdict: archive.Right}))(t)
			if n := len(must(h.Checks(h.ctx, h.ann, iv.ID))(t).Lines); n != 1 {
				t.Fatalf("%d lines are checked before", n)
			}
			for round := range 2 {
				h.again(iv, c.again...)
				now := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
				checks := must(h.Checks(h.ctx, h.ann, iv.ID))(t)
				got := map[int]int{}
				for i, l := range now.Lines {
					if n := checks.Lines[l.ID].People; n > 0 {
						got[i] = n
					}
				}
				if diff := cmp.Diff(c.lines, got); diff != "" {
					t.Errorf("round %d, %q (-want +got):\n%s", round, h.reads(h.ann, iv.ID, -1), diff)
				}
			}
		})
	}
}

// TestEditingWhileItIsRecognisedAnewLosesNothing (N02) has people fix their words, over
// and over, while the interview is transcribed again.
func TestEditingWhileItIsRecognisedAnewLosesNothing(t *testing.T) {
	h := newHouse(t)
	heard := []string{"one two three four five", "six seven eight nine ten"}
	iv := h.told(heard...)
	const editors, each = 10, 6
	var wg sync.WaitGroup
	var mu sync.Mutex
	last := make([]string, editors)
	var kept []string
	for e := range editors {
		last[e] = strings.Fields(strings.Join(heard, " "))[e]
		wg.Go(func() {
			for n := range each {
				saw := must(h.Read(h.ctx, h.other, iv.ID, -1))(t).Transcript
				var mine archive.WordID
				for _, l := range saw.Lines {
					for _, w := range l.Words {
						if w.Text == last[e] {
							mine = w.ID
						}
					}
				}
				if mine == 0 {
					t.Errorf("version %d has no %q", saw.Version, last[e])
					return
				}
				text := fmt.Sprintf("word-%d-%d", e, n)
				_, err := h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: saw.Version, First: mine, Last: mine, Text: text})
				if err != nil {
					t.Errorf("fix of %q: %v", last[e], err)
					return
				}
				last[e] = text
				mu.Lock()
				kept = append(kept, text)
				mu.Unlock()
			}
		})
	}
	for range 3 {
		h.again(iv, heard...)
	}
	wg.Wait()
	if want, got := strings.Join(last[:5], " ")+"\n"+strings.Join(last[5:], " ")+"\n", h.reads(h.ann, iv.ID, -1); got != want {
		t.Errorf("reads %q, want %q", got, want)
	}
	_, _, journal, err := h.History(h.ctx, h.other, iv.ID)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for i, c := range journal {
		if c.Version != i+1 {
			t.Errorf("entry %d is version %d", i, c.Version)
		}
		for _, e := range c.Edits {
			for _, w := range e.Words {
				written[w.Text] = true
			}
		}
	}
	for _, text := range kept {
		if !written[text] {
			t.Errorf("%q was acknowledged and is not in the journal", text)
		}
	}
}

func TestEverythingByOnePersonIsTakenBackFromANewerRecognition(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "most of the days")
	h.rewritten(h.other, iv, 5, 5, "nonsense")
	h.again(iv, "we did lifting spaces", "most of the days")
	ask := archive.UndoAsk{Account: h.other.Account.ID, Note: "not what was said"}
	if done := must(h.UndoAll(h.ctx, h.custodian, ask))(t); len(done.Made) != 1 || len(done.Conflicts) != 0 {
		t.Errorf("%d entries take it back, %d conflicts", len(done.Made), len(done.Conflicts))
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did lifting spaces\nmost of the days\n" {
		t.Errorf("it reads %q", got)
	}
	ask.Account = h.reporter.Account.ID // asked for the recognition: that is nothing to take back
	if done := must(h.UndoAll(h.ctx, h.custodian, ask))(t); len(done.Made)+len(done.Conflicts) != 0 {
		t.Errorf("a recognition is taken back: %+v", done)
	}
}

// A doubt tells that there is one, and not what it is about, where words are
// removed or hidden: the work list is read over shoulders, and a doubt outlives
// both.
func TestDoubtsAboutWithheldWordsQuoteNone(t *testing.T) {
	for name, withhold := range map[string]func(*house, *archive.Interview){
		"hidden": func(h *house, iv *archive.Interview) {
			now := must(h.Read(h.ctx, h.other, iv.ID, -1))(h.t).Transcript
			word := now.Lines[0].Words[2].ID
			r, _, err := h.Report(h.ctx, h.other, archive.Complaint{Interview: iv.ID, Version: now.Version, First: word, Last: word, Reason: archive.Harm, Hide: true})
			if err != nil || r.Hide != archive.HideOn {
				h.t.Fatalf("hide is %+v, %v", r, err)
			}
		},
		"nothing": func(*house, *archive.Interview) {},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			iv := h.told("we did lifting spaces", "most of the days")
			h.rewritten(h.other, iv, 3, 3, "Zebedee")
			withhold(h, iv)
			h.again(iv, "we did living spaces", "most of the days")
			var doubts []*archive.Report
			for _, r := range must(h.Tasks(h.ctx, h.custodian))(t).Reports {
				if r.By.Account == archive.System.Author().Account {
					doubts = append(doubts, r)
				}
			}
			if len(doubts) != 1 {
				t.Fatalf("%d doubts", len(doubts))
			}
			told := doubts[0].Quote + " " + doubts[0].Note + " " + doubts[0].Fix
			if quotes := strings.Contains(told, "Zebedee"); quotes != (name == "nothing") {
				t.Errorf("the doubt says %q", told)
			}
		})
	}
}
