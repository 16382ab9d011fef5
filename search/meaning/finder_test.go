package meaning_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
	"earshot/search/meaning"
)

const (
	kitchen = "kitchen0000000a1"
	harbour = "harbour0000000b2"
)

// topics is an Embedder that understands a few words, and counts what it is given.
type topics struct {
	mu    sync.Mutex
	texts []string
	fail  error
}

func (f *topics) Name() string { return "topics" }

func (f *topics) Embed(ctx context.Context, text string) (v meaning.Vector, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return v, f.fail
	}
	f.texts = append(f.texts, text)
	for i, words := range [][]string{{"soup", "food", "meal"}, {"ropes", "quay", "sea"}, {"council", "budget", "power"}, {"diary", "angry", "write"}} {
		for _, w := range words {
			if strings.Contains(strings.ToLower(text), w) {
				for k := range 90 {
					v[i*90+k] = int8(k%2*200 - 100)
				}
			}
		}
	}
	return v, ctx.Err()
}

func (f *topics) given() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.texts
	f.texts = nil
	return out
}

// follower is a finder beside an archive of two interviews, in step with it.
func follower(t *testing.T, path string, a *indextest.Archive, model meaning.Embedder) *meaning.Finder {
	t.Helper()
	f, err := meaning.Open(path, "test archive", model, a, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	catchUp(t, a, f)
	return f
}

func catchUp(t *testing.T, a *indextest.Archive, f *meaning.Finder) {
	t.Helper()
	if err := search.NewFollower(a, f).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// nearest is the passage closest to a text, "" when none is close.
func nearest(t *testing.T, f *meaning.Finder, text string) string {
	t.Helper()
	near, err := f.Near(t.Context(), text, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(near) == 0 || near[0].Closeness < 0.5 {
		return ""
	}
	return near[0].Passage
}

func TestFollowing(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	model, path := &topics{}, filepath.Join(t.TempDir(), "vectors")
	f := follower(t, path, a, model)
	first := len(model.given())
	if got := nearest(t, f, "the sea"); !strings.HasPrefix(got, harbour) {
		t.Errorf("the sea is found in %q", got)
	}
	diary := nearest(t, f, "diary")
	if !strings.HasPrefix(diary, kitchen) {
		t.Fatalf("the diary is found in %q", diary)
	}
	model.given()

	// A fix makes one vector anew, of the words as they are now.
	a.Say(t, kitchen, 11, "and that is how the Tuesday letters started, one page for each day.", "k1")
	a.Say(t, kitchen, 10, "Oh, every week! My sister-in-law said remember it, so I did,", "k2")
	a.Say(t, kitchen, 9, "Were you ever quiet about it?", "k3")
	catchUp(t, a, f)
	if texts := model.given(); len(texts) != 1 || !strings.Contains(texts[0], "Tuesday letters") {
		t.Errorf("after a fix: %q", texts)
	}
	if got := nearest(t, f, "angry"); got == diary {
		t.Error("a passage is found by what it no longer says")
	}

	// Opened again, nothing is made anew.
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	model.given()
	f = follower(t, path, a, model)
	if texts := model.given(); len(texts) > 0 {
		t.Errorf("made again: %q", texts)
	}

	// What was withdrawn is gone.
	if err := a.Withdraw(t.Context(), indextest.Custodian, harbour, "Yusuf asked for it."); err != nil {
		t.Fatal(err)
	}
	catchUp(t, a, f)
	if got := nearest(t, f, "the sea, again"); strings.HasPrefix(got, harbour) {
		t.Errorf("a withdrawn interview is near: %q", got)
	}
	if first < 3 {
		t.Errorf("%d passages were read at the beginning", first)
	}
}

func TestOtherLanguagesAreLeftOut(t *testing.T) {
	model := &topics{}
	f := follower(t, filepath.Join(t.TempDir(), "vectors"), indextest.NewArchive(t), model)
	doc := indextest.Doc(t, indextest.Harbour())
	for _, test := range []struct {
		language string
		found    bool
	}{{"en", true}, {"de", false}, {"en-GB", true}, {"enm", false}, {"", true}} {
		if f.Understands(test.language) != test.found {
			t.Errorf("%q: understood %v", test.language, !test.found)
		}
		doc.Facts.Language = test.language
		if err := f.Apply(t.Context(), search.Batch{Position: 1, Interviews: []search.InterviewDoc{doc}}); err != nil {
			t.Fatal(err)
		}
		if found := nearest(t, f, "sea") != ""; found != test.found {
			t.Errorf("%q: found %v", test.language, found)
		}
	}
}

// TestTellingEnglish: where nobody told the language, what is not English has no
// vector: it would be near anything.
func TestTellingEnglish(t *testing.T) {
	for text, want := range map[string]bool{
		"We went down to the quay every morning, and my mother had the soup ready when we came back.": true,
		"Yes.": true,
		"Wir sind jeden Morgen zum Kai gegangen, und meine Mutter hatte die Suppe fertig, wenn wir zurück kamen.":    false,
		"Chodziliśmy co rano na nabrzeże, a mama miała gotową zupę, kiedy wracaliśmy do domu z rynku.":               false,
		"Roedden ni'n mynd i lawr i'r cei bob bore, ac roedd mam wedi paratoi'r cawl erbyn i ni ddod yn ôl adref.":   false,
		"Íbamos al muelle todas las mañanas y mi madre tenía la sopa lista cuando volvíamos a la casa por la tarde.": false,
		"Мы каждое утро ходили на причал, и когда мы возвращались, у мамы уже был готов суп для всех нас.":           false,
	} {
		model := &topics{}
		f := follower(t, filepath.Join(t.TempDir(), "vectors"), indextest.NewArchive(t), model)
		doc := indextest.Doc(t, indextest.Talk("untold0000000001", text))
		doc.Facts.Language = ""
		if err := f.Apply(t.Context(), search.Batch{Position: 1, Interviews: []search.InterviewDoc{doc}}); err != nil {
			t.Fatal(err)
		}
		if got := len(model.given()) > 0; got != want {
			t.Errorf("%q has a vector: %v", text, got)
		}
	}
}

// TestStepThatFails: nothing is lost, and the position stays until all is there.
func TestStepThatFails(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Kitchen())
	model := &topics{fail: errors.New("the model is gone")}
	f, err := meaning.Open(filepath.Join(t.TempDir(), "vectors"), "x", model, a, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := search.NewFollower(a, f).CatchUp(t.Context()); err == nil {
		t.Error("a step without its vectors was taken")
	}
	if at, err := f.Position(t.Context()); at != 0 || err != nil {
		t.Errorf("it stands at %d, %v", at, err)
	}
	model.fail = nil
	catchUp(t, a, f)
	if nearest(t, f, "soup") == "" {
		t.Error("soup is not found")
	}
}

// TestDamagedVectorsAreMadeAgain, by a site that runs.
func TestDamagedVectorsAreMadeAgain(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Kitchen())
	path, model := filepath.Join(t.TempDir(), "vectors"), &topics{}
	f := follower(t, path, a, model)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 600; i < len(data); i += 512 {
		data[i] ^= 1
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Near(t.Context(), "soup", 3); !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("damaged vectors gave %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	for t.Context().Err() == nil {
		if near, err := f.Near(ctx, "soup", 3); err == nil && len(near) > 0 && near[0].Closeness > 0.5 {
			break
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestLike(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	f := follower(t, filepath.Join(t.TempDir(), "vectors"), a, &topics{})
	self := nearest(t, f, "soup and food")
	interview, first, ok := search.SplitPassageID(self)
	if !ok {
		t.Fatalf("%q", self)
	}
	near, err := f.Like(t.Context(), interview, first, 2)
	if err != nil || len(near) != 2 || near[0].Passage == self || near[0].Closeness < 0.5 {
		t.Errorf("%v, %v", near, err)
	}
	if _, err := f.Like(t.Context(), interview, 999, 2); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a passage nobody knows: %v", err)
	}
}
