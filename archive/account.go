package archive

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// How long secrets open what they open.
const (
	SessionIdle  = 14 * 24 * time.Hour
	SessionLimit = 90 * 24 * time.Hour
	LinkLimit    = 10 * time.Minute // who finds an old message signs in with nothing (OWASP ASVS 5.0, 6.5.5)
	TokenLimit   = 365 * 24 * time.Hour
	MinPassword  = 10
	maxPassword  = 512

	clockSlip   = time.Hour           // a session from further ahead was made while the clock was wrong, and would last too long
	secretsKept = 30 * 24 * time.Hour // that are over, so that no request that comes late makes a token anew
)

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{1,63}$`)

// NewAccount is what is known of a person who will sign in.
type NewAccount struct {
	Name, Display, About, Password string
	Role                           Role
	Key                            string // idempotency key
}

// AddAccount makes an account; administrators only. Without a password the
// person signs in by link. The same key makes it once.
func (a *Archive) AddAccount(ctx context.Context, v Viewer, n NewAccount) (*Account, error) {
	if !v.Role().AtLeast(Administrator) {
		return nil, ErrForbidden
	}
	key, err := requestKey(n.Key)
	if err != nil {
		return nil, err
	}
	acc := &Account{ID: NewKey(), Name: strings.ToLower(strings.TrimSpace(n.Name)), Role: n.Role, Key: key, Made: a.now()}
	if !nameForm.MatchString(acc.Name) {
		return nil, Invalid("name", "A sign-in name has 2 to 64 letters, digits, dots or dashes, and begins with a letter or digit.")
	}
	if rank[n.Role] == 0 {
		return nil, Invalid("role", "Please choose contributor, reporter, custodian or administrator.")
	}
	if err := a.introduce(acc, n.Display, n.About); err != nil {
		return nil, err
	}
	if n.Password != "" {
		if err := a.setPassword(acc, n.Password); err != nil {
			return nil, err
		}
	}
	err = a.store.Update(ctx, func(tx Tx) error {
		have, err := tx.AccountByName(acc.Name)
		switch {
		case err == nil && have.Key == key:
			acc = have
			return nil
		case err != nil && !errors.Is(err, ErrNotFound):
			return err
		}
		return putPerson(tx, acc)
	})
	if errors.Is(err, ErrExists) {
		return nil, &Problem{Kind: ErrExists, Field: "name", Sentence: "Someone has that sign-in name already."}
	}
	return acc, err
}

// putPerson stores an account and has the people's records written.
func putPerson(tx Tx, acc *Account) error {
	if err := tx.PutAccount(acc); err != nil {
		return err
	}
	return keepPeople(tx)
}

func (a *Archive) introduce(acc *Account, display, about string) (err error) {
	if acc.Display, err = a.say("display", display, MaxName); err != nil {
		return err
	}
	if acc.Display == "" {
		acc.Display = acc.Name
	}
	acc.About, err = a.say("about", about, MaxNote)
	return err
}

func (a *Archive) setPassword(acc *Account, password string) error {
	n := utf8.RuneCountInString(password)
	if n < MinPassword {
		return Invalid("password", "A password needs at least %d characters. Four random words make a good one.", MinPassword)
	}
	if len(password) > maxPassword {
		return Invalid("password", "A password can be at most %d bytes long.", maxPassword)
	}
	encoded, err := a.opt.Passwords.Hash(password)
	acc.Password = encoded
	return err
}

// ChangeAccount lets a person change their own name, words and password. An
// empty password leaves it as it is; a new one ends all other sessions.
func (a *Archive) ChangeAccount(ctx context.Context, v Viewer, display, about, password, keepSession string) error {
	if v.Role() == Visitor {
		return ErrSignIn
	}
	return a.store.Update(ctx, func(tx Tx) error {
		acc, err := tx.Account(v.Account.ID)
		if err != nil {
			return err
		}
		if err := a.introduce(acc, display, about); err != nil {
			return err
		}
		if password != "" {
			if err := a.setPassword(acc, password); err != nil {
				return err
			}
			if err := endSessions(tx, acc.ID, HashSecret(keepSession)); err != nil {
				return err
			}
		}
		return putPerson(tx, acc)
	})
}

func endSessions(tx Tx, account, keep string) error {
	secrets, err := tx.Secrets(account)
	for _, s := range secrets {
		if err == nil && s.Purpose == Session && s.Hash != keep {
			err = tx.DeleteSecret(s.Hash)
		}
	}
	return err
}

// SetRole changes what someone may do, or locks them out; administrators only.
// It counts from the next request on.
func (a *Archive) SetRole(ctx context.Context, v Viewer, id string, role Role, disabled bool) error {
	if !v.Role().AtLeast(Administrator) {
		return ErrForbidden
	}
	if v.Account.ID == id {
		return Invalid("role", "Another administrator has to change your own role.")
	}
	if rank[role] == 0 {
		return Invalid("role", "Please choose contributor, reporter, custodian or administrator.")
	}
	return a.store.Update(ctx, func(tx Tx) error {
		acc, err := tx.Account(id)
		if err != nil {
			return err
		}
		if !acc.Left.IsZero() {
			return &Problem{Kind: ErrState, Sentence: "This person left. Nobody can open their account again."}
		}
		acc.Role, acc.Disabled = role, disabled
		return putPerson(tx, acc)
	})
}

// SignIn opens a session for the right password. A wrong one and an unknown
// name are told apart by nothing, not even by time.
func (a *Archive) SignIn(ctx context.Context, name, password, browser string) (secret string, acc *Account, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		acc, err = tx.AccountByName(strings.ToLower(strings.TrimSpace(name)))
		if errors.Is(err, ErrNotFound) {
			acc, err = &Account{}, nil
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	if !a.opt.Passwords.Verify(acc.Password, password) || acc.ID == "" || acc.Disabled {
		return "", nil, &Problem{Kind: ErrForbidden, Sentence: "The name or the password is not right."}
	}
	secret, err = a.grant(ctx, acc.ID, Session, browser, SessionIdle)
	return secret, acc, err
}

// grant makes a secret and stores its hash.
func (a *Archive) grant(ctx context.Context, account string, p Purpose, name string, life time.Duration) (string, error) {
	secret := newSecret()
	s := &Secret{Hash: HashSecret(secret), Purpose: p, Account: account, Name: shorten(name, MaxName), Made: a.now(), Expires: a.now().Add(life)}
	return secret, a.store.Update(ctx, func(tx Tx) error { return a.putSecret(tx, s) })
}

// putSecret stores a secret, and drops those that ended long ago.
func (a *Archive) putSecret(tx Tx, s *Secret) error {
	if err := tx.DeleteSecretsBefore(a.now().Add(-secretsKept)); err != nil {
		return err
	}
	return tx.PutSecret(s)
}

// SignInLink makes a link's secret that signs in once, within LinkLimit. The
// system and administrators may make one for anyone.
func (a *Archive) SignInLink(ctx context.Context, v Viewer, name string) (string, error) {
	if !v.Role().AtLeast(Administrator) {
		return "", ErrForbidden
	}
	var acc *Account
	err := a.store.View(ctx, func(tx Tx) (err error) {
		acc, err = tx.AccountByName(strings.ToLower(strings.TrimSpace(name)))
		return err
	})
	if err != nil {
		return "", err
	}
	return a.grant(ctx, acc.ID, Link, "", LinkLimit)
}

// SignInByLink uses a link up and opens a session.
func (a *Archive) SignInByLink(ctx context.Context, secret, browser string) (session string, acc *Account, err error) {
	err = a.store.Update(ctx, func(tx Tx) error {
		s, err := tx.Secret(HashSecret(secret))
		if errors.Is(err, ErrNotFound) || (err == nil && (s.Purpose != Link || !s.Expires.After(a.now()))) {
			return &Problem{Kind: ErrForbidden, Sentence: "This sign-in link was used already or is too old: it works once, for ten minutes. Please ask for a new one."}
		}
		if err != nil {
			return err
		}
		if acc, err = tx.Account(s.Account); err != nil {
			return err
		}
		return tx.DeleteSecret(s.Hash)
	})
	if err != nil {
		return "", nil, err
	}
	if acc.Disabled {
		return "", nil, ErrForbidden
	}
	session, err = a.grant(ctx, acc.ID, Session, browser, SessionIdle)
	return session, acc, err
}

// Who returns the account that a session or token belongs to, or ErrSignIn. A
// session's life is renewed by use, up to SessionLimit.
func (a *Archive) Who(ctx context.Context, p Purpose, secret string) (*Account, error) {
	var acc *Account
	var s *Secret
	err := a.store.View(ctx, func(tx Tx) (err error) {
		if s, err = tx.Secret(HashSecret(secret)); err != nil {
			return err
		}
		acc, err = tx.Account(s.Account)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return nil, ErrSignIn
	}
	if err != nil {
		return nil, err
	}
	now := a.now()
	if s.Purpose != p || !s.Expires.After(now) || acc.Disabled || p == Session && s.Made.After(now.Add(clockSlip)) {
		return nil, ErrSignIn
	}
	if now.Sub(s.Used) > time.Hour {
		s.Used = now
		if p == Session {
			s.Expires = earlier(now.Add(SessionIdle), s.Made.Add(SessionLimit))
		}
		err = a.store.Update(ctx, func(tx Tx) error {
			if _, err := tx.Secret(s.Hash); err != nil {
				return err // signed out meanwhile
			}
			return tx.PutSecret(s)
		})
		if errors.Is(err, ErrNotFound) {
			return nil, ErrSignIn
		}
	}
	return acc, err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// SignOut ends a session. An unknown one is not an error.
func (a *Archive) SignOut(ctx context.Context, secret string) error {
	return a.store.Update(ctx, func(tx Tx) error { return tx.DeleteSecret(HashSecret(secret)) })
}

// NewToken makes a secret for a program that acts as v. The same key gives the
// same token, until it is ended.
func (a *Archive) NewToken(ctx context.Context, v Viewer, name, key string) (string, error) {
	if v.Role() == Visitor {
		return "", ErrSignIn
	}
	key, err := requestKey(key)
	if err != nil {
		return "", err
	}
	if name, err = a.say("token", name, MaxName); err != nil {
		return "", err
	}
	if name == "" {
		return "", Invalid("token", "Please give the token a name, so that you know later what uses it.")
	}
	secret := a.derive("token", v.Account.ID, key)
	s := &Secret{Hash: HashSecret(secret), Purpose: Token, Account: v.Account.ID, Name: name, Made: a.now(), Expires: a.now().Add(TokenLimit)}
	return secret, a.store.Update(ctx, func(tx Tx) error {
		switch have, err := tx.Secret(s.Hash); {
		case err == nil && !have.Expires.After(a.now()):
			return &Problem{Kind: ErrState, Field: "token", Sentence: "This token was ended. Please make another one."}
		case err == nil || !errors.Is(err, ErrNotFound):
			return err
		}
		return a.putSecret(tx, s)
	})
}

// Secrets lists v's sessions and tokens that work, newest first.
func (a *Archive) Secrets(ctx context.Context, v Viewer) (list []*Secret, err error) {
	if v.Role() == Visitor {
		return nil, ErrSignIn
	}
	err = a.store.View(ctx, func(tx Tx) error {
		list, err = tx.Secrets(v.Account.ID)
		return err
	})
	return slices.DeleteFunc(list, func(s *Secret) bool { return !s.Expires.After(a.now()) }), err
}

// Revoke ends one of v's own sessions or tokens, named by its hash.
func (a *Archive) Revoke(ctx context.Context, v Viewer, hash string) error {
	if v.Role() == Visitor {
		return ErrSignIn
	}
	return a.store.Update(ctx, func(tx Tx) error {
		s, err := tx.Secret(hash)
		if err != nil {
			return err
		}
		if s.Account != v.Account.ID || !s.Expires.After(a.now()) {
			return ErrNotFound
		}
		if s.Purpose != Token {
			return tx.DeleteSecret(hash)
		}
		s.Expires = a.now()
		return tx.PutSecret(s)
	})
}

// People returns every account with the published interviews it looks after, but
// for those of people who left.
func (a *Archive) People(ctx context.Context) (people []*Account, interviews map[string][]*Interview, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		interviews = map[string][]*Interview{}
		if people, err = tx.Accounts(); err != nil {
			return err
		}
		people = slices.DeleteFunc(people, func(acc *Account) bool { return !acc.Left.IsZero() })
		for q := (InterviewQuery{States: []State{Published}, Limit: 200}); ; {
			page, err := tx.Interviews(q)
			if err != nil {
				return err
			}
			for _, iv := range page {
				interviews[iv.Reporter] = append(interviews[iv.Reporter], iv)
			}
			if len(page) < q.Limit {
				return nil
			}
			q.Before = page[len(page)-1].ID
		}
	})
	return people, interviews, err
}

// Person returns one account by id.
func (a *Archive) Person(ctx context.Context, id string) (acc *Account, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		acc, err = tx.Account(id)
		return err
	})
	return acc, err
}
