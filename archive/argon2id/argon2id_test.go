package argon2id

import (
	"strings"
	"testing"
)

func TestHashVerifies(t *testing.T) {
	h, err := New()
	if err != nil {
		t.Fatal(err)
	}
	one, err := h.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	two, _ := h.Hash("correct horse battery")
	if one == two {
		t.Error("two hashes of one password are the same: no salt")
	}
	if !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q does not carry its cost", one)
	}
	quick, err := NewAt(64, 1)
	if err != nil {
		t.Fatal(err)
	}
	cheap, _ := quick.Hash("correct horse battery")
	if !strings.HasPrefix(cheap, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hash %q does not carry its cost", cheap)
	}
	cases := []struct {
		name, encoded, password string
		want                    bool
	}{
		{"right", one, "correct horse battery", true},
		{"wrong", one, "correct horse batterx", false},
		{"right, of another cost", cheap, "correct horse battery", true},
		{"wrong, of another cost", cheap, "correct horse batterx", false},
		{"empty password", one, "", false},
		{"no account", "", "correct horse battery", false},
		{"not a hash", "$argon2id$broken", "x", false},
		{"other scheme", strings.Replace(one, "argon2id", "argon2i", 1), "correct horse battery", false},
		{"absurd memory", "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", "x", false},
		{"no passes", "$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA", "x", false},
		{"no key", "$argon2id$v=19$m=64,t=1,p=1$AAAA$", "x", false},
		{"bad base64", "$argon2id$v=19$m=64,t=1,p=1$!!$!!", "x", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := h.Verify(c.encoded, c.password); got != c.want {
				t.Errorf("Verify = %v, want %v", got, c.want)
			}
		})
	}
}
