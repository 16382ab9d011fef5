package ui

import (
	"net/http"
	"net/netip"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// healthShow answers GET /healthz: the process answers.
func (s *Server) healthShow(c *gin.Context) error {
	c.String(http.StatusOK, "ok\n")
	return nil
}

// readyShow answers GET /readyz: every part it needs answers.
func (s *Server) readyShow(c *gin.Context) error {
	if s.Ready == nil {
		c.String(http.StatusOK, "ready\n")
		return nil
	}
	if err := s.Ready(c.Request.Context()); err != nil {
		s.Log.Warn("not ready", "error", err)
		c.String(http.StatusServiceUnavailable, "not ready\n")
		return nil
	}
	c.String(http.StatusOK, "ready\n")
	return nil
}

// metricsShow answers GET /metrics to this machine and to administrators: counts
// of jobs and requests are nobody else's business.
func (s *Server) metricsShow(c *gin.Context) error {
	if s.Metrics == nil {
		return archive.ErrNotFound
	}
	if !s.viewer(c).Role().AtLeast(archive.Administrator) && !fromHere(c) {
		return archive.ErrForbidden
	}
	s.Metrics.ServeHTTP(c.Writer, c.Request)
	return nil
}

// fromHere tells whether the request comes from this machine and through no proxy.
func fromHere(c *gin.Context) bool {
	addr, err := netip.ParseAddr(c.RemoteIP())
	return err == nil && addr.IsLoopback() && c.GetHeader("X-Forwarded-For") == "" && c.GetHeader("Forwarded") == ""
}

const robots = `User-agent: *
Disallow: /api/
Disallow: /search
Disallow: /receipts/
Disallow: /sign-in
Disallow: /interviews/*/report
Disallow: /interviews/*/sound
`

// robotsShow answers GET /robots.txt: people may find interviews, machines need
// not walk every search or download every recording.
func (s *Server) robotsShow(c *gin.Context) error {
	c.String(http.StatusOK, robots)
	return nil
}

// iconShow answers GET /favicon.ico, which browsers ask for unasked.
func (s *Server) iconShow(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=86400")
	return siteAssets["img/mark.svg"].send(c)
}
