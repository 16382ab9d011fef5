package archive_test

import (
	"errors"
	"testing"

	"earshot/archive"
)

func everyWord(string) bool { return true }

// shift asks for the next clip as a site would; nil is none.
func (h *house) shift(v archive.Viewer, ids ...string) *archive.Shift {
	h.t.Helper()
	var clips []archive.Clip
	for _, id := range ids {
		some, err := h.Clips(h.ctx, id, func(string) bool { return false }) // every word is suspicious
		if err != nil && !errors.Is(err, archive.ErrNotFound) {
			h.t.Fatal(err)
		}
		clips = append(clips, some...)
	}
	s, err := h.NextShift(h.ctx, v, clips)
	if errors.Is(err, archive.ErrNotFound) {
		return nil
	}
	return must(s, err)(h.t)
}

// listenable lets people hear an interview.
func (h *house) listenable(iv *archive.Interview) {
	h.t.Helper()
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
	if err := h.KeepListeningCopy(h.ctx, iv.ID, archive.Media{Key: "listening/" + iv.ID, Type: "audio/mp4", Size: 1, SHA256: "x", Removed: len(now.Removed)}); err != nil {
		h.t.Fatal(err)
	}
}

func TestAShiftFollowsWhatPeopleSay(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	s := h.shift(h.ann, iv.ID)
	if s == nil || s.Task != archive.Spot || s.Text != "we did lifting spaces" {
		t.Fatalf("first: %+v", s)
	}
	ballot := archive.Ballot{Interview: iv.ID, First: s.First, Last: s.Last, Verdict: archive.Unsure}
	must(h.Vote(h.ctx, h.ann, ballot))(t)
	if s := h.shift(h.ann, iv.ID); s != nil {
		t.Errorf("served again to who skipped it: %+v", s)
	}
	ballot.Verdict = archive.Wrong
	must(h.Vote(h.ctx, h.ben, ballot))(t)
	if again := must(h.ShiftAgain(h.ctx, h.ben, s.Clip))(t); again.Task != archive.Retype {
		t.Errorf("who called it wrong is asked to %s", again.Task)
	}
	if s := h.shift(visitor(1), iv.ID); s == nil || s.Task != archive.Retype {
		t.Fatalf("said to be wrong: %+v", s)
	}
	out := must(h.Fix(h.ctx, visitor(1), archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	if s := h.shift(visitor(1), iv.ID); s != nil {
		t.Errorf("served their own work: %+v", s)
	}
	s = h.shift(visitor(2), iv.ID)
	if s == nil || s.Task != archive.Second || s.Quote != "lifting" || s.Fix != "listening" || s.Report != out.Report.ID {
		t.Fatalf("a proposal: %+v", s)
	}
	must(h.Confirm(h.ctx, h.reporter, out.Report.ID, true))(t)
	for name, v := range map[string]archive.Viewer{"its author": visitor(1), "who agreed": h.reporter} {
		if s := h.shift(v, iv.ID); s != nil {
			t.Errorf("%s is served it: %+v", name, s)
		}
	}
	if _, err := h.NextShift(h.ctx, visitor(3), []archive.Clip{s.Clip}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("an answered proposal is served: %v", err)
	}
}

func TestShiftsNeverServeWhatIsNotOpen(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my name is Zebedee")
	clips := must(h.Clips(h.ctx, iv.ID, everyWord))(t)
	if len(clips) != 0 {
		t.Errorf("nothing is doubtful: %+v", clips)
	}
	before := must(h.Clips(h.ctx, iv.ID, func(string) bool { return false }))(t)
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, First: 4, Last: 4, Kind: archive.Removal, Note: "private"}))(t)
	h.listenable(iv)
	if s, err := h.NextShift(h.ctx, visitor(1), before); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("removed words are served: %+v, %v", s, err)
	}
	if s := h.shift(visitor(1), iv.ID); s != nil {
		t.Errorf("a line with removed words is served: %+v", s)
	}

	other := h.told("we did lifting spaces")
	open := must(h.Clips(h.ctx, other.ID, func(string) bool { return false }))(t)
	if err := h.Unpublish(h.ctx, h.reporter, other.ID); err != nil {
		t.Fatal(err)
	}
	for _, v := range []archive.Viewer{h.ann, h.reporter, h.custodian} {
		if s, err := h.NextShift(h.ctx, v, open); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("an interview that is not open is served: %+v, %v", s, err)
		}
	}
	if _, err := h.Clips(h.ctx, other.ID, everyWord); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("and ranked: %v", err)
	}
}
