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
	"strings"

	"earshot/archive"
)

// Digest is a short hash of everything an index keeps of the interview: an index
// that holds another digest is out of step.
func (d *InterviewDoc) Digest() string {
	whole, _ := d.Digests()
	return whole
}

// Digests also gives a hash of what is kept of each passage: its text and times,
// and of the interview's facts those that change how it is read and sorted, so that
// an index can tell which passages changed.
func (d *InterviewDoc) Digests() (whole string, each []string) {
	facts := sha256.Sum256(fmt.Appendf(nil, "%#v", d.Facts))
	read := fmt.Appendf(nil, "%q %q ", d.Facts.Language, d.Facts.RecordedOn)
	h := sha256.New()
	fmt.Fprintf(h, "%x %d", facts, d.Version)
	each = make([]string, len(d.Passages))
	var e encoder
	for i := range d.Passages {
		e.buf = append(e.buf[:0], read...)
		e.passage(&d.Passages[i])
		sum := sha256.Sum256(e.buf)
		each[i] = string(sum[:6])
		h.Write(append(append(e.buf[:0], each[i]...), d.Passages[i].ID...))
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), each
}

// Encode writes a passage compactly, with a checksum: about the size of its text
// and three bytes a word. Times are kept to the millisecond.
func (p *Passage) Encode() []byte {
	e := encoder{make([]byte, 0, len(p.Corrected.Body)+8*len(p.Corrected.Words)+64)}
	e.passage(p)
	return binary.LittleEndian.AppendUint32(e.buf, crc32.ChecksumIEEE(e.buf))
}

func (e *encoder) passage(p *Passage) {
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
	e.num(int64(len(p.Asked)))
	for _, q := range p.Asked {
		e.str(q.Speaker)
		e.str(q.Text)
		e.num(millis(q.Start))
		e.num(millis(q.End))
		e.num(int64(q.Line))
	}
	e.text(&p.Corrected)
	if !p.Differs() && sameWords(p) {
		e.num(0)
	} else {
		e.num(1)
		e.text(&p.Heard)
	}
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
	for n := d.count(5); n > 0; n-- {
		p.Asked = append(p.Asked, Question{Speaker: d.str(), Text: d.str(), Start: seconds(d.num()), End: seconds(d.num()), Line: archive.LineID(d.num())})
	}
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
	e.jumps(t)
	if plainWords(t) {
		e.num(0)
	} else {
		e.num(1)
		for _, w := range t.Words {
			e.num(int64(w.To - w.From))
		}
	}
	end := int64(0)
	for _, w := range t.Words {
		e.num(millis(w.Start) - end)
		end = millis(w.End)
		e.num(end - millis(w.Start))
	}
}

// jumps writes where the numbers of words and lines do not go on as they mostly
// do: the next word, on the same line.
func (e *encoder) jumps(t *Text) {
	n, last := 0, Word{}
	for pass := range 2 {
		if pass == 1 {
			e.num(int64(n))
		}
		at := 0
		last = Word{}
		for i, w := range t.Words {
			if w.ID != last.ID+1 || w.Line != last.Line {
				if n++; pass == 1 {
					e.num(int64(i - at))
					e.num(int64(w.ID - last.ID - 1))
					e.num(int64(w.Line - last.Line))
				}
				at = i
			}
			last = w
		}
	}
}

// plainWords tells whether the words end where the spaces of the text are, as
// they do unless someone wrote a space into a word.
func plainWords(t *Text) bool {
	at := 0
	for _, w := range t.Words {
		if at = wordTo(t.Body, at); w.To != at {
			return false
		}
		at++
	}
	return true
}

// wordTo is the end of the word that begins at byte from of a text.
func wordTo(body string, from int) int {
	if from > len(body) {
		return from
	}
	if n := strings.IndexByte(body[from:], ' '); n >= 0 {
		return from + n
	}
	return len(body)
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
	if n := d.count(2); n > 0 {
		t.Words = make([]Word, n)
	}
	d.jumps(t.Words)
	spelled, at, end := d.num() == 1, 0, int64(0)
	for i := range t.Words {
		w := &t.Words[i]
		if w.From, w.To = at, wordTo(t.Body, at); spelled {
			w.To = at + int(d.num())
		}
		if w.To < w.From || w.To > len(t.Body) {
			d.err = errShort
			return t
		}
		at = w.To + 1
	}
	for i := range t.Words {
		w := &t.Words[i]
		start := end + d.num()
		end = start + d.num()
		w.Start, w.End = seconds(start), seconds(end)
	}
	return t
}

// jumps numbers words and lines as encoder.jumps wrote them.
func (d *decoder) jumps(words []Word) {
	left, last := d.count(3), Word{}
	next := -1
	if left > 0 {
		next = int(d.num())
	}
	for i := range words {
		last.ID++
		if i == next {
			last.ID += archive.WordID(d.num())
			last.Line += archive.LineID(d.num())
			if left--; left > 0 {
				next = i + int(d.num())
			}
		}
		words[i].ID, words[i].Line = last.ID, last.Line
	}
}
