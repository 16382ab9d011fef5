package archive_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
)

func TestUploadBecomesAPublishedInterview(t *testing.T) {
	h := newHouse(t)
	iv := must(h.upload(archive.Intake{Title: " A  talk ", Agreed: true, PublishWhenReady: true, Themes: []string{"care", "care", ""}}, "sound one"))(t)
	if iv.State != archive.Queued || iv.Title != "A talk" || !slices.Equal(iv.Themes, []string{"care"}) || iv.Agreement.Wording != "t1" {
		t.Errorf("received %+v", iv)
	}
	if got := h.waiting(); !slices.Contains(got, archive.JobPrepare) || !slices.Contains(got, archive.JobListen) || !slices.Contains(got, archive.JobMirror) {
		t.Errorf("jobs %v lack one of prepare, listen, mirror", got)
	}
	if _, _, err := h.Interview(h.ctx, h.ann, iv.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a visitor sees what is not published: %v", err)
	}
	h.recognise(iv, "hello there", "and goodbye")
	if got := h.reads(h.ann, iv.ID, -1); got != "hello there\nand goodbye\n" {
		t.Errorf("a visitor reads %q", got)
	}
	if got := h.object("work/" + iv.ID + "/0"); got != "" {
		t.Error("the chunk of sound stayed in the bucket")
	}
	if r := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t); r.Recognition.Engine != "test" || r.Transcript.Language != "en" || r.Interview.Language != "en" {
		t.Errorf("facts of the recognition: %+v", r.Recognition)
	}
}

// U08: the same bytes are one object, and each form an interview of its own.
func TestTheSameUploadTwice(t *testing.T) {
	h := newHouse(t)
	in := archive.Intake{Title: "A talk", Agreed: true, Key: "form-1"}
	one, two := must(h.upload(in, "same"))(t), must(h.upload(in, "same"))(t)
	if one.ID != two.ID {
		t.Error("one form sent twice made two interviews")
	}
	in.Key = "form-2"
	three := must(h.upload(in, "same"))(t)
	if three.ID == one.ID || three.Recording.Key != one.Recording.Key {
		t.Errorf("the same bytes of two people: %s and %s", three.Recording.Key, one.Recording.Key)
	}
}

func TestIntakesThatCannotBeUsed(t *testing.T) {
	h := newHouse(t)
	ok := archive.Intake{Title: "A talk", Agreed: true}
	cases := map[string]func(*archive.Intake){
		"title":       func(in *archive.Intake) { in.Title = " \x00 " },
		"agreed":      func(in *archive.Intake) { in.Agreed = false },
		"recorded_on": func(in *archive.Intake) { in.RecordedOn = "2024-02-31" },
		"language":    func(in *archive.Intake) { in.Language = "English please" },
		"themes": func(in *archive.Intake) {
			in.Themes = strings.Split(strings.Repeat("a b c d e f g ", 4), " ")
			for i := range in.Themes {
				in.Themes[i] += string(rune('a' + i))
			}
		},
		"summary":  func(in *archive.Intake) { in.Summary = strings.Repeat("x", archive.MaxNote+1) },
		"captions": func(in *archive.Intake) { in.Captions = make([]byte, archive.MaxCaptions+1) },
	}
	for field, spoil := range cases {
		in := ok
		spoil(&in)
		_, err := h.upload(in, "x")
		var p *archive.Problem
		if !errors.As(err, &p) || p.Field != field {
			t.Errorf("%s: got %v, want a sentence about it", field, err)
		}
	}
	if _, err := h.Receive(h.ctx, h.ann, ok, archive.Recording{}); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor uploads: %v", err)
	}
	_, err := h.KeepRecording(h.ctx, "a", "audio/wav", strings.Repeat("0", 64), 3, strings.NewReader("abc"))
	if !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("bytes that differ from their hash: %v", err)
	}
}

func TestSomeoneElseLooksAfterIt(t *testing.T) {
	h := newHouse(t)
	in := archive.Intake{Title: "A talk", Agreed: true, Reporter: " Omar "}
	cases := []struct {
		name string
		v    archive.Viewer
		in   string
		want error
	}{
		{"a reporter gives it away", h.reporter, "omar", archive.ErrForbidden},
		{"a custodian gives it away", h.custodian, "omar", archive.ErrForbidden},
		{"a name nobody has", h.adm, "nobody", archive.ErrNotFound},
	}
	for _, c := range cases {
		in := in
		in.Reporter = c.in
		var p *archive.Problem
		if _, err := h.Receive(h.ctx, c.v, in, archive.Recording{}); !errors.Is(err, c.want) || !errors.As(err, &p) || p.Field != "reporter" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, v := range []archive.Viewer{h.adm, archive.System} {
		iv := must(h.Receive(h.ctx, v, in, archive.Recording{}))(t)
		if iv.Reporter != h.other.Account.ID || iv.Agreement.By != v.Account.ID {
			t.Errorf("%s imports for Omar: %q looks after it, %q agreed", v.Account.Display, iv.Reporter, iv.Agreement.By)
		}
		if err := h.Withdraw(h.ctx, h.other, iv.ID, "A test."); err != nil {
			t.Errorf("Omar looks after it: %v", err)
		}
	}
}

func TestWorkDoneTwiceCountsOnce(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one two")
	again := &archive.Chunk{Interview: iv.ID, Run: 1, Index: 0, Lines: []archive.Line{{Words: []archive.Word{{Text: "other"}}}}}
	if err := h.ChunkHeard(h.ctx, again); !errors.Is(err, archive.ErrState) {
		t.Errorf("a chunk of a run that is over: %v", err)
	}
	if err := h.Assemble(h.ctx, iv.ID, 1); !errors.Is(err, archive.ErrState) {
		t.Errorf("assembled twice: %v", err)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "one two\n" {
		t.Errorf("reads %q", got)
	}
}

func TestFailureIsToldAndRetried(t *testing.T) {
	h := newHouse(t)
	iv := must(h.upload(archive.Intake{Title: "A talk", Agreed: true}, "bad sound"))(t)
	job := archive.Job{Kind: archive.JobPrepare, Interview: iv.ID, Run: 1}
	if err := h.GiveUp(h.ctx, job, archive.Invalid("", "There is no sound in this file.")); err != nil {
		t.Fatal(err)
	}
	now := must3(h.Interview(h.ctx, h.reporter, iv.ID))(t)
	if now.State != archive.Failed || now.Reason != "There is no sound in this file." {
		t.Errorf("failed as %s: %q", now.State, now.Reason)
	}
	if err := h.Retry(h.ctx, h.other, iv.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("someone else retries: %v", err)
	}
	if err := h.Retry(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.GiveUp(h.ctx, job, errors.New("late")); err != nil {
		t.Fatal(err)
	}
	now = must3(h.Interview(h.ctx, h.reporter, iv.ID))(t)
	if now.State != archive.Queued || now.Run != 2 || now.Reason != "" {
		t.Errorf("after a retry, and an old job given up: %s run %d %q", now.State, now.Run, now.Reason)
	}
	h.recognise(now, "at last")
	if got := must3(h.Interview(h.ctx, h.reporter, iv.ID))(t); got.State != archive.Draft {
		t.Errorf("without publish when ready it is %s, want draft", got.State)
	}
}

func TestStandingCountsWhoIsAhead(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"first", "second", "third"} {
		must(h.upload(archive.Intake{Title: name, Agreed: true, Key: name}, name))(t)
	}
	page := must(h.Explore(h.ctx, h.reporter, archive.InterviewQuery{}))(t)
	for _, iv := range page {
		want := map[string]int{"first": 0, "second": 1, "third": 2}[iv.Title]
		if s := must(h.Standing(h.ctx, iv.ID))(t); s.Ahead != want {
			t.Errorf("%s has %d ahead, want %d", iv.Title, s.Ahead, want)
		}
	}
}

func TestTheBucketHoldsEverything(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, Against: 1, First: 1, Last: 1, Text: "They"}))(t)
	if err := h.MirrorInterview(h.ctx, iv.ID); err != nil {
		t.Fatal(err)
	}
	folder := "interviews/" + iv.ID + "/"
	var c archive.Change
	if err := json.Unmarshal([]byte(h.object(folder+"journal.jsonl")), &c); err != nil || c.Version != 1 || c.Edits[0].Words[0].Text != "listening" {
		t.Errorf("journal: %+v, %v", c, err)
	}
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
	var facts archive.Interview
	if err := json.Unmarshal([]byte(h.object(folder+"interview.json")), &facts); err != nil || facts.Version != now.Version {
		t.Errorf("facts: %+v, %v", facts, err)
	}
	var base archive.Recognition
	if err := json.Unmarshal([]byte(h.object(folder+"recognition-"+now.Recognition+".json")), &base); err != nil || base.Lines[0].Text() != "we did lifting spaces" {
		t.Errorf("recognition: %+v, %v", base, err)
	}
	reports := h.object(folder + "reports.jsonl")
	if !strings.Contains(reports, `"fix":"They"`) || !strings.Contains(reports, archive.HashSecret(out.Receipt)) || strings.Contains(reports, out.Receipt) {
		t.Errorf("reports: %s", reports)
	}
}

func TestVerifyFindsAChangedByte(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one")
	wrong := map[string]error{}
	check := func() {
		clear(wrong)
		if err := h.Verify(h.ctx, func(_ *archive.Interview, key string, err error) { wrong[key] = err }); err != nil {
			t.Fatal(err)
		}
	}
	if check(); len(wrong) != 2 || wrong[iv.Recording.Key] != nil {
		t.Fatalf("a sound archive: %v", wrong)
	}
	must(bucket.Put(h.ctx, iv.Recording.Key, "audio/wav", strings.NewReader(t.Name()[:len(t.Name())-1]+"X")))(t)
	if check(); !errors.Is(wrong[iv.Recording.Key], archive.ErrDamaged) {
		t.Errorf("a changed byte: %v", wrong)
	}
	if err := h.CheckStore(h.ctx); err != nil {
		t.Errorf("the store: %v", err)
	}
}
