package ui

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"slices"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// Among the doubtful clips stands now and then one drawn by lot, so that how right
// the words are is measured by the people who come for a shift.
const (
	mixShare  = 10  // one clip in so many is drawn by lot,
	mixPlenty = 200 // where so many others wait: half an hour's work
)

// mixed is next with one clip in so many drawn by lot. rest tells that v has just had
// one of those.
func (d *deck) mixed(ctx context.Context, v archive.Viewer, rest bool) (*archive.Shift, error) {
	next, err := d.next(ctx, v)
	if err != nil || rest || turn(v, next.Clip)%d.share != 0 {
		return next, err
	}
	drawn, err := d.drawn(ctx, v, 1)
	if err != nil || len(drawn) == 0 {
		return next, err
	}
	return drawn[0], nil
}

// mixedSome is some with one clip of so many drawn by lot.
func (d *deck) mixedSome(ctx context.Context, v archive.Viewer, n int) ([]*archive.Shift, error) {
	found, err := d.some(ctx, v, n)
	share := int(d.share)
	if err != nil || len(found) < share {
		return found, err
	}
	drawn, err := d.drawn(ctx, v, len(found)/share)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(f *archive.Shift) bool {
		return slices.ContainsFunc(drawn, func(s *archive.Shift) bool { return f.Interview == s.Interview && f.First == s.First })
	}) // nobody is asked twice about the same words
	for i, s := range drawn {
		at := i*share + int(turn(v, s.Clip)%d.share)
		found = slices.Insert(found, min(at, len(found)), s)
	}
	return found[:min(len(found), n)], nil
}

// turn is a number that stays the same for a person and a clip, so that a page
// that is loaded again asks the same.
func turn(v archive.Viewer, c archive.Clip) uint32 {
	h := fnv.New32a()
	by := v.Author()
	fmt.Fprintf(h, "%s|%s|%s|%d", by.Account, by.Visitor, c.Interview, c.First)
	return h.Sum32()
}

// drawn returns up to n samples for v, where many other clips wait.
func (d *deck) drawn(ctx context.Context, v archive.Viewer, n int) ([]*archive.Shift, error) {
	d.mu.Lock()
	lots, waiting := d.lots, len(d.ranked)
	d.mu.Unlock()
	if waiting < d.plenty {
		return nil, nil
	}
	return d.archive.SampleShifts(ctx, v, lots[:min(len(lots), deckTries)], n)
}

// sample returns the sample that a form speaks of, if it still waits for v.
func (d *deck) sample(ctx context.Context, v archive.Viewer, in url.Values) (*archive.Shift, error) {
	d.mu.Lock()
	lots := d.lots
	d.mu.Unlock()
	i := slices.IndexFunc(lots, func(s archive.Sample) bool {
		return s.Interview == in.Get("of") && int(s.First) == number(in, "first") && int(s.Last) == number(in, "last")
	})
	if i < 0 {
		return nil, archive.ErrNotFound
	}
	found, err := d.archive.SampleShifts(ctx, v, lots[i:i+1], 1)
	if err != nil || len(found) == 0 {
		return nil, archive.ErrNotFound
	}
	return found[0], nil
}

// sampleDo keeps what someone heard in a clip drawn by lot, or that they skip it.
func (s *Server) sampleDo(c *gin.Context, in url.Values) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	ask := archive.SampleAsk{Interview: in.Get("of"), First: archive.WordID(number(in, "first")), Last: archive.WordID(number(in, "last")),
		Version: number(in, "against"), Text: in.Get("text"), Key: in.Get("key")}
	if in.Get("do") == "skip" {
		return s.Archive.SkipSample(ctx, v, ask)
	}
	if err := s.checkMark(c, lineForm{Mark: in.Get("mark"), Trap: in.Get("website"), Key: ask.Key}); err != nil {
		return err
	}
	switch in.Get("do") {
	case "heard":
		if ask.Text == "" {
			return archive.Invalid("text", "Please write what you hear. If nothing is said, press “Nothing is said”.")
		}
	case "silence":
		ask.Text = ""
	case "unclear":
		ask.Text = archive.Unclear
	default:
		return archive.Invalid("do", "Please say what you heard.")
	}
	_, err := s.Archive.AnswerSample(ctx, v, ask)
	return err
}
