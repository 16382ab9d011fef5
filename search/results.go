package search

import "earshot/archive"

// Hit is one passage that matches.
type Hit struct {
	Passage string `json:"passage"` // its id
	Facts
	Start   float64        `json:"start_s"` // of the passage, seconds in the recording
	End     float64        `json:"end_s"`
	First   archive.LineID `json:"first_line"`
	Last    archive.LineID `json:"last_line"`
	Speaker string         `json:"speaker,omitempty"` // of the first highlight; of the first word when there is none
	Score   float64        `json:"score"`

	Role  Role          `json:"role,omitempty"` // of Speaker
	Level archive.Level `json:"level"`          // how far people have checked the passage: its least checked line

	Matched    Matched     `json:"matched"`
	Text       string      `json:"text"`              // the words as Matched says
	Instead    string      `json:"instead,omitempty"` // what stands there now, when only the words as heard matched
	Then       string      `json:"then,omitempty"`    // the next words after Text, when a match goes on into them
	Highlights []Highlight `json:"highlights"`        // in the order of Text
	Turns      []Turn      `json:"turns,omitempty"`   // who speaks from which byte of Text on

	Question *Question       `json:"question,omitempty"` // that it answers, when that is not in the passage itself
	Quote    *archive.Anchor `json:"quote,omitempty"`    // all that the passage says now; nil when that is nothing. A Searcher tells the version
}

// Matched says which text of a passage a hit was found in.
type Matched string

const (
	AsCorrected Matched = "corrected" // what is on the page now
	AsHeard     Matched = "heard"     // only what the machine heard, before someone corrected it
	Misheard    Matched = "misheard"  // words that sound like those asked for: they may have been misheard
	InMeaning   Matched = "meaning"   // other words that are close in meaning: nothing is highlighted
	SomeWords   Matched = "some"      // only some of the words asked for, where no passage has all
)

// Highlight is a run of Hit.Text that matched, and where it is in the sound.
type Highlight struct {
	From  int            `json:"from"` // byte offsets in Hit.Text
	To    int            `json:"to"`
	First archive.WordID `json:"first_word"` // ids of the words it touches
	Last  archive.WordID `json:"last_word"`
	Line  archive.LineID `json:"line"` // of the first word
	Start float64        `json:"start_s"`
	End   float64        `json:"end_s"`

	// Misheard is set where words only sound like those asked for, in a hit that
	// matches elsewhere. In a hit that is Misheard as a whole it is not set.
	Misheard bool `json:"misheard,omitempty"`
}

// Turn is where a speaker begins.
type Turn struct {
	At      int    `json:"at"` // byte offset in the text
	Speaker string `json:"speaker"`
}

// LeadIn is how long before the matching words playing starts, in seconds, so
// that a listener hears the sentence they stand in.
const LeadIn = 2.0

// PlayFrom is where to start playing to hear why this is a hit, in seconds.
func (h Hit) PlayFrom() float64 {
	at := h.Start
	if len(h.Highlights) > 0 {
		at = h.Highlights[0].Start
	}
	return max(0, at-LeadIn)
}

// Piece is a stretch of a hit's text that is highlighted as a whole or not at all.
type Piece struct {
	Text     string
	Marked   bool
	Misheard bool    // Marked, and may have been misheard
	Start    float64 // seconds; only when Marked
	Speaker  string  // set where a turn begins
}

// Pieces cuts the text at highlights and turns, for pages to write one by one.
func (h Hit) Pieces() []Piece {
	var out []Piece
	at, turn := 0, 0
	add := func(to int, mark *Highlight) {
		for at < to {
			p := Piece{}
			if turn < len(h.Turns) && h.Turns[turn].At <= at {
				p.Speaker = h.Turns[turn].Speaker
				turn++
			}
			end := to
			if turn < len(h.Turns) && h.Turns[turn].At < end {
				end = max(h.Turns[turn].At, at)
			}
			p.Text = h.Text[at:end]
			if mark != nil {
				p.Marked, p.Misheard, p.Start = true, mark.Misheard || h.Matched == Misheard, mark.Start
			}
			if p.Text != "" {
				out = append(out, p)
			}
			at = end
		}
	}
	for i := range h.Highlights {
		m := &h.Highlights[i]
		add(m.From, nil)
		add(m.To, m)
	}
	add(len(h.Text), nil)
	return out
}

// Facet counts interviews that have a match, by one of their facts.
type Facet struct {
	Field  Field   `json:"field"` // Theme, Collection, Place, Speaker, RoleIs, Reporter, Language, Checked or Year
	Values []Count `json:"values"`
	More   int     `json:"more,omitempty"` // interviews under values that are not listed
}

// Year is a facet only: to narrow by it, ask from: and to: with its value.
const Year Field = "year"

// Count is how many interviews share a value.
type Count struct {
	Value      string `json:"value"`
	Interviews int    `json:"interviews"`
}

// Group is the hits of one interview on a page.
type Group struct {
	Facts
	Hits []Hit
}

// Groups puts the hits of one interview together, in the order in which each
// interview first appears.
func (r Results) Groups() []Group {
	var out []Group
	at := map[string]int{}
	for _, h := range r.Hits {
		i, seen := at[h.Interview]
		if !seen {
			i = len(out)
			at[h.Interview] = i
			out = append(out, Group{Facts: h.Facts})
		}
		out[i].Hits = append(out[i].Hits, h)
	}
	return out
}
