package ui

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"earshot/archive"
	"earshot/search"
)

// savedSearch is a question, when it was asked and what was found then. Nothing
// of it is stored: its address says all of it, so anyone can keep one, nobody can
// flood the archive with them, and it is private to those who have the address.
// What is new since is worked out from the journals.
type savedSearch struct {
	Q       string `json:"q"`
	Sort    string `json:"s,omitempty"`
	Variant bool   `json:"w,omitempty"` // asked only as written
	At      int64  `json:"t"`           // Unix milliseconds
	Found   int    `json:"n"`           // passages
	Within  int    `json:"i"`           // interviews
	Seq     int64  `json:"f"`           // feed number that the answer was true for
	Sure    bool   `json:"-"`           // the numbers are ours: nobody made them up
}

// savedLength is the most an address of a saved search may have: a query has at
// most some hundred characters.
const savedLength = 4000

// savedID is what stands in the address: the search, and a mark that it is ours.
func (s *Server) savedID(v savedSearch) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(b)
	return text + "." + s.sign("search "+text), nil
}

// readSaved reads an address. One whose mark is not ours is read too, as the
// question may be asked all the same, but it is not vouched for: the key of the
// marks may have been lost with the database.
func (s *Server) readSaved(id string) (v savedSearch, err error) {
	text, mark, ok := strings.Cut(id, ".")
	b, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(id) > savedLength || json.Unmarshal(b, &v) != nil || v.At <= 0 || v.At > 1<<50 || v.Found < 0 || v.Within < 0 || v.Seq < 0 || strings.TrimSpace(v.Q) == "" {
		return v, archive.ErrNotFound
	}
	v.Sure = hmac.Equal([]byte(mark), []byte(s.sign("search "+text)))
	return v, nil
}

func (v savedSearch) when() time.Time { return time.UnixMilli(v.At).UTC() }

func (v savedSearch) page() search.Page {
	p := search.Page{Size: search.MaxPage, Sort: search.ByRank, AsWritten: v.Variant}
	if v.Sort == string(search.ByDate) {
		p.Sort = search.ByDate
	}
	return p
}

// newPassage is a passage that the question did not find when it was saved.
type newPassage struct {
	search.Hit
	Since time.Time // when it began to say so, or was opened
}

// fresh tells which hits are new since a moment: those of interviews opened
// since, and those with matching words that did not stand in the interview then.
// What a viewer may not see in feeds is left out.
func (s *Server) fresh(ctx context.Context, v archive.Viewer, hits []search.Hit, since time.Time) (out []newPassage, err error) {
	known := map[string]*thenAndNow{}
	for _, h := range hits {
		k := known[h.Interview]
		if k == nil {
			if k, err = s.thenAndNow(ctx, v, h.Interview, since); err != nil {
				return nil, err
			}
			known[h.Interview] = k
		}
		if at, isNew := k.fresh(&h, since); isNew {
			out = append(out, newPassage{h, at})
		}
	}
	slices.SortStableFunc(out, func(a, b newPassage) int { return b.Since.Compare(a.Since) })
	return out, nil
}

// thenAndNow is an interview as it was at a moment, and what changed since.
type thenAndNow struct {
	iv    *archive.Interview // nil: not for feeds
	begun int                // the version then
	stood map[archive.WordID]bool
	later []*archive.Change
}

func (s *Server) thenAndNow(ctx context.Context, v archive.Viewer, id string, since time.Time) (*thenAndNow, error) {
	iv, may, changes, err := s.Archive.History(ctx, v, id)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrWithdrawn) || errors.Is(err, archive.ErrForbidden) || err == nil && !may.Feed {
		return &thenAndNow{}, nil
	}
	if err != nil {
		return nil, err
	}
	k := &thenAndNow{iv: iv}
	for k.begun < len(changes) && !changes[k.begun].Made.After(since) {
		k.begun++
	}
	k.later = changes[k.begun:]
	if len(k.later) == 0 || iv.Published.After(since) {
		return k, nil
	}
	r, err := s.Archive.Read(ctx, v, id, k.begun)
	if err != nil {
		return nil, err
	}
	k.stood = map[archive.WordID]bool{}
	for _, l := range r.Transcript.Lines {
		for _, w := range l.Words {
			k.stood[w.ID] = true
		}
	}
	return k, nil
}

// fresh tells whether a hit is new, and since when.
func (k *thenAndNow) fresh(h *search.Hit, since time.Time) (time.Time, bool) {
	switch {
	case k.iv == nil:
		return time.Time{}, false
	case k.iv.Published.After(since):
		return k.iv.Published, true
	case len(k.later) == 0 || len(h.Highlights) == 0:
		return time.Time{}, false
	case h.Matched == search.AsHeard:
		return k.later[len(k.later)-1].Made, k.iv.Begins > k.begun
	}
	for _, m := range h.Highlights {
		if k.stood[m.First] && k.stood[m.Last] {
			return time.Time{}, false
		}
	}
	for _, c := range k.later {
		for _, e := range c.Edits {
			if slices.ContainsFunc(e.Words, func(w archive.Word) bool { return w.ID == h.Highlights[0].First || w.ID == h.Highlights[0].Last }) {
				return c.Made, true
			}
		}
	}
	return k.later[len(k.later)-1].Made, true
}
