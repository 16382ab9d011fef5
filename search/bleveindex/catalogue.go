package bleveindex

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"earshot/search"
)

// catalogue holds the facts of every interview in memory, and which interviews a
// name stands for. Passages carry none of it: a filter is answered here, once for
// each interview, and a changed theme or place writes no passage again.
type catalogue struct {
	mu      sync.RWMutex
	numbers map[string]uint32 // of interviews, in the order met; kept when one goes
	ids     []string          // by number
	facts   map[uint32]*interviewFacts
	named   map[search.Field]map[string]*roaring.Bitmap // name -> numbers
	codes   map[string]int                              // language -> how many interviews
}

func newCatalogue() *catalogue {
	return &catalogue{numbers: map[string]uint32{}, facts: map[uint32]*interviewFacts{}, named: map[search.Field]map[string]*roaring.Bitmap{}, codes: map[string]int{}}
}

// number is that of an interview, from 0.
func (c *catalogue) number(id string) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.numberOf(id)
}

func (c *catalogue) numberOf(id string) uint32 {
	n, met := c.numbers[id]
	if !met {
		n = uint32(len(c.ids))
		c.ids = append(c.ids, id)
		c.numbers[id] = n
	}
	return n
}

// put learns the facts of an interview.
func (c *catalogue) put(f *interviewFacts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.numberOf(f.Interview)
	c.remove(n)
	f.counts = f.countedBy()
	c.facts[n] = f
	c.codes[languageOf(f.Language)]++
	f.eachName(func(field search.Field, name string) {
		if c.named[field] == nil {
			c.named[field] = map[string]*roaring.Bitmap{}
		}
		if c.named[field][name] == nil {
			c.named[field][name] = roaring.New()
		}
		c.named[field][name].Add(n)
	})
}

// drop forgets an interview.
func (c *catalogue) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n, met := c.numbers[id]; met {
		c.remove(n)
	}
}

func (c *catalogue) remove(n uint32) {
	f := c.facts[n]
	if f == nil {
		return
	}
	delete(c.facts, n)
	code := languageOf(f.Language)
	if c.codes[code]--; c.codes[code] == 0 {
		delete(c.codes, code)
	}
	f.eachName(func(field search.Field, name string) {
		if c.named[field][name].Remove(n); c.named[field][name].IsEmpty() {
			delete(c.named[field], name)
		}
	})
}

// of returns what is known of an interview; of an unknown one its id alone.
func (c *catalogue) of(id string) *interviewFacts {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if n, met := c.numbers[id]; met && c.facts[n] != nil {
		return c.facts[n]
	}
	return &interviewFacts{Facts: search.Facts{Interview: id}}
}

// languages are the codes of all languages, sorted.
func (c *catalogue) languages() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Sorted(maps.Keys(c.codes))
}

// names lists those of a field with a prefix, at most most and one.
func (c *catalogue) names(field search.Field, prefix string, most int) (out []string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for name := range c.named[field] {
		if strings.HasPrefix(name, prefix) && len(out) <= most {
			out = append(out, name)
		}
	}
	return out
}

// met are the ids of all interviews that were ever met, by number.
func (c *catalogue) met() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.ids // only ever grows
}

// all are the interviews that there are.
func (c *catalogue) all() *roaring.Bitmap {
	c.mu.RLock()
	defer c.mu.RUnlock()
	out := roaring.New()
	for n := range c.facts {
		out.Add(n)
	}
	return out
}

// with are the interviews that a field names so.
func (c *catalogue) with(field search.Field, name string) *roaring.Bitmap {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if found := c.named[field][name]; found != nil {
		return found.Clone()
	}
	return roaring.New()
}

// recorded are the interviews that were recorded from one day to another. Days
// are written as archive.Interview.RecordedOn is; "" is no bound.
func (c *catalogue) recorded(first, last string) *roaring.Bitmap {
	c.mu.RLock()
	defer c.mu.RUnlock()
	out := roaring.New()
	for n, f := range c.facts {
		if day := f.RecordedOn; day != "" && day >= first && (last == "" || day <= last) {
			out.Add(n)
		}
	}
	return out
}
