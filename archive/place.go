package archive

// neighbours returns the words on both sides of a place, across lines; 0 where
// the transcript begins or ends.
func (t *Transcript) neighbours(p place) (before, after WordID) {
	if w := t.wordBefore(p); w != nil {
		before = w.ID
	}
	if w := t.wordAt(p); w != nil {
		after = w.ID
	}
	return before, after
}

// wordBefore is the last word in front of a place, on its line or an earlier one.
func (t *Transcript) wordBefore(p place) *Word {
	for i := min(p.line, len(t.Lines)-1); i >= 0; i-- {
		words := t.Lines[i].Words
		if i == p.line {
			words = words[:p.word]
		}
		if len(words) > 0 {
			return &words[len(words)-1]
		}
	}
	return nil
}

// wordAt is the first word behind a place, on its line or a later one.
func (t *Transcript) wordAt(p place) *Word {
	for i := p.line; i < len(t.Lines); i++ {
		words := t.Lines[i].Words
		if i == p.line {
			words = words[p.word:]
		}
		if len(words) > 0 {
			return &words[0]
		}
	}
	return nil
}

// follow makes an edit that was planned on an older version one of this version,
// when other words changed meanwhile: words that go in between two words go in
// between the same two, though lines were cut or joined there, and times are
// those that the place has now. An edit whose own words changed stays as it is,
// and Apply tells that it conflicts.
func (t *Transcript) follow(saw *Transcript, e *Edit) {
	if len(e.Before) == 0 {
		t.followInsertion(saw, e)
	}
	at, err := t.locate(e)
	if err != nil {
		return
	}
	line := t.Lines[at.line]
	e.Line = line.ID
	end := at.word + len(e.Before)
	e.Before = append([]Word(nil), line.Words[at.word:end]...)
	e.Words = timed(e.Before, wordTexts(e.Words), t.gap(at, place{at.line, end}))
}

func (t *Transcript) followInsertion(saw *Transcript, e *Edit) {
	was, err := saw.locate(e)
	if err != nil {
		return
	}
	before, after := saw.neighbours(was)
	p, ok := t.find(before)
	p.word++
	if before == 0 {
		p, ok = t.find(after)
	}
	if !ok {
		return
	}
	if b, a := t.neighbours(p); b != before || a != after {
		return
	}
	if e.After == 0 && e.Next != 0 { // it belongs to the line of the word behind it
		p, _ = t.find(after)
	} else if e.After == 0 {
		return // into a line without words
	}
	words := t.Lines[p.line].Words
	e.Line, e.After, e.Next = t.Lines[p.line].ID, 0, 0
	if p.word > 0 {
		e.After = words[p.word-1].ID
	}
	if p.word < len(words) {
		e.Next = words[p.word].ID
	}
}
