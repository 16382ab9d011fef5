package ui

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestJoinCRCIsTheCRCOfTheWhole(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 255, 256, 65537, 1 << 20} {
		for _, m := range []int{0, 1, 7, 4096} {
			a, b := make([]byte, m), make([]byte, n)
			for i := range a {
				a[i] = byte(rnd.Uint32())
			}
			for i := range b {
				b[i] = byte(rnd.Uint32())
			}
			want := crc32.ChecksumIEEE(append(bytes.Clone(a), b...))
			if got := joinCRC(crc32.ChecksumIEEE(a), crc32.ChecksumIEEE(b), int64(n)); got != want {
				t.Errorf("%d and %d bytes: %08x, not %08x", m, n, got, want)
			}
		}
	}
}

func TestSpliceIsOneGzipStream(t *testing.T) {
	body := strings.Repeat("<p>What was said, & more</p>\n", 40_000)
	kept, err := packBody([]byte(body), bodyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ head, tail string }{{"", ""}, {"<main>", "</main>"}, {strings.Repeat("head ", 30_000), strings.Repeat("tail ", 3)}} {
		packed, err := splice([]byte(c.head), kept, []byte(c.tail))
		if err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		r.Multistream(false)
		got, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("head of %d bytes: %v", len(c.head), err)
		}
		if string(got) != c.head+body+c.tail {
			t.Errorf("head of %d bytes: another text came back", len(c.head))
		}
	}
	var plain bytes.Buffer
	if err := kept.plain(&plain); err != nil || plain.String() != body {
		t.Errorf("plain body differs (error %v)", err)
	}
}

func TestPageCacheMakesEachBodyOnce(t *testing.T) {
	p := newPageCache()
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			b, err := p.get(pageKey{interview: "a"}, func() (*pageBody, error) {
				made.Add(1)
				return packBody([]byte("words"), bodyFacts{})
			})
			if err != nil || b.size != 5 {
				t.Errorf("got %v, %v", b, err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

func TestPageCacheKeepsWithinItsBytes(t *testing.T) {
	p := newPageCache()
	p.limit = 10_000
	for i := range 100 {
		key := pageKey{interview: fmt.Sprint(i)}
		if _, err := p.get(key, func() (*pageBody, error) { return &pageBody{packed: make([]byte, 1000)}, nil }); err != nil {
			t.Fatal(err)
		}
		if p.bytes > p.limit || p.order.Len() != len(p.byKey) {
			t.Fatalf("after %d: %d bytes, %d and %d entries", i, p.bytes, p.order.Len(), len(p.byKey))
		}
	}
	if _, there := p.byKey[pageKey{interview: "99"}]; !there {
		t.Error("the newest body is gone")
	}
}

func TestPageCacheForgetsFailures(t *testing.T) {
	p := newPageCache()
	failed := errors.New("no store")
	if _, err := p.get(pageKey{}, func() (*pageBody, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Fatalf("got %v", err)
	}
	b, err := p.get(pageKey{}, func() (*pageBody, error) { return packBody([]byte("x"), bodyFacts{}) })
	if err != nil || b.size != 1 {
		t.Errorf("got %v, %v", b, err)
	}
	if p.bytes != p.order.Front().Value.(*pageEntry).cost {
		t.Errorf("%d bytes counted", p.bytes)
	}
}
