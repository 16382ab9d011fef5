package s3blobs

import (
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/archive/gateway/gatewaytest"
)

// memoryLimit is how much a Put of any length may add to the memory of the
// process, with what the garbage collector has not returned yet.
const memoryLimit = 64 << 20

// generated is n bytes that are made as they are read.
func generated(n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{9}), n)
}

// resident is the memory of this process as the system sees it, or 0.
func resident() int64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kb), "kB")), 10, 64)
			return n << 10
		}
	}
	return 0
}

// peak watches memory until the returned function is called, which says how far
// it rose above where it was.
func peak(t testing.TB) func() int64 {
	runtime.GC()
	debug.FreeOSMemory()
	idle := resident()
	if idle == 0 {
		t.Skip("memory cannot be read on this system")
	}
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		high := idle
		for {
			select {
			case <-tick.C:
				high = max(high, resident())
			case <-stop:
				most <- max(high, resident()) - idle
				return
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}

func TestPutMemoryIsFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 256 MiB; run without -short")
	}
	b := openAt(t, gatewaytest.Start(t, t.TempDir()), nil)
	if err := b.Check(t.Context()); err != nil { // connections are made and count as idle
		t.Fatal(err)
	}
	const size = 256 << 20
	rose := peak(t)
	got, err := b.Put(t.Context(), "long", "", generated(size))
	most := rose()
	if err != nil || got.Size != size {
		t.Fatalf("Put = %+v, %v", got, err)
	}
	t.Logf("a Put of %d MiB took %d MiB of memory", size>>20, most>>20)
	if most > memoryLimit {
		t.Errorf("a Put of %d MiB took %d MiB of memory, more than %d", size>>20, most>>20, memoryLimit>>20)
	}
}

// BenchmarkPut streams 2 GiB into the gateway and, as the floor of what this
// machine can do, the same bytes into a file that is synced.
func BenchmarkPut(b *testing.B) {
	if testing.Short() {
		b.Skip("writes 2 GiB; run without -short")
	}
	const size = 2 << 30
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
			if err != nil {
				b.Fatal(err)
			}
			_, err = io.CopyBuffer(struct{ io.Writer }{f}, generated(size), make([]byte, 1<<20))
			if err != nil || f.Sync() != nil || f.Close() != nil {
				b.Fatal(err)
			}
			os.Remove(f.Name())
		}
	})
	b.Run("bucket", func(b *testing.B) {
		bucket := openAt(b, gatewaytest.Start(b, b.TempDir()), nil)
		b.SetBytes(size)
		rose := peak(b)
		for b.Loop() {
			if _, err := bucket.Put(b.Context(), "long", "", generated(size)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(rose()>>20), "MiB-above-idle")
	})
}
