// Package argon2id hashes passwords for archive.Passwords.
//
// It uses golang.org/x/crypto/argon2, the Go project's own implementation of
// RFC 9106. The cost is the first choice of the OWASP password storage cheat
// sheet for argon2id: 19 MiB of memory, two passes, one lane. Hashes carry their
// own parameters in the PHC string format, so the cost can rise later.
package argon2id

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

const (
	memory   = 19 * 1024 // KiB
	passes   = 2
	lanes    = 1
	saltLen  = 16 // bytes
	keyLen   = 32 // bytes
	maxSlots = 4  // hashes at once, so that guesses cannot take all memory
)

// Hasher hashes and verifies. It is safe for concurrent use.
type Hasher struct {
	memory, passes uint32
	slots          chan struct{}
	unknown        string // verified when there is no account, to take as long
}

// New makes a hasher.
func New() (*Hasher, error) { return NewAt(memory, passes) }

// NewAt makes a hasher of another cost, in KiB and passes. It is for tests that make
// many accounts: at the full cost these hashes were half of all their work.
func NewAt(memory, passes uint32) (*Hasher, error) {
	h := &Hasher{memory: memory, passes: passes, slots: make(chan struct{}, maxSlots)}
	var err error
	h.unknown, err = h.Hash(rand.Text())
	return h, err
}

var b64 = base64.RawStdEncoding

// Hash returns the PHC string of a password under a new salt.
func (h *Hasher) Hash(password string) (string, error) {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	key := h.key(password, salt, h.passes, h.memory, lanes, keyLen)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Verify tells whether the password is the one that was hashed. An empty or
// unreadable hash verifies nothing, and takes as long to say so.
func (h *Hasher) Verify(encoded, password string) bool {
	if encoded == "" {
		h.matches(h.unknown, password)
		return false
	}
	return h.matches(encoded, password)
}

func (h *Hasher) matches(encoded, password string) bool {
	var version int
	var m, t uint32
	var p uint8
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil || t == 0 || p == 0 || m > 1<<20 || t > 64 {
		return false
	}
	salt, err := b64.DecodeString(parts[4])
	want, err2 := b64.DecodeString(parts[5])
	if err != nil || err2 != nil || len(want) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(h.key(password, salt, t, m, p, uint32(len(want))), want) == 1
}

func (h *Hasher) key(password string, salt []byte, t, m uint32, p uint8, n uint32) []byte {
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, t, m, p, n)
}
