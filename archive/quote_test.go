package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestQuotesFindTheirWordsAfterManyChanges makes a quote, then fifty random
// changes, and holds what the quote says of itself to the words: those that
// still stand are in it, no word from outside the quote is, and it only says that
// it stands when every word is the same.
func TestQuotesFindTheirWordsAfterManyChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tr := Base(recognition("we planted beans in the long spring", "and the neighbours came to talk with us", "nobody had done that before", "so we put out chairs and a kettle"))
		all := tr.flat()
		i := rapid.IntRange(0, len(all)-1).Draw(rt, "from")
		j := rapid.IntRange(i, len(all)-1).Draw(rt, "to")
		words, err := tr.Words(all[i].ID, all[j].ID)
		if err != nil {
			rt.Fatal(err)
		}
		then := tr.Clone()
		var later []*Change
		for range 50 {
			c := randomChange(rt, tr, later)
			if c == nil {
				continue
			}
			c.Version = tr.Version + 1
			if err := tr.Apply(c); err != nil {
				continue
			}
			later = append(later, c)
		}
		ids, _ := then.trace(words, later, tr)
		now := tr.flat()
		from := slices.IndexFunc(now, func(w flatWord) bool { return len(ids) > 0 && w.ID == ids[0] })
		if len(ids) > 0 && from < 0 {
			rt.Fatalf("it begins with %d, which does not stand", ids[0])
		}
		for k, id := range ids {
			if now[from+k].ID != id {
				rt.Fatalf("word %d of the quote is %d, and %d stands there", k, id, now[from+k].ID)
			}
		}
		for k, w := range all {
			inside := k >= i && k <= j
			stands := slices.ContainsFunc(now, func(n flatWord) bool { return n.ID == w.ID })
			if has := slices.Contains(ids, w.ID); stands && has != inside {
				rt.Fatalf("%q (%d) is inside: %t; it is in what stands there: %t", w.Text, w.ID, inside, has)
			}
		}
		q := &Quote{Interview: &Interview{}, Then: then.turns(wordIDs(words)), Now: tr.turns(ids)}
		if q.judge(); (q.State == QuoteStands) != (len(ids) > 0 && JoinWords(turnWords(q.Now)) == JoinWords(words)) {
			rt.Fatalf("it %s: %q became %q", q.State, JoinWords(words), JoinWords(turnWords(q.Now)))
		}
	})
}

func recognition(lines ...string) *Recognition {
	r := &Recognition{ID: "r", Interview: "i"}
	id, at := WordID(1), 0.0
	for n, text := range lines {
		l := Line{ID: LineID(n + 1)}
		for _, s := range strings.Fields(text) {
			l.Words = append(l.Words, Word{ID: id, Text: s, Start: at, End: at + 0.4, Timing: TimeRecognised})
			id, at = id+1, at+0.5
		}
		r.Lines = append(r.Lines, l)
	}
	return r
}

func FuzzParseAnchor(f *testing.F) {
	for _, s := range []string{"3.12-19", "0.1-1", "", "3.19-12", "03.1-2", "-1.1-2", "1.2", "9999999999.1-2", "1.1-2/", "１.2-3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAnchor(s)
		if err == nil && a.String() != s {
			t.Errorf("%q reads as %+v, which is %q", s, a, a)
		}
		if err != nil && strings.Trim(s, "0123456789.-") == "" && fmt.Sprint(a) == s {
			t.Errorf("%q is refused", s)
		}
	})
}

// TestTheHashIsOfTheDocumentedForm makes the hash as the documentation says, and
// not as the code does.
func TestTheHashIsOfTheDocumentedForm(t *testing.T) {
	tr := Base(recognition("we planted beans", "", "in spring"))
	tr.Lines[0].Speaker = "Ann\tLee"
	want := sha256.Sum256([]byte("Ann Lee\twe planted beans\n\tin spring\n"))
	if got := tr.ContentHash(); got != hex.EncodeToString(want[:]) {
		t.Errorf("the hash is %s", got)
	}
	var b bytes.Buffer
	if err := tr.WriteCanonical(&b); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(b.Bytes()); sum != want {
		t.Errorf("the canonical words are %q", b.String())
	}
	before := tr.ContentHash()
	for _, change := range []func(){
		func() { tr.Lines[0].Speaker = "Bo" },
		func() { tr.Lines[2].Words[0].Text = "In" },
		func() { tr.Lines[0].Words = tr.Lines[0].Words[:2] },
	} {
		if change(); tr.ContentHash() == before {
			t.Error("other words have the same hash")
		}
		before = tr.ContentHash()
	}
}
