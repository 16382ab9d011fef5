package s3blobs

import (
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"earshot/archive"
)

const (
	// maxParts is S3's limit for one upload.
	maxParts = 10_000
	// grown is the part from which parts have twice the size: equal parts for
	// nearly everything (some stores insist on that) and room for 15,000 sizes.
	grown = maxParts / 2
	// firstRead is how much is made ready for a body that may well be small.
	firstRead = 64 << 10
)

// parts cuts a body into parts and hashes it as it goes by.
type parts struct {
	r    io.Reader
	size int
	hash hash.Hash

	count int
	total int64
	ended bool // the part returned last was the last
	ahead [1]byte
	held  int // bytes in ahead: read to learn whether more follows
}

// next reads one part into buf, which grows as needed. It reads one byte ahead,
// so that a body of exactly one part is known to be whole.
func (p *parts) next(buf []byte) ([]byte, error) {
	if p.count == maxParts {
		return nil, archive.ErrTooLarge
	}
	p.count++
	limit := p.size
	if p.count > grown {
		limit *= 2
	}
	buf = append(buf[:0], p.ahead[:p.held]...)
	p.held = 0
	for len(buf) < limit {
		if len(buf) == cap(buf) {
			buf = grow(buf, limit)
		}
		n, err := p.r.Read(buf[len(buf):min(cap(buf), limit)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			p.ended = true
			return p.took(buf), nil
		}
		if err != nil {
			return nil, err
		}
	}
	n, err := io.ReadFull(p.r, p.ahead[:])
	if err != nil && err != io.EOF {
		return nil, err
	}
	p.held, p.ended = n, err == io.EOF
	return p.took(buf), nil
}

// took takes one part into the size and the hash of the whole.
func (p *parts) took(buf []byte) []byte {
	p.hash.Write(buf)
	p.total += int64(len(buf))
	return buf
}

// grow makes room: small bodies must not cost a whole part each, because many
// may be on their way at once.
func grow(buf []byte, limit int) []byte {
	bigger := make([]byte, len(buf), min(limit, max(firstRead, 4*cap(buf))))
	copy(bigger, buf)
	return bigger
}

// blob is what went by, once the body has ended, held against what was wanted.
func (p *parts) blob(want archive.Blob) (archive.Blob, error) {
	got := want
	got.Size = p.total
	got.SHA256 = hex.EncodeToString(p.hash.Sum(nil))
	if want.SHA256 != "" && want.SHA256 != got.SHA256 {
		return archive.Blob{}, fmt.Errorf("put %s: the body has hash %s instead of %s: %w",
			want.Key, got.SHA256, want.SHA256, archive.ErrDamaged)
	}
	return got, nil
}
