package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"earshot/ui/client"
)

// benchUpload measures the memory and the speed of large uploads. No worker runs:
// the rows are about taking in, and hours of hum would keep one busy.
func benchUpload(ctx context.Context, b *bench) error {
	s, err := b.startSite(ctx, filepath.Join(b.temp, "upload"), "--no-worker")
	if err != nil {
		return err
	}
	defer s.stop()
	idle, err := s.rest(ctx)
	if err != nil {
		return err
	}
	w := watch(s.pid)
	ours, sent, copies, err := b.uploadAndCopy(ctx, s)
	high := w.stop()
	if err != nil {
		return err
	}
	both := int64(0)
	for _, part := range []string{partSite, partGateway} {
		more := high[part].peak - idle[part].now
		both += more
		b.rows = append(b.rows, row{
			what: "upload of " + mib(b.large) + ", memory above idle: " + part, value: float64(more) / (1 << 20), unit: " MiB", target: 64, sense: atMost,
			measured: fmt.Sprintf("idle %s (%s own), peak %s (%s own)", mib(idle[part].now), mib(idle[part].own), mib(high[part].peak), mib(high[part].own)),
		})
	}
	size := float64(b.large) / (1 << 20)
	b.rows = append(b.rows, row{
		what: "upload of " + mib(b.large) + ", memory above idle: both", value: float64(both) / (1 << 20), unit: " MiB", target: 64, sense: atMost,
		measured: "site and gateway together",
	}, row{
		what: "upload / plain copy with fsync, time", value: ours.median() / copies.median(), unit: " x",
		measured: fmt.Sprintf("%.0f / %.0f MiB/s, medians of %d in turn; %.0f %% of it until the last byte is sent, the rest into the bucket",
			size/ours.median(), size/copies.median(), b.uploads, 100*sent.median()/ours.median()),
	})
	return nil
}

// rest waits until a started site has settled, and returns what its parts hold.
func (s *site) rest(ctx context.Context) (map[string]memory, error) {
	w := watch(s.pid)
	defer w.stop()
	for before, calm := int64(-1), 0; calm < 10; {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(watchEvery):
		}
		m, err := memoryOf(s.pid)
		if err != nil {
			return nil, err
		}
		calm++
		if m.now != before {
			before, calm = m.now, 0
		}
	}
	idle := map[string]memory{}
	for _, part := range []string{partSite, partGateway} {
		pid := w.process(part)
		forgetPeak(pid)
		m, err := memoryOf(pid)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part, err)
		}
		idle[part] = m
	}
	return idle, nil
}

// uploadAndCopy does both in turn. sent is the part of ours that ends with the
// last byte.
func (b *bench) uploadAndCopy(ctx context.Context, s *site) (ours, sent, copies times, err error) {
	for n := range b.uploads {
		in := client.Intake{Title: fmt.Sprintf("Large %d", n), Agreed: true}
		began, body := time.Now(), &sending{r: newNoise(b.large, uint64(n))}
		if _, err := s.Import(ctx, in, "large.wav", body, nil); err != nil {
			return nil, nil, nil, err
		}
		ours.add(time.Since(began))
		sent.add(body.end.Sub(began))
		say("  uploaded %s in %.1f s", mib(b.large), time.Since(began).Seconds())
		took, err := timed(func() error { return b.copyPlainly(uint64(n)) })
		if err != nil {
			return nil, nil, nil, err
		}
		copies.add(took)
	}
	return ours, sent, copies, nil
}

// copyPlainly writes the same bytes to one file of the same disk.
func (b *bench) copyPlainly(seed uint64) error {
	path := filepath.Join(b.temp, "copy")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	defer f.Close()
	if _, err := io.Copy(f, newNoise(b.large, seed)); err != nil {
		return err
	}
	return f.Sync()
}

// noise is a WAV file of so many bytes that costs next to nothing to make and
// cannot be packed: half a block of random bytes, over and over, from another
// place in the block each time.
type noise struct {
	now   []byte // what is read next
	block []byte
	left  int64
	lap   int
}

func newNoise(size int64, seed uint64) *noise {
	n := &noise{block: make([]byte, 1<<20), left: size}
	rnd := rand.New(rand.NewPCG(seed, 2))
	for i := range n.block {
		n.block[i] = byte(rnd.Uint32())
	}
	n.now = wavHeader(48000, 2, uint32(size-44))
	return n
}

func (n *noise) Read(p []byte) (int, error) {
	if n.left <= 0 {
		return 0, io.EOF
	}
	if len(n.now) == 0 {
		half := len(n.block) / 2
		from := n.lap * 4099 % half
		n.now = n.block[from : from+half]
		n.lap++
	}
	c := copy(p[:min(int64(len(p)), n.left)], n.now)
	n.now = n.now[c:]
	n.left -= int64(c)
	return c, nil
}
