package ui

import (
	"time"

	"earshot/archive"
)

// apiHighlight is a run of a hit's text that matched. Offsets count Unicode
// characters, because bytes are a matter of one encoding.
type apiHighlight struct {
	From  int            `json:"from" doc:"First character of the hit's text, from 0."`
	To    int            `json:"to" doc:"The character behind the last one."`
	Text  string         `json:"text"`
	Start float64        `json:"start_s"`
	End   float64        `json:"end_s"`
	Line  archive.LineID `json:"line"`
	First archive.WordID `json:"first" doc:"First word it touches."`
	Last  archive.WordID `json:"last"`

	Misheard bool `json:"misheard,omitempty" doc:"The words only sound like those asked for."`
}

// apiHit is one passage that matches.
type apiHit struct {
	Passage     string         `json:"passage" doc:"Its id, for like."`
	Interview   string         `json:"interview"`
	Title       string         `json:"title"`
	Storyteller string         `json:"storyteller,omitempty"`
	Place       string         `json:"place,omitempty"`
	RecordedOn  string         `json:"recorded_on,omitempty"`
	Collection  string         `json:"collection,omitempty"`
	Themes      []string       `json:"themes,omitempty"`
	Start       float64        `json:"start_s"`
	End         float64        `json:"end_s"`
	PlayFrom    float64        `json:"play_from_s" doc:"A little before the words that matched."`
	Speaker     string         `json:"speaker,omitempty"`
	Role        string         `json:"role,omitempty" enum:"storyteller,interviewer" doc:"Of the speaker, where it is known."`
	Text        string         `json:"text" doc:"The words of the passage, as matched says."`
	Then        string         `json:"then,omitempty" doc:"The words after text, when a match goes on into the next passage."`
	Checked     string         `json:"checked" enum:"no,in part,by one,by two or more" doc:"How far people have checked the passage."`
	Instead     string         `json:"instead,omitempty" doc:"What stands there now, when only the words as heard matched."`
	Matched     string         `json:"matched" enum:"corrected,heard,misheard,meaning,some" doc:"misheard: words that sound like those asked for stand there. meaning: it says something close in other words. some: it has some of the words, and no passage has all."`
	Question    *apiAnswered   `json:"question,omitempty" doc:"What it answers, when that was asked before the passage."`
	Highlights  []apiHighlight `json:"highlights"`
	Gathered    []apiGathered  `json:"gathered,omitempty" doc:"Research themes that the passage is gathered in, of those that the caller may read, by name; only in answers of the search."`
	Page        string         `json:"page" doc:"Path of the interview's page at this moment."`
}

// apiAnswered is a question that was asked in an interview.
type apiAnswered struct {
	Speaker string  `json:"speaker,omitempty"`
	Text    string  `json:"text"`
	Start   float64 `json:"start_s"`
}

type apiCount struct {
	Value      string `json:"value"`
	Interviews int    `json:"interviews"`
}

type apiFacet struct {
	Field  string     `json:"field"`
	Values []apiCount `json:"values"`
	More   int        `json:"more,omitempty" doc:"Interviews under values that are not listed."`
}

// apiAlso is what else was looked for.
type apiAlso struct {
	Written string   `json:"written"`
	Ways    []string `json:"ways"`
}

type apiResults struct {
	Query      string     `json:"query" doc:"As it was understood."`
	Also       []apiAlso  `json:"also,omitempty" doc:"Other ways to say parts of it that were looked for."`
	Suggest    []string   `json:"suggest,omitempty" doc:"Queries that were perhaps meant, when there are few hits."`
	Total      int        `json:"total" doc:"Passages that match, on all pages, without those misheard."`
	Misheard   int        `json:"misheard,omitempty" doc:"Passages that may have been misheard; counted on the page where the others end."`
	Close      int        `json:"close,omitempty" doc:"Hits besides, on all pages, that are only close in meaning."`
	Some       int        `json:"some,omitempty" doc:"Hits besides, on all pages, that have only some of the words."`
	Interviews int        `json:"interviews,omitempty" doc:"With a match; only with facets."`
	Hits       []apiHit   `json:"hits"`
	Facets     []apiFacet `json:"facets,omitempty"`
	Meaning    string     `json:"meaning,omitempty" enum:"used,none,words,order,language,away" doc:"Whether passages close in meaning were looked for, when that was asked: used; or why not: none (the site has no model), words (the question asks for the very words), order (the newest first), language (not English), away (the model does not answer just now)."`
	Next       string     `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
	Position   int64      `json:"position" doc:"Number in the change feed that the answer is true for."`
	Took       float64    `json:"took_s"`
}

// apiMember is a person and what they look after.
type apiMember struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	About      string       `json:"about,omitempty"`
	Interviews []apiPointer `json:"interviews" doc:"Published ones."`
}

// apiPointer names an interview.
type apiPointer struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type apiMemberList struct {
	People []apiMember `json:"people"`
}

// apiAccount is an account as its owner and administrators see it.
type apiAccount struct {
	ID       string       `json:"id"`
	SignIn   string       `json:"sign_in_name"`
	Name     string       `json:"name" doc:"Shown as credit."`
	About    string       `json:"about"`
	Role     archive.Role `json:"role"`
	Disabled bool         `json:"disabled"`
	Password bool         `json:"has_password" doc:"False: signs in by link only."`
	Made     time.Time    `json:"made"`
}

type apiAccountList struct {
	Accounts []apiAccount `json:"accounts"`
}

// apiMe is who the caller is.
type apiMe struct {
	Role    string      `json:"role" enum:"visitor,contributor,reporter,custodian,administrator"`
	Account *apiAccount `json:"account,omitempty" doc:"Absent for visitors."`
}

// apiLink is a link that signs in once.
type apiLink struct {
	Path    string `json:"path" doc:"On this site; it works once."`
	Minutes int    `json:"minutes" doc:"How long it works."`
	Account string `json:"sign_in_name"`
}

// apiToken is a token of the caller, without its secret.
type apiToken struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Made    time.Time  `json:"made"`
	Used    *time.Time `json:"used,omitempty"`
	Expires time.Time  `json:"expires"`
}

type apiTokenList struct {
	Tokens []apiToken `json:"tokens"`
}

// apiNewToken is the only time a token's secret is told.
type apiNewToken struct {
	Token string `json:"token" doc:"Shown this once: send it as Authorization: Bearer."`
	Name  string `json:"name"`
}

// apiEvent is one entry of the change feed.
type apiEvent struct {
	Seq       int64     `json:"seq"`
	Interview string    `json:"interview"`
	Version   int       `json:"version"`
	At        time.Time `json:"at"`
	Gone      bool      `json:"gone,omitempty" doc:"It was public and is not any more: drop what you kept of it."`
}

type apiEventList struct {
	Events []apiEvent `json:"events" doc:"Entries about interviews that the caller may see."`
	Next   int64      `json:"next" doc:"Ask after this number next time."`
	More   bool       `json:"more" doc:"There are more entries already."`
}

// apiSynonyms is the list of words that find each other.
type apiSynonyms struct {
	Text string `json:"text" need:"true" doc:"One group a line."`
}

// apiError is what every refused request gets.
type apiError struct {
	Error     string `json:"error" doc:"A sentence for a person."`
	Status    int    `json:"status"`
	RequestID string `json:"request_id" doc:"Names this request in the server's log."`
	Field     string `json:"field,omitempty" doc:"The field or parameter it is about."`
	Theirs    string `json:"theirs,omitempty" doc:"With 409 on changed words: what they say now."`
	Yours     string `json:"yours,omitempty"`
	Before    string `json:"before,omitempty" doc:"What the words were in the version the request names."`
	Version   int    `json:"version,omitempty" doc:"The version theirs is read from."`
	Receipt   string `json:"receipt,omitempty" doc:"Secret of the receipt: yours is kept as a proposal, so that nothing is lost."`
	Report    int64  `json:"report,omitempty" doc:"Number of that proposal."`
}
