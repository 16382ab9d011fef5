package archive

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"
)

// Letter is a mail that waits: it tells one person a state of their report. What
// it says is written when it is sent, so that it never tells what the public may
// not know by then. It never quotes the words of an interview.
type Letter struct {
	ID      int64       `json:"id"` // rises by one; 0 until stored
	Receipt string      `json:"receipt"`
	Report  int64       `json:"report"`
	State   ReportState `json:"state"`
	Made    time.Time   `json:"made"`
}

// LetterRows keeps addresses that people left for news of a report, and letters
// that wait. Neither is mirrored to the bucket: an address that is deleted here
// is gone.
type LetterRows interface {
	// PutAddress keeps or replaces the address of a receipt; "" forgets it.
	PutAddress(receipt, address string) error
	// Address of a receipt without one is ErrNotFound.
	Address(receipt string) (string, error)
	// AddLetter numbers a letter and keeps it.
	AddLetter(*Letter) error
	Letter(id int64) (*Letter, error)
	// DeleteLetter of an absent one is not an error.
	DeleteLetter(id int64) error
}

// Mail is one message to one person.
type Mail struct {
	To, Subject, Text string
	ID                string // the same when a mail is tried again, so that it arrives once
	Stop              string // address where one request ends such mails
	Made              time.Time
}

// Post sends mails. archive/postbox implements it.
type Post interface {
	// Send returns once the mail is on its way. An error that wraps ErrInvalid says
	// that this mail can never be sent.
	Send(context.Context, Mail) error
	// Check tells what keeps mails from being sent; nil when nothing does.
	Check(context.Context) error
}

const maxAddress = 254 // bytes, as RFC 5321 has it

// CleanAddress returns a bare mail address, or says why it is none. "" is fine.
func CleanAddress(field, s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	wrong := Invalid(field, "This is not a mail address. It looks like name@example.org. You can also leave it empty.")
	if len(s) > maxAddress || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf || strings.ContainsRune(`<>"(),:;\`, r) }) {
		return "", wrong
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return "", wrong
	}
	if _, host, _ := strings.Cut(s, "@"); !strings.Contains(host, ".") || strings.ContainsAny(host, "[]@") {
		return "", wrong
	}
	return s, nil
}

// WriteTo keeps an address for news of the report that a receipt belongs to; ""
// forgets it.
func (a *Archive) WriteTo(ctx context.Context, secret, address string) error {
	address, err := CleanAddress("mail", address)
	if err != nil {
		return err
	}
	return a.store.Update(ctx, func(tx Tx) error {
		if _, _, err := byReceipt(tx, secret); err != nil {
			return err
		}
		return tx.PutAddress(HashSecret(secret), address)
	})
}

// tell puts a letter on its way to everyone who left an address with a report.
// Who takes a report back wants no more mails of it.
func (a *Archive) tell(tx Tx, r *Report) error {
	if r.State == ReportWithdrawn {
		return tx.PutAddress(r.Receipt, "")
	}
	receipts := []string{r.Receipt}
	joins, err := tx.Joins(r.ID)
	if err != nil {
		return err
	}
	for _, j := range joins {
		if !j.Left {
			receipts = append(receipts, j.Receipt)
		}
	}
	for _, receipt := range receipts {
		switch _, err := tx.Address(receipt); {
		case errors.Is(err, ErrNotFound):
			continue
		case err != nil:
			return err
		}
		l := &Letter{Receipt: receipt, Report: r.ID, State: r.State, Made: a.now()}
		if err := tx.AddLetter(l); err != nil {
			return err
		}
		if err := tx.Enqueue(Job{Kind: JobMail, Interview: r.Interview, Run: int(l.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// SendLetter does a job of kind JobMail. site is the address of the site, name
// what it is called. A letter whose address was deleted meanwhile is thrown away.
func (a *Archive) SendLetter(ctx context.Context, post Post, site, name string, j Job) error {
	var m *Mail
	err := a.store.View(ctx, func(tx Tx) error {
		m = nil
		l, err := tx.Letter(int64(j.Run))
		if err != nil {
			return err
		}
		m, err = a.write(tx, l, site, name)
		return err
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if m != nil {
		if err := post.Send(ctx, *m); err != nil {
			return fmt.Errorf("send letter %d: %w", j.Run, err)
		}
	}
	return a.store.Update(ctx, func(tx Tx) error { return tx.DeleteLetter(int64(j.Run)) })
}

// write writes a letter; ErrNotFound when nobody is to get it any more.
func (a *Archive) write(tx Tx, l *Letter, site, name string) (*Mail, error) {
	to, err := tx.Address(l.Receipt)
	if err != nil {
		return nil, err
	}
	r, err := tx.Report(l.Report)
	if err != nil {
		return nil, err
	}
	secret := a.derive("receipt", r.Interview, r.Key)
	if l.Receipt != r.Receipt {
		j, err := tx.JoinByReceipt(l.Receipt)
		if err != nil {
			return nil, err
		}
		secret = a.derive("join", r.Interview, j.Key)
	}
	if HashSecret(secret) != l.Receipt {
		return nil, ErrNotFound // made before the archive's key was lost
	}
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return nil, err
	}
	about := "words in an interview"
	if Policy(Viewer{}, iv).Read {
		about = "words in “" + iv.Title + "”"
	}
	receipt := strings.TrimSuffix(site, "/") + "/receipts/" + secret
	var b strings.Builder
	fmt.Fprintf(&b, "Hello,\n\nyou reported %s at %s.\n\n%s\n", about, name, letterSays[l.State])
	if r.State == l.State && r.Answer != "" {
		fmt.Fprintf(&b, "\nThey say: %s\n", r.Answer)
	}
	fmt.Fprintf(&b, "\nSee what came of it, with the sound:\n%s\n\nYou get this because you left this address with your report. Nobody else can see it.\nNo more mails about it, and the address deleted:\n%s/mail\n", receipt, receipt)
	return &Mail{To: to, Subject: fmt.Sprintf("Your report number %d: %s", r.ID, letterSubjects[l.State]), Text: b.String(),
		ID: fmt.Sprintf("letter-%d-%s", l.ID, a.ID()), Stop: receipt + "/mail", Made: l.Made}, nil
}

var letterSubjects = map[ReportState]string{
	ReportReceived:  "open again",
	ReportListening: "someone is listening",
	ReportFixed:     "fixed",
	ReportKept:      "the words were kept",
	ReportPassed:    "passed to the storyteller",
}

var letterSays = map[ReportState]string{
	ReportReceived:  "Your report is open again. Someone will listen once more.",
	ReportListening: "Someone is listening to it now.",
	ReportFixed:     "It is put right now. Thank you. If it is still wrong, one press on your receipt opens it again.",
	ReportKept:      "Someone listened, and the words stay as they are. If they are still wrong, one press on your receipt opens it again.",
	ReportPassed:    "The storyteller was asked.",
}
