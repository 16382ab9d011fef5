package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"

	"earshot/archive"
)

// Digest is a short hash of everything an index keeps of the interview: an index
// that holds another digest is out of step.
func (d *InterviewDoc) Digest() string {
	whole, _ := d.Digests()
	return whole
}

// Digests also gives a hash of what is kept of each passage, its text, times and
// the interview's facts, so that an index can tell which passages changed.
func (d *InterviewDoc) Digests() (whole string, each []string) {
	facts := fmt.Appendf(nil, "%#v", d.Facts)
	h := sha256.New()
	fmt.Fprintf(h, "%s %d", facts, d.Version)
	each = make([]string, len(d.Passages))
	for i := range d.Passages {
		p := &d.Passages[i]
		sum := sha256.Sum256(append(p.Encode(), facts...))
		each[i] = hex.EncodeToString(sum[:8])
		fmt.Fprintf(h, " %s %s", p.ID, each[i])
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), each
}

// Encode writes a passage compactly, with a checksum: about the size of its text
// and five bytes a word. Times are kept to the millisecond.
func (p *Passage) Encode() []byte {
	e := encoder{make([]byte, 0, len(p.Corrected.Body)+8*len(p.Corrected.Words)+64)}
	e.str(p.Interview)
	e.num(int64(p.First))
	e.num(int64(p.Last))
	e.num(millis(p.Start))
	e.num(millis(p.End))
	e.num(int64(len(p.Speakers)))
	for i, s := range p.Speakers {
		e.str(s)
		e.num(int64(slices.Index(Roles, p.Roles[i])))
	}
	e.num(int64(p.Level))
	e.text(&p.Corrected)
	if !p.Differs() && sameWords(p) {
		e.num(0)
	} else {
		e.num(1)
		e.text(&p.Heard)
	}
	return binary.LittleEndian.AppendUint32(e.buf, crc32.ChecksumIEEE(e.buf))
}

// sameWords tells whether the words as heard can be taken from the corrected ones.
func sameWords(p *Passage) bool {
	if p.Heard.Then != p.Corrected.Then || len(p.Heard.Words) != len(p.Corrected.Words) || len(p.Heard.Turns) != len(p.Corrected.Turns) {
		return false
	}
	for i, w := range p.Heard.Words {
		if w != p.Corrected.Words[i] {
			return false
		}
	}
	for i, t := range p.Heard.Turns {
		if t != p.Corrected.Turns[i] {
			return false
		}
	}
	return true
}

// DecodePassage reads what Encode wrote. Anything else is an error of kind
// archive.ErrDamaged.
func DecodePassage(data []byte) (Passage, error) {
	damaged := fmt.Errorf("a passage in the search index: %w", archive.ErrDamaged)
	if len(data) < 4 {
		return Passage{}, damaged
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return Passage{}, damaged
	}
	d := decoder{buf: body}
	p := Passage{Interview: d.str(), First: archive.LineID(d.num()), Last: archive.LineID(d.num())}
	p.ID = PassageID(p.Interview, p.First)
	p.Start, p.End = seconds(d.num()), seconds(d.num())
	for n := d.count(2); n > 0; n-- {
		p.Speakers, p.Roles = append(p.Speakers, d.str()), append(p.Roles, d.role())
	}
	p.Level = archive.Level(d.num())
	p.Corrected = d.text()
	if p.Heard = p.Corrected; d.num() == 1 {
		p.Heard = d.text()
	}
	if d.err != nil || len(d.buf) > 0 {
		return Passage{}, damaged
	}
	return p, nil
}

func millis(s float64) int64   { return int64(math.Round(s * 1000)) }
func seconds(ms int64) float64 { return float64(ms) / 1000 }

type encoder struct{ buf []byte }

func (e *encoder) num(n int64) { e.buf = binary.AppendVarint(e.buf, n) }
func (e *encoder) str(s string) {
	e.num(int64(len(s)))
	e.buf = append(e.buf, s...)
}

func (e *encoder) text(t *Text) {
	e.str(t.Body)
	e.str(t.Then)
	e.num(int64(len(t.Turns)))
	for _, turn := range t.Turns {
		e.num(int64(turn.At))
		e.str(turn.Speaker)
	}
	e.num(int64(len(t.Words)))
	var last Word
	for _, w := range t.Words {
		e.num(int64(w.ID - last.ID))
		e.num(int64(w.Line - last.Line))
		e.num(millis(w.Start) - millis(last.Start))
		e.num(millis(w.End) - millis(w.Start))
		e.num(int64(w.To - w.From))
		last = w
	}
}

var errShort = errors.New("ends early")

type decoder struct {
	buf []byte
	err error
}

func (d *decoder) num() int64 {
	n, size := binary.Varint(d.buf)
	if size <= 0 {
		d.err, d.buf = errShort, nil
		return 0
	}
	d.buf = d.buf[size:]
	return n
}

// count reads how many things follow, each of at least size bytes.
func (d *decoder) count(size int) int {
	n := d.num()
	if n < 0 || n > int64(len(d.buf)/size) {
		d.err, d.buf = errShort, nil
		return 0
	}
	return int(n)
}

func (d *decoder) str() string {
	n := d.count(1)
	s := string(d.buf[:n])
	d.buf = d.buf[n:]
	return s
}

func (d *decoder) role() Role {
	if n := d.num(); n >= 0 && int(n) < len(Roles) {
		return Roles[n]
	}
	return ""
}

func (d *decoder) text() Text {
	t := Text{Body: d.str(), Then: d.str()}
	for n := d.count(2); n > 0; n-- {
		t.Turns = append(t.Turns, Turn{At: int(d.num()), Speaker: d.str()})
	}
	n := d.count(5)
	if n > 0 {
		t.Words = make([]Word, 0, n)
	}
	var last Word
	var start int64
	for ; n > 0; n-- {
		w := Word{ID: last.ID + archive.WordID(d.num()), Line: last.Line + archive.LineID(d.num())}
		start += d.num()
		w.Start, w.End = seconds(start), seconds(start+d.num())
		if len(t.Words) > 0 {
			w.From = last.To + 1
		}
		w.To = w.From + int(d.num())
		if w.To < w.From || w.To > len(t.Body) {
			d.err = errShort
			return t
		}
		t.Words = append(t.Words, w)
		last = w
	}
	return t
}
