package ui

import (
	"container/list"
	"math"
	"sync"
	"time"

	"earshot/archive"
)

// cost is the kind of thing a request counts as.
type cost int

const (
	costRead cost = iota
	costSearch
	costWrite
	costEdit // words that the public may read: fixes and reports
	costSignIn
	costUpload
	costKinds
)

// allowance is a token bucket: burst at once, then each one every so often.
type allowance struct {
	burst float64
	every time.Duration
}

// allowances say what one caller, and the whole site, may do. A room of people
// behind one address must not notice them; a program that tries passwords or
// floods must. Five sign-ins at once and then one a minute is 1,440 guesses a
// day at the very most, against 34 bits of a four-word password.
var allowances = [costKinds]struct{ one, all allowance }{
	costRead:   {allowance{600, 20 * time.Millisecond}, allowance{5000, time.Millisecond}},
	costSearch: {allowance{120, 200 * time.Millisecond}, allowance{1000, 20 * time.Millisecond}},
	costWrite:  {allowance{120, time.Second}, allowance{2000, 20 * time.Millisecond}},
	costEdit:   {allowance{120, time.Second}, allowance{2000, 20 * time.Millisecond}},
	costSignIn: {allowance{5, time.Minute}, allowance{200, 500 * time.Millisecond}},
	costUpload: {allowance{200, 10 * time.Second}, allowance{2000, time.Second}},
}

const bucketsKept = 20_000 // callers remembered; the one longest unseen is forgotten first

type bucketKey struct {
	cost cost
	who  string
}

type bucket struct {
	key    bucketKey
	tokens float64
	at     time.Time
	born   time.Time
}

// limits counts requests in bounded memory. It has its own buckets because a
// right password gives its token back, which golang.org/x/time/rate cannot do.
type limits struct {
	now     func() time.Time
	mu      sync.Mutex
	order   *list.List // of *bucket, newest use first
	buckets map[bucketKey]*list.Element
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, order: list.New(), buckets: map[bucketKey]*list.Element{}}
}

// take counts one request of v from an address, or says errTooMany. Earshot's
// own commands are not counted.
func (l *limits) take(k cost, v archive.Viewer, ip string) error {
	if v.Account == archive.System.Account {
		return nil
	}
	if k == costEdit && v.Account == nil {
		return l.takeEdit(v.Visitor, network(ip))
	}
	who := "n:" + network(ip)
	if v.Account != nil {
		who = "a:" + v.Account.ID
	}
	return l.takeFor(k, who)
}

// takeFor counts one request of a named caller and of the site.
func (l *limits) takeFor(k cost, who string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, all := l.bucket(k, who, allowances[k].one), l.bucket(k, "", allowances[k].all)
	if one.tokens < 1 || all.tokens < 1 {
		return errTooMany
	}
	one.tokens--
	all.tokens--
	return nil
}

// giveBack returns what takeFor took.
func (l *limits) giveBack(k cost, who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bucket(k, who, allowances[k].one).tokens++
	l.bucket(k, "", allowances[k].all).tokens++
}

// bucket finds or makes a bucket and fills it up to now.
func (l *limits) bucket(k cost, who string, a allowance) *bucket {
	key := bucketKey{k, who}
	now := l.now()
	if e := l.buckets[key]; e != nil {
		l.order.MoveToFront(e)
		b := e.Value.(*bucket)
		if passed := now.Sub(b.at); passed > 0 {
			b.tokens = math.Min(a.burst, b.tokens+float64(passed)/float64(a.every))
		}
		b.at = now
		return b
	}
	b := &bucket{key: key, tokens: a.burst, at: now, born: now}
	l.buckets[key] = l.order.PushFront(b)
	if l.order.Len() > bucketsKept {
		last := l.order.Back()
		delete(l.buckets, last.Value.(*bucket).key)
		l.order.Remove(last)
	}
	return b
}
