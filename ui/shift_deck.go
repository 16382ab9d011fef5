package ui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"earshot/archive"
)

// The deck stays small however large the archive is.
const (
	deckSize   = 20_000  // clips, about 100 bytes each
	deckForms  = 200_000 // forms of words
	deckStep   = 8       // interviews ranked for one request, once there is something to serve
	deckTries  = 400     // clips looked at for one person
	deckStrict = 3       // interviews that must be known before unknown words count
)

// deck ranks what people should listen to, across the archive. Like search it
// keeps in step by the numbered change feed; it does so a few interviews at a
// time, when someone asks for a clip, so that nobody waits for the whole archive.
type deck struct {
	archive   *archive.Archive
	catalogue *catalogue
	plenty    int    // clips that wait before some are drawn by lot,
	share     uint32 // one in so many

	mu      sync.Mutex
	filled  bool
	at      int64    // the feed number it has seen
	waiting []string // interviews to rank
	clips   map[string][]archive.Clip
	heard   map[string]bool // interviews whose words are counted
	forms   map[string]int  // interviews that have a word
	samples map[string][]archive.Sample
	lots    []archive.Sample // all of them, by lot; replaced, never changed
	ranked  []archive.Clip   // all clips, the worst first; replaced, never changed
}

func newDeck(a *archive.Archive, k *catalogue) *deck {
	return &deck{archive: a, catalogue: k, plenty: mixPlenty, share: mixShare, clips: map[string][]archive.Clip{}, heard: map[string]bool{}, forms: map[string]int{}, samples: map[string][]archive.Sample{}}
}

// next returns a clip for v, or ErrNotFound when there is nothing to listen to.
func (d *deck) next(ctx context.Context, v archive.Viewer) (*archive.Shift, error) {
	found, err := d.some(ctx, v, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, archive.ErrNotFound
	}
	return found[0], nil
}

// some returns n clips for v, or as many as there are.
func (d *deck) some(ctx context.Context, v archive.Viewer, n int) ([]*archive.Shift, error) {
	for {
		ranked, more, err := d.rank(ctx)
		if err != nil {
			return nil, err
		}
		found, err := d.archive.NextShifts(ctx, v, ranked[:min(len(ranked), deckTries)], n)
		if err != nil || len(found) == n || !more {
			return found, err
		}
	}
}

// rank brings the deck nearer to the feed. more tells that interviews still wait.
func (d *deck) rank(ctx context.Context) (ranked []archive.Clip, more bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.listen(ctx); err != nil {
		return nil, false, err
	}
	n := min(len(d.waiting), deckStep)
	for _, id := range d.waiting[:n] {
		if err := d.read(ctx, id); err != nil {
			return nil, false, err
		}
	}
	if d.waiting = slices.Clone(d.waiting[n:]); n > 0 {
		d.sort()
	}
	return d.ranked, len(d.waiting) > 0, nil
}

// listen notes which interviews changed.
func (d *deck) listen(ctx context.Context) error {
	if !d.filled {
		at, err := d.archive.LastEvent(ctx)
		if err != nil {
			return err
		}
		all, err := d.catalogue.all(ctx)
		if err != nil {
			return err
		}
		for _, iv := range all {
			if iv.State == archive.Published {
				d.waiting = append(d.waiting, iv.ID)
			}
		}
		slices.Sort(d.waiting) // ids are drawn by lot, so samples come from everywhere from the first
		d.filled, d.at = true, at
	}
	for {
		events, err := d.archive.Events(ctx, d.at, feedStep)
		if err != nil {
			return err
		}
		for _, e := range events {
			d.at = e.Seq
			if !slices.Contains(d.waiting, e.Interview) {
				d.waiting = append(d.waiting, e.Interview)
			}
		}
		if len(events) < feedStep {
			return nil
		}
	}
}

// read ranks one interview anew, or forgets it when it is not open any more.
func (d *deck) read(ctx context.Context, id string) error {
	if !d.heard[id] {
		if err := d.learn(ctx, id); err != nil {
			return err
		}
	}
	clips, err := d.archive.Clips(ctx, id, d.known)
	if err == nil {
		d.samples[id], err = d.archive.Samples(ctx, id)
	}
	switch {
	case errors.Is(err, archive.ErrNotFound), errors.Is(err, archive.ErrWithdrawn):
		delete(d.clips, id)
		delete(d.samples, id)
		return nil
	case err != nil:
		return err
	}
	d.clips[id] = clips
	return nil
}

// learn counts the words of an interview that is open to everyone.
func (d *deck) learn(ctx context.Context, id string) error {
	r, err := d.archive.Read(ctx, archive.Viewer{}, id, -1)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrWithdrawn) || errors.Is(err, archive.ErrForbidden) || (err == nil && r.Transcript == nil) {
		return nil
	}
	if err != nil {
		return err
	}
	d.heard[id] = true
	for _, form := range r.Transcript.Vocabulary() {
		if d.forms[form] > 0 || len(d.forms) < deckForms {
			d.forms[form]++
		}
	}
	return nil
}

// known tells whether more than one interview has a word. With few interviews, or
// more words than are counted, nothing can be told.
func (d *deck) known(form string) bool {
	return len(d.heard) < deckStrict || len(d.forms) >= deckForms || d.forms[form] > 1
}

func (d *deck) sort() {
	var all []archive.Clip
	for _, clips := range d.clips {
		all = append(all, clips...)
	}
	slices.SortFunc(all, func(x, y archive.Clip) int {
		return cmp.Or(cmp.Compare(y.Suspicion, x.Suspicion), cmp.Compare(x.Interview, y.Interview), cmp.Compare(x.First, y.First))
	})
	d.ranked = slices.Clip(all[:min(len(all), deckSize)])
	var lots []archive.Sample
	for _, samples := range d.samples {
		lots = append(lots, samples...)
	}
	slices.SortFunc(lots, func(x, y archive.Sample) int {
		return cmp.Or(cmp.Compare(x.Lot, y.Lot), cmp.Compare(x.Interview, y.Interview))
	})
	d.lots = slices.Clip(lots[:min(len(lots), deckSize)])
}

// nextSample returns the first sample behind a lot that suits v.
func (d *deck) nextSample(ctx context.Context, v archive.Viewer, behind uint64) (*archive.SampleShift, error) {
	for {
		_, more, err := d.rank(ctx)
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		lots := d.lots
		d.mu.Unlock()
		from := 0
		for behind > 0 && from < len(lots) && lots[from].Lot <= behind {
			from++
		}
		s, err := d.archive.NextSample(ctx, v, lots[from:min(len(lots), from+deckTries)])
		if err == nil || !errors.Is(err, archive.ErrNotFound) || !more {
			return s, err
		}
	}
}
