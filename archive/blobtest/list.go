package blobtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// keys lists the keys under prefix.
func keys(t *testing.T, b archive.Blobs, prefix string) []string {
	t.Helper()
	found := []string{}
	if err := b.List(t.Context(), prefix, func(o archive.Blob) error {
		found = append(found, o.Key)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

func listOrder(t *testing.T, b archive.Blobs) {
	all := []string{"ord/a", "ord/a-b", "ord/a.b", "ord/ab/c", "ord/ab/d", "ord/abc", "ord/b/1/2/3", "ord/b/10", "ord/b/9", "ord/ß", "ord2/x"}
	for i, key := range slices.Backward(all) {
		put(t, b, key, make([]byte, i))
	}
	for _, c := range []struct {
		prefix string
		want   []string
	}{
		{"ord/", all[:10]},
		{"ord", all},
		{"ord/a", all[:6]},
		{"ord/ab", all[3:6]},
		{"ord/ab/", all[3:5]},
		{"ord/b/1", []string{"ord/b/1/2/3", "ord/b/10"}},
		{"ord/abc", []string{"ord/abc"}},
		{"ord/none", []string{}},
		{"other/", []string{}},
	} {
		if d := cmp.Diff(c.want, keys(t, b, c.prefix)); d != "" {
			t.Errorf("List %q (-want +got):\n%s", c.prefix, d)
		}
	}
	i := 0
	if err := b.List(t.Context(), "ord/", func(o archive.Blob) error {
		if o.Size != int64(i) {
			t.Errorf("List says %s has %d bytes, want %d", o.Key, o.Size, i)
		}
		i++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// listPages has more objects than any store lists in one answer (1,000).
func listPages(t *testing.T, b archive.Blobs) {
	const n, workers = 1005, 8
	want := make([]string, n)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				want[i] = fmt.Sprintf("pages/%02d/%04d", i/100, i)
				if _, err := b.Put(t.Context(), want[i], "", strings.NewReader("x")); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if d := cmp.Diff(want, keys(t, b, "pages/")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func listStops(t *testing.T, b archive.Blobs) {
	put(t, b, "stops/1", nil)
	put(t, b, "stops/2", nil)
	stop := errors.New("enough")
	seen := 0
	err := b.List(t.Context(), "stops/", func(archive.Blob) error { seen++; return stop })
	if !errors.Is(err, stop) || seen != 1 {
		t.Errorf("List went on: %d seen, error %v", seen, err)
	}
}

func oddKeys(t *testing.T, b archive.Blobs) {
	odd := []string{
		"odd/with space", "odd/plus+and&and=", "odd/percent%41", "odd/question?x=1", "odd/hash#tag", "odd/ünï/çödé", "odd/日本語",
		"odd/quote'\"", "odd/colon:semi;comma,", "odd/at@tilde~", "odd/(brackets)[and]{braces}", "odd/...", "odd/..a", "odd/a..",
		"odd/.hidden", "odd/star*", "odd/pipe|lt<gt>", "odd/dollar$bang!", "odd/long-" + strings.Repeat("x", 240), "odd/🎙",
	}
	for i, key := range odd {
		put(t, b, key, Bytes(i+1, byte(i)))
	}
	for i, key := range odd {
		holds(t, b, key, Bytes(i+1, byte(i)))
	}
	want := slices.Sorted(slices.Values(odd))
	if d := cmp.Diff(want, keys(t, b, "odd/")); d != "" {
		t.Errorf("List (-want +got):\n%s", d)
	}
	for _, key := range odd {
		if err := b.Delete(t.Context(), key); err != nil {
			t.Error(err)
		}
	}
	if left := keys(t, b, "odd/"); len(left) != 0 {
		t.Errorf("these stay after Delete: %q", left)
	}
}

func unusableKeys(t *testing.T, b archive.Blobs) {
	for _, key := range []string{
		"", "/", "/lead", "trail/", "a//b", ".", "..", "../up", "a/../b", "a/./b", "nul\x00", "line\nbreak", "back\\slash",
		"bad\xffutf8", strings.Repeat("x", 256), strings.Repeat("x/", 600) + "x",
	} {
		if _, err := b.Put(t.Context(), key, "", strings.NewReader("x")); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("Put %q: %v, want ErrInvalid", key, err)
		}
		if _, _, err := b.Open(t.Context(), key, 0, -1); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("Open %q: %v, want ErrInvalid", key, err)
		}
		if _, err := b.Stat(t.Context(), key); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("Stat %q: %v, want ErrInvalid", key, err)
		}
		if err := b.Delete(t.Context(), key); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("Delete %q: %v, want ErrInvalid", key, err)
		}
	}
}
