package s3blobs

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// completePatience multiplies the stall limit while a store puts the parts of an
// upload together, which it may do without sending a byte.
const completePatience = 10

// patient is an HTTP client that cuts a request which makes no progress. The
// SDK has no such limit, and a fixed limit for the whole call would either cut
// long uploads or wait for hours on a dead line.
type patient struct {
	http  *http.Client
	stall time.Duration
}

func newPatient(t *http.Transport, stall time.Duration) *patient {
	return &patient{http: &http.Client{Transport: t}, stall: stall}
}

// stalled is the cause of a cut. Timeout makes the SDK try again.
type stalled struct{ after time.Duration }

func (s *stalled) Error() string { return fmt.Sprintf("the store moved no byte for %v", s.after) }
func (s *stalled) Timeout() bool { return true }

// Do sends one request. The clock starts anew with each piece of the request's
// body that is taken and when the answer begins; later it runs while we wait in
// Read for more of the answer's body, not while the reader of it is slow.
func (p *patient) Do(req *http.Request) (*http.Response, error) {
	limit := p.stall
	if req.Method == http.MethodPost && req.URL.Query().Has("uploadId") {
		limit *= completePatience
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	cut := &stalled{limit}
	clock := time.AfterFunc(limit, func() { cancel(cut) })
	req = req.WithContext(ctx)
	if req.Body != nil && req.Body != http.NoBody {
		req.Body = &sending{req.Body, clock, limit}
	}
	resp, err := p.http.Do(req)
	clock.Stop()
	if err != nil {
		if context.Cause(ctx) == cut {
			err = cut
		}
		cancel(nil)
		return nil, err
	}
	resp.Body = &receiving{resp.Body, ctx, cancel, clock, cut}
	return resp, nil
}

// sending starts the clock anew whenever the transport takes more to send.
type sending struct {
	io.ReadCloser
	clock *time.Timer
	limit time.Duration
}

func (s *sending) Read(p []byte) (int, error) {
	s.clock.Reset(s.limit)
	return s.ReadCloser.Read(p)
}

// receiving runs the clock while it waits for bytes.
type receiving struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	clock  *time.Timer
	cut    *stalled
}

func (r *receiving) Read(p []byte) (int, error) {
	r.clock.Reset(r.cut.after)
	n, err := r.ReadCloser.Read(p)
	r.clock.Stop()
	if err != nil && err != io.EOF && context.Cause(r.ctx) == r.cut {
		err = r.cut
	}
	return n, err
}

func (r *receiving) Close() error {
	r.clock.Stop()
	err := r.ReadCloser.Close()
	r.cancel(nil)
	return err
}
