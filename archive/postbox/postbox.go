package postbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"earshot/archive"

	gomail "github.com/wneessen/go-mail"
)

// Config says where mails go.
type Config struct {
	URL    string // smtp://user:password@host:port or smtps://…; "" is the folder
	From   string // address that mails come from
	Name   string // name beside it
	Folder string // of .eml files, when there is no URL
}

// patience is how long a mail server may take for one mail.
const patience = 30 * time.Second

// Open returns the post of a configuration. It connects to nothing yet.
func Open(c Config) (archive.Post, error) {
	if _, err := mail.ParseAddress(c.From); err != nil {
		return nil, fmt.Errorf("the address that mails come from, %q: %w", c.From, archive.ErrInvalid)
	}
	if c.URL == "" {
		return folder{c}, nil
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || strings.Trim(u.Path, "/") != "" {
		// The address is not repeated: a password may stand in it.
		return nil, fmt.Errorf("the mail server has to be written as smtp://user:password@host:port or smtps://host: %w", archive.ErrInvalid)
	}
	options := []gomail.Option{gomail.WithTimeout(patience)}
	switch {
	case u.Scheme == "smtps":
		options = append(options, gomail.WithSSLPort(false))
	case loopback(u.Hostname()):
		options = append(options, gomail.WithTLSPortPolicy(gomail.NoTLS))
	default: // a password or an address must not cross a network in the open
		options = append(options, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
	}
	if port := u.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("the port of the mail server: %w", archive.ErrInvalid)
		}
		options = append(options, gomail.WithPort(n))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if _, err := gomail.NewClient(u.Hostname(), options...); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return server{c, u.Hostname(), options}, nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// server sends by SMTP, with a connection for each mail: they are few.
type server struct {
	c       Config
	host    string
	options []gomail.Option
}

// Send implements archive.Post.
func (s server) Send(ctx context.Context, m archive.Mail) error {
	msg, err := s.c.message(m)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	var refused *gomail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.Reason == gomail.ErrSMTPRcptTo {
		return fmt.Errorf("the address takes no mail: %w", archive.ErrInvalid)
	}
	return err
}

// Check implements archive.Post: it signs in and leaves again.
func (s server) Check(ctx context.Context) error {
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("%w. Look at --mail", err)
	}
	return client.Close()
}

// folder writes each mail into a file.
type folder struct{ c Config }

// Send implements archive.Post. A mail that is tried again replaces its file.
func (f folder) Send(_ context.Context, m archive.Mail) error {
	msg, err := f.c.message(m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return err
	}
	if err := os.MkdirAll(f.c.Folder, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(f.c.Folder, "under-way-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(b.Bytes())
	if err := errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), filepath.Join(f.c.Folder, plainID.ReplaceAllString(m.ID, "-")+".eml"))
}

// Check implements archive.Post.
func (f folder) Check(context.Context) error {
	if err := os.MkdirAll(f.c.Folder, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(f.c.Folder, "checked-")
	if err != nil {
		return err
	}
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}

var (
	plainID   = regexp.MustCompile(`[^a-z0-9-]+`)
	oneLine   = regexp.MustCompile(`[\p{Cc}\p{Cf}\x{2028}\x{2029}]+`) // line ends and text direction marks
	invisible = regexp.MustCompile(`[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{061c}\x{200e}\x{200f}\x{2028}\x{2029}]|[\x00-\x09\x0b-\x1f\x7f]`)
)

// message writes a mail by RFC 5322. Nothing in it can end a header line or turn
// the direction of text: titles and answers are strangers' words.
func (c Config) message(m archive.Mail) (*gomail.Msg, error) {
	to, err := archive.CleanAddress("to", m.To)
	if err != nil || to == "" {
		return nil, fmt.Errorf("a mail without an address: %w", archive.ErrInvalid)
	}
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(oneLine.ReplaceAllString(c.Name, " "), from.Address); err != nil {
		return nil, err
	}
	if err := msg.To(to); err != nil {
		return nil, fmt.Errorf("%v: %w", err, archive.ErrInvalid)
	}
	_, host, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(plainID.ReplaceAllString(m.ID, "-") + "@" + host)
	msg.SetDateWithValue(m.Made)
	msg.Subject(oneLine.ReplaceAllString(m.Subject, " "))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if u, err := url.Parse(m.Stop); err == nil && u.Host != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+u.String()+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, invisible.ReplaceAllString(m.Text, ""))
	return msg, nil
}
