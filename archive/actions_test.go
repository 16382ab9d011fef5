package archive_test

import (
	"errors"
	"log/slog"
	"testing"

	"earshot/archive"
)

// TestEveryActionInEveryState tries each action of an interview's life in each
// state. What is refused says ErrState and leaves the state as it was.
func TestEveryActionInEveryState(t *testing.T) {
	h := newHouse(t)
	const refused = archive.State("")
	type after map[archive.State]archive.State
	actions := []struct {
		name string
		do   func(iv *archive.Interview) error
		want after // states that are not named refuse
	}{
		{"publish", func(iv *archive.Interview) error { return h.Publish(h.ctx, h.reporter, iv.ID) },
			after{archive.Draft: archive.Published}},
		{"unpublish", func(iv *archive.Interview) error { return h.Unpublish(h.ctx, h.reporter, iv.ID) },
			after{archive.Published: archive.Draft}},
		{"withdraw", func(iv *archive.Interview) error { return h.Withdraw(h.ctx, h.reporter, iv.ID, "asked to") },
			after{archive.Received: archive.Withdrawn, archive.Queued: archive.Withdrawn, archive.Transcribing: archive.Withdrawn, archive.Draft: archive.Withdrawn, archive.Published: archive.Withdrawn, archive.Failed: archive.Withdrawn}},
		{"retry", func(iv *archive.Interview) error { return h.Retry(h.ctx, h.reporter, iv.ID) },
			after{archive.Failed: archive.Queued}},
		{"transcribe again", func(iv *archive.Interview) error { return h.TranscribeAgain(h.ctx, h.reporter, iv.ID, "") },
			after{archive.Draft: archive.Draft, archive.Published: archive.Published}},
		{"begin a run", func(iv *archive.Interview) error { _, err := h.BeginRun(h.ctx, iv.ID, iv.Run); return err },
			after{archive.Queued: archive.Transcribing, archive.Transcribing: archive.Transcribing}},
		{"begin an older run", func(iv *archive.Interview) error { _, err := h.BeginRun(h.ctx, iv.ID, iv.Run-1); return err }, after{}},
		{"decode", func(iv *archive.Interview) error {
			return h.SoundDecoded(h.ctx, iv.ID, iv.Run, 1, archive.SoundFacts{Duration: 2, Type: "audio/wav"})
		}, after{archive.Queued: archive.Queued, archive.Transcribing: archive.Transcribing}},
		{"add a chunk", func(iv *archive.Interview) error {
			return h.AddChunk(h.ctx, &archive.Chunk{Interview: iv.ID, Run: iv.Run, Index: 1, Start: 2, End: 4, Key: "work/" + iv.ID + "/1"})
		}, after{archive.Queued: archive.Queued, archive.Transcribing: archive.Transcribing}},
		{"assemble", func(iv *archive.Interview) error { return h.Assemble(h.ctx, iv.ID, iv.Run) },
			after{archive.Transcribing: archive.Published}},
	}
	for _, a := range actions {
		for _, from := range archive.States {
			iv := h.told("we did lifting spaces")
			err := h.store.Update(h.ctx, func(tx archive.Tx) error {
				iv.State = from
				return tx.PutInterview(iv)
			})
			if err != nil {
				t.Fatal(err)
			}
			err = a.do(iv)
			got := must3(h.Interview(h.ctx, archive.System, iv.ID))(t).State
			want := a.want[from]
			switch {
			case want == refused && (err == nil || got != from):
				t.Errorf("%s of a %s interview is not refused: %v, and it is %s", a.name, from, err, got)
			case want == refused && !errors.Is(err, archive.ErrState) && !errors.Is(err, archive.ErrWithdrawn) && !errors.Is(err, archive.ErrForbidden):
				t.Errorf("%s of a %s interview: %v", a.name, from, err)
			case want != refused && (err != nil || got != want):
				t.Errorf("%s of a %s interview: %v, and it is %s, want %s", a.name, from, err, got, want)
			}
		}
	}
}

// TestGivingUpInEveryState: what a person is told, and that only work on words stops a life.
func TestGivingUpInEveryState(t *testing.T) {
	h := newHouse(t, func(o *archive.Options) { o.Log = slog.New(slog.DiscardHandler) })
	cause := archive.Invalid("file", "There is no sound in it.")
	for _, from := range archive.States {
		for _, kind := range []archive.JobKind{archive.JobPrepare, archive.JobRecognise, archive.JobListen, archive.JobMirror, archive.JobMail} {
			iv := h.told("we did lifting spaces")
			if err := h.store.Update(h.ctx, func(tx archive.Tx) error {
				iv.State = from
				return tx.PutInterview(iv)
			}); err != nil {
				t.Fatal(err)
			}
			for _, run := range []int{iv.Run - 1, iv.Run} {
				if err := h.GiveUp(h.ctx, archive.Job{Kind: kind, Interview: iv.ID, Run: run}, cause); err != nil {
					t.Errorf("give up %s of a %s interview: %v", kind, from, err)
				}
				now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
				words := kind == archive.JobPrepare || kind == archive.JobRecognise
				fails := words && run == iv.Run && from.MayBecome(archive.Failed)
				if fails != (now.State == archive.Failed && from != archive.Failed) || (!fails && now.State != from) {
					t.Errorf("given up %s, run %d of %d, of a %s interview: it is %s", kind, run, iv.Run, from, now.State)
				}
				if fails && now.Reason != "There is no sound in it." {
					t.Errorf("people are told %q", now.Reason)
				}
			}
		}
	}
}
