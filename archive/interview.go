package archive

import "time"

// Interview is one recorded conversation and what is known of it.
type Interview struct {
	ID          string   `json:"id"` // 16 letters and digits, random
	Title       string   `json:"title"`
	Summary     string   `json:"summary,omitempty"`
	Storyteller string   `json:"storyteller,omitempty"` // the name they chose to be known by
	Interviewer string   `json:"interviewer,omitempty"`
	Place       string   `json:"place,omitempty"`
	RecordedOn  string   `json:"recorded_on,omitempty"` // 2006-01-02, or ""
	Collection  string   `json:"collection,omitempty"`
	Themes      []string `json:"themes,omitempty"`
	Language    string   `json:"language,omitempty"` // BCP 47; "" lets the engine detect it

	Reporter         string    `json:"reporter"` // account that looks after it
	State            State     `json:"state"`
	Reason           string    `json:"reason,omitempty"` // why it failed or was withdrawn, for people
	PublishWhenReady bool      `json:"publish_when_ready"`
	Agreement        Agreement `json:"agreement"`

	Recording     Recording `json:"recording"`
	ListeningCopy Media     `json:"listening_copy"`
	Whole         Media     `json:"whole,omitzero"`     // the copy with what is hidden, for those who decide
	Captions      string    `json:"captions,omitempty"` // blob key of captions the uploader brought

	Run         int           `json:"run"`                   // rises with each recognition started
	Recognition string        `json:"recognition,omitempty"` // id of the base; "" until there is one
	Version     int           `json:"version"`               // of the transcript: changes made so far
	Begins      int           `json:"begins,omitempty"`      // the version at which Recognition became the base
	Earlier     []EarlierBase `json:"earlier,omitempty"`     // bases before it, oldest first
	Again       *Again        `json:"again,omitempty"`       // a newer recognition that was asked for
	Removed     []Span        `json:"removed,omitempty"`     // stretches of sound that must not be public
	Hidden      []Hiding      `json:"hidden,omitempty"`      // stretches hidden until someone has looked
	Struck      []Strike      `json:"struck,omitempty"`      // changes that were taken back and whose words the public may not read, by version
	Protected   *Mark         `json:"protected,omitempty"`   // only custodians' fixes apply; all others wait
	Progress    Progress      `json:"progress"`
	Checked     float64       `json:"checked,omitempty"` // seconds of sound whose words a person checked

	Received  time.Time `json:"received"`
	Published time.Time `json:"published,omitzero"`
	Changed   time.Time `json:"changed"`
}

// Agreement records what the storyteller and reporter agreed before upload.
type Agreement struct {
	Wording string    `json:"wording"` // version of the terms that were shown
	By      string    `json:"by"`      // account that ticked it
	At      time.Time `json:"at,omitzero"`
}

// Recording is the original media file, never altered.
type Recording struct {
	Key      string  `json:"key"` // "recordings/" + SHA256: the same bytes are stored once
	Name     string  `json:"name"`
	Type     string  `json:"type"` // media type found in the bytes, not the one claimed
	Size     int64   `json:"size"`
	SHA256   string  `json:"sha256"`
	Duration float64 `json:"duration"` // seconds; 0 until it was decoded
	Gaps     []Span  `json:"gaps,omitempty"`
}

// Media is a derived file that browsers can play.
type Media struct {
	Key     string `json:"key,omitempty"`
	Type    string `json:"type,omitempty"`
	Size    int64  `json:"size,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
	Removed int    `json:"removed,omitempty"` // how many removals it has silenced
	Hidden  []Span `json:"hidden,omitempty"`  // hidden stretches it has silenced
}

// Span is a stretch of sound in seconds, End not before Start.
type Span struct {
	Start float64 `json:"start"`
	End   float64 `json:"end"`
}

// Overlaps tells whether the two stretches share any sound.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Progress is how far recognition has come.
type Progress struct {
	Chunks  int     `json:"chunks"`  // known so far
	Done    int     `json:"done"`    // recognised
	Heard   float64 `json:"heard"`   // seconds of sound recognised
	Decoded bool    `json:"decoded"` // all chunks are known
}

// Chunk is a few minutes of sound, cut at silence: the unit of recognition work.
type Chunk struct {
	Interview string  `json:"interview"`
	Run       int     `json:"run"`
	Index     int     `json:"index"` // from 0
	Start     float64 `json:"start"` // seconds in the recording
	End       float64 `json:"end"`
	Key       string  `json:"key"` // blob: 16 kHz mono signed 16-bit little-endian samples

	Done     bool    `json:"done"`
	Lines    []Line  `json:"lines,omitempty"` // word ids are 0 until assembled
	Language string  `json:"language,omitempty"`
	Engine   string  `json:"engine,omitempty"`
	Model    string  `json:"model,omitempty"`
	Took     float64 `json:"took,omitempty"` // seconds of wall time
}

// Recognition is what one engine heard, or captions the uploader brought. It is
// stored once and never edited.
type Recognition struct {
	ID        string    `json:"id"`
	Interview string    `json:"interview"`
	Run       int       `json:"run"`
	Source    string    `json:"source"` // "engine" or "captions"
	Engine    string    `json:"engine,omitempty"`
	Model     string    `json:"model,omitempty"`
	Language  string    `json:"language,omitempty"`
	Took      float64   `json:"took,omitempty"` // seconds of engine time
	Lines     []Line    `json:"lines"`
	Made      time.Time `json:"made"`
}

// InterviewQuery asks for a page of interviews, newest first.
type InterviewQuery struct {
	IDs        []string // any of these; none means all
	States     []State  // any of these; none means all
	Reporter   string
	Collection string
	Theme      string
	Text       string // in title, summary, place or storyteller
	Before     string // id of the last interview of the page before, or ""
	Limit      int    // 1..200; 0 means 50; ErrInvalid beyond
}
