package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"
)

// changesBeforePage is how often the page is asked for right after a change.
const changesBeforePage = 7

// answer is one answer to a request for a page.
type answer struct {
	status int
	tag    string
	bytes  int64 // of the body as sent
	took   time.Duration
}

// visitor reads pages without an account over one lasting connection.
type visitor struct{ http *http.Client }

func newVisitor() *visitor {
	// Without DisableCompression the client would unpack the page in our time.
	return &visitor{&http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 1}}}
}

// get reads a page whole. encoding is gzip or identity; tag, which may be empty,
// is that of the page it has.
func (v *visitor) get(ctx context.Context, at, encoding, tag string) (a answer, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return a, err
	}
	req.Header.Set("Accept-Encoding", encoding)
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	began := time.Now()
	resp, err := v.http.Do(req)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	a.bytes, err = io.Copy(io.Discard, resp.Body)
	a.took, a.status, a.tag = time.Since(began), resp.StatusCode, resp.Header.Get("ETag")
	if err == nil && a.status != http.StatusOK && a.status != http.StatusNotModified {
		err = fmt.Errorf("%s answers %d", at, a.status)
	}
	return a, err
}

// many asks n times and returns the times and the last answer.
func (v *visitor) many(ctx context.Context, n int, at, encoding, tag string) (t times, a answer, err error) {
	for range n {
		if a, err = v.get(ctx, at, encoding, tag); err != nil {
			return t, a, err
		}
		t.add(a.took)
	}
	return t, a, nil
}

// benchPage measures the page of a long interview: after a change, after a
// restart, and kept.
func (b *bench) benchPage(ctx context.Context, s *site, e *editor) error {
	v := newVisitor()
	page := s.url + "/interviews/" + e.id
	fresh, err := b.afterChanges(ctx, v, page, e)
	if err != nil {
		return err
	}
	packed, kept, err := v.many(ctx, b.requests, page, "gzip", "")
	if err != nil {
		return err
	}
	_, plain, err := v.many(ctx, 3, page, "identity", "")
	if err != nil {
		return err
	}
	same, unchanged, err := v.many(ctx, b.requests/2, page, "gzip", kept.tag)
	if err != nil {
		return err
	}
	if kept.tag == "" || unchanged.status != http.StatusNotModified || unchanged.bytes != 0 {
		return fmt.Errorf("asked with its own tag %q, the page answers %d with %d bytes", kept.tag, unchanged.status, unchanged.bytes)
	}
	first, err := b.afterRestarts(ctx, v, s, e.id)
	if err != nil {
		return err
	}
	warm := packed.at(50)
	b.rows = append(b.rows, row{
		what: "page kept / after a restart", value: first.at(50) / warm, unit: " x faster", target: 50, sense: atLeast,
		measured: fmt.Sprintf("p50 %s / %s, over one connection", ms(warm), ms(first.at(50))),
	}, row{
		what: "page kept / after a change", value: fresh.at(50) / warm, unit: " x faster", target: 50, sense: atLeast,
		measured: fmt.Sprintf("p50 %s (p95 %s) / %s", ms(warm), ms(packed.at(95)), ms(fresh.at(50))),
	}, row{
		what: "page bytes, gzip", value: float64(kept.bytes) / 1024, unit: " KiB",
		measured: fmt.Sprintf("%d words, %s without gzip", b.words, mib(plain.bytes)),
	}, row{
		what: "page unchanged (304), p50", value: same.at(50) * 1000, unit: " ms",
		measured: "no body; the tag changes with every fix",
	})
	return nil
}

// afterChanges asks for the page right after each of some changes.
func (b *bench) afterChanges(ctx context.Context, v *visitor, page string, e *editor) (t times, err error) {
	before, err := v.get(ctx, page, "gzip", "")
	if err != nil {
		return nil, err
	}
	for range changesBeforePage {
		// Found means that the index is done with it and leaves the processor alone.
		if _, err := e.fixAndFind(ctx); err != nil {
			return nil, err
		}
		a, err := v.get(ctx, page, "gzip", before.tag)
		if err != nil {
			return nil, err
		}
		if a.status != http.StatusOK || a.tag == before.tag {
			return nil, fmt.Errorf("after a fix the page still has the tag %s", a.tag)
		}
		before = a
		t.add(a.took)
	}
	return t, nil
}

// afterRestarts asks for the page as the first of a newly started site. The
// connection is made before, by another request.
func (b *bench) afterRestarts(ctx context.Context, v *visitor, s *site, id string) (t times, err error) {
	for range b.restarts {
		if err := s.stop(); err != nil {
			return nil, err
		}
		again, err := b.startSite(ctx, filepath.Join(b.temp, "reading"))
		if err != nil {
			return nil, err
		}
		*s = *again
		if _, err := v.get(ctx, s.url+"/healthz", "gzip", ""); err != nil {
			return nil, err
		}
		a, err := v.get(ctx, s.url+"/interviews/"+id, "gzip", "")
		if err != nil {
			return nil, err
		}
		t.add(a.took)
	}
	return t, nil
}
