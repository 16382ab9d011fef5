package postbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

var sample = archive.Mail{
	To: "ann@example.org", Subject: "Your report number 7: fixed", Text: "Hello,\n\nit says “listening” now. žluťoučký\n", ID: "letter-7-x",
	Stop: "https://earshot.example.org/receipts/s/mail", Made: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
}

// read parses a message as a mail program would.
func read(t testing.TB, raw []byte) (header mail.Header, subject, body string) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("the message cannot be read: %v\n%s", err, raw)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	var r io.Reader = m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		r = quotedprintable.NewReader(r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, subject, strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	post, err := Open(Config{From: "archive@example.org", Name: "Earshot", Folder: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := post.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // tried again, it is one mail
		if err := post.Send(t.Context(), sample); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 || filepath.Base(files[0]) != "letter-7-x.eml" {
		t.Fatalf("the folder has %v, %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	header, subject, body := read(t, raw)
	if subject != sample.Subject || strings.TrimSpace(body) != strings.TrimSpace(sample.Text) {
		t.Errorf("it says %q and %q", subject, body)
	}
	for name, want := range map[string]string{
		"From": `"Earshot" <archive@example.org>`, "To": "<ann@example.org>", "Message-Id": "<letter-7-x@example.org>", "Date": "Wed, 04 Mar 2026 05:06:07 +0000",
		"Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://earshot.example.org/receipts/s/mail>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []Config{{URL: "http://x", From: "a@b.org"}, {URL: "smtp://", From: "a@b.org"}, {URL: "smtp://host:port", From: "a@b.org"}, {URL: "smtp://h/path", From: "a@b.org"}, {From: "nobody"}, {}} {
		if _, err := Open(c); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := Open(Config{URL: "smtp://me:se%zzcret@host", From: "a@b.org"}); err == nil || strings.Contains(err.Error(), "cret") {
		t.Errorf("the error tells the password: %v", err)
	}
	for _, u := range []string{"smtp://user:pass@mail.example.org:587", "smtps://mail.example.org"} {
		if _, err := Open(Config{URL: u, From: "a@b.org"}); err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
}

// smtpServer takes one conversation: it answers as told to each command and hands
// on what followed DATA.
func smtpServer(t *testing.T, rcpt string) (address string, got <-chan string) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	data := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		say := func(s string) { io.WriteString(conn, s+"\r\n") }
		say("220 ready")
		var b strings.Builder
		in := false
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			line := lines.Text()
			switch word := strings.ToUpper(strings.Fields(line + " x")[0]); {
			case in && line == ".":
				in = false
				data <- b.String()
				say("250 kept")
			case in:
				b.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
			case word == "DATA":
				in = true
				say("354 go on")
			case word == "RCPT":
				say(rcpt)
			case word == "QUIT":
				say("221 bye")
				return
			default:
				say("250 ok")
			}
		}
	}()
	return l.Addr().String(), data
}

func TestSMTP(t *testing.T) {
	address, got := smtpServer(t, "250 ok")
	post, err := Open(Config{URL: "smtp://" + address, From: "archive@example.org", Name: "Earshot"})
	if err != nil {
		t.Fatal(err)
	}
	if err := post.Send(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	if _, subject, body := read(t, []byte(<-got)); subject != sample.Subject || !strings.Contains(body, "žluťoučký") {
		t.Errorf("the server got %q and %q", subject, body)
	}
}

func TestSMTPRefusals(t *testing.T) {
	for answer, final := range map[string]bool{"550 no such person": true, "451 try later": false} {
		address, _ := smtpServer(t, answer)
		post, err := Open(Config{URL: "smtp://" + address, From: "archive@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		if err := post.Send(t.Context(), sample); err == nil || errors.Is(err, archive.ErrInvalid) != final {
			t.Errorf("%s gives %v", answer, err)
		}
	}
	post, err := Open(Config{URL: "smtp://127.0.0.1:1", From: "archive@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if err := post.Check(t.Context()); err == nil {
		t.Error("a server that is not there passes the check")
	}
}

// FuzzMessage holds that whatever strangers wrote, a message has one recipient,
// the headers that belong in it, and no text that turns around.
func FuzzMessage(f *testing.F) {
	f.Add("ann@example.org", "Subject", "Text", "Name", "https://x.example/y", "id")
	f.Add("ann@example.org\r\nBcc: eve@example.org", "a\r\nBcc: eve@example.org", ".\r\n.\r\nRCPT TO:<eve@example.org>", "x\r\nBcc: y", "https://x/\r\nBcc: eve@example.org", "../../x\r\nBcc: y")
	f.Add("ann@example.org", "\u202efdp.exe \u2066x", "a\u202eb\x00c", "\u2028", "javascript:x", "")
	f.Fuzz(func(t *testing.T, to, subject, text, name, stop, id string) {
		msg, err := Config{From: "archive@example.org", Name: name}.message(archive.Mail{To: to, Subject: subject, Text: text, Stop: stop, ID: id})
		if err != nil {
			return
		}
		var b bytes.Buffer
		if _, err := msg.WriteTo(&b); err != nil {
			return
		}
		header, shown, body := read(t, b.Bytes())
		for name := range header {
			if !strings.Contains(" Auto-Submitted Content-Transfer-Encoding Content-Type Date From List-Unsubscribe List-Unsubscribe-Post Message-Id Mime-Version Subject To ", " "+name+" ") {
				t.Errorf("there is a header %s", name)
			}
		}
		if list, err := header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != strings.TrimSpace(to) {
			t.Errorf("it goes to %v, %v, not to %q", list, err, to)
		}
		if strings.ContainsAny(shown+body, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00") || strings.ContainsAny(shown, "\r\n") {
			t.Errorf("it says %q and %q", shown, body)
		}
	})
}
