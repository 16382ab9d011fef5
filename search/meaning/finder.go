package meaning

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"earshot/archive"
	"earshot/search"
)

// Embedder turns texts into vectors, as a Model does.
type Embedder interface {
	Embed(ctx context.Context, text string) (Vector, error)
	// Name changes with the vectors that are made.
	Name() string
}

// choice names the rule by which passages are given a vector: another rule makes
// all vectors again.
const choice = "readable"

// remembered is how many questions' vectors are kept: a question is asked again
// for each page of its answer.
const remembered = 200

// Finder is a search.Meaning that keeps itself in step with an archive.
type Finder struct {
	model  Embedder
	store  *store
	follow *search.Follower
	log    *slog.Logger
	full   sync.Once
	broken atomic.Bool // a vector could not be read: all are made again

	mu    sync.Mutex
	asked map[string]Vector
}

// Open opens the vectors of one archive in a file, or begins anew. Run fills it.
func Open(path, archiveID string, model Embedder, source search.Source, log *slog.Logger) (*Finder, error) {
	s, err := openStore(path, archiveID+"\n"+model.Name()+"\n"+choice)
	if err != nil {
		return nil, err
	}
	f := &Finder{model: model, store: s, log: log.With("part", "meaning"), asked: map[string]Vector{}}
	f.follow = search.NewFollower(source, f)
	f.follow.Log = f.log
	return f, nil
}

// Poke says that the feed has grown. It never waits.
func (f *Finder) Poke() { f.follow.Poke() }

// Run follows the archive until ctx ends.
func (f *Finder) Run(ctx context.Context) error {
	for {
		err := f.follow.Run(ctx)
		if ctx.Err() != nil {
			return nil
		}
		f.log.Error("the vectors of meaning are of no use and are made again", "error", err)
		if err := f.store.reset(); err != nil {
			return err
		}
		f.broken.Store(false)
	}
}

// Close ends the use of the file. Run has ended.
func (f *Finder) Close() error { return f.store.close() }

// Position implements search.Keeper.
func (f *Finder) Position(context.Context) (int64, error) {
	if f.broken.Load() {
		return 0, fmt.Errorf("a vector differs from its checksum: %w", archive.ErrDamaged)
	}
	return f.store.stands(), nil
}

// Apply implements search.Keeper. It makes vectors of the texts that changed only:
// a step that was cut off goes on where it was.
func (f *Finder) Apply(ctx context.Context, b search.Batch) error {
	for _, id := range b.Gone {
		if err := f.store.keep(id, nil); err != nil {
			return err
		}
	}
	for i := range b.Interviews {
		if err := f.interview(ctx, &b.Interviews[i]); err != nil {
			return err
		}
	}
	return f.store.reached(b.Position)
}

func (f *Finder) interview(ctx context.Context, doc *search.InterviewDoc) error {
	stays := map[archive.LineID]bool{}
	for i := range doc.Passages {
		if p := &doc.Passages[i]; readable(doc.Facts.Language, p.Corrected.Body) {
			stays[p.First] = true
		}
	}
	if err := f.store.keep(doc.Facts.Interview, stays); err != nil {
		return err
	}
	for i := range doc.Passages {
		p := &doc.Passages[i]
		is := passage{doc.Facts.Interview, p.First, textHash(p.Corrected.Body)}
		if !stays[p.First] || f.store.holds(is) {
			continue
		}
		v, err := f.model.Embed(ctx, p.Corrected.Body)
		if err != nil {
			return fmt.Errorf("the meaning of passage %s: %w", p.ID, err)
		}
		kept, err := f.store.put(is, &v)
		if err != nil {
			return err
		}
		if !kept {
			f.full.Do(func() { f.log.Warn("there is no room for more vectors: some passages are found by their words only") })
		}
	}
	return nil
}

// Understands implements search.Meaning. The model was trained on English.
func (f *Finder) Understands(language string) bool { return english(language) }

// english tells whether a language is, or may be, English.
func english(language string) bool {
	language = strings.ToLower(language)
	return language == "" || language == "en" || language == "english" || strings.HasPrefix(language, "en-")
}

// readable tells whether a text of a language is of use to the model. Where nobody
// told the language, English shows in its commonest words: of English talk they
// are two words in five, of other languages next to none.
func readable(language, text string) bool {
	if language != "" || text == "" {
		return english(language) && text != ""
	}
	tokens, common := search.Tokens(text), 0
	for _, t := range tokens {
		if slices.Contains(commonWords, t.Term) {
			common++
		}
	}
	return len(tokens) < leastTold || common*leastCommon >= len(tokens)
}

// A text of fewer than leastTold words is too short to tell; one word of
// leastCommon has to be common.
const (
	leastTold   = 12
	leastCommon = 8
)

// commonWords are said more often than others in English, and are rarely words of
// other languages of Europe.
var commonWords = strings.Fields("the and of to it that was you they we is had what with this for have not but be on at as she my there were all so them when one")

func textHash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// Near implements search.Meaning.
func (f *Finder) Near(ctx context.Context, text string, n int) ([]search.Near, error) {
	f.mu.Lock()
	v, known := f.asked[text]
	f.mu.Unlock()
	if !known {
		var err error
		if v, err = f.model.Embed(ctx, text); err != nil {
			return nil, err
		}
		f.mu.Lock()
		if len(f.asked) >= remembered {
			clear(f.asked)
		}
		f.asked[text] = v
		f.mu.Unlock()
	}
	return f.nearest(&v, n)
}

// Like implements search.Meaning.
func (f *Finder) Like(_ context.Context, interview string, first archive.LineID, n int) ([]search.Near, error) {
	v, err := f.store.of(interview, first)
	if err != nil {
		return nil, err
	}
	out, err := f.nearest(&v, n+1)
	for i, near := range out {
		if near.Passage == search.PassageID(interview, first) {
			return append(out[:i], out[i+1:]...), err
		}
	}
	return out[:min(n, len(out))], err
}

// nearest looks in the store, and has a damaged one made again.
func (f *Finder) nearest(v *Vector, n int) ([]search.Near, error) {
	out, err := f.store.near(v, n)
	if errors.Is(err, archive.ErrDamaged) {
		f.broken.Store(true)
		f.Poke()
	}
	return out, err
}
