package ui

import (
	"time"

	"earshot/archive"
)

// The types below are what the API promises. They are written out, not the
// archive's own, so that a change inside never changes what programs read, and
// nothing that must stay here (keys of requests, hashes of networks, places in
// the bucket) can slip out. Times ending in _s are seconds of the recording.

// apiPerson is someone as others see them.
type apiPerson struct {
	ID   string `json:"id,omitempty" doc:"Account; absent for visitors."`
	Name string `json:"name" doc:"As they want to be credited; empty for a visitor who gave no name."`
}

// apiAbilities is what the caller may do with an interview.
type apiAbilities struct {
	Read     bool `json:"read"`
	Listen   bool `json:"listen" doc:"False too while the listening copy is being made."`
	Download bool `json:"download"`
	Suggest  bool `json:"suggest" doc:"Report an error or propose a fix."`
	Correct  bool `json:"correct" doc:"A fix applies at once."`
	Manage   bool `json:"manage" doc:"Edit its facts, publish, retry, answer reports."`
	Remove   bool `json:"remove" doc:"Remove words, withdraw it."`
}

// apiProgress is how far recognition has come.
type apiProgress struct {
	Chunks   int     `json:"chunks" doc:"Pieces of sound known so far."`
	Done     int     `json:"done"`
	Heard    float64 `json:"heard_s"`
	AllKnown bool    `json:"all_known" doc:"The recording was decoded to its end."`
}

// apiRecording is the original file, told to those who look after it.
type apiRecording struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size_bytes"`
	SHA256 string `json:"sha256"`
}

// apiFacts is what is said of an interview.
type apiFacts struct {
	Title       string   `json:"title"`
	Summary     string   `json:"summary"`
	Storyteller string   `json:"storyteller" doc:"The name they chose to be known by."`
	Interviewer string   `json:"interviewer"`
	Place       string   `json:"place"`
	RecordedOn  string   `json:"recorded_on" doc:"2006-01-02, 2006-01, 2006 or empty."`
	Collection  string   `json:"collection"`
	Themes      []string `json:"themes"`
	Language    string   `json:"language" doc:"BCP 47; empty until it is known."`
}

// apiInterview is one interview.
type apiInterview struct {
	ID string `json:"id"`
	apiFacts
	Reporter  apiPerson     `json:"reporter"`
	State     archive.State `json:"state"`
	Reason    string        `json:"reason,omitempty" doc:"Why it failed or was withdrawn."`
	Version   int           `json:"version" doc:"Changes made to the transcript so far."`
	Duration  float64       `json:"duration_s" doc:"0 until the recording was decoded."`
	Checked   float64       `json:"checked_s" doc:"Sound whose words a person listened to and says are right."`
	Progress  apiProgress   `json:"progress"`
	May       apiAbilities  `json:"may"`
	Received  time.Time     `json:"received"`
	Published *time.Time    `json:"published,omitempty"`
	Changed   time.Time     `json:"changed"`
	Page      string        `json:"page" doc:"Path of its page on this site."`
	Sound     string        `json:"sound,omitempty" doc:"Path of the listening copy, with ranges; absent when the caller may not listen."`

	PublishWhenReady *bool         `json:"publish_when_ready,omitempty" doc:"Only for those who look after it."`
	Recording        *apiRecording `json:"recording,omitempty" doc:"Only for those who look after it."`

	Words        *int       `json:"words,omitempty" doc:"In the newest version; only when one interview is asked for."`
	ReadBack     *time.Time `json:"read_back,omitempty" doc:"When its recording and records were last read back and found as they were kept; only when one interview is asked for."`
	RecognisedIn *float64   `json:"recognised_in_s,omitempty" doc:"Engine time; only when one interview is asked for."`
}

type apiInterviewList struct {
	Interviews []apiInterview `json:"interviews" doc:"Newest first."`
	Next       string         `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
}

// apiStanding is an interview's place among those that wait for the engine.
type apiStanding struct {
	State    archive.State `json:"state"`
	Reason   string        `json:"reason,omitempty"`
	Ahead    int           `json:"ahead" doc:"Interviews before it."`
	Left     float64       `json:"left_s" doc:"Estimated seconds of waiting until it is done; 0 when nothing is known yet."`
	Progress apiProgress   `json:"progress"`
	Duration float64       `json:"duration_s"`
}

// apiWord is one word and where it is in the sound.
type apiWord struct {
	ID          archive.WordID `json:"id"`
	Text        string         `json:"text"`
	Start       float64        `json:"start_s"`
	End         float64        `json:"end_s"`
	Probability float64        `json:"probability,omitempty" doc:"0..1 as the engine said; absent when a person wrote it."`
	Timing      archive.Timing `json:"timing,omitempty" doc:"How its time was got."`
	Doubtful    bool           `json:"doubtful,omitempty" doc:"A person should listen to it."`
}

type apiLine struct {
	ID        archive.LineID `json:"id"`
	Speaker   string         `json:"speaker,omitempty"`
	Start     float64        `json:"start_s"`
	End       float64        `json:"end_s"`
	Text      string         `json:"text"`
	ChangedIn int            `json:"changed_in,omitempty" doc:"The version that last touched it; absent when it is as the machine heard it."`
	Level     string         `json:"level,omitempty" enum:"machine-text,being-checked,checked-by-one,checked-by-more" doc:"How far people have checked it; only in the newest version."`
	People    int            `json:"people,omitempty" doc:"Who listened and say that it is right."`
	Settled   bool           `json:"settled,omitempty" doc:"As many as the collection asks for. It may still be changed."`
	Words     []apiWord      `json:"words"`
}

// apiTranscript is one version of what was said.
type apiTranscript struct {
	Interview    string    `json:"interview"`
	Title        string    `json:"title"`
	View         string    `json:"view" enum:"heard,corrected"`
	Version      int       `json:"version"`
	Language     string    `json:"language,omitempty"`
	Source       string    `json:"source" enum:"engine,captions"`
	Engine       string    `json:"engine,omitempty"`
	Model        string    `json:"model,omitempty"`
	RecognisedIn float64   `json:"recognised_in_s,omitempty"`
	Lines        []apiLine `json:"lines"`
}

// apiEdit replaces the words before by the words after.
type apiEdit struct {
	Line   archive.LineID `json:"line" doc:"The line that receives the words."`
	Before []apiWord      `json:"before"`
	Words  []apiWord      `json:"words"`
}

// apiWordTime is when one word is heard.
type apiWordTime struct {
	Word   archive.WordID `json:"word"`
	Start  float64        `json:"start_s"`
	End    float64        `json:"end_s"`
	Timing archive.Timing `json:"timing"`
}

// apiChange is one entry of the journal.
type apiChange struct {
	Interview string           `json:"interview"`
	Version   int              `json:"version" doc:"The version this change made."`
	Against   int              `json:"against" doc:"The version its author saw."`
	Kind      archive.Kind     `json:"kind"`
	Op        archive.Op       `json:"op"`
	Edits     []apiEdit        `json:"edits,omitempty"`
	Line      archive.LineID   `json:"line,omitempty" doc:"The line that is cut, moves, goes, or joins the one before it; for a new line the one in front of it."`
	NewLine   archive.LineID   `json:"new_line,omitempty" doc:"The line that begins; for a line that joins or goes, the one in front of it."`
	At        archive.WordID   `json:"at,omitempty" doc:"First word of the new line."`
	Lines     []archive.LineID `json:"lines,omitempty"`
	Speaker   string           `json:"speaker,omitempty"`
	Times     []apiWordTime    `json:"times,omitempty" doc:"To another time: where the words are now."`
	Moved     []apiWordTime    `json:"moved,omitempty" doc:"Where they were before."`
	By        apiPerson        `json:"by"`
	AgreedBy  *apiPerson       `json:"agreed_by,omitempty" doc:"Who confirmed or accepted it."`
	Reason    archive.Reason   `json:"reason,omitempty" doc:"What was wrong; never-said is the answer that nothing was said."`
	Note      string           `json:"note,omitempty"`
	Report    int64            `json:"report,omitempty" doc:"The report it answers."`
	Reverts   int              `json:"reverts,omitempty" doc:"The version it takes back."`
	Rules     []string         `json:"rules,omitempty" doc:"Names of the content rules it matched."`
	Made      time.Time        `json:"made"`
}

type apiChangeList struct {
	Version int         `json:"version" doc:"The newest version."`
	Changes []apiChange `json:"changes" doc:"Oldest first."`
	Next    *int        `json:"next,omitempty" doc:"Ask after this version for the next page; absent at the end."`
}

// apiReport is a reader saying that something is wrong.
type apiReport struct {
	ID        int64               `json:"id"`
	Interview string              `json:"interview"`
	Version   int                 `json:"version" doc:"The version the reader saw."`
	First     archive.WordID      `json:"first"`
	Last      archive.WordID      `json:"last"`
	Start     float64             `json:"start_s"`
	End       float64             `json:"end_s"`
	Quote     string              `json:"quote" doc:"The words as the reader saw them."`
	Reason    archive.Reason      `json:"reason"`
	Note      string              `json:"note,omitempty"`
	Fix       *string             `json:"fix,omitempty" doc:"The words proposed; empty says that nothing was said there."`
	Hide      archive.HideState   `json:"hide,omitempty" enum:"asked,hidden,shown,removed" doc:"What became of the wish to hide the words until someone has looked."`
	Rules     []string            `json:"rules,omitempty" doc:"Names of the content rules it matched."`
	Held      bool                `json:"held,omitempty" doc:"Shown only to its author and to who looks after the interview."`
	By        apiPerson           `json:"by"`
	State     archive.ReportState `json:"state"`
	Answer    string              `json:"answer,omitempty"`
	Answered  *apiPerson          `json:"answered_by,omitempty"`
	FixedIn   int                 `json:"fixed_in,omitempty" doc:"Version of the change that answered it."`
	Reopened  int                 `json:"reopened,omitempty"`
	Made      time.Time           `json:"made"`
	Changed   time.Time           `json:"changed"`
}

type apiReportList struct {
	Reports []apiReport `json:"reports" doc:"Oldest first."`
}

// apiReceipt is what a receipt shows of a report.
type apiReceipt struct {
	Report  apiReport   `json:"report"`
	Title   string      `json:"title,omitempty" doc:"Of the interview, while anyone may read it."`
	Change  *apiChange  `json:"change,omitempty" doc:"The change that answered it."`
	Joined  bool        `json:"joined,omitempty" doc:"This is the receipt of someone who joined the report."`
	Mail    bool        `json:"mail" doc:"An address was left for news of it."`
	People  int         `json:"people" doc:"Who said so."`
	After   string      `json:"after,omitempty" doc:"What the words say by the change that answered it."`
	Now     string      `json:"now,omitempty" doc:"What they say now, if someone changed them again."`
	Later   []apiChange `json:"later,omitempty" doc:"The changes that did, oldest first."`
	Receipt string      `json:"receipt" doc:"The secret of the receipt: keep it to see what becomes of the report."`
	Page    string      `json:"page" doc:"Path of the receipt's page."`
}

// apiOutcome is what became of a fix.
type apiOutcome struct {
	Applied bool        `json:"applied" doc:"True: it is in the transcript. False: it waits for someone else to confirm it."`
	Change  *apiChange  `json:"change,omitempty"`
	Receipt *apiReceipt `json:"receipt,omitempty"`
}

// apiTasks is what waits for the people who look after interviews.
type apiTasks struct {
	Reports []apiReport    `json:"reports" doc:"To answer, oldest first."`
	Failed  []apiInterview `json:"failed"`
	Drafts  []apiInterview `json:"drafts" doc:"To read and publish."`
	Working []apiInterview `json:"working" doc:"On their way to words."`
}
