package archive_test

import (
	"errors"
	"strings"
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
	}{{1, 2, "we did"}, {2, 4, "did listening spaces"}, {3, 3, "listening"}, {6, 8, "of days"}} {
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
