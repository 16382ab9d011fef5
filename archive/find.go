package archive

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hit is a run of words on one line that reads like what was looked for.
type Hit struct {
	Line          LineID
	First, Last   WordID
	Span          Span
	Before, After string // what stands around it on its line
	Was, Becomes  string
}

// Find returns every run of whole words that reads like phrase, in order, with
// what instead makes of it. Case, width and the punctuation around words are
// passed over, in every script; the punctuation around a run and a capital at
// its start stay as they are.
func (t *Transcript) Find(phrase, instead string) []Hit {
	var want []string
	for _, w := range strings.Fields(phrase) {
		if w = core(w); w != "" {
			want = append(want, w)
		}
	}
	var hits []Hit
	if len(want) == 0 {
		return nil
	}
	for _, l := range t.Lines {
		for i := 0; i+len(want) <= len(l.Words); {
			if !reads(l.Words[i:], want) {
				i++
				continue
			}
			run := l.Words[i : i+len(want)]
			hits = append(hits, Hit{Line: l.ID, First: run[0].ID, Last: run[len(run)-1].ID, Span: spanOf(run),
				Before: JoinWords(l.Words[:i]), After: JoinWords(l.Words[i+len(want):]), Was: JoinWords(run), Becomes: dressed(JoinWords(run), instead)})
			i += len(want)
		}
	}
	return hits
}

func reads(words []Word, want []string) bool {
	for i, w := range want {
		if core(words[i].Text) != w {
			return false
		}
	}
	return true
}

func edge(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// core is a word for comparing, without what stands around it.
func core(w string) string { return plain(strings.TrimFunc(w, edge)) }

// dressed gives new words the punctuation and the capital of the old ones.
func dressed(was, instead string) string {
	inner := strings.TrimFunc(was, edge)
	if inner == "" || instead == "" {
		return instead
	}
	at := strings.Index(was, inner)
	head, tail := was[:at], was[at+len(inner):]
	first, n := utf8.DecodeRuneInString(instead)
	if begins, _ := utf8.DecodeRuneInString(inner); unicode.IsUpper(begins) {
		instead = string(unicode.ToUpper(first)) + instead[n:]
	}
	return head + instead + tail
}

// FindWords looks for a phrase in the newest words of an interview, for someone
// whose fixes apply at once.
func (a *Archive) FindWords(ctx context.Context, v Viewer, id, phrase, instead string) (*Reading, []Hit, error) {
	r, err := a.Read(ctx, v, id, -1)
	if err != nil {
		return nil, nil, err
	}
	if err := mayCorrect(v, r.May); err != nil {
		return nil, nil, err
	}
	if phrase, err = a.say("find", phrase, MaxName); err != nil {
		return nil, nil, err
	}
	if instead, err = a.say("with", instead, MaxName); err != nil {
		return nil, nil, err
	}
	if r.Transcript == nil {
		return nil, nil, ErrNotFound
	}
	return r, r.Transcript.Find(phrase, instead), nil
}
