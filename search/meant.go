package search

import "unicode"

// Meant says whether an answer went by meaning too, and if not, why.
type Meant string

// What may come of asking for meaning. "" is an answer for which nobody asked it,
// or a later page.
const (
	ByMeaning    Meant = "used"
	NoModel      Meant = "none"     // there is no model here
	WordsMeant   Meant = "words"    // the question asks for the very words, or for none
	OrderMeant   Meant = "order"    // there is no place for what is close when the newest come first
	OtherTongue  Meant = "language" // asked in, or about, a language that the model does not know
	ModelMissing Meant = "away"     // the model gives no answer just now
)

// Sentence says to the person who asked why words alone were looked for; "" when
// they were not, or nothing else could be meant.
func (m Meant) Sentence() string {
	switch m {
	case NoModel:
		return "This site has no model of meaning: it looks for words alone."
	case WordsMeant:
		return "Looked for words alone: without plain words, or with quotes, stars, OR between phrases, ~ or heard:, the very words are meant."
	case OrderMeant:
		return "Looked for words alone, as the newest come first. Best first also finds what is close in meaning."
	case OtherTongue:
		return "Looked for words alone: closeness in meaning is known for English only."
	case ModelMissing:
		return "Looked for words alone: what is close in meaning cannot be told just now. Please ask again in a minute."
	}
	return ""
}

// KnowsMeaning tells whether what is close in meaning can be looked for in a
// language; "" asks whether in any.
func (s *Searcher) KnowsMeaning(language string) bool {
	return s.Meaning != nil && s.Meaning.Understands(language)
}

// meant tells whether a question can be answered by its meaning, as ByMeaning.
func (s *Searcher) meant(q Query, p Page) Meant {
	switch gist := q.gist(); {
	case !p.Meaning:
		return ""
	case s.Meaning == nil:
		return NoModel
	case p.Sort != ByRank && p.Sort != "":
		return OrderMeant
	case gist == "":
		return WordsMeant
	case !s.understands(q, gist):
		return OtherTongue
	}
	return ByMeaning
}

// understands tells whether the model knows the language of a question, as far as
// that can be told: by its script, and by the languages it asks for.
func (s *Searcher) understands(q Query, gist string) bool {
	asked, known := false, false
	for _, c := range q.Clauses {
		if c.Field == Language && !c.Without {
			asked, known = true, known || s.Meaning.Understands(c.Text)
		}
	}
	return latin(gist) && (known || !asked)
}

// latin tells whether a text is written in Latin letters, for the most part.
func latin(text string) bool {
	letters, of := 0, 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		if letters++; unicode.Is(unicode.Latin, r) {
			of++
		}
	}
	return 2*of >= letters
}
