package search

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"earshot/archive"
)

// Difference is one way in which an index is not what the archive says.
type Difference struct {
	Interview string
	What      string // a sentence for whoever looks after the site
}

// Holder is the part of an index that Compare reads.
type Holder interface {
	Position(ctx context.Context) (int64, error)
	Holdings(ctx context.Context, fn func(Holding) error) error
}

// Compare holds an index against the archive, interview by interview, by a digest
// of every word, time and fact. What changed while it read is left out, as the
// index may be about to follow. It reads every published transcript.
func Compare(ctx context.Context, s Source, ix Holder, name func(context.Context, string) string) ([]Difference, error) {
	held := map[string]Holding{}
	err := ix.Holdings(ctx, func(h Holding) error { held[h.Interview] = h; return nil })
	if err != nil {
		return nil, err
	}
	at, err := ix.Position(ctx)
	if err != nil {
		return nil, err
	}
	f := Follower{Source: s, Name: name}
	last, err := s.LastEvent(ctx)
	if err != nil {
		return nil, err
	}
	events, err := f.changed(ctx, 0, last)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for _, e := range events {
		h, has := held[e.Interview]
		delete(held, e.Interview)
		if e.Seq > at {
			continue
		}
		d, err := f.compare(ctx, e.Interview, h, has)
		if err != nil {
			return nil, err
		}
		if d != "" {
			out = append(out, Difference{e.Interview, d})
		}
	}
	for id := range held {
		out = append(out, Difference{id, "It can be found, and the archive does not know it."})
	}
	if out, err = f.stillSo(ctx, out, last); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Difference) int {
		if a.Interview < b.Interview {
			return -1
		}
		return 1
	})
	return out, nil
}

// stillSo leaves out the interviews that changed after an event: they may have
// differed only because they were read later than the index.
func (f *Follower) stillSo(ctx context.Context, all []Difference, after int64) ([]Difference, error) {
	if len(all) == 0 {
		return nil, nil
	}
	last, err := f.Source.LastEvent(ctx)
	if err != nil {
		return nil, err
	}
	newer, err := f.changed(ctx, after, last)
	return slices.DeleteFunc(all, func(d Difference) bool {
		return slices.ContainsFunc(newer, func(e archive.Event) bool { return e.Interview == d.Interview })
	}), err
}

func (f *Follower) compare(ctx context.Context, id string, h Holding, has bool) (string, error) {
	doc, err := Load(ctx, f.Source, id)
	switch {
	case err != nil && !errors.Is(err, archive.ErrNotFound):
		return "", err
	case doc == nil && has:
		return "It can be found, and may not be.", nil
	case doc == nil:
		return "", nil
	case !has:
		return "It is published and cannot be found.", nil
	}
	if f.Name != nil {
		doc.Facts.ReporterName = f.Name(ctx, doc.Facts.Reporter)
	}
	if doc.Version != h.Version {
		return fmt.Sprintf("The index has version %d, the archive %d.", h.Version, doc.Version), nil
	}
	if doc.Digest() != h.Digest {
		return "The index has other words, times or facts than the archive.", nil
	}
	return "", nil
}
