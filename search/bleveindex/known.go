package bleveindex

import (
	"sync"
)

// known are the words that an index holds, read when it is opened and kept up by
// every batch. Those that nobody may find any more are dropped by the batch that
// takes them away: what is not there must not cost the looking up either, or the
// time would tell of it.
type known struct {
	mu      sync.RWMutex
	lexicon lexicon
}

// change counts words that lists of interviews hold now, and held before.
func (k *known) change(given, taken []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, w := range given {
		k.lexicon.add(w)
	}
	k.lexicon.drop(taken)
}
