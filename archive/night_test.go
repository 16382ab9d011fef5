package archive_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// night lets a nightly check run and returns what it found.
func (h *house) night(how archive.Night) archive.NightCheck {
	h.t.Helper()
	if _, err := h.CheckNight(h.ctx, how); err != nil {
		h.t.Fatal(err)
	}
	return must(h.NightCheck(h.ctx, h.custodian))(h.t)
}

func whats(n archive.NightCheck) (out []string) {
	for _, f := range n.Findings {
		out = append(out, f.What)
	}
	slices.Sort(out)
	return out
}

// A finding stays, with the night it was first found in, until the thing is
// right again: the share of the next night is another one.
func TestANightFindsWhatIsWrongAndForgetsWhatWasMended(t *testing.T) {
	c := newClock()
	h := ownHouse(t, c.set)
	iv := h.told("we did listening spaces")
	h.noJobs()
	h.mirrored(iv)
	first := h.night(archive.Night{})
	if first.Wrong() != 0 || first.Interviews != 1 || first.Objects < 6 || !first.Ended.Equal(c.at) || !first.Whole.Equal(c.at) {
		t.Fatalf("a sound archive: %+v", first)
	}

	folder := "interviews/" + iv.ID + "/"
	right := h.object(folder + "interview.json")
	if err := errors.Join(put(h.ctx, folder+"interview.json", right+" "), bucket.Delete(h.ctx, iv.Recording.Key)); err != nil {
		t.Fatal(err)
	}
	c.pass(24 * time.Hour)
	found := c.at
	want := []string{folder + "interview.json is not what was kept.", iv.Recording.Key + " is missing from the bucket."}
	if n := h.night(archive.Night{}); !slices.Equal(whats(n), want) || n.Findings[0].Interview != iv.ID {
		t.Fatalf("found %+v, want %q", n.Findings, want)
	}

	c.pass(24 * time.Hour)
	if err := put(h.ctx, folder+"interview.json", right); err != nil {
		t.Fatal(err)
	}
	n := h.night(archive.Night{})
	if !slices.Equal(whats(n), want[1:]) || !n.Findings[0].Since.Equal(found) {
		t.Errorf("after one was mended: %+v, want %q since %v", n.Findings, want[1:], found)
	}
}

// Every interview is read within a month however many there are, the newest
// first, and what was wrong is read every night besides.
func TestNightsReadAllInAMonth(t *testing.T) {
	h := ownHouse(t)
	const many = 50
	oldest := h.told("one")
	for n := range many - 1 {
		must(h.upload(archive.Intake{Title: "A talk", Agreed: true}, fmt.Sprint(n)))(t)
	}
	if err := bucket.Delete(h.ctx, oldest.Recording.Key); err != nil {
		t.Fatal(err)
	}
	missing := oldest.Recording.Key + " is missing from the bucket."
	var read []int
	for range 4 {
		n := h.night(archive.Night{})
		read = append(read, n.Interviews)
		if has := slices.Contains(whats(n), missing); has != (len(read) >= 3) {
			t.Errorf("night %d found %q", len(read), whats(n))
		}
		if walked := !n.Whole.IsZero(); walked != (len(read) >= 3) {
			t.Errorf("night %d: all were read %v", len(read), n.Whole)
		}
	}
	if want := []int{20, 20, 10, 21}; !slices.Equal(read, want) {
		t.Errorf("interviews read: %d, want %d", read, want)
	}
}

func TestANightThatEndsEarlyIsDueAgain(t *testing.T) {
	h := ownHouse(t)
	h.told("one")
	ctx, stop := context.WithCancel(h.ctx)
	rests := 0
	_, err := h.CheckNight(ctx, archive.Night{Rest: func(ctx context.Context, worked time.Duration) error {
		if rests++; rests == 2 {
			stop()
		}
		return ctx.Err()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("a check that was told to stop: %v", err)
	}
	if n := must(h.NightCheck(h.ctx, h.custodian))(t); !n.Ended.IsZero() {
		t.Errorf("it counts as done: %+v", n)
	}
}

func TestANightLooksAtTheIndex(t *testing.T) {
	h := ownHouse(t)
	n := h.night(archive.Night{Index: func(context.Context) (int, error) { return 3, nil }})
	if n.Differed != 3 || slices.ContainsFunc(whats(n), func(s string) bool { return strings.Contains(s, "index") }) {
		t.Errorf("an index that was made again: %+v", n)
	}
	n = h.night(archive.Night{Index: func(context.Context) (int, error) { return 0, errors.New("no") }})
	if len(n.Findings) == 0 || !strings.Contains(n.Findings[len(n.Findings)-1].What, "search index differs") {
		t.Errorf("an index that stays wrong: %+v", n)
	}
	if _, err := h.NightCheck(h.ctx, h.reporter); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter reads it: %v", err)
	}
}

// P2: everyone can see when what is kept of an interview was last read back and
// found right. A night that finds something wrong does not count.
func TestTheDayAnInterviewWasReadBack(t *testing.T) {
	c := newClock()
	h := ownHouse(t, c.set)
	iv := h.told("we did listening spaces")
	h.noJobs()
	h.mirrored(iv)
	if at := must(h.ReadBack(h.ctx, h.ann, iv.ID))(t); !at.IsZero() {
		t.Errorf("before the first night: %v", at)
	}
	h.night(archive.Night{})
	first := c.at
	if at := must(h.ReadBack(h.ctx, h.ann, iv.ID))(t); !at.Equal(first) {
		t.Errorf("after a night: %v, want %v", at, first)
	}
	if err := bucket.Delete(h.ctx, iv.Recording.Key); err != nil {
		t.Fatal(err)
	}
	c.pass(24 * time.Hour)
	h.night(archive.Night{})
	if at := must(h.ReadBack(h.ctx, h.ann, iv.ID))(t); !at.Equal(first) {
		t.Errorf("after a night that missed the recording: %v, want %v", at, first)
	}
	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.ReadBack(h.ctx, h.ann, iv.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("of an interview that is not public: %v", err)
	}
}
