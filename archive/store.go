package archive

import (
	"context"
	"time"
)

// Store keeps the metadata, the journal, the feed and the jobs that go with a
// change. It holds no rules. Every promise below is tested for every
// implementation by archive/storetest.
type Store interface {
	// View runs fn on one unchanging moment of the store. fn must not write.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn in one transaction, which is kept whole when fn returns nil
	// and not at all otherwise. When Update returns nil the transaction survives
	// power loss. fn may be run more than once, so it must only use its Tx:
	// no network, no blobs, no effects outside. ErrNoRoom when the disk is full.
	Update(ctx context.Context, fn func(Tx) error) error
	// Check reads everything once and returns what is wrong with it; nil means sound.
	Check(ctx context.Context) error
	// Close waits for running transactions.
	Close() error
}

// Tx is everything that can be read and written in one transaction: a sum of
// small roles. A getter of an absent row returns ErrNotFound.
type Tx interface {
	InterviewRows
	RecognitionRows
	ChunkRows
	JournalRows
	ReportRows
	JoinRows
	LetterRows
	ConfirmationRows
	VoteRows
	AccountRows
	SecretRows
	FeedRows
	JobRows
	SettingRows
	VocabularyRows
	ThemeRows
	ThemePassageRows
	GatheredRows
	KeptSearchRows
	RestoreRows
	ActRows
	SourceRows
	SampleRows
	PersonRows
	ReadBackRows
}

// InterviewRows keeps interviews.
type InterviewRows interface {
	Interview(id string) (*Interview, error)
	// PutInterview inserts or replaces the row with this id.
	PutInterview(*Interview) error
	// Interviews returns a page, newest Received first, ties by id.
	Interviews(InterviewQuery) ([]*Interview, error)
	// CountInterviews counts by state, ignoring Before and Limit.
	CountInterviews(InterviewQuery) (map[State]int, error)
}

// RecognitionRows keeps recognitions, which never change.
type RecognitionRows interface {
	Recognition(id string) (*Recognition, error)
	// RecognitionHead returns what is told before its lines, for a small part of the
	// cost: all but Lines and Made.
	RecognitionHead(id string) (*Recognition, error)
	// AddRecognition returns ErrExists when the id is taken.
	AddRecognition(*Recognition) error
}

// ChunkRows keeps the chunks of a recognition run.
type ChunkRows interface {
	// Chunk returns one chunk of a run.
	Chunk(interview string, run, index int) (*Chunk, error)
	// PutChunk inserts or replaces by interview, run and index.
	PutChunk(*Chunk) error
	// Chunks returns a run's chunks by index.
	Chunks(interview string, run int) ([]*Chunk, error)
	// DeleteChunks forgets a run's chunks; none is not an error.
	DeleteChunks(interview string, run int) error
}

// JournalRows keeps the journal. There is no way to edit or delete an entry, but
// for the name of an author who left: see PersonRows.
type JournalRows interface {
	// AppendChange returns ErrConflict unless c.Version is one more than the
	// last version of c.Interview, and ErrExists when c.Key was used there.
	AppendChange(*Change) error
	// Changes returns versions after < v <= upTo in order; upTo < 0 means all.
	Changes(interview string, after, upTo int) ([]*Change, error)
	ChangeByKey(interview, key string) (*Change, error)
	// LatestChanges returns up to limit changes of the whole archive, newest first.
	LatestChanges(limit int) ([]*Change, error)
	// ChangesBy returns changes by an account or a visitor, newest first.
	ChangesBy(account, visitor string, limit int) ([]*Change, error)
}

// ReportRows keeps reports.
type ReportRows interface {
	// PutReport inserts when ID is 0, and sets it; otherwise replaces, or returns
	// ErrNotFound. A second report with the same interview and key returns
	// ErrExists. An empty key or receipt is equal to none.
	PutReport(*Report) error
	Report(id int64) (*Report, error)
	ReportByReceipt(hash string) (*Report, error)
	ReportByKey(interview, key string) (*Report, error)
	Reports(ReportQuery) ([]*Report, error)
}

// ConfirmationRows keeps votes on proposed fixes.
type ConfirmationRows interface {
	AddConfirmation(*Confirmation) error
	// Confirmations returns a report's votes in the order they were made.
	Confirmations(report int64) ([]*Confirmation, error)
}

// VoteRows keeps what people said of words after listening. There is no way to
// edit or delete a vote.
type VoteRows interface {
	// AddVote numbers a vote within its interview, from 1. ErrExists when its key
	// was used there; an empty key is equal to none.
	AddVote(*Vote) error
	VoteByKey(interview, key string) (*Vote, error)
	// Votes returns an interview's votes in the order they were made.
	Votes(interview string) ([]*Vote, error)
	// VotesBy returns at most limit votes by an account, newest first; none by "".
	VotesBy(account string, limit int) ([]*Vote, error)
}

// AccountRows keeps the people who sign in.
type AccountRows interface {
	Account(id string) (*Account, error)
	AccountByName(name string) (*Account, error)
	// PutAccount inserts or replaces by id; ErrExists when another id has the name.
	PutAccount(*Account) error
	// Accounts returns everyone by display name.
	Accounts() ([]*Account, error)
}

// SecretRows keeps the hashes of sessions, tokens and sign-in links.
type SecretRows interface {
	Secret(hash string) (*Secret, error)
	// PutSecret inserts or replaces by hash.
	PutSecret(*Secret) error
	// DeleteSecret of an absent hash is not an error.
	DeleteSecret(hash string) error
	// Secrets returns those of an account, newest first.
	Secrets(account string) ([]*Secret, error)
	// DeleteSecretsBefore drops all that expired before t.
	DeleteSecretsBefore(t time.Time) error
}

// Event is one entry of the change feed: something about an interview changed.
// It carries no content, so that a reader of the feed always reads the truth.
type Event struct {
	Seq       int64     `json:"seq"`
	Interview string    `json:"interview"`
	Version   int       `json:"version"`
	At        time.Time `json:"at"`
}

// FeedRows keeps the numbered change feed.
type FeedRows interface {
	// AddEvent numbers and appends. Numbers rise by one in the order of commits:
	// who has read up to n never misses a smaller number later.
	AddEvent(interview string, version int, at time.Time) (seq int64, err error)
	// Events returns up to limit events with a number above after, in order.
	Events(after int64, limit int) ([]Event, error)
	// LastEvent is the highest number given; 0 in an empty feed.
	LastEvent() (int64, error)
}

// SettingRows keeps small named values: keys, positions, lists that people edit.
type SettingRows interface {
	Setting(name string) (string, error)
	PutSetting(name, value string) error
	// Settings returns them all by name.
	Settings() (map[string]string, error)
}

// RestoreRows puts back what a lost store had numbered.
type RestoreRows interface {
	// RestoreReport inserts a report under the number it has; ErrExists when that
	// number or its key is taken. Reports put later get higher numbers.
	RestoreReport(*Report) error
}
