package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"earshot/archive"
	"earshot/archive/sqlstore"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/ui"
)

// The search site is a process of its own, so that its memory is its own: the
// site's pages and API over an index of made-up passages, without the sound,
// whose interviews stand in a real database that is asked about every hit. It is
// told what to do by a line of JSON on its standard input.

// order is what a search site or a peer is told to do.
type order struct {
	Do     string  `json:"do"` // build, fix or ask
	N      int     `json:"n,omitempty"`
	Match  string  `json:"match,omitempty"`
	Years  *[2]int `json:"years,omitempty"`
	Facets bool    `json:"facets,omitempty"`
}

// report is the answer to an order.
type report struct {
	Error   string    `json:"error,omitempty"`
	URL     string    `json:"url,omitempty"`
	Seconds float64   `json:"seconds,omitempty"`
	Bytes   int64     `json:"bytes,omitempty"`
	Peak    int64     `json:"peak,omitempty"`
	Total   int       `json:"total,omitempty"`
	Times   []float64 `json:"times,omitempty"`
}

const searchToken = "bench-search"

// searchSite serves the folder until its standard input ends.
func searchSite(ctx context.Context, dir, interviews string) error {
	n, err := strconv.Atoi(interviews)
	if err != nil {
		return err
	}
	c := newCorpus(n)
	store, err := sqlstore.Open(ctx, sqlstore.Options{Path: filepath.Join(dir, "archive.db")})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := c.announce(ctx, store); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	a, err := archive.New(ctx, store, nil, archive.Options{Log: log})
	if err != nil {
		return err
	}
	ix, err := bleveindex.Create(filepath.Join(dir, "index"), "bench")
	if err != nil {
		return err
	}
	defer ix.Close()
	site, err := ui.New(ui.Config{Archive: a, Search: search.NewSearcher(ix, a), Name: "Bench", Log: log, Spool: filepath.Join(dir, "spool"), LocalToken: searchToken})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { _ = http.Serve(l, site) }() // ends with the process
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(report{URL: "http://" + l.Addr().String()}); err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var o order
		r, err := report{}, json.Unmarshal(in.Bytes(), &o)
		switch {
		case err != nil:
		case o.Do == "build":
			r, err = c.build(ctx, ix, filepath.Join(dir, "index"))
		case o.Do == "fix":
			r, err = c.fix(ctx, ix, o.N)
		default:
			err = fmt.Errorf("nobody knows how to %q", o.Do)
		}
		if err != nil {
			r.Error = err.Error()
		}
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	return in.Err()
}

// announce puts the interviews into the database.
func (c *corpus) announce(ctx context.Context, store archive.Store) error {
	return store.Update(ctx, func(tx archive.Tx) error {
		for n := range c.interviews {
			iv := c.about(n)
			iv.Received = time.Unix(int64(n), 0).UTC()
			iv.Published, iv.Changed = iv.Received, iv.Received
			if err := tx.PutInterview(iv); err != nil {
				return err
			}
		}
		return nil
	})
}

// build indexes everything: the next interview is made while one is written.
func (c *corpus) build(ctx context.Context, ix *bleveindex.Index, dir string) (r report, err error) {
	docs := make(chan search.InterviewDoc, 1)
	go func() {
		defer close(docs)
		for n := range c.interviews {
			docs <- newCorpus(c.interviews).doc(n, -1, "")
		}
	}()
	began := time.Now()
	position := int64(0)
	for d := range docs {
		if err != nil {
			continue // lets the maker end
		}
		position++
		err = ix.Apply(ctx, search.Batch{Position: position, Interviews: []search.InterviewDoc{d}})
	}
	r.Seconds = time.Since(began).Seconds()
	if err != nil {
		return r, err
	}
	r.Bytes, err = settled(dir)
	return r, err
}

// settled is the size of a folder once it stops changing.
func settled(dir string) (int64, error) {
	last := int64(-1)
	for range 60 {
		n, err := folderSize(dir)
		if err != nil || n == last {
			return n, err
		}
		last = n
		time.Sleep(2 * time.Second)
	}
	return last, nil
}

func folderSize(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return ignoreGone(err)
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return ignoreGone(err)
	})
	return n, err
}

// ignoreGone passes over files that were merged away while they were counted.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// fix corrects one passage after another, each in another interview, and times
// from the corrected interview until a search finds the new word.
func (c *corpus) fix(ctx context.Context, ix *bleveindex.Index, times int) (r report, err error) {
	at, err := ix.Position(ctx)
	if err != nil {
		return r, err
	}
	for i := range times {
		word := fmt.Sprintf("findable%dx", i)
		n := i * 37 % c.interviews
		d := c.doc(n, i*11%passagesEach, "and then we said "+word+" together")
		q, err := search.Parse(word)
		if err != nil {
			return r, err
		}
		at++
		began := time.Now()
		if err := ix.Apply(ctx, search.Batch{Position: at, Interviews: []search.InterviewDoc{d}}); err != nil {
			return r, err
		}
		res, err := ix.Search(ctx, q, search.Page{Size: 1})
		if err != nil {
			return r, err
		}
		if res.Total != 1 {
			return r, fmt.Errorf("%s was found %d times", word, res.Total)
		}
		r.Times = append(r.Times, time.Since(began).Seconds())
	}
	return r, nil
}
