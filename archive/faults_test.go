package archive_test

import (
	"context"
	"errors"
	"time"

	"earshot/archive"
)

// errStore is what a store says that fails now.
var errStore = errors.New("the store failed")

// faults makes one of the coming calls of a store fail.
type faults struct {
	left    int    // calls until the one that fails; 0: none fails
	failed  string // the call that did
	commits int    // transactions until one is kept whole whose answer is lost; 0: none
	lost    bool
}

func (f *faults) fail(call string) error {
	if f.left == 0 {
		return nil
	}
	if f.left--; f.left > 0 {
		return nil
	}
	f.failed = call
	return errStore
}

// faultyStore is a real store that fails as its faults say.
type faultyStore struct {
	archive.Store
	*faults
}

func (s faultyStore) View(ctx context.Context, fn func(archive.Tx) error) error {
	if _, hurried := ctx.Deadline(); hurried { // the records of what is done already: a job for them waits
		return s.Store.View(ctx, fn)
	}
	return s.Store.View(ctx, func(tx archive.Tx) error { return fn(faultyTx{tx, s.faults}) })
}

func (s faultyStore) Update(ctx context.Context, fn func(archive.Tx) error) error {
	err := s.Store.Update(ctx, func(tx archive.Tx) error { return fn(faultyTx{tx, s.faults}) })
	if err == nil && s.commits > 0 {
		if s.commits--; s.commits == 0 {
			s.lost = true
			return errStore
		}
	}
	return err
}

func asked[T any](f *faults, call string, do func() (T, error)) (none T, err error) {
	if err := f.fail(call); err != nil {
		return none, err
	}
	return do()
}

func done(f *faults, call string, do func() error) error {
	if err := f.fail(call); err != nil {
		return err
	}
	return do()
}

// faultyTx is every call of a transaction, each of which may fail.
type faultyTx struct {
	archive.Tx
	*faults
}

func (x faultyTx) Interview(id string) (*archive.Interview, error) {
	return asked(x.faults, "Interview", func() (*archive.Interview, error) { return x.Tx.Interview(id) })
}

func (x faultyTx) PutInterview(v *archive.Interview) error {
	return done(x.faults, "PutInterview", func() error { return x.Tx.PutInterview(v) })
}

func (x faultyTx) Interviews(v archive.InterviewQuery) ([]*archive.Interview, error) {
	return asked(x.faults, "Interviews", func() ([]*archive.Interview, error) { return x.Tx.Interviews(v) })
}

func (x faultyTx) CountInterviews(v archive.InterviewQuery) (map[archive.State]int, error) {
	return asked(x.faults, "CountInterviews", func() (map[archive.State]int, error) { return x.Tx.CountInterviews(v) })
}

func (x faultyTx) Recognition(id string) (*archive.Recognition, error) {
	return asked(x.faults, "Recognition", func() (*archive.Recognition, error) { return x.Tx.Recognition(id) })
}

func (x faultyTx) AddRecognition(v *archive.Recognition) error {
	return done(x.faults, "AddRecognition", func() error { return x.Tx.AddRecognition(v) })
}

func (x faultyTx) Chunk(interview string, run, index int) (*archive.Chunk, error) {
	return asked(x.faults, "Chunk", func() (*archive.Chunk, error) { return x.Tx.Chunk(interview, run, index) })
}

func (x faultyTx) PutChunk(v *archive.Chunk) error {
	return done(x.faults, "PutChunk", func() error { return x.Tx.PutChunk(v) })
}

func (x faultyTx) Chunks(interview string, run int) ([]*archive.Chunk, error) {
	return asked(x.faults, "Chunks", func() ([]*archive.Chunk, error) { return x.Tx.Chunks(interview, run) })
}

func (x faultyTx) DeleteChunks(interview string, run int) error {
	return done(x.faults, "DeleteChunks", func() error { return x.Tx.DeleteChunks(interview, run) })
}

func (x faultyTx) AppendChange(v *archive.Change) error {
	return done(x.faults, "AppendChange", func() error { return x.Tx.AppendChange(v) })
}

func (x faultyTx) Changes(interview string, after, upTo int) ([]*archive.Change, error) {
	return asked(x.faults, "Changes", func() ([]*archive.Change, error) { return x.Tx.Changes(interview, after, upTo) })
}

func (x faultyTx) ChangeByKey(interview, key string) (*archive.Change, error) {
	return asked(x.faults, "ChangeByKey", func() (*archive.Change, error) { return x.Tx.ChangeByKey(interview, key) })
}

func (x faultyTx) LatestChanges(limit int) ([]*archive.Change, error) {
	return asked(x.faults, "LatestChanges", func() ([]*archive.Change, error) { return x.Tx.LatestChanges(limit) })
}

func (x faultyTx) ChangesBy(account, visitor string, limit int) ([]*archive.Change, error) {
	return asked(x.faults, "ChangesBy", func() ([]*archive.Change, error) { return x.Tx.ChangesBy(account, visitor, limit) })
}

func (x faultyTx) PutReport(v *archive.Report) error {
	return done(x.faults, "PutReport", func() error { return x.Tx.PutReport(v) })
}

func (x faultyTx) Report(id int64) (*archive.Report, error) {
	return asked(x.faults, "Report", func() (*archive.Report, error) { return x.Tx.Report(id) })
}

func (x faultyTx) ReportByReceipt(hash string) (*archive.Report, error) {
	return asked(x.faults, "ReportByReceipt", func() (*archive.Report, error) { return x.Tx.ReportByReceipt(hash) })
}

func (x faultyTx) ReportByKey(interview, key string) (*archive.Report, error) {
	return asked(x.faults, "ReportByKey", func() (*archive.Report, error) { return x.Tx.ReportByKey(interview, key) })
}

func (x faultyTx) Reports(v archive.ReportQuery) ([]*archive.Report, error) {
	return asked(x.faults, "Reports", func() ([]*archive.Report, error) { return x.Tx.Reports(v) })
}

func (x faultyTx) PutJoin(v *archive.Join) error {
	return done(x.faults, "PutJoin", func() error { return x.Tx.PutJoin(v) })
}

func (x faultyTx) JoinByReceipt(hash string) (*archive.Join, error) {
	return asked(x.faults, "JoinByReceipt", func() (*archive.Join, error) { return x.Tx.JoinByReceipt(hash) })
}

func (x faultyTx) Joins(report int64) ([]*archive.Join, error) {
	return asked(x.faults, "Joins", func() ([]*archive.Join, error) { return x.Tx.Joins(report) })
}

func (x faultyTx) JoinsBy(account, visitor string, limit int) ([]*archive.Join, error) {
	return asked(x.faults, "JoinsBy", func() ([]*archive.Join, error) { return x.Tx.JoinsBy(account, visitor, limit) })
}

func (x faultyTx) PutAddress(receipt, address string) error {
	return done(x.faults, "PutAddress", func() error { return x.Tx.PutAddress(receipt, address) })
}

func (x faultyTx) Address(receipt string) (string, error) {
	return asked(x.faults, "Address", func() (string, error) { return x.Tx.Address(receipt) })
}

func (x faultyTx) AddLetter(v *archive.Letter) error {
	return done(x.faults, "AddLetter", func() error { return x.Tx.AddLetter(v) })
}

func (x faultyTx) Letter(id int64) (*archive.Letter, error) {
	return asked(x.faults, "Letter", func() (*archive.Letter, error) { return x.Tx.Letter(id) })
}

func (x faultyTx) DeleteLetter(id int64) error {
	return done(x.faults, "DeleteLetter", func() error { return x.Tx.DeleteLetter(id) })
}

func (x faultyTx) AddConfirmation(v *archive.Confirmation) error {
	return done(x.faults, "AddConfirmation", func() error { return x.Tx.AddConfirmation(v) })
}

func (x faultyTx) Confirmations(report int64) ([]*archive.Confirmation, error) {
	return asked(x.faults, "Confirmations", func() ([]*archive.Confirmation, error) { return x.Tx.Confirmations(report) })
}

func (x faultyTx) AddVote(v *archive.Vote) error {
	return done(x.faults, "AddVote", func() error { return x.Tx.AddVote(v) })
}

func (x faultyTx) VoteByKey(interview, key string) (*archive.Vote, error) {
	return asked(x.faults, "VoteByKey", func() (*archive.Vote, error) { return x.Tx.VoteByKey(interview, key) })
}

func (x faultyTx) Votes(interview string) ([]*archive.Vote, error) {
	return asked(x.faults, "Votes", func() ([]*archive.Vote, error) { return x.Tx.Votes(interview) })
}

func (x faultyTx) VotesBy(account string, limit int) ([]*archive.Vote, error) {
	return asked(x.faults, "VotesBy", func() ([]*archive.Vote, error) { return x.Tx.VotesBy(account, limit) })
}

func (x faultyTx) Account(id string) (*archive.Account, error) {
	return asked(x.faults, "Account", func() (*archive.Account, error) { return x.Tx.Account(id) })
}

func (x faultyTx) AccountByName(name string) (*archive.Account, error) {
	return asked(x.faults, "AccountByName", func() (*archive.Account, error) { return x.Tx.AccountByName(name) })
}

func (x faultyTx) PutAccount(v *archive.Account) error {
	return done(x.faults, "PutAccount", func() error { return x.Tx.PutAccount(v) })
}

func (x faultyTx) Accounts() ([]*archive.Account, error) {
	return asked(x.faults, "Accounts", func() ([]*archive.Account, error) { return x.Tx.Accounts() })
}

func (x faultyTx) Secret(hash string) (*archive.Secret, error) {
	return asked(x.faults, "Secret", func() (*archive.Secret, error) { return x.Tx.Secret(hash) })
}

func (x faultyTx) PutSecret(v *archive.Secret) error {
	return done(x.faults, "PutSecret", func() error { return x.Tx.PutSecret(v) })
}

func (x faultyTx) DeleteSecret(hash string) error {
	return done(x.faults, "DeleteSecret", func() error { return x.Tx.DeleteSecret(hash) })
}

func (x faultyTx) Secrets(account string) ([]*archive.Secret, error) {
	return asked(x.faults, "Secrets", func() ([]*archive.Secret, error) { return x.Tx.Secrets(account) })
}

func (x faultyTx) DeleteSecretsBefore(t time.Time) error {
	return done(x.faults, "DeleteSecretsBefore", func() error { return x.Tx.DeleteSecretsBefore(t) })
}

func (x faultyTx) AddEvent(interview string, version int, at time.Time) (int64, error) {
	return asked(x.faults, "AddEvent", func() (int64, error) { return x.Tx.AddEvent(interview, version, at) })
}

func (x faultyTx) Events(after int64, limit int) ([]archive.Event, error) {
	return asked(x.faults, "Events", func() ([]archive.Event, error) { return x.Tx.Events(after, limit) })
}

func (x faultyTx) LastEvent() (int64, error) {
	return asked(x.faults, "LastEvent", func() (int64, error) { return x.Tx.LastEvent() })
}

func (x faultyTx) Enqueue(v archive.Job) error {
	return done(x.faults, "Enqueue", func() error { return x.Tx.Enqueue(v) })
}

func (x faultyTx) Jobs() ([]archive.Job, error) {
	return asked(x.faults, "Jobs", func() ([]archive.Job, error) { return x.Tx.Jobs() })
}

func (x faultyTx) CountJobs() (map[archive.JobKind]map[archive.JobState]int, error) {
	return asked(x.faults, "CountJobs", func() (map[archive.JobKind]map[archive.JobState]int, error) { return x.Tx.CountJobs() })
}

func (x faultyTx) Setting(name string) (string, error) {
	return asked(x.faults, "Setting", func() (string, error) { return x.Tx.Setting(name) })
}

func (x faultyTx) PutSetting(name, value string) error {
	return done(x.faults, "PutSetting", func() error { return x.Tx.PutSetting(name, value) })
}

func (x faultyTx) Settings() (map[string]string, error) {
	return asked(x.faults, "Settings", func() (map[string]string, error) { return x.Tx.Settings() })
}

func (x faultyTx) Term(collection, key string) (*archive.Term, error) {
	return asked(x.faults, "Term", func() (*archive.Term, error) { return x.Tx.Term(collection, key) })
}

func (x faultyTx) PutTerm(v *archive.Term) error {
	return done(x.faults, "PutTerm", func() error { return x.Tx.PutTerm(v) })
}

func (x faultyTx) DeleteTerm(collection, key string) error {
	return done(x.faults, "DeleteTerm", func() error { return x.Tx.DeleteTerm(collection, key) })
}

func (x faultyTx) Terms(collections ...string) ([]*archive.Term, error) {
	return asked(x.faults, "Terms", func() ([]*archive.Term, error) { return x.Tx.Terms(collections...) })
}

func (x faultyTx) Theme(id string) (*archive.Theme, error) {
	return asked(x.faults, "Theme", func() (*archive.Theme, error) { return x.Tx.Theme(id) })
}

func (x faultyTx) ThemeByKey(owner, key string) (*archive.Theme, error) {
	return asked(x.faults, "ThemeByKey", func() (*archive.Theme, error) { return x.Tx.ThemeByKey(owner, key) })
}

func (x faultyTx) PutTheme(v *archive.Theme) error {
	return done(x.faults, "PutTheme", func() error { return x.Tx.PutTheme(v) })
}

func (x faultyTx) DropTheme(id string) error {
	return done(x.faults, "DropTheme", func() error { return x.Tx.DropTheme(id) })
}

func (x faultyTx) Themes(v archive.ThemeQuery) ([]*archive.Theme, error) {
	return asked(x.faults, "Themes", func() ([]*archive.Theme, error) { return x.Tx.Themes(v) })
}

func (x faultyTx) PutThemePassage(v *archive.ThemePassage) error {
	return done(x.faults, "PutThemePassage", func() error { return x.Tx.PutThemePassage(v) })
}

func (x faultyTx) ThemePassage(theme string, number int) (*archive.ThemePassage, error) {
	return asked(x.faults, "ThemePassage", func() (*archive.ThemePassage, error) { return x.Tx.ThemePassage(theme, number) })
}

func (x faultyTx) ThemePassages(theme string) ([]*archive.ThemePassage, error) {
	return asked(x.faults, "ThemePassages", func() ([]*archive.ThemePassage, error) { return x.Tx.ThemePassages(theme) })
}

func (x faultyTx) ThemeVisit(theme, account string) (*archive.ThemeVisit, error) {
	return asked(x.faults, "ThemeVisit", func() (*archive.ThemeVisit, error) { return x.Tx.ThemeVisit(theme, account) })
}

func (x faultyTx) PutThemeVisit(v *archive.ThemeVisit) error {
	return done(x.faults, "PutThemeVisit", func() error { return x.Tx.PutThemeVisit(v) })
}

func (x faultyTx) RestoreReport(v *archive.Report) error {
	return done(x.faults, "RestoreReport", func() error { return x.Tx.RestoreReport(v) })
}

func (x faultyTx) AddAct(v *archive.Act) error {
	return done(x.faults, "AddAct", func() error { return x.Tx.AddAct(v) })
}

func (x faultyTx) Acts(interview string, after int64, limit int) ([]*archive.Act, error) {
	return asked(x.faults, "Acts", func() ([]*archive.Act, error) { return x.Tx.Acts(interview, after, limit) })
}

func (x faultyTx) CountActs() ([]archive.ActCount, error) {
	return asked(x.faults, "CountActs", func() ([]archive.ActCount, error) { return x.Tx.CountActs() })
}

func (x faultyTx) CountReports() (map[archive.ReportState]int, error) {
	return asked(x.faults, "CountReports", func() (map[archive.ReportState]int, error) { return x.Tx.CountReports() })
}

func (x faultyTx) ChangesFrom(s archive.Source, limit int) ([]*archive.Change, error) {
	return asked(x.faults, "ChangesFrom", func() ([]*archive.Change, error) { return x.Tx.ChangesFrom(s, limit) })
}

func (x faultyTx) ReportsFrom(s archive.Source, limit int) ([]*archive.Report, error) {
	return asked(x.faults, "ReportsFrom", func() ([]*archive.Report, error) { return x.Tx.ReportsFrom(s, limit) })
}

func (x faultyTx) VotesFrom(s archive.Source, limit int) ([]*archive.Vote, error) {
	return asked(x.faults, "VotesFrom", func() ([]*archive.Vote, error) { return x.Tx.VotesFrom(s, limit) })
}

func (x faultyTx) AddSampleAnswer(v *archive.SampleAnswer) error {
	return done(x.faults, "AddSampleAnswer", func() error { return x.Tx.AddSampleAnswer(v) })
}

func (x faultyTx) SampleAnswerByKey(interview, key string) (*archive.SampleAnswer, error) {
	return asked(x.faults, "SampleAnswerByKey", func() (*archive.SampleAnswer, error) { return x.Tx.SampleAnswerByKey(interview, key) })
}

func (x faultyTx) SampleAnswers(interview string) ([]*archive.SampleAnswer, error) {
	return asked(x.faults, "SampleAnswers", func() ([]*archive.SampleAnswer, error) { return x.Tx.SampleAnswers(interview) })
}

func (x faultyTx) SampleResults(interview string, number int64, limit int) ([]*archive.SampleAnswer, error) {
	return asked(x.faults, "SampleResults", func() ([]*archive.SampleAnswer, error) { return x.Tx.SampleResults(interview, number, limit) })
}

func (x faultyTx) Picked(q archive.ThemeQuery, interviews []string) ([]archive.PickedFor, error) {
	return asked(x.faults, "Picked", func() ([]archive.PickedFor, error) { return x.Tx.Picked(q, interviews) })
}

func (x faultyTx) RenameAuthor(account, name string) ([]string, error) {
	return asked(x.faults, "RenameAuthor", func() ([]string, error) { return x.Tx.RenameAuthor(account, name) })
}

func (x faultyTx) ForgetVisits(account string) error {
	return done(x.faults, "ForgetVisits", func() error { return x.Tx.ForgetVisits(account) })
}

func (x faultyTx) SampleAnswersBy(account string) ([]*archive.SampleAnswer, error) {
	return asked(x.faults, "SampleAnswersBy", func() ([]*archive.SampleAnswer, error) { return x.Tx.SampleAnswersBy(account) })
}

func (x faultyTx) NoteReadBack(interview string, at time.Time) error {
	return done(x.faults, "NoteReadBack", func() error { return x.Tx.NoteReadBack(interview, at) })
}

func (x faultyTx) ReadBack(interview string) (time.Time, error) {
	return asked(x.faults, "ReadBack", func() (time.Time, error) { return x.Tx.ReadBack(interview) })
}
