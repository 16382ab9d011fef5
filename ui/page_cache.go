package ui

import (
	"bytes"
	"compress/flate"
	"container/list"
	"errors"
	"hash/crc32"
	"io"
	"sync"
)

// pageKey says whose and which body of an interview page this is. Changed rises
// with everything that touches an interview, so that nothing old is served.
type pageKey struct {
	interview string
	version   int
	changed   int64 // milliseconds
	class     string
}

// pageBody is the transcript part of a page, made once for each key. It is kept
// deflated: the page around it differs by viewer and is written freshly, and
// deflate blocks that end on a byte can simply follow one another.
type pageBody struct {
	facts  bodyFacts
	packed []byte // deflate blocks, none of them the last
	size   int64  // bytes before deflating
	crc    uint32 // of those bytes
}

const pagesKept = 64 << 20 // bytes

// pageCache keeps the bodies used last, within pagesKept bytes.
type pageCache struct {
	mu    sync.Mutex
	order *list.List // of *pageEntry, newest use first
	byKey map[pageKey]*list.Element
	bytes int
	limit int
}

// pageEntry is a body, or one that is being made: those who come meanwhile wait
// for it instead of making it again.
type pageEntry struct {
	key  pageKey
	once sync.Once
	body *pageBody
	err  error
	cost int
}

// errUnmade is what waits see when the one who made the body panicked.
var errUnmade = errors.New("the page was not made")

func newPageCache() *pageCache {
	return &pageCache{order: list.New(), byKey: map[pageKey]*list.Element{}, limit: pagesKept}
}

// get returns the body for key, made by build when it is not there yet.
func (p *pageCache) get(key pageKey, build func() (*pageBody, error)) (*pageBody, error) {
	e := p.entry(key)
	e.once.Do(func() {
		e.body, e.err = build()
		p.settle(e)
	})
	return e.body, e.err
}

func (p *pageCache) entry(key pageKey) *pageEntry {
	p.mu.Lock()
	defer p.mu.Unlock()
	if el := p.byKey[key]; el != nil {
		p.order.MoveToFront(el)
		return el.Value.(*pageEntry)
	}
	e := &pageEntry{key: key, err: errUnmade}
	p.byKey[key] = p.order.PushFront(e)
	return e
}

// settle counts a body that was made and lets go of the ones not used for the
// longest time. A failure is forgotten, so that the next request tries again.
func (p *pageCache) settle(e *pageEntry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.err != nil {
		p.forget(p.byKey[e.key])
		return
	}
	e.cost = len(e.body.packed) + 512
	p.bytes += e.cost
	for el := p.order.Back(); el != nil && p.bytes > p.limit; {
		older := el.Prev()
		if old := el.Value.(*pageEntry); old.cost > 0 && old != e {
			p.forget(el)
		}
		el = older
	}
}

func (p *pageCache) forget(el *list.Element) {
	if el == nil {
		return
	}
	e := p.order.Remove(el).(*pageEntry)
	delete(p.byKey, e.key)
	p.bytes -= e.cost
}

// packer is a pool of writers of one level: each holds a large window.
func packer(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := flate.NewWriter(io.Discard, level) // both levels in use are valid
		return w
	}}
}

// What is kept is packed well; what is written for one answer, fast.
var packWell, packFast = packer(flate.DefaultCompression), packer(flate.BestSpeed)

// deflate packs b into blocks that end on a byte; last closes the stream.
func deflate(to *bytes.Buffer, b []byte, from *sync.Pool, last bool) error {
	w := from.Get().(*flate.Writer)
	defer from.Put(w)
	w.Reset(to)
	if _, err := w.Write(b); err != nil {
		return err
	}
	if last {
		return w.Close()
	}
	return w.Flush()
}

// packBody makes the kept form of a body.
func packBody(html []byte, facts bodyFacts) (*pageBody, error) {
	var b bytes.Buffer
	if err := deflate(&b, html, packWell, false); err != nil {
		return nil, err
	}
	return &pageBody{facts: facts, packed: bytes.Clone(b.Bytes()), size: int64(len(html)), crc: crc32.ChecksumIEEE(html)}, nil
}

// plain writes the body as it was before it was packed.
func (b *pageBody) plain(w io.Writer) error {
	r := flate.NewReader(io.MultiReader(bytes.NewReader(b.packed), bytes.NewReader([]byte{1, 0, 0, 0xff, 0xff}))) // an empty last block
	_, err := io.Copy(w, r)
	return err
}
