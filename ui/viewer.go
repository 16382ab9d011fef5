package ui

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const visitorLife = 365 * 24 * time.Hour

// cookieName has the prefix that makes browsers refuse the cookie from any other
// host or over plain HTTP.
func (s *Server) cookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) setCookie(c *gin.Context, name, value string, life time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

func (s *Server) cookie(c *gin.Context, name string) string {
	k, err := c.Request.Cookie(s.cookieName(name))
	if err != nil || len(k.Value) > 1000 {
		return ""
	}
	return k.Value
}

// viewer is who is asking, found once for each request. A bearer token that is
// not good is an error for guard, never a silent visitor.
func (s *Server) viewer(c *gin.Context) archive.Viewer {
	r := of(c)
	if r.viewer == nil {
		v, err := s.findViewer(c)
		r.viewer, r.viewerErr = &v, err
	}
	return *r.viewer
}

func (s *Server) findViewer(c *gin.Context) (archive.Viewer, error) {
	v := archive.Viewer{Network: s.Archive.Network(network(c.ClientIP()))}
	if id := s.cookie(c, "visitor"); len(id) <= 32 {
		v.Visitor = id
	}
	purpose, secret := archive.Session, s.cookie(c, "session")
	if bearer, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer "); ok {
		purpose, secret = archive.Token, bearer
		if s.LocalToken != "" && subtle.ConstantTimeCompare([]byte(bearer), []byte(s.LocalToken)) == 1 {
			return archive.System, nil
		}
	}
	if secret == "" {
		return v, nil
	}
	acc, err := s.Archive.Who(c.Request.Context(), purpose, secret)
	if errors.Is(err, archive.ErrSignIn) && purpose == archive.Session {
		return v, nil // signed out elsewhere or too old: reads on as a visitor
	}
	v.Account = acc
	return v, err
}

// knowVisitor gives someone who writes without an account a random id, so that
// nobody confirms their own fix. Those who only read get none.
func (s *Server) knowVisitor(c *gin.Context) {
	v := s.viewer(c)
	if v.Account != nil || v.Visitor != "" {
		return
	}
	of(c).viewer.Visitor = archive.NewKey()
	s.setCookie(c, "visitor", of(c).viewer.Visitor, visitorLife)
}

// network is the part of an address that households and community centres share:
// /24 of IPv4, /56 of IPv6. Nothing finer is kept.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	addr = addr.Unmap()
	bits := 24
	if addr.Is6() {
		bits = 56
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}
